"""Invented outlines for demos and benchmarks: a convex ring cut into convex pieces that fill it without overlap."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongzhi.places.domain.codes import AreaLevel, unit_of

XY = tuple[float, float]
STEPS = 12  # halvings with which a cut finds its place, which makes pieces of about equal size

NAMES = {
    AreaLevel.CITY: ("第{}市", "City {}"),
    AreaLevel.COUNTY: ("第{}区", "District {}"),
    AreaLevel.TOWN: ("第{}街道", "Subdistrict {}"),
    AreaLevel.COMMUNITY: ("第{}社区", "Community {}"),
    AreaLevel.GRID: ("第{}网格", "Grid {}"),
}


@dataclass(frozen=True)
class SyntheticArea:
    """An invented area with its ring."""

    code: int
    level: AreaLevel
    parent: int
    name: str
    name_en: str
    ring: list[XY]


def make_synthetic_grids(code: int, level: AreaLevel, ring: list[XY], counts: Sequence[int]) -> Iterator[SyntheticArea]:
    """Yield invented areas that fill a convex ring exactly, level by level down from an area, parents first.

    `counts` says into how many each area is cut, for each level below: under a county, (13, 45, 2) makes 13 towns of 45
    communities of 2 grids. Every point inside lies in exactly one area of each level.
    """
    if not counts:
        return
    below = AreaLevel(level + 1)
    zh, en = NAMES[below]
    for number, piece in enumerate(subdivide(ring, counts[0]), start=1):
        child = code + number * unit_of(below)
        yield SyntheticArea(child, below, code, zh.format(number), en.format(number), piece)
        yield from make_synthetic_grids(child, below, piece, counts[1:])


def outline_around(lon: float, lat: float, radius: float, corners: int = 14) -> list[XY]:
    """Return a convex ring around a point; `radius` in degrees of latitude."""
    wide = radius / math.cos(math.radians(lat))
    turn = 2 * math.pi / corners
    return [
        (round(lon + wide * math.cos(i * turn + 0.2), 6), round(lat + radius * math.sin(i * turn + 0.2), 6))
        for i in range(corners)
    ]


def subdivide(ring: list[XY], pieces: int, tilt: float = 0.25) -> list[list[XY]]:
    """Cut a convex ring into so many convex rings of about equal size; `tilt` makes the cuts less straight."""
    if pieces <= 1:
        return [ring]
    first = pieces // 2
    near, far = _cut(ring, first / pieces, tilt)
    return [*subdivide(near, first, -tilt), *subdivide(far, pieces - first, -tilt)]


def _cut(ring: list[XY], share: float, tilt: float) -> tuple[list[XY], list[XY]]:
    """Cut across the longer side so that the first part has about the given share of the area."""
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    wide = (max(lons) - min(lons)) * math.cos(math.radians(lats[0])) >= max(lats) - min(lats)
    normal = (1.0, tilt) if wide else (tilt, 1.0)
    distances = [normal[0] * lon + normal[1] * lat for lon, lat in ring]
    low, high = min(distances), max(distances)
    goal = share * _size(ring)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _size(_halves(ring, distances, middle)[0]) < goal:
            low = middle
        else:
            high = middle
    return _halves(ring, distances, (low + high) / 2)


def _size(ring: list[XY]) -> float:
    """Return twice the area in square degrees, which is enough to compare."""
    if not ring:
        return 0.0
    lon, lat = ring[0]
    total, (last_x, last_y) = 0.0, (ring[-1][0] - lon, ring[-1][1] - lat)
    for point in ring:
        x, y = point[0] - lon, point[1] - lat
        total += last_x * y - x * last_y
        last_x, last_y = x, y
    return abs(total)


def _halves(ring: list[XY], distances: list[float], at: float) -> tuple[list[XY], list[XY]]:
    near: list[XY] = []
    far: list[XY] = []
    last, last_away = ring[-1], distances[-1] - at
    for point, distance in zip(ring, distances, strict=True):
        away = distance - at
        if last_away * away < 0:
            part = last_away / (last_away - away)
            crossing = (last[0] + part * (point[0] - last[0]), last[1] + part * (point[1] - last[1]))
            near.append(crossing)
            far.append(crossing)
        if away <= 0:
            near.append(point)
        if away >= 0:
            far.append(point)
        last, last_away = point, away
    return near, far
