"""Move a case: the one function through which a case changes its state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.base.errors import Conflict, GongzhiError, Refused
from gongzhi.cases.actions.open import CaseRef
from gongzhi.cases.actions.record import locked, moment, save, write_notes
from gongzhi.cases.domain.case import Actor, CaseState, Command, Facts
from gongzhi.cases.domain.engine import decide
from gongzhi.cases.domain.process import Process, load_process
from gongzhi.cases.models import Event
from gongzhi.cases.policy import Subject, may_see, no_case, roles_for
from gongzhi.cases.queries.catalogue import any_category
from gongzhi.cases.queries.routing import desk_above, organisation_for, route
from gongzhi.people.domain.roles import Viewer
from gongzhi.places.queries import calendar_for

TEXT_LIMIT = 2000
TOLD = frozenset({"settle", "decline", "resolve", "verify_fail", "reopen", "escalate", "close"})


@dataclass(frozen=True)
class MoveInput:
    """A wish to move a case: the verb, its texts by kind (note, reason, elsewhere) and, for dispatch, to whom.

    `seq` is the log position the person saw; if it is given and the case has moved since, the move is refused.
    """

    verb: str
    texts: dict[str, str] = field(default_factory=dict)
    organisation_id: UUID | None = None
    seq: int | None = None


@transaction.atomic
def move_case(case_id: UUID, move: MoveInput, *, by: Viewer, now: datetime, is_reporter: bool = False) -> CaseRef:
    """Lock the case, check the right, decide, append the events, save the row, queue reactions; return the case.

    `is_reporter` says that the caller has proved to be the reporter (receipt or own account). Raises NotFound,
    NotAllowed, Refused (something is missing) or Conflict (somebody else was first).
    """
    number, case = locked(case_id)
    subject = subject_of(case, is_reporter=is_reporter)
    if not (is_reporter or may_see(by, subject)):
        raise no_case()
    texts = clean_texts(move.texts)
    if move.seq is not None and move.seq != case.seq and _moved_since(case_id, move.seq):
        raise moved_meanwhile()
    process = load_process(case.process, case.version)
    events = decide(
        process,
        case,
        Command(move.verb, frozenset(texts)),
        by=Actor(by.person_id, "reporter" if is_reporter else "staff"),
        roles=roles_for(by, subject),
        facts=_facts(process, case, move),
        now=moment(now, case),
        calendar=calendar_for(case.area_code),
    )
    after = save(process, case, events)
    if texts:
        write_notes(events[0], texts, told=move.verb in TOLD)
    return CaseRef(case.id, number, after)


def move_many(
    case_ids: Sequence[UUID], move: MoveInput, *, by: Viewer, now: datetime
) -> list[tuple[UUID, GongzhiError | None]]:
    """Move each of several cases on its own; return for each the refusal, or None where it was done."""
    results: list[tuple[UUID, GongzhiError | None]] = []
    for case_id in case_ids:
        try:
            move_case(case_id, move, by=by, now=now)
            results.append((case_id, None))
        except GongzhiError as error:
            results.append((case_id, error))
    return results


def subject_of(case: CaseState, *, is_reporter: bool = False) -> Subject:
    """Return what of a case decides about rights."""
    return Subject(case.area_code, case.desk_area, case.desk_level, case.lead_id, case.public, case.open, is_reporter)


def clean_texts(texts: dict[str, str]) -> dict[str, str]:
    """Return the texts stripped, without empty ones; raise Refused for one that is too long or holds a null byte."""
    cleaned = {kind: text.strip() for kind, text in texts.items() if text.strip()}
    for kind, text in cleaned.items():
        if len(text) > TEXT_LIMIT:
            zh = f"文字太长：{len(text)} 个字，最多 {TEXT_LIMIT} 个字。请缩短后再提交，内容没有丢失。"
            en = f"The text has {len(text)} characters; at most {TEXT_LIMIT} are taken. Shorten it; nothing was lost."
            raise Refused("cases.text_too_long", zh, en, fields={kind: zh})
        if "\x00" in text:
            zh, en = (
                "文字里有不可用的字符（空字节），请删除后再提交。",
                "The text holds a null byte; remove it and send again.",
            )
            raise Refused("cases.null_byte", zh, en, fields={kind: zh})
    return cleaned


def moved_meanwhile() -> GongzhiError:
    """Return the refusal for an act on a case that has changed since the person looked."""
    return Conflict(
        "cases.changed_since",
        "您打开之后，这件事已经有了变化。请看过最新情况再决定，您写的内容没有丢失。",
        "This matter has changed since you opened it. Look at what is new and decide again; your text is kept.",
    )


def _moved_since(case_id: UUID, seq: int) -> bool:
    # A yellow light or a note since the page was opened changes nothing about the decision; a move does.
    return Event.objects.filter(case_id=case_id, seq__gt=seq, type="case.moved").exists()


def _facts(process: Process, case: CaseState, move: MoveInput) -> Facts:
    transition = process.transitions.get(move.verb)
    if transition is None:
        return Facts()
    if transition.lead == "set" or (transition.next and case.auto_dispatch):
        if move.organisation_id:
            office = organisation_for(move.organisation_id)
            return Facts(organisation_id=office.id, routed="chosen")
        found = route(any_category(case.category).function, case.area_code, case.area_level)
        return Facts(organisation_id=found.organisation.id, routed=found.how) if found else Facts()
    if transition.desk == "parent":
        return Facts(parent_desk=desk_above(case.desk_area, case.desk_level))
    return Facts()
