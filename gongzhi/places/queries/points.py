"""From a point to the grid it lies in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from gongzhi.base.errors import Refused
from gongzhi.places.domain.codes import AreaLevel, level_of
from gongzhi.places.domain.geo import UNITS, Datum, Point, gcj02_to_wgs84, metres_to_ring, ring_of
from gongzhi.places.queries.areas import AreaRef, path_of

# The index knows boxes; the outline and its holes are looked at afterwards. Where areas overlap the lowest level wins,
# then the smaller part, then the code: a community of one grid has the grid's outline, and an island of a county is no
# larger than the same island of its city.
SMALLEST = """
    SELECT b.area_id FROM places_boundary AS b
    WHERE {levels} AND box(b."outer") @> box(point(p.x, p.y), point(p.x, p.y)) AND b."outer" @> point(p.x, p.y)
      AND (cardinality(b.holes) = 0 OR NOT EXISTS (SELECT FROM unnest(b.holes) AS hole WHERE hole @> point(p.x, p.y)))
      AND b.valid_from <= %(on)s AND (b.valid_to IS NULL OR b.valid_to > %(on)s)
    ORDER BY mod(b.area_id, 1000000) = 0, mod(b.area_id, 1000000000) = 0, mod(b.area_id, 100000000000) = 0,
        mod(b.area_id, 10000000000000) = 0, b.size_m2, b.area_id
    LIMIT 1
"""
# Two indexes: who lies in a grid, nearly all, is not tested against the long outlines of its county and province.
AT = f"""
SELECT coalesce(
    ({SMALLEST.format(levels="mod(b.area_id, 1000) <> 0")}),
    ({SMALLEST.format(levels="mod(b.area_id, 1000) = 0")})
)
FROM unnest(%(xs)s::float8[], %(ys)s::float8[]) WITH ORDINALITY AS p (x, y, n) ORDER BY p.n
"""  # noqa: S608 — our own words
NEAREST = """
SELECT b.area_id, b."outer"::text, b.holes::text[] FROM places_boundary AS b
WHERE b.valid_from <= %(on)s AND (b.valid_to IS NULL OR b.valid_to > %(on)s)
ORDER BY b."outer" <-> point(%(x)s, %(y)s) LIMIT 24
"""
STRIPES = 40  # in a degree of latitude, along which points are asked for from west to east


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
    found = _find(point, on, datum)
    if found is not None:
        return found, level_of(found)
    if _find(point.swapped, on, datum) is not None:
        raise OutsideArea(None, swapped=True)
    if not point.is_on_earth:
        zh, en = "这不是有效的经纬度。", "That is not a longitude and a latitude in degrees."
        raise Refused("places.no_position", zh, en, fields={"place": zh})
    raise OutsideArea(_nearest(gcj02_to_wgs84(point) if datum is Datum.GCJ02 else point, on), swapped=False)


def grids_at(points: Sequence[Point], *, on: date) -> list[int | None]:
    """Return the code of the smallest area at each of many points (None: outside, or no position), in one statement."""
    found: list[int | None] = [None] * len(points)
    real = [position for position, point in enumerate(points) if point.is_on_earth]
    # Neighbours one after the other read the same pages of the index: a quarter faster.
    real.sort(key=lambda i: (int(points[i].lat * STRIPES), points[i].lon))
    xs, ys = [points[i].lon * UNITS for i in real], [points[i].lat * UNITS for i in real]
    with connection.cursor() as cursor:
        cursor.execute(AT, {"xs": xs, "ys": ys, "on": on})
        for position, (code,) in zip(real, cursor.fetchall(), strict=True):
            found[position] = code
    return found


def _find(point: Point, on: date, datum: Datum) -> int | None:
    if not point.is_on_earth:
        return None
    return grids_at([gcj02_to_wgs84(point) if datum is Datum.GCJ02 else point], on=on)[0]


def _nearest(point: Point, on: date) -> tuple[str, str, float] | None:
    """Return (name, English name, metres) of the nearest area: its town, if it is a community or a grid."""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"x": point.lon * UNITS, "y": point.lat * UNITS, "on": on})
        rows = cursor.fetchall()
    if not rows:
        return None
    # The index measures in degrees, which are shorter from west to east: those near are measured anew in metres.
    away = [
        (min(metres_to_ring(point, ring_of(ring)) for ring in (outer, *holes)), code) for code, outer, holes in rows
    ]
    closest, _code = min(away)
    # Outlines nest: among equally near ones the lowest says most.
    lowest = max((code for metres, code in away if metres <= closest * 1.001 + 1), key=level_of)
    path = path_of(lowest)
    named = next((each for each in reversed(path) if each.level <= AreaLevel.TOWN), path[-1])
    return named.name_zh, named.name("en"), closest


def _far(metres: float, unit: str, thousand: str) -> str:
    return f"{metres:.0f}{unit}" if metres < 1000 else f"{metres / 1000:.1f}{thousand}"
