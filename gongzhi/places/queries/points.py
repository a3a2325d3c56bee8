"""From a point to the grid it lies in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from gongzhi.base.errors import Refused
from gongzhi.places.domain.codes import AreaLevel
from gongzhi.places.domain.geo import Datum, Point, gcj02_to_wgs84
from gongzhi.places.queries.areas import AreaRef, path_of

# The index knows boxes only, so the point is asked for as a polygon of no size; holes are looked at afterwards.
AT = """
SELECT a.code, a.level FROM places_boundary b JOIN places_area a ON a.code = b.area_id
WHERE b."outer" @> polygon(box(point(%(lon)s, %(lat)s), point(%(lon)s, %(lat)s)))
  AND NOT EXISTS (SELECT 1 FROM unnest(b.holes) AS hole WHERE hole @> point(%(lon)s, %(lat)s))
  AND b.valid_from <= %(on)s AND (b.valid_to IS NULL OR b.valid_to > %(on)s)
ORDER BY a.level DESC, b.size_m2, a.code LIMIT 1
"""
NEAREST = """
SELECT a.code, a.name, a.name_en, b."outer" <-> point(%(lon)s, %(lat)s) AS away, a.level
FROM places_boundary b JOIN places_area a ON a.code = b.area_id
WHERE b.valid_from <= %(on)s AND (b.valid_to IS NULL OR b.valid_to > %(on)s)
ORDER BY b."outer" <-> point(%(lon)s, %(lat)s) LIMIT 12
"""
# OFFSET 0 keeps the planner at one index look-up a point.
BULK = """
SELECT p.n, hit.code FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY AS p (lon, lat, n)
CROSS JOIN LATERAL (
    SELECT b.area_id AS code FROM places_boundary b
    WHERE b."outer" @> polygon(box(point(p.lon, p.lat), point(p.lon, p.lat)))
      AND (cardinality(b.holes) = 0
           OR NOT EXISTS (SELECT 1 FROM unnest(b.holes) AS hole WHERE hole @> point(p.lon, p.lat)))
      AND b.valid_from <= %(on)s AND (b.valid_to IS NULL OR b.valid_to > %(on)s)
    ORDER BY b.size_m2, b.area_id LIMIT 1
) AS hit
"""
METRES_A_DEGREE = 111_195


@dataclass(frozen=True)
class GridHit:
    """The smallest area at a point (a grid, where grids are drawn), with the areas above it, from the province down."""

    code: int
    level: AreaLevel
    path: tuple[AreaRef, ...]


class OutsideArea(Refused):
    """The point lies in no area; `nearest` is (name, English name, metres); `swapped` tells of exchanged axes."""

    def __init__(self, nearest: tuple[str, str, float] | None, *, swapped: bool) -> None:
        self.swapped = swapped
        self.nearest = nearest
        zh, en = "这个位置不在我们的辖区内。", "This place is outside our area."
        if swapped:
            zh = "经度和纬度好像填反了：对调以后就在辖区内。请核对。"
            en = "Longitude and latitude seem to be exchanged: the other way round the place is in our area."
        elif nearest:
            near_zh, near_en, metres = nearest
            zh += f"最近的是{near_zh}，相距约{_far(metres, '米', '公里')}。"
            en += f" The nearest is {near_en}, about {_far(metres, ' m', ' km')} away."
        super().__init__("places.outside", zh, en, fields={"place": zh})


def grid_at(point: Point, *, on: date, datum: Datum = Datum.WGS84) -> GridHit:
    """Return the one smallest area at a point on a day; raise OutsideArea, or Refused for what is no position."""
    code, level = code_at(point, on=on, datum=datum)
    return GridHit(code, level, path_of(code))


def code_at(point: Point, *, on: date, datum: Datum = Datum.WGS84) -> tuple[int, AreaLevel]:
    """Return (code, level) as `grid_at` does, in one statement, for where no names are needed."""
    if not point.is_on_earth:
        if point.swapped.is_on_earth and _find(point.swapped, on):
            raise OutsideArea(None, swapped=True)
        zh, en = "这不是有效的经纬度。", "That is not a longitude and a latitude in degrees."
        raise Refused("places.no_position", zh, en, fields={"place": zh})
    if datum is Datum.GCJ02:
        point = gcj02_to_wgs84(point)
    found = _find(point, on)
    if found is None:
        if point.swapped.is_on_earth and _find(point.swapped, on):
            raise OutsideArea(None, swapped=True)
        raise OutsideArea(_nearest(point, on), swapped=False)
    return found[0], AreaLevel(found[1])


def grids_at(points: Sequence[Point], *, on: date) -> list[int | None]:
    """Return the code of the smallest area at each of many points (None: outside), in one statement."""
    found: list[int | None] = [None] * len(points)
    with connection.cursor() as cursor:
        cursor.execute(BULK, {"lons": [p.lon for p in points], "lats": [p.lat for p in points], "on": on})
        for position, code in cursor.fetchall():
            found[position - 1] = code
    return found


def _find(point: Point, on: date) -> tuple[int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(AT, {"lon": point.lon, "lat": point.lat, "on": on})
        row: tuple[int, int] | None = cursor.fetchone()
    return row


def _nearest(point: Point, on: date) -> tuple[str, str, float] | None:
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"lon": point.lon, "lat": point.lat, "on": on})
        rows = cursor.fetchall()
    if not rows:
        return None
    # Outlines nest: of those equally near, the town says more than the province.
    closest = rows[0][3]
    _code, name, name_en, away, _level = max(
        (row for row in rows if row[3] <= closest * 1.001 + 1e-9), key=lambda row: row[4]
    )
    return name, name_en or name, away * METRES_A_DEGREE


def _far(metres: float, unit: str, thousand: str) -> str:
    return f"{metres:.0f}{unit}" if metres < 1000 else f"{metres / 1000:.1f}{thousand}"
