"""Take a report in: once, whole, with a receipt."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from gongzhi.base.errors import NotFound, Refused
from gongzhi.base.ids import uuid7
from gongzhi.cases.actions import CaseRef, MoveInput, NewCase, move_case, open_case
from gongzhi.cases.queries import category as category_in_force
from gongzhi.intake.domain.contact import Contact, seal
from gongzhi.intake.domain.receipt import make_receipt, receipt_hash
from gongzhi.intake.domain.words import cleaned, wrong_texts
from gongzhi.intake.policy import require
from gongzhi.intake.queries import receipt_keys, receipt_of_submission
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.places.domain.codes import AreaLevel
from gongzhi.places.domain.geo import Datum, Point, gcj02_to_wgs84
from gongzhi.places.queries import area, code_at

# By channel: the verb of the policy and the role in which the case is opened; anything else is a reporter's own.
CHANNEL_ROLES = {
    "grid_worker": ("report_as_worker", Role.GRID_WORKER.value),
    "phone": ("take_call", Role.DUTY_OFFICER.value),
}
KEEP_REPORT = """
INSERT INTO intake_report (case_id, submission_id, receipt_hash, channel, reporter_id, language, at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
# The photos that were sent ahead of the form belong to its case from now on.
TAKE_PHOTOS = """
UPDATE intake_attachment photo SET case_id = report.case_id FROM report
WHERE photo.submission_id = report.submission_id AND photo.case_id IS NULL
"""
KEEP = f"WITH report AS ({KEEP_REPORT} RETURNING case_id, submission_id) {TAKE_PHOTOS}"
KEEP_BOTH = f"""
WITH report AS ({KEEP_REPORT} RETURNING case_id, submission_id, at), photos AS ({TAKE_PHOTOS})
INSERT INTO intake_party (id, case_id, kind, sealed, created_at)
SELECT %s, case_id, 'reporter', %s, at FROM report
"""  # noqa: S608 — no value is part of the text


@dataclass(frozen=True)
class ReportInput:
    """What somebody reports; a point (degrees) or an area code says where. `settled` is what a grid worker did."""

    submission_id: UUID
    category: str
    description: str
    channel: str = "web"
    point: Point | None = None
    datum: Datum = Datum.WGS84
    area_code: int | None = None
    place: str = ""
    contact: Contact = Contact()
    settled: str = ""
    language: str = "zh-hans"


@dataclass(frozen=True)
class Receipt:
    """What a reporter gets: the code and the case; `again` says that this form had been taken before.

    `number` is the case's number for people, 0 for a form sent again.
    """

    code: str
    case_id: UUID
    number: int = 0
    again: bool = False


def submit_report(new: ReportInput, *, by: Viewer, now: datetime) -> Receipt:
    """Take a report in and return its receipt; sent twice, the same receipt comes back and nothing is doubled.

    Raises Refused with the fields that are wrong (category withdrawn, place outside, text too long…), NotFound for a
    category or an area that never was, NotAllowed for a grid worker's report by anybody else.
    """
    code = make_receipt(new.submission_id, receipt_keys()[0])
    try:
        with transaction.atomic():
            return _take(new, code, by, now)
    except (IntegrityError, Refused, NotFound):
        # The unique submission id says that this form was sent before, perhaps at this very moment; then it counts
        # for nothing that the category was withdrawn meanwhile.
        first = receipt_of_submission(new.submission_id)
        if first is None:
            raise
        return Receipt(first[1], first[0], again=True)


def _take(new: ReportInput, code: str, by: Viewer, now: datetime) -> Receipt:
    new = _checked(new)
    verb, role = CHANNEL_ROLES.get(new.channel, ("report", "reporter"))
    require(verb, by)
    category = category_in_force(new.category)
    code_, level, point = _where(new, now)
    if new.settled:
        require("settle", by, code_)
    case = open_case(
        NewCase(
            category=category,
            area_code=code_,
            area_level=level,
            channel=new.channel,
            description=new.description,
            place=new.place,
            lon=point.lon if point else None,
            lat=point.lat if point else None,
        ),
        by=by,
        role=role,
        now=now,
    )
    _keep(new, case, code, by, now)
    if new.settled:
        move_case(case.id, MoveInput("settle", texts={"note": new.settled}), by=by, now=now)
    return Receipt(code, case.id, case.number)


def _keep(new: ReportInput, case: CaseRef, code: str, by: Viewer, now: datetime) -> None:
    kept = receipt_hash(code, receipt_keys()[0])
    # On the phone the reporter is who called, not the clerk: it must not be among the clerk's own reports.
    reporter = None if new.channel == "phone" else by.person_id
    values: list[Any] = [case.id, new.submission_id, kept, new.channel, reporter, new.language, now]
    with connection.cursor() as cursor:
        if new.contact.given:
            cursor.execute(KEEP_BOTH, [*values, uuid7(now), seal(new.contact, settings.GONGZHI_KEYS)])
        else:
            cursor.execute(KEEP, values)


def _where(new: ReportInput, now: datetime) -> tuple[int, int, Point | None]:
    """Return (area code, level, point in WGS-84 if there is one) of a report."""
    if new.point is not None:
        point = gcj02_to_wgs84(new.point) if new.datum is Datum.GCJ02 else new.point
        code, level = code_at(point, on=now.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
        return code, int(level), point
    if new.area_code is None:
        zh = "请在地图上点出位置，或者选择所在的社区并写明地点。"
        en = "Mark the place on the map, or choose the community and describe the place."
        raise Refused("intake.no_place", zh, en, fields={"place": zh})
    chosen = area(new.area_code)
    if chosen.level < AreaLevel.COUNTY:
        zh, en = "请至少选到县（区）。", "Choose at least the county or district."
        raise Refused("intake.area_too_large", zh, en, fields={"area": zh})
    if not new.place:
        zh = "没有在地图上标出位置时，请写明地址或附近的标志物。"
        en = "Without a mark on the map, write the address or a landmark."
        raise Refused("intake.no_address", zh, en, fields={"place": zh})
    return chosen.code, int(chosen.level), None


def _checked(new: ReportInput) -> ReportInput:
    """Return the report with its texts as they are kept; raise Refused naming every field that is wrong."""
    contact = Contact(*(cleaned(text) for text in (new.contact.name, new.contact.phone, new.contact.email)))
    description, place, settled = (cleaned(text) for text in (new.description, new.place, new.settled))
    wrong = wrong_texts({"description": description, "place": place, "settled": settled} | vars(contact))
    if wrong:
        zh, en = next(iter(wrong.values()))
        spoken = 0 if new.language.startswith("zh") else 1
        raise Refused("intake.invalid", zh, en, fields={name: words[spoken] for name, words in wrong.items()})
    return replace(new, contact=contact, description=description, place=place, settled=settled)
