"""Write notices: what a recorded event is told to whom. Nothing is sent here; the outbox is worked off later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from gongzhi.base.ids import uuid7
from gongzhi.cases.domain.case import Event
from gongzhi.cases.queries import CaseTold, case_told, log_of
from gongzhi.intake.domain.gateway import safe_address
from gongzhi.intake.domain.notice import REPORTER_QUIET, TOLD_REPORTER, TOLD_STAFF, Channel, Kind, Mode, next_digest
from gongzhi.intake.models import Notice, Party, Report
from gongzhi.intake.queries.notice_wish import DEFAULT, opened, own_numbers, wishes_of
from gongzhi.people.domain.roles import Role
from gongzhi.people.queries import centre_of, handlers_of, holders_of, reachable
from gongzhi.places.domain.codes import level_of

DESK = (Role.DUTY_OFFICER, Role.DISPATCHER)
# Events older than this are not told after the fact, such as on the day on which a site begins to send notices.
LATE = timedelta(days=1)


@dataclass(frozen=True)
class _Recipient:
    to: str
    id: UUID
    channel: Channel
    language: str


def tell_reporter(case_id: UUID, seq: int, *, now: datetime) -> int:
    """Write what the reporter has not been told of a case up to a position of its log; return how much that was.

    Reactions may run twice and in any order. What came before is therefore written first, under a lock of the report's
    row, so that a later notice is never there without the earlier ones.
    """
    with transaction.atomic():
        report = Report.objects.select_for_update().filter(pk=case_id).first()
        recipient = _reporter(report) if report else None
        if recipient is None:
            return 0
        told = set(Notice.objects.filter(case_id=case_id, recipient=recipient.id).values_list("seq", "kind"))
        events = [each for each in log_of(case_id) if each.seq <= seq and each.at > now - LATE]
        new = [(each, kind) for each in events if (kind := _kind(each)) and (each.seq, kind.value) not in told]
        return _write(new, recipient, case_told(case_id)) if new else 0


def tell_staff(case_id: UUID, seq: int, type_: str, data: dict[str, Any], *, at: datetime) -> int:
    """Write what members of staff are told of an assignment or a light, each as they wish; return how many."""
    case, kind = case_told(case_id), TOLD_STAFF[type_]
    people = reachable(_staff(case_id, seq, case, kind, data, at))
    wishes, numbers = wishes_of(people), own_numbers(people)
    rows = []
    for id_, profile in people.items():
        wish = wishes.get(id_, DEFAULT)
        mode = wish.mode(kind)
        address = profile.email if wish.channel is Channel.EMAIL else numbers.get(id_, "")
        if mode is Mode.NONE or not safe_address(wish.channel, address):
            continue
        recipient = _Recipient("person", id_, wish.channel, profile.language or settings.LANGUAGE_CODE)
        row = _row(case_id, seq, kind, recipient, case, at)
        row.data = {"number": case.number, "due": _iso(case.due.get(data.get("clock", "")))}
        if mode is Mode.DIGEST:
            row.digest_at = next_digest(at, wish.digest_hour, _zone())
        else:
            row.next_at = wish.quiet.after(at, _zone())
        rows.append(row)
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def _write(new: Iterable[tuple[Event, Kind]], recipient: _Recipient, case: CaseTold) -> int:
    centre = centre_of(case.desk_area, case.desk_level)
    office = {"zh": centre.name_zh, "en": centre.name_en or centre.name_zh} if centre else {}
    rows = []
    for event, kind in new:
        row = _row(event.case_id, event.seq, kind, recipient, case, event.at)
        # The office is the centre that writes: the name of the office that handles would say what it is about.
        row.data = {"number": case.number, "office": office, "due": _iso(case.due.get("resolution"))}
        row.next_at = REPORTER_QUIET[recipient.channel].after(event.at, _zone())
        rows.append(row)
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def _row(case_id: UUID, seq: int, kind: Kind, recipient: _Recipient, case: CaseTold, at: datetime) -> Notice:
    return Notice(
        id=uuid7(at),
        case_id=case_id,
        seq=seq,
        kind=kind.value,
        to=recipient.to,
        recipient=recipient.id,
        channel=recipient.channel.value,
        language="en" if recipient.language == "en" else "zh-hans",
        area_code=case.area_code,
        next_at=at,
        since=at,
        created_at=at,
    )


def _reporter(report: Report) -> _Recipient | None:
    """Return how the reporter is reached: by the contact data given, or else at the address of the own account."""
    party = Party.objects.filter(case_id=report.case_id, kind="reporter").first()
    if party:
        contact = opened(party.sealed)
        ways = {Channel.EMAIL: contact.email, Channel.SMS: contact.phone}
        able = [channel for channel, address in ways.items() if safe_address(channel, address)]
        # A site may have a gateway for only one of them; without any, the notice is kept and shown.
        channel = next((each for each in able if each.value in settings.GONGZHI_GATEWAYS), able[0] if able else None)
        return _Recipient("party", party.id, channel, report.language) if channel else None
    if report.reporter_id is None or report.channel != "web":
        return None
    person = reachable([report.reporter_id]).get(report.reporter_id)
    if person is None or not safe_address(Channel.EMAIL, person.email):
        return None
    return _Recipient("person", report.reporter_id, Channel.EMAIL, report.language)


def _kind(event: Event) -> Kind | None:
    return TOLD_REPORTER.get(event.data.get("verb", "")) if event.type == "case.moved" else None


def _staff(case_id: UUID, seq: int, case: CaseTold, kind: Kind, data: dict[str, Any], at: datetime) -> set[UUID]:
    if kind is Kind.ASSIGNED:
        given = UUID(data["assignee"]) if data.get("assignee") else None
        # Who takes a matter knows it.
        by = next((each.actor_id for each in log_of(case_id) if each.seq == seq), None)
        return {given} - {None, by}  # type: ignore[return-value]
    found: set[UUID] = set()
    if data["clock"] in ("response", "resolution") and case.lead_id:
        found |= {case.assignee_id} if case.assignee_id else {id_ for id_, _name in handlers_of(case.lead_id, at)}
    else:
        roles = (Role.VERIFIER,) if data["clock"] == "verification" else DESK
        found |= set(holders_of(roles, case.desk_area, case.desk_level, at))
    if kind is Kind.MISSED:
        found |= set(holders_of((Role.SUPERVISOR,), case.area_code, int(level_of(case.area_code)), at))
    return found


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
