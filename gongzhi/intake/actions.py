"""Take a report in: once, whole, with a receipt; and change the keys of contact data."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from gongzhi.base.errors import Refused
from gongzhi.base.ids import uuid7
from gongzhi.cases.actions import CaseRef, MoveInput, NewCase, move_case, open_case
from gongzhi.cases.domain.category import Category
from gongzhi.cases.queries import category as category_in_force
from gongzhi.intake.domain.receipt import make_receipt, receipt_hash
from gongzhi.intake.models import Party, Report
from gongzhi.intake.queries import Contact, receipt_key, sealer
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.places.domain.codes import AreaLevel
from gongzhi.places.domain.geo import Datum, Point
from gongzhi.places.queries import area, grid_at

TEXT_LIMIT = 2000
PLACE_LIMIT = 200
ROTATE_STEP = 500


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
    """What a reporter gets: the code, the case, and whether this submission had been taken before."""

    code: str
    case_id: UUID
    category: Category | None
    again: bool = False


def submit_report(new: ReportInput, *, by: Viewer, now: datetime) -> Receipt:
    """Take a report in and return its receipt; sent twice, the same receipt comes back and nothing is doubled.

    Raises Refused with the fields that are wrong (category withdrawn, place outside, text too long…).
    """
    code = make_receipt(new.submission_id, receipt_key())
    try:
        with transaction.atomic():
            return _take(new, code, by, now)
    except IntegrityError:
        # The unique submission id says that this form was sent before, perhaps at this very moment.
        first = Report.objects.filter(submission_id=new.submission_id).values_list("case_id", flat=True).first()
        if first is None:
            raise
        return Receipt(code, first, None, again=True)


def rotate_keys(*, progress: Callable[[int, int], None] | None = None) -> int:
    """Seal all contact data anew with the newest key; return how many rows there were."""
    ids = list(Party.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), ROTATE_STEP):
        with transaction.atomic():
            for party in Party.objects.select_for_update().filter(id__in=ids[start : start + ROTATE_STEP]):
                party.sealed = sealer().rotate(bytes(party.sealed))
                party.save(update_fields=["sealed"])
        if progress:
            progress(min(start + ROTATE_STEP, len(ids)), len(ids))
    return len(ids)


def _take(new: ReportInput, code: str, by: Viewer, now: datetime) -> Receipt:
    _check_texts(new)
    category = category_in_force(new.category)
    area_code, area_level = _where(new, now)
    worker = new.channel == "grid_worker"
    case = open_case(
        NewCase(
            category=category,
            area_code=area_code,
            area_level=area_level,
            channel=new.channel,
            description=new.description.strip(),
            place=new.place.strip(),
            lon=new.point.lon if new.point else None,
            lat=new.point.lat if new.point else None,
        ),
        by=by,
        role=Role.GRID_WORKER.value if worker else "reporter",
        now=now,
    )
    _keep(new, case, code, by, now)
    if worker and new.settled.strip():
        move_case(case.id, MoveInput("settle", texts={"note": new.settled}), by=by, now=now)
    return Receipt(code, case.id, category)


def _keep(new: ReportInput, case: CaseRef, code: str, by: Viewer, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_report (case_id, submission_id, receipt_hash, channel, reporter_id, language, at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [
                case.id,
                new.submission_id,
                receipt_hash(code, receipt_key()),
                new.channel,
                by.person_id,
                new.language,
                now,
            ],
        )
        if new.contact.given:
            sealed = sealer().encrypt(json.dumps(vars(new.contact)).encode())
            cursor.execute(
                "INSERT INTO intake_party (id, case_id, kind, sealed, created_at) VALUES (%s, %s, 'reporter', %s, %s)",
                [uuid7(now), case.id, sealed, now],
            )


def _where(new: ReportInput, now: datetime) -> tuple[int, int]:
    if new.point is not None:
        hit = grid_at(new.point, on=now.date(), datum=new.datum)
        return hit.code, int(hit.level)
    if new.area_code is None:
        zh = "请在地图上点出位置，或选择所在的社区并写明地点。"
        en = "Mark the place on the map, or choose the community and describe the place."
        raise Refused("intake.no_place", zh, en, fields={"place": zh})
    chosen = area(new.area_code)
    if chosen.level < AreaLevel.COUNTY:
        zh, en = "请选到县（区）以下。", "Choose at least the county or district."
        raise Refused("intake.area_too_large", zh, en, fields={"area": zh})
    return chosen.code, int(chosen.level)


def _check_texts(new: ReportInput) -> None:
    fields: dict[str, tuple[str, str]] = {}
    if not new.description.strip():
        fields["description"] = ("请写明发生了什么。", "Say what is wrong.")
    for name, text, limit in (
        ("description", new.description, TEXT_LIMIT),
        ("place", new.place, PLACE_LIMIT),
        ("settled", new.settled, TEXT_LIMIT),
        ("name", new.contact.name, 80),
        ("phone", new.contact.phone, 40),
        ("email", new.contact.email, 254),
    ):
        if len(text) > limit:
            fields[name] = (
                f"文字太长：{len(text)} 个字，最多 {limit} 个字。请缩短，内容没有丢失。",
                f"The text has {len(text)} characters; at most {limit} are taken. Shorten it; nothing was lost.",
            )
        if "\x00" in text:
            fields[name] = ("文字里有不可用的字符，请删除。", "The text holds a null byte; remove it.")
    if fields:
        zh, en = next(iter(fields.values()))
        chosen = 0 if new.language.startswith("zh") else 1
        raise Refused("intake.invalid", zh, en, fields={name: words[chosen] for name, words in fields.items()})
