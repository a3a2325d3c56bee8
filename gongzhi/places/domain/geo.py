"""Points on the earth: the Chinese offset datum, distances, sizes of rings. Degrees, longitude first; metres."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

EARTH = 6_371_008.8  # mean radius in metres
_A, _EE = 6_378_245.0, 0.006_693_421_622_965_943  # Krasovsky 1940, on which GCJ-02 is defined
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
    total = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        total += x1 * y2 - x2 * y1
    return abs(total) / 2 * scale * metres * metres


def mended(ring: Ring) -> list[tuple[float, float]]:
    """Return a ring closed once, without repeated points; raise ValueError where nothing with an area is left."""
    points: list[tuple[float, float]] = []
    for lon, lat, *_ in ring:
        if not Point(lon, lat).is_on_earth:
            raise ValueError(f"({lon}, {lat}) is no position: longitude first, then latitude, in degrees")
        if not points or points[-1] != (lon, lat):
            points.append((float(lon), float(lat)))
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < 3 or ring_area_m2(points) < 1:
        raise ValueError("a ring needs at least three points and an area")
    return points
