"""Outlines of areas: a new one closes the old one on its day, so that old cases stay where they were."""

import gzip
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from gongzhi.base.errors import NotFound, Refused
from gongzhi.places.actions.record import day_of, record_each
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.domain.geo import Datum, polygon_text, ring_of
from gongzhi.places.domain.outlines import Part, Rings, parts_of, polygons_of
from gongzhi.places.models import Area

BATCH = 500  # outlines that are compared and saved at once
MANY = 1000  # from so many new outlines on the planner is told at once
IN_FORCE = """
SELECT area_id, valid_from, "outer"::text, holes::text[] FROM places_boundary
WHERE area_id = ANY(%s) AND valid_to IS NULL ORDER BY area_id, part
"""
COPY = 'COPY places_boundary (area_id, part, "outer", holes, size_m2, valid_from) FROM STDIN'


@dataclass
class OutlineReport:
    """How many outlines were set and how many were there already, and those rejected as (position, reason)."""

    set: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def import_boundaries(
    file: Path,
    *,
    datum: Datum,
    by: UUID | None,
    now: datetime,
    valid_from: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> OutlineReport:
    """Read the outlines of a GeoJSON file (property `code` or `adcode`; .gz too); report every rejected feature."""
    report, features, first = OutlineReport(), _features(file), dict[int, int]()
    for start in range(0, len(features), BATCH):
        batch: dict[int, tuple[Part, ...]] = {}
        for position, feature in enumerate(features[start : start + BATCH], start=start + 1):
            try:
                code, parts = _read(feature, datum)
                if code in first:
                    raise ValueError(f"the area {code} stands at position {first[code]} already")
            except ValueError as error:
                report.rejected.append((position, str(error)))
            else:
                first[code], batch[code] = position, parts
        wrong = _not_there(batch)
        report.rejected += [(first[code], error.en) for code, error in wrong.items()]
        good = {code: parts for code, parts in batch.items() if code not in wrong}
        changed = _set(good, on=valid_from or day_of(now), by=by, now=now)
        report.set += len(changed)
        report.unchanged += len(good) - len(changed)
        if progress:
            progress(min(start + BATCH, len(features)), len(features))
    report.rejected.sort()
    if report.set >= MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE places_boundary")
    return report


@transaction.atomic
def set_boundary(
    code: int,
    polygons: Sequence[Rings],
    *,
    by: UUID | None,
    now: datetime,
    datum: Datum = Datum.WGS84,
    valid_from: date | None = None,
) -> bool:
    """Set an area's outline from a day on; return False if it is the one that holds already.

    `polygons` are outer rings with their holes, longitude first. What was to hold from a later day is replaced. Raises
    NotFound for an unknown area, Refused for a retired one, ValueError for rings that cannot be mended.
    """
    outlines = {code: parts_of(polygons, datum)}
    for error in _not_there(outlines).values():
        raise error
    return bool(_set(outlines, on=valid_from or day_of(now), by=by, now=now))


def _not_there(outlines: dict[int, tuple[Part, ...]]) -> dict[int, NotFound | Refused]:
    """Return what is wrong with the areas of outlines, by code: unknown, or retired."""
    there = dict(Area.objects.filter(code__in=outlines).values_list("code", "valid_to"))
    wrong: dict[int, NotFound | Refused] = {}
    for code in outlines:
        if code not in there:
            zh, en = f"没有编码为 {code} 的区划。", f"There is no area with the code {code}."
            wrong[code] = NotFound("places.no_area", zh, en)
        elif there[code] is not None:
            zh, en = f"区划 {code} 已于 {there[code]} 撤销。", f"The area {code} was retired on {there[code]}."
            wrong[code] = Refused("places.retired", zh, en)
    return wrong


def _set(outlines: dict[int, tuple[Part, ...]], *, on: date, by: UUID | None, now: datetime) -> list[int]:
    """Save the outlines that differ from those in force; return their codes."""
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, [list(outlines)])
        there: dict[int, list[Part]] = {}
        for code, since, outer, holes in cursor.fetchall():
            if since <= on:
                part = Part(tuple(ring_of(outer)), tuple(tuple(ring_of(hole)) for hole in holes))
                there.setdefault(code, []).append(part)
        changed = [code for code, parts in outlines.items() if there.get(code) != list(parts)]
        cursor.execute("DELETE FROM places_boundary WHERE area_id = ANY(%s) AND valid_from >= %s", [changed, on])
        cursor.execute(
            "UPDATE places_boundary SET valid_to = %s WHERE area_id = ANY(%s) AND (valid_to IS NULL OR valid_to > %s)",
            [on, changed, on],
        )
        with cursor.copy(COPY) as copy:
            for code in changed:
                for number, part in enumerate(outlines[code]):
                    holes = [polygon_text(hole) for hole in part.holes]
                    copy.write_row((code, number, polygon_text(part.outer), holes, part.size_m2, on))
    _set_centres({code: outlines[code] for code in changed})
    lines = ((code, {"parts": len(outlines[code]), "valid_from": on.isoformat()}) for code in changed)
    record_each("boundary.set", lines, by=by, now=now)
    return changed


def _set_centres(outlines: dict[int, tuple[Part, ...]]) -> None:
    without = list(Area.objects.filter(code__in=outlines, lon=None))
    for area in without:
        centre = max(outlines[area.code], key=lambda part: part.size_m2).centre
        area.lon, area.lat = centre.lon, centre.lat
    Area.objects.bulk_update(without, ["lon", "lat"], batch_size=BATCH)


def _features(file: Path) -> list[Any]:
    try:
        raw = file.read_bytes()
        data = json.loads(gzip.decompress(raw) if file.suffix == ".gz" else raw)
        return list(data["features"])
    except (ValueError, KeyError, TypeError, RecursionError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        zh = f"文件不是 GeoJSON 要素集合：{error}"
        raise Refused("places.not_geojson", zh, f"The file is no GeoJSON feature collection: {error}") from error


def _read(feature: Any, datum: Datum) -> tuple[int, tuple[Part, ...]]:
    if not isinstance(feature, dict):
        raise ValueError("that is no feature")
    properties, geometry = feature.get("properties"), feature.get("geometry")
    properties = properties if isinstance(properties, dict) else {}
    code = properties.get("code") or properties.get("adcode")
    if not code:
        raise ValueError("the feature has no property code")
    number, _level = parse_code(str(code))
    return number, parts_of(polygons_of(geometry if isinstance(geometry, dict) else {}), datum)
