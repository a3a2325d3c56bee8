"""Register, change and retire places with a code."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from gongzhi.base.errors import Conflict, NotFound, Refused
from gongzhi.cases.queries import category as category_in_force
from gongzhi.intake.domain.coded_place import NAME_LIMIT, TOKEN_BITS, PlaceKind, make_token
from gongzhi.intake.domain.words import PLACE_LIMIT, cleaned
from gongzhi.intake.models import CodedPlace
from gongzhi.intake.policy import require
from gongzhi.intake.queries.coded_place import grids_without_code, no_coded_place
from gongzhi.people.domain.roles import Viewer
from gongzhi.places.domain.codes import AreaLevel
from gongzhi.places.domain.geo import Point
from gongzhi.places.queries import AreaRef, area, areas_named, code_at

MOST_GRIDS = 500


@dataclass(frozen=True)
class PlaceInput:
    """A place to carry a code; a point (degrees, WGS-84) says its area, else `area_code` does and `place` where."""

    kind: str
    name: str
    area_code: int | None = None
    point: Point | None = None
    place: str = ""
    category: str = ""


def register_place(new: PlaceInput, *, by: Viewer, now: datetime) -> str:
    """Register a place in an own area and return its token; raise Refused with what is wrong."""
    new = _checked(new, now)
    require("edit_coded_places", by, new.area_code or 0)
    row = _row(new, by, now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _has_one() from error
    return row.token


@transaction.atomic
def change_place(token: str, new: PlaceInput, *, by: Viewer, now: datetime) -> None:
    """Change a place that carries a code; the code stays. Both the old and the new area must be the viewer's own."""
    row = _locked(token, by)
    if row.retired_at is not None:
        raise Conflict(
            "intake.code_retired",
            "这个码已经停用，不能再改。请另建一个。",
            "This code is retired and cannot be changed; register a new one.",
        )
    new = _checked(new, now)
    require("edit_coded_places", by, new.area_code or 0)
    for name, value in _columns(new).items():
        setattr(row, name, value)
    row.changed_by_id, row.changed_at = by.person_id, now
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise _has_one() from error


@transaction.atomic
def retire_place(token: str, *, by: Viewer, now: datetime) -> None:
    """Retire a code: who scans it is led to the ordinary report. Twice is once."""
    row = _locked(token, by)
    if row.retired_at is None:
        row.retired_at = row.changed_at = now
        row.changed_by_id = by.person_id
        row.save()


def register_grids(area_code: int, category: str, *, by: Viewer, now: datetime, limit: int = MOST_GRIDS) -> int:
    """Register a code for each grid of an own area that has none, at most `limit` at a time; return how many."""
    require("edit_coded_places", by, area_code)
    if category:
        category_in_force(category)
    codes = grids_without_code(by, area_code)[:limit]
    named = areas_named(set(codes))
    rows = [_row(_grid(named[code], category), by, now) for code in codes]
    # Somebody else may be doing the same at this moment; what is there then is left as it is.
    with transaction.atomic():
        CodedPlace.objects.bulk_create(rows, ignore_conflicts=True)
        return CodedPlace.objects.filter(pk__in=[row.token for row in rows]).count()


def _grid(found: AreaRef, category: str) -> PlaceInput:
    point = Point(found.lon, found.lat) if found.lon is not None and found.lat is not None else None
    return PlaceInput(PlaceKind.GRID.value, found.name_zh, found.code, point, found.name_zh[:PLACE_LIMIT], category)


def _row(new: PlaceInput, by: Viewer, now: datetime) -> CodedPlace:
    return CodedPlace(
        token=make_token(secrets.randbits(TOKEN_BITS)),
        created_by_id=by.person_id,
        created_at=now,
        changed_by_id=by.person_id,
        changed_at=now,
        **_columns(new),
    )


def _columns(new: PlaceInput) -> dict[str, object]:
    lon, lat = (new.point.lon, new.point.lat) if new.point else (None, None)
    texts = {"kind": new.kind, "name": new.name, "place": new.place, "category": new.category}
    return {**texts, "area_code": new.area_code, "lon": lon, "lat": lat}


def _locked(token: str, by: Viewer) -> CodedPlace:
    row = CodedPlace.objects.select_for_update().filter(pk=token).first()
    if row is None:
        raise no_coded_place()
    require("edit_coded_places", by, row.area_code)
    return row


def _checked(new: PlaceInput, now: datetime) -> PlaceInput:
    """Return the place as it is kept, with the area its point lies in; raise Refused for what is wrong."""
    new = replace(new, name=cleaned(new.name), place=cleaned(new.place))
    if new.kind not in list(PlaceKind):
        zh, en = "请选择码贴在什么上。", "Choose what the code hangs on."
        raise Refused("intake.no_kind", zh, en, fields={"kind": zh})
    for field, text, limit in (("name", new.name, NAME_LIMIT), ("place", new.place, PLACE_LIMIT)):
        if len(text) > limit or "\x00" in text or (field == "name" and not text):
            zh, en = f"请写 1 到 {limit} 个字。", f"Write 1 to {limit} characters."
            raise Refused("intake.bad_place_text", zh, en, fields={field: zh})
    if new.category:
        try:
            category_in_force(new.category)
        except NotFound as error:
            raise Refused("intake.no_category", error.zh, error.en, fields={"category": error.zh}) from error
    return replace(new, area_code=_area_of(new, now))


def _area_of(new: PlaceInput, now: datetime) -> int:
    if new.point is not None and new.kind != PlaceKind.GRID:
        return code_at(new.point, on=now.astimezone(ZoneInfo(settings.TIME_ZONE)).date())[0]
    if new.area_code is None:
        zh, en = (
            "请在地图上标出位置，或者选择所在的社区（网格）。",
            "Mark the place on the map, or choose its community or grid.",
        )
        raise Refused("intake.no_place", zh, en, fields={"area": zh})
    found = area(new.area_code)
    if found.level < (AreaLevel.GRID if new.kind == PlaceKind.GRID else AreaLevel.TOWN):
        zh, en = "请选到镇街以下；网格码请选网格。", "Choose a town or smaller; for a grid's code the grid itself."
        raise Refused("intake.area_too_large", zh, en, fields={"area": zh})
    if new.point is None and not new.place and new.kind != PlaceKind.GRID:
        zh, en = "没有在地图上标出位置时，请写明它在哪里。", "Without a mark on the map, write where it stands."
        raise Refused("intake.no_address", zh, en, fields={"place": zh})
    return found.code


def _has_one() -> Refused:
    zh, en = "这个网格已经有一个在用的码。", "This grid has a code in use already."
    return Refused("intake.grid_has_code", zh, en, fields={"area": zh})
