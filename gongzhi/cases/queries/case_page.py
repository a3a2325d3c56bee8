"""The case page: everything a colleague needs to take over, and only the actions this viewer may take now."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gongzhi.cases.domain.case import Actor, CaseState
from gongzhi.cases.domain.catalogue import Category
from gongzhi.cases.domain.engine import possible
from gongzhi.cases.domain.lights import Light, light
from gongzhi.cases.domain.process import Process, State, Transition, load_process
from gongzhi.cases.models import Case, Seen, state_of
from gongzhi.cases.policy import Subject, allowed, may_see, no_case, roles_for
from gongzhi.cases.queries.catalogue import any_category
from gongzhi.cases.queries.log import log_of
from gongzhi.cases.queries.routing import Route, route
from gongzhi.cases.queries.timeline import Entry, timeline
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.queries import OrganisationRef, organisation_names, person_names
from gongzhi.places.domain.calendar import Limit
from gongzhi.places.queries import AreaRef, calendar_for, path_of

ROW_FIELDS = (
    *("id", "number", "seq", "urgency", "open", "outcome", "public", "channel", "title", "description", "place"),
    *("lon", "lat", "desk_area", "assignee_id", "opened_at", "closed_at", "reworks", "reopens", "escalations"),
    *("solved", "satisfied"),
)


@dataclass(frozen=True)
class ClockView:
    """A clock as shown: its names, its limit, whether it runs, and its light."""

    code: str
    zh: str
    en: str
    limit: Limit
    status: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    missed: bool
    light: Light

    def name(self, language: str) -> str:
        """Return the clock's name in the language."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Action:
    """A verb this viewer may use now, with what its form must ask for."""

    verb: str
    transition: Transition


@dataclass(frozen=True)
class CasePage:
    """One case for one member of staff."""

    id: UUID
    number: int
    seq: int
    process: Process
    category: Category
    urgency: str
    state_code: str
    state: State
    open: bool
    outcome: str
    public: bool
    channel: str
    title: str
    description: str
    place: str
    lon: float | None
    lat: float | None
    area_path: tuple[AreaRef, ...]
    desk_area: int
    lead: OrganisationRef | None
    assignee_id: UUID | None
    assignee: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    light: Light
    clocks: list[ClockView]
    reworks: int
    reopens: int
    escalations: int
    solved: bool | None
    satisfied: bool | None
    timeline: list[Entry]
    actions: list[Action]
    route: Route | None
    may_assign: bool
    may_note: bool
    may_see_contact: bool


@dataclass(frozen=True)
class SeenBy:
    """Who of the staff opened a case: the role and the day, not the name."""

    role: str
    day: date


def case_page(viewer: Viewer, case_id: UUID, *, now: datetime) -> CasePage:
    """Return the page of a case for a member of staff; raise NotFound if there is none or it may not be seen."""
    row = Case.objects.filter(pk=case_id).first()
    if row is None:
        raise no_case()
    case = state_of(row)
    subject = _subject(case)
    if not may_see(viewer, subject):
        raise no_case()
    process = load_process(case.process, case.version)
    actions = _actions(process, case, viewer, subject, now)
    due = case.next_due
    return CasePage(
        process=process,
        category=any_category(case.category),
        state_code=case.state,
        state=process.states[case.state],
        area_path=path_of(case.area_code),
        lead=organisation_names({case.lead_id}).get(case.lead_id) if case.lead_id else None,
        assignee=person_names({case.assignee_id}).get(case.assignee_id, "") if case.assignee_id else "",
        due_at=due.due_at if due else None,
        light=light(due.due_at, due.warn_at, now) if due else Light.GREY,
        clocks=clock_views(process, case, now),
        timeline=timeline(process, log_of(case.id), for_staff=True),
        actions=actions,
        route=_route(case, actions),
        may_assign=case.open and allowed("assign", viewer, subject),
        may_note=allowed("note", viewer, subject),
        may_see_contact=allowed("see_contact", viewer, subject),
        **{name: getattr(row, name) for name in ROW_FIELDS},
    )


def _route(case: CaseState, actions: list[Action]) -> Route | None:
    """Return where the matter would go, if one of the actions dispatches it."""
    if not any(action.transition.lead == "set" or action.transition.next for action in actions):
        return None
    return route(any_category(case.category).function, case.area_code, case.area_level)


def clock_views(process: Process, case: CaseState, now: datetime) -> list[ClockView]:
    """Return the clocks of a case as shown, the running ones first, by deadline."""
    views = []
    for code, clock in case.clocks.items():
        rule = process.clocks[code]  # type: ignore[index]
        stopped = None if clock.running else clock.since
        colour = light(clock.due_at, clock.warn_at, now) if clock.running else Light.GREY
        missed = clock.missed or (stopped or now) > clock.due_at
        views.append(
            ClockView(
                code,
                rule.zh,
                rule.en,
                clock.limit,
                clock.status.value,
                clock.started_at,
                clock.due_at,
                stopped,
                missed,
                colour,
            )
        )
    return sorted(views, key=lambda view: (view.status != "running", view.due_at))


def subject_for(case_id: UUID, *, is_reporter: bool = False) -> Subject:
    """Return what of a case decides about rights; raise NotFound."""
    names = ("area_code", "desk_area", "desk_level", "lead_id", "public", "open")
    values = Case.objects.filter(pk=case_id).values(*names).first()
    if values is None:
        raise no_case()
    return Subject(**values, is_reporter=is_reporter)


def seen_by(case_id: UUID) -> list[SeenBy]:
    """Return in which roles and on which days members of staff opened a case, newest first."""
    return [SeenBy(*each) for each in Seen.objects.filter(case_id=case_id).order_by("-at").values_list("role", "day")]


def _subject(case: CaseState) -> Subject:
    return Subject(case.area_code, case.desk_area, case.desk_level, case.lead_id, case.public, case.open)


def _actions(process: Process, case: CaseState, viewer: Viewer, subject: Subject, now: datetime) -> list[Action]:
    roles = roles_for(viewer, subject)
    by = Actor(viewer.person_id, Role.HANDLER.value)
    offered = possible(process, case, by=by, roles=roles, now=now, calendar=calendar_for(case.area_code))
    found = [Action(verb, transition) for verb, transition in offered.items()]
    return sorted(found, key=lambda action: not action.transition.primary)
