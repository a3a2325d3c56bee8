"""Outlines as they come, mended where that is safe; rings as PostgreSQL keeps them; invented grids."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.places.domain.codes import AreaLevel, parent_code
from gongzhi.places.domain.geo import (
    Datum,
    Point,
    distance_m,
    metres_to_ring,
    polygon_text,
    ring_area_m2,
    ring_of,
    wgs84_to_gcj02,
)
from gongzhi.places.domain.outlines import Part, parts_of, polygons_of
from gongzhi.places.domain.synthetic import make_synthetic_grids, outline_around

SQUARE = [[116.0, 35.0], [116.1, 35.0], [116.1, 35.1], [116.0, 35.1], [116.0, 35.0]]
FLAT = [[116.0, 35.0], [116.1, 35.0], [116.0, 35.0]]
COORDINATES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def test_a_ring_is_opened_and_freed_of_repeated_points() -> None:
    (part,) = parts_of([[[[116, 35], [116, 35], *SQUARE[1:4]]]], Datum.WGS84)
    assert part == Part(((116.0, 35.0), (116.1, 35.0), (116.1, 35.1), (116.0, 35.1)))
    assert part.centre == Point(116.05, 35.05)
    assert part.size_m2 == pytest.approx(11119.5**2 * math.cos(math.radians(35.05)), rel=1e-3)


def test_parts_and_holes_without_area_are_dropped() -> None:
    assert parts_of([[SQUARE, FLAT], [FLAT]], Datum.WGS84) == parts_of([[SQUARE]], Datum.WGS84)


@pytest.mark.parametrize(
    "polygons",
    [
        [],
        [[]],
        [[FLAT]],
        [[[]]],
        [[[[1, 2], [3]]]],
        [[[1, 2, 3]]],
        [[[[None, 2], [3, 4], [5, 6]]]],
        [[[["x", 2], [3, 4], [5, 6]]]],
        [[[[math.nan, 35], *SQUARE]]],
        [[[[35.0, 116.0], [35.1, 116.0], [35.1, 116.1]]]],
        [[[[116.0, math.inf], *SQUARE]]],
        [SQUARE],
        [7],
    ],
)
def test_what_is_no_outline_is_refused_with_a_reason(polygons: Any) -> None:
    with pytest.raises(ValueError, match=r"ring|position|empty"):
        parts_of(polygons, Datum.WGS84)


@pytest.mark.parametrize("geometry", [{}, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon"}])
def test_only_polygons_are_outlines(geometry: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Polygon"):
        polygons_of(geometry)


def test_the_chinese_datum_is_converted() -> None:
    moved = [list(vars(wgs84_to_gcj02(Point(lon, lat))).values()) for lon, lat in SQUARE]
    (part,) = parts_of([[moved]], Datum.GCJ02)
    for (lon, lat), (x, y) in zip(SQUARE[:4], part.outer, strict=True):
        assert distance_m(Point(lon, lat), Point(x, y)) < 0.1


@given(st.lists(COORDINATES, min_size=3, max_size=20))
def test_a_ring_comes_back_from_the_database_as_it_went(points: list[tuple[float, float]]) -> None:
    ring = [(round(lon, 9), round(lat, 9)) for lon, lat in points]
    assert ring_of(polygon_text(ring)) == ring


def test_the_size_of_a_small_ring_does_not_drown_in_its_coordinates() -> None:
    ring = [(122.123456, 36.123456), (122.123476, 36.123456), (122.123476, 36.123476), (122.123456, 36.123476)]
    assert ring_area_m2(ring) == pytest.approx(3.99, rel=1e-2)


@pytest.mark.parametrize(
    ("lon", "lat", "metres"),
    [
        (116.05, 35.2, 11119.5),  # north of the middle of an edge
        (116.2, 35.05, 9103.0),  # east of one: a degree of longitude is shorter
        (116.05, 35.05, 4551.4),  # from inside to the nearest edge
        (116.0, 35.0, 0.0),
    ],
)
def test_the_distance_to_a_ring(lon: float, lat: float, metres: float) -> None:
    ring = [(lon, lat) for lon, lat in SQUARE]
    assert metres_to_ring(Point(lon, lat), ring) == pytest.approx(metres, rel=2e-3, abs=0.01)


TREE = list(make_synthetic_grids(370811 * 10**9, AreaLevel.COUNTY, outline_around(116.585, 35.405, 0.1), (3, 4, 5)))


def test_invented_areas_have_sound_codes_and_names() -> None:
    assert [sum(each.level == level for each in TREE) for level in (4, 5, 6)] == [3, 12, 60]
    assert len({each.code for each in TREE}) == len(TREE)
    for each in TREE:
        above = parent_code(each.code, each.level)
        assert above is not None and above[0] == each.parent
    assert (TREE[2].name, TREE[2].name_en) == ("第1网格", "Grid 1")


@settings(max_examples=60)
@given(st.floats(0, 2 * math.pi), st.floats(0.001, 0.09))
def test_every_point_lies_in_exactly_one_invented_area_of_each_level(angle: float, radius: float) -> None:
    point = (116.5853 + radius * math.cos(angle), 35.4051 + radius * math.sin(angle))
    for level in (AreaLevel.TOWN, AreaLevel.COMMUNITY, AreaLevel.GRID):
        assert sum(_inside(point, each.ring) for each in TREE if each.level == level) == 1


def _inside(point: tuple[float, float], ring: list[tuple[float, float]]) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > point[1]) != (y2 > point[1]) and point[0] < (x2 - x1) * (point[1] - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
