"""Areas by code and by name, and their outlines as GeoJSON."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from gongzhi.base.errors import NotFound
from gongzhi.places.domain.codes import AreaLevel, ancestors, code_range, level_of, short_code
from gongzhi.places.domain.geo import ring_of
from gongzhi.places.models import Area

OUTLINES = """
SELECT a.code, a.level, a.name, a.name_en, a.synthetic, b."outer"::text, b.holes::text[]
FROM places_area a JOIN places_boundary b ON b.area_id = a.code
WHERE {where} AND b.valid_from <= %(on)s AND (b.valid_to IS NULL OR b.valid_to > %(on)s)
ORDER BY a.code, b.part
"""


@dataclass(frozen=True)
class AreaRef:
    """An area as others name it; the centre is in degrees, WGS-84, where known."""

    code: int
    level: AreaLevel
    name_zh: str
    name_en: str
    synthetic: bool
    lon: float | None
    lat: float | None

    def name(self, language: str) -> str:
        """Return the name in the language; Chinese where there is no English one."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en

    @property
    def digits(self) -> str:
        """Return the official digits of the code."""
        return short_code(self.code, self.level)


def area(code: int) -> AreaRef:
    """Return an area, retired or not; raise NotFound."""
    found = areas_named({code})
    if code not in found:
        raise NotFound("places.no_area", "没有这个区划。", "There is no such area.")
    return found[code]


def areas_named(codes: Collection[int]) -> dict[int, AreaRef]:
    """Return the areas with these codes, in one query (none for none)."""
    return {row.code: _ref(row) for row in Area.objects.filter(code__in=set(codes))} if codes else {}


def path_of(code: int) -> tuple[AreaRef, ...]:
    """Return the areas from the province down to an area itself, those that exist."""
    found = areas_named({code, *(above for above, _ in ancestors(code, level_of(code)))})
    return tuple(sorted(found.values(), key=lambda each: each.level))


def children(code: int) -> list[AreaRef]:
    """Return the areas directly below an area, by code."""
    return [_ref(row) for row in Area.objects.filter(parent_code=code, valid_to=None).order_by("code")]


def grid_codes(low: int, high: int) -> list[int]:
    """Return the codes of the grids in force inside a range of codes, in order."""
    found = Area.objects.filter(code__range=(low, high), level=AreaLevel.GRID, valid_to=None)
    return list(found.order_by("code").values_list("code", flat=True))


def roots() -> list[AreaRef]:
    """Return the topmost areas of the site."""
    return [_ref(row) for row in Area.objects.filter(parent_code=None, valid_to=None).order_by("code")]


def drawn_area() -> AreaRef | None:
    """Return the smallest area that holds everything of which there is an outline (None: nothing is drawn)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(area_id), max(area_id) FROM places_boundary")
        low, high = cursor.fetchone()
    if low is None:
        return None
    common = (level for level in range(AreaLevel.GRID, 0, -1) if code_range(low, level) == code_range(high, level))
    code = code_range(low, next(common, AreaLevel.PROVINCE))[0]  # two provinces: the first of them
    return areas_named({code}).get(code)


def search_areas(words: str, *, within: tuple[int, int] | None = None, limit: int = 20) -> list[AreaRef]:
    """Return the areas whose name or code has the words, larger areas first, inside a range of codes if given."""
    words = words.replace("\x00", "").strip()
    if not words:
        return []
    found = Area.objects.filter(valid_to=None)
    if within:
        found = found.filter(code__range=within)
    if words.isascii() and words.isdigit() and len(words) <= 15:
        low = int(words.ljust(15, "0"))
        found = found.filter(code__range=(low, low + 10 ** (15 - len(words)) - 1))
    elif words.isascii():
        found = found.filter(Q(name_en__icontains=words) | Q(name__icontains=words))
    else:
        found = found.filter(name__contains=words)
    return [_ref(row) for row in found.order_by("level", "code")[:limit]]


def outline(code: int, *, on: date) -> dict[str, Any] | None:
    """Return an area's outline on a day as a GeoJSON feature, or None where it has none."""
    features = _features("a.code = %(code)s", {"code": code, "on": on})
    return features[0] if features else None


def outlines(code: int, level: int, *, on: date, below: int) -> dict[str, Any]:
    """Return the outlines of the areas of level `below` inside an area on a day, as a GeoJSON collection."""
    low, high = code_range(code, level)
    where = "a.code BETWEEN %(low)s AND %(high)s AND a.level = %(below)s"
    return {
        "type": "FeatureCollection",
        "features": _features(where, {"low": low, "high": high, "below": below, "on": on}),
    }


def _features(where: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(OUTLINES.format(where=where), params)
        rows = cursor.fetchall()
    features: dict[int, dict[str, Any]] = {}
    for code, level, name, name_en, synthetic, outer, holes in rows:
        feature = features.setdefault(
            code,
            {
                "type": "Feature",
                "id": code,
                "properties": {
                    "code": short_code(code, level),
                    "name": name,
                    "name_en": name_en,
                    "synthetic": synthetic,
                },
                "geometry": {"type": "MultiPolygon", "coordinates": []},
            },
        )
        feature["geometry"]["coordinates"].append([_ring(outer), *(_ring(hole) for hole in holes)])
    return list(features.values())


def _ring(text: str) -> list[list[float]]:
    ring = [list(position) for position in ring_of(text)]
    return [*ring, ring[0]]


def _ref(row: Area) -> AreaRef:
    return AreaRef(row.code, AreaLevel(row.level), row.name, row.name_en, row.synthetic, row.lon, row.lat)
