"""Acts that do not move a case: note, assign, answer the call-back, and what has been seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.base.errors import Conflict, Refused
from gongzhi.cases.actions.move import clean_texts, subject_of
from gongzhi.cases.actions.record import locked, moment, save, write_notes
from gongzhi.cases.domain.case import CaseState, Event
from gongzhi.cases.domain.process import load_process
from gongzhi.cases.models import Seen
from gongzhi.cases.policy import Subject, require, roles_for
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.queries import viewer_of


@dataclass(frozen=True)
class NewNote:
    """A remark on a case; `told` says whether the reporter reads it."""

    text: str
    told: bool = False


@transaction.atomic
def note(case_id: UUID, new: NewNote, *, by: Viewer, now: datetime, is_reporter: bool = False) -> int:
    """Add a remark to a case; return the log position."""
    _number, case = locked(case_id)
    require("note", by, subject_of(case, is_reporter=is_reporter))
    texts = clean_texts({"note": new.text})
    if not texts:
        zh, en = "请写下要说的内容。", "Write what you want to say."
        raise Refused("cases.missing", zh, en, fields={"note": zh})
    event = _event(case, "case.noted", by, {"told": new.told or is_reporter}, now, is_reporter=is_reporter)
    save(load_process(case.process, case.version), case, [event])
    write_notes(event, texts, told=new.told or is_reporter)
    return event.seq


@transaction.atomic
def tell_danger(case_id: UUID, numbers: Sequence[str], *, by: Viewer, now: datetime) -> int:
    """Record that a clerk told the caller to phone the emergency numbers first; return the log position.

    Intake has checked that it is a clerk: the matter may lie in an area whose cases the clerk does not see.
    """
    _number, case = locked(case_id)
    at, data = moment(now, case), {"numbers": list(numbers)}
    event = Event(case.id, case.seq + 1, "case.danger_told", at, by.person_id, Role.DUTY_OFFICER.value, data)
    save(load_process(case.process, case.version), case, [event])
    return event.seq


@transaction.atomic
def assign(case_id: UUID, person_id: UUID | None, *, by: Viewer, now: datetime) -> int:
    """Give a case to a handler of its lead organisation (None: back to the whole organisation)."""
    _number, case = locked(case_id)
    require("assign", by, subject_of(case))
    if not case.open:
        raise Conflict("cases.closed", "这件事已经办结，不能再分配。", "This matter is closed; it cannot be assigned.")
    if person_id is not None and not viewer_of(person_id, now).has(Role.HANDLER, organisation_id=case.lead_id):
        zh = "这个人现在不是承办部门的经办人，请另选一位。"
        en = "That person is not a handler of the office in charge; choose another."
        raise Refused("cases.not_a_handler", zh, en, fields={"person": zh})
    data = {"assignee": str(person_id) if person_id else None}
    event = _event(case, "case.assigned", by, data, now)
    save(load_process(case.process, case.version), case, [event])
    return event.seq


@transaction.atomic
def answer(case_id: UUID, *, solved: bool, satisfied: bool, by: Viewer, now: datetime) -> int:
    """Record the reporter's answer to the call-back: one vote a case and round; the caller has proved the reporter."""
    _number, case = locked(case_id)
    require("answer", by, subject_of(case, is_reporter=True))
    if case.outcome == "declined":
        raise Refused("cases.not_handled", "没有立案的事件不作评价。", "A declined report is not rated.")
    if case.solved is not None:
        raise Conflict("cases.answered", "您已经评价过了，谢谢。", "You have answered already; thank you.")
    event = _event(case, "case.answered", by, {"solved": solved, "satisfied": satisfied}, now, is_reporter=True)
    save(load_process(case.process, case.version), case, [event])
    return event.seq


def mark_seen(case_id: UUID, *, by: Viewer, subject: Subject, now: datetime) -> None:
    """Record that a member of staff opened the case today; its reporter can read it."""
    if by.person_id is None:
        return
    roles = roles_for(by, subject)
    role = next((each for each in Role if each.value in roles), Role.SUPERVISOR).value
    Seen.objects.bulk_create(
        [Seen(case_id=case_id, person_id=by.person_id, role=role, day=now.date(), at=now)], ignore_conflicts=True
    )


def mark_news_seen(*, by: Viewer, now: datetime) -> None:
    """Remember that a person has read the news up to now."""
    from gongzhi.people.actions import saw_news  # people keeps the mark with the account

    if by.person_id is not None:
        saw_news(by.person_id, now=now)


def _event(
    case: CaseState, type_: str, by: Viewer, data: Mapping[str, object], now: datetime, *, is_reporter: bool = False
) -> Event:
    roles = roles_for(by, subject_of(case, is_reporter=is_reporter))
    role = "reporter" if is_reporter else next((each.value for each in Role if each.value in roles), "staff")
    return Event(case.id, case.seq + 1, type_, moment(now, case), by.person_id, role, data)
