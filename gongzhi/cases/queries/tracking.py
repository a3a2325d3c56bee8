"""What the reporter sees of a case: each step in plain words, who is responsible, the promised time and the light."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.cases.domain.case import Actor, CaseState, ClockState, ClockStatus
from gongzhi.cases.domain.catalogue import Category
from gongzhi.cases.domain.engine import possible
from gongzhi.cases.domain.lights import Light, light
from gongzhi.cases.domain.process import Named, Process, State, load_process
from gongzhi.cases.models import Case, state_of
from gongzhi.cases.policy import no_case
from gongzhi.cases.queries.case_page import SeenBy, seen_by
from gongzhi.cases.queries.catalogue import any_category
from gongzhi.cases.queries.log import log_of
from gongzhi.cases.queries.rows import FIELDS, Row, rows_of
from gongzhi.cases.queries.timeline import Entry, timeline
from gongzhi.people.queries import OrganisationRef, centre_of, organisation_names
from gongzhi.places.queries import AreaRef, calendar_for, path_of


@dataclass(frozen=True)
class StepView:
    """One of the seven steps: its names, and whether it is done, present or still to come."""

    code: str
    names: Named
    status: str


@dataclass(frozen=True)
class Tracking:
    """One case for its reporter; `promised_at` is when the work is due (None before dispatch and after the end)."""

    id: UUID
    number: int
    category: Category
    state_code: str
    state: State
    open: bool
    outcome: str
    description: str
    place: str
    lon: float | None
    lat: float | None
    area_path: tuple[AreaRef, ...]
    responsible: OrganisationRef | None
    opened_at: datetime
    closed_at: datetime | None
    promised_at: datetime | None
    light: Light
    steps: list[StepView]
    timeline: list[Entry]
    seen: list[SeenBy]
    solved: bool | None
    satisfied: bool | None
    may_answer: bool
    may_reopen: bool


def tracking(case_id: UUID, *, now: datetime) -> Tracking:
    """Return a case for whoever proved to be its reporter (the caller checks the receipt); raise NotFound."""
    row = Case.objects.filter(pk=case_id).first()
    if row is None:
        raise no_case()
    case = state_of(row)
    process = load_process(case.process, case.version)
    shown = promise_of(case)
    lead = organisation_names({case.lead_id}).get(case.lead_id) if case.lead_id else None
    calendar = calendar_for(case.area_code)
    offered = possible(process, case, by=Actor(None, "reporter"), roles={"reporter"}, now=now, calendar=calendar)
    return Tracking(
        id=case.id,
        number=row.number,
        category=any_category(case.category),
        state_code=case.state,
        state=process.states[case.state],
        open=case.open,
        outcome=case.outcome,
        description=row.description,
        place=row.place,
        lon=row.lon,
        lat=row.lat,
        area_path=path_of(case.area_code),
        responsible=lead or centre_of(case.desk_area, case.desk_level),
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        promised_at=shown.due_at if shown else None,
        light=light(shown.due_at, shown.warn_at, now) if shown else Light.GREY,
        steps=steps_of(process, case),
        timeline=timeline(process, log_of(case.id), for_staff=False),
        seen=seen_by(case.id),
        solved=case.solved,
        satisfied=case.satisfied,
        may_answer=not case.open and case.solved is None and case.outcome != "declined",
        may_reopen="reopen" in offered,
    )


def promise_of(case: CaseState) -> ClockState | None:
    """Return the clock whose end is promised to the reporter: the work's, before dispatch the decision's."""
    promise = case.clocks.get("resolution") or case.clocks.get("accept")
    return promise if promise and promise.status is not ClockStatus.STOPPED and case.open else None


def own_rows(ids: Collection[UUID], *, now: datetime) -> list[Row]:
    """Return the cases with these ids as list lines, newest first, for whoever proved to be their reporter."""
    values = Case.objects.filter(pk__in=ids).order_by("-id").values(*FIELDS) if ids else []
    return rows_of(values, now)


def steps_of(process: Process, case: CaseState) -> list[StepView]:
    """Return the steps with what is done, present and to come; a declined report ends after filing."""
    codes = list(process.steps)
    present = codes.index(process.states[case.state].step)
    views = []
    for index, code in enumerate(codes):
        status = "done" if index < present else "present" if index == present else "ahead"
        if case.outcome in ("declined", "settled") and status == "ahead":
            continue
        if case.outcome == "settled" and code in ("dispatch", "report", "verify"):
            continue
        views.append(StepView(code, process.steps[code], status))
    return views
