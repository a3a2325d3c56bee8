"""Points on the earth: the Chinese offset datum, distances, sizes of rings. Degrees, longitude first; metres."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

EARTH = 6_371_008.8  # mean radius in metres
_A, _EE = 6_378_245.0, 0.006_693_421_622_965_943  # Krasovsky 1940, on which GCJ-02 is defined
# PostgreSQL compares positions, and products of two of them, to within 0.000001. In degrees that takes a point some
# forty metres outside a slanted edge for one on it; in millionths of a degree it is nothing. So outlines are kept in
# these, to a thousandth (a tenth of a millimetre).
UNITS = 1_000_000
Ring = Sequence[tuple[float, float]]


class Datum(StrEnum):
    """In which system a position was given."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"


@dataclass(frozen=True)
class Point:
    """A position in degrees, WGS-84 unless said otherwise."""

    lon: float
    lat: float

    @property
    def is_on_earth(self) -> bool:
        """Say whether the numbers can be a position at all."""
        return math.isfinite(self.lon) and math.isfinite(self.lat) and abs(self.lon) <= 180 and abs(self.lat) <= 90

    @property
    def swapped(self) -> "Point":
        """Return the point with longitude and latitude exchanged."""
        return Point(self.lat, self.lon)


def gcj02_to_wgs84(point: Point) -> Point:
    """Return the WGS-84 position of a GCJ-02 one, to about a centimetre (outside China it is left as it is)."""
    if not (73.66 < point.lon < 135.05 and 3.86 < point.lat < 53.55):
        return point
    guess = point
    for _ in range(4):
        forward = wgs84_to_gcj02(guess)
        guess = Point(guess.lon + point.lon - forward.lon, guess.lat + point.lat - forward.lat)
    return guess


def wgs84_to_gcj02(point: Point) -> Point:
    """Return the GCJ-02 position of a WGS-84 one (the published approximation)."""
    x, y = point.lon - 105.0, point.lat - 35.0
    waves = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    dlat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    dlat += (waves + 20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    dlat += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    dlon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    dlon += (waves + 20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    dlon += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    rad = math.radians(point.lat)
    magic = 1 - _EE * math.sin(rad) ** 2
    lat = point.lat + dlat * 180 / (_A * (1 - _EE) / (magic * math.sqrt(magic)) * math.pi)
    lon = point.lon + dlon * 180 / (_A / math.sqrt(magic) * math.cos(rad) * math.pi)
    return Point(lon, lat)


def distance_m(a: Point, b: Point) -> float:
    """Return the distance between two points in metres (haversine)."""
    lat1, lat2 = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def ring_area_m2(ring: Ring) -> float:
    """Return the area of a small ring in square metres (planar, at the ring's own latitude)."""
    if len(ring) < 3:
        return 0.0
    scale = math.cos(math.radians(sum(lat for _, lat in ring) / len(ring)))
    metres = math.radians(1) * EARTH
    # From the ring's own first point, or the small differences that count drown in the size of the coordinates.
    lon, lat = ring[0]
    near = [(x - lon, y - lat) for x, y in ring]
    total = 0.0
    for (x1, y1), (x2, y2) in zip(near, [*near[1:], near[0]], strict=True):
        total += x1 * y2 - x2 * y1
    return abs(total) / 2 * scale * metres * metres


def metres_to_ring(point: Point, ring: Ring) -> float:
    """Return the distance from a point to the nearest place on a ring's edge, in metres."""
    scale = math.cos(math.radians(point.lat))
    around = [((lon - point.lon) * scale, lat - point.lat) for lon, lat in ring]
    best, closest = math.inf, (0.0, 0.0)
    for (x1, y1), (x2, y2) in zip(around, [*around[1:], around[0]], strict=True):
        dx, dy = x2 - x1, y2 - y1
        length = dx * dx + dy * dy
        part = min(1.0, max(0.0, -(x1 * dx + y1 * dy) / length)) if length else 0.0
        x, y = x1 + part * dx, y1 + part * dy
        if x * x + y * y < best:
            best, closest = x * x + y * y, (x, y)
    return distance_m(point, Point(point.lon + closest[0] / scale, point.lat + closest[1]))


def polygon_text(ring: Ring) -> str:
    """Return a ring as PostgreSQL's polygon reads it, in millionths of a degree."""
    return "(" + ",".join(f"({lon * UNITS:.3f},{lat * UNITS:.3f})" for lon, lat in ring) + ")"


def ring_of(polygon: str) -> list[tuple[float, float]]:
    """Return the ring, in degrees, of a polygon as PostgreSQL writes it."""
    pairs: list[tuple[float, float]] = json.loads(polygon.replace("(", "[").replace(")", "]"))
    return [(round(x / UNITS, 9), round(y / UNITS, 9)) for x, y in pairs]


class NoArea(ValueError):
    """A ring that encloses nothing."""


def mended(ring: Ring) -> list[tuple[float, float]]:
    """Return a ring not closed, without repeated points; raise ValueError for what is no position, NoArea for no area.

    A ring that crosses itself stays as it is: what it winds around is inside.
    """
    points: list[tuple[float, float]] = []
    for lon, lat in ring:
        if not Point(lon, lat).is_on_earth:
            raise ValueError(f"({lon}, {lat}) is no position: longitude first, then latitude, in degrees")
        pair = (round(lon, 9), round(lat, 9))
        if not points or points[-1] != pair:
            points.append(pair)
    while len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < 3 or ring_area_m2(points) < 1:
        raise NoArea("a ring needs at least three points and an area")
    return points
