"""Outlines as GeoJSON has them, mended where that is safe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.places.domain.geo import Datum, NoArea, Point, gcj02_to_wgs84, mended, ring_area_m2

XY = tuple[float, float]
Rings = Sequence[Sequence[Sequence[float]]]
DECIMALS = 7  # of a converted position: a centimetre, which is as good as the conversion


@dataclass(frozen=True)
class Part:
    """One polygon of an outline: its outer ring and its holes in WGS-84, not closed."""

    outer: tuple[XY, ...]
    holes: tuple[tuple[XY, ...], ...] = ()

    @property
    def size_m2(self) -> float:
        """Return the area in square metres, at least one."""
        return max(ring_area_m2(self.outer) - sum(map(ring_area_m2, self.holes)), 1.0)

    @property
    def centre(self) -> Point:
        """Return the middle of the box around it."""
        lons, lats = [lon for lon, _ in self.outer], [lat for _, lat in self.outer]
        return Point(round((min(lons) + max(lons)) / 2, DECIMALS), round((min(lats) + max(lats)) / 2, DECIMALS))


def polygons_of(geometry: Mapping[str, Any]) -> Sequence[Rings]:
    """Return the polygons of a GeoJSON geometry; raise ValueError for one that has none."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon" and coordinates:
        return [coordinates]
    if kind == "MultiPolygon" and coordinates:
        return list(coordinates)
    raise ValueError(f"a Polygon or MultiPolygon is needed, not {kind}")


def parts_of(polygons: Sequence[Rings], datum: Datum) -> tuple[Part, ...]:
    """Return the parts of an outline, each polygon an outer ring and its holes, longitude first.

    Rings are closed and freed of repeated points; parts and holes that have no area are dropped. Raises ValueError
    with what is wrong if a number is no position or nothing is left. Rings that cross themselves are left so: what
    they wind around at all is inside.
    """
    parts = []
    for rings in polygons:
        try:
            outer, *holes = ([_position(each, datum) for each in ring] for ring in rings)
        except (TypeError, IndexError, KeyError, ValueError) as error:
            raise ValueError("a polygon is a list of rings, a ring a list of positions [lon, lat]") from error
        try:
            parts.append(Part(tuple(mended(outer)), tuple(_with_area(holes))))
        except NoArea as error:
            nothing = error
    if not parts:
        raise ValueError(str(nothing) if polygons else "the outline is empty")
    return tuple(parts)


def _with_area(holes: Sequence[Sequence[XY]]) -> list[tuple[XY, ...]]:
    kept = []
    for hole in holes:
        try:
            kept.append(tuple(mended(hole)))
        except NoArea:
            continue
    return kept


def _position(pair: Sequence[float], datum: Datum) -> XY:
    point = Point(float(pair[0]), float(pair[1]))
    if datum is Datum.GCJ02:
        point = gcj02_to_wgs84(point)
        return round(point.lon, DECIMALS), round(point.lat, DECIMALS)
    return point.lon, point.lat
