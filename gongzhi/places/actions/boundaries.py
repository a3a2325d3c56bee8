"""Outlines of areas: a new one closes the old one on its day, so that old cases stay where they were."""

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from gongzhi.base.errors import NotFound, Refused
from gongzhi.places.actions.record import record
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.domain.geo import Datum, Point, gcj02_to_wgs84, mended, ring_area_m2
from gongzhi.places.models import Area

Rings = Sequence[Sequence[Sequence[float]]]
CURRENT = (
    'SELECT part, "outer"::text, holes::text FROM places_boundary WHERE area_id = %s AND valid_to IS NULL ORDER BY part'
)
INSERT = (
    'INSERT INTO places_boundary (area_id, part, "outer", holes, size_m2, valid_from) '
    "SELECT %s, %s, %s::polygon, %s::text[]::polygon[], %s, %s"
)


@dataclass
class OutlineReport:
    """How many outlines were set and how many were there already, and those rejected as (position, reason)."""

    set: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


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
    report = OutlineReport()
    features = _features(file)
    for position, feature in enumerate(features, start=1):
        try:
            code, _level = parse_code(str(_property(feature, "code", "adcode")))
            parts = _parts(feature.get("geometry") or {})
            changed = set_boundary(code, parts, datum=datum, by=by, now=now, valid_from=valid_from)
        except (ValueError, Refused, NotFound) as error:
            report.rejected.append((position, str(error)))
        else:
            report.set += changed
            report.unchanged += not changed
        if progress:
            progress(position, len(features))
    return report


@transaction.atomic
def set_boundary(
    code: int,
    parts: Sequence[Rings],
    *,
    by: UUID | None,
    now: datetime,
    datum: Datum = Datum.WGS84,
    valid_from: date | None = None,
) -> bool:
    """Set an area's outline from a day on; return False if it is the one that holds already.

    `parts` are polygons, each an outer ring and its holes, longitude first. Raises NotFound for an unknown area and
    ValueError for a ring that cannot be mended.
    """
    if not Area.objects.filter(pk=code).exists():
        raise NotFound("places.no_area", f"没有编码为 {code} 的区划。", f"There is no area with the code {code}.")
    on = valid_from or now.date()
    rows = []
    for part, rings in enumerate(parts):
        outer, *holes = (mended(_converted(ring, datum)) for ring in rings)
        size = max(ring_area_m2(outer) - sum(ring_area_m2(hole) for hole in holes), 1.0)
        rows.append((part, _text(outer), [_text(hole) for hole in holes], size))
    with connection.cursor() as cursor:
        if _holds_already(cursor, code, rows):
            return False
        cursor.execute("DELETE FROM places_boundary WHERE area_id = %s AND valid_from >= %s", [code, on])
        cursor.execute("UPDATE places_boundary SET valid_to = %s WHERE area_id = %s AND valid_to IS NULL", [on, code])
        for part, outer_text, hole_texts, size in rows:
            cursor.execute(INSERT, [code, part, outer_text, hole_texts, size, on])
    _set_centre(code, parts, datum)
    record("boundary.set", by=by, now=now, area_code=code, parts=len(rows), valid_from=on.isoformat())
    return True


def _holds_already(cursor: Any, code: int, rows: list[tuple[int, str, list[str], float]]) -> bool:
    cursor.execute(CURRENT, [code])
    there = cursor.fetchall()
    if len(there) != len(rows):
        return False
    for (_part, outer, holes), (_new_part, new_outer, new_holes, _size) in zip(there, rows, strict=True):
        cursor.execute("SELECT %s::polygon::text, %s::text[]::polygon[]::text", [new_outer, new_holes])
        if (outer, holes) != cursor.fetchone():
            return False
    return True


def _set_centre(code: int, parts: Sequence[Rings], datum: Datum) -> None:
    ring = _converted(max(parts, key=lambda rings: ring_area_m2([(p[0], p[1]) for p in rings[0]]))[0], datum)
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    Area.objects.filter(pk=code, lon=None).update(lon=lon, lat=lat)


def _converted(ring: Sequence[Sequence[float]], datum: Datum) -> list[tuple[float, float]]:
    if datum is Datum.WGS84:
        return [(float(point[0]), float(point[1])) for point in ring]
    moved = (gcj02_to_wgs84(Point(float(point[0]), float(point[1]))) for point in ring)
    return [(round(point.lon, 7), round(point.lat, 7)) for point in moved]


def _text(ring: list[tuple[float, float]]) -> str:
    return "(" + ",".join(f"({lon!r},{lat!r})" for lon, lat in ring) + ")"


def _features(file: Path) -> list[dict[str, Any]]:
    raw = gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8")
    try:
        with raw as handle:
            data = json.load(handle)
        return list(data["features"])
    except (ValueError, KeyError, TypeError) as error:
        zh = f"文件不是 GeoJSON 要素集合：{error}"
        raise Refused("places.not_geojson", zh, f"The file is no GeoJSON feature collection: {error}") from error


def _property(feature: dict[str, Any], *names: str) -> Any:
    properties = feature.get("properties") or {}
    for name in names:
        if properties.get(name):
            return properties[name]
    raise ValueError("the feature has no property code")


def _parts(geometry: dict[str, Any]) -> list[Rings]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon" and coordinates:
        return [coordinates]
    if kind == "MultiPolygon" and coordinates:
        return list(coordinates)
    raise ValueError(f"a Polygon or MultiPolygon is needed, not {kind}")
