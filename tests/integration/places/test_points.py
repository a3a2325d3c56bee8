"""From points to grids on real PostgreSQL: exactly one, the same singly and in bulk, and right close to an edge."""

import importlib
import math
import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from gongzhi.base.errors import NotFound, Refused
from gongzhi.places.actions import add_synthetic_grids, import_divisions, set_boundary
from gongzhi.places.domain.codes import AreaLevel, level_of
from gongzhi.places.domain.geo import Point, metres_to_ring
from gongzhi.places.domain.synthetic import make_synthetic_grids, outline_around
from gongzhi.places.models import Area, Boundary, PlaceEvent
from gongzhi.places.queries import OutsideArea, children, grid_at, grids_at, outline, outlines

NOW = datetime(2026, 10, 13, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
COUNTY = 370811 * 10**9
TOWN = 370811008 * 10**6
COMMUNITY = 370811008001 * 10**3
RING = outline_around(116.585, 35.405, 0.03)
COUNTS = (3, 4, 5)  # grids of about 0.4 square kilometres, with slanted edges, as real ones have
pytestmark = pytest.mark.django_db

Ring = list[tuple[float, float]]


def square(west: float, south: float, east: float, north: float) -> Ring:
    return [(west, south), (east, south), (east, north), (west, north)]


def areas(*codes: str) -> None:
    import_divisions([{"code": code, "name": f"区{code}"} for code in codes], by=None, now=NOW)


@pytest.fixture
def county() -> None:
    areas("37", "3708", "370811")
    set_boundary(COUNTY, [[RING]], by=None, now=NOW)
    add_synthetic_grids(COUNTY, RING, COUNTS, by=None, now=NOW)


def _inside(point: Point, ring: Ring) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > point.lat) != (y2 > point.lat) and point.lon < (x2 - x1) * (point.lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def test_each_point_has_the_grid_that_geometry_says_also_a_metre_from_its_edge(county: None) -> None:
    grids = [each for each in make_synthetic_grids(COUNTY, AreaLevel.COUNTY, RING, COUNTS) if each.level == 6]
    chance = random.Random(1)
    points: list[Point] = []
    for each in grids:
        (x1, y1), (x2, y2) = each.ring[0], each.ring[1]
        part, away = chance.uniform(0.05, 0.95), 1e-5 * chance.choice((-1, 1))
        length = math.hypot(x2 - x1, y2 - y1)
        on_edge = (x1 + part * (x2 - x1), y1 + part * (y2 - y1))
        points.append(Point(on_edge[0] - away * (y2 - y1) / length, on_edge[1] + away * (x2 - x1) / length))
    points += [Point(116.585 + chance.uniform(-0.03, 0.03), 35.405 + chance.uniform(-0.025, 0.025)) for _ in range(300)]
    wanted = []
    for point in points:
        at = [each.code for each in grids if _inside(point, each.ring)]
        assert len(at) <= 1
        wanted.append(at[0] if at else None)
    assert sum(code is not None for code in wanted) > 250
    found = grids_at(points, on=TODAY)
    for point, code, want in zip(points, found, wanted, strict=True):
        near = min(metres_to_ring(point, each.ring) for each in grids)
        assert code == want or near < 0.2, (point, code, want, near)


def test_in_bulk_as_singly(county: None) -> None:
    chance = random.Random(2)
    points = [Point(116.585 + chance.uniform(-0.05, 0.05), 35.405 + chance.uniform(-0.05, 0.05)) for _ in range(60)]
    singly: list[int | None] = []
    for point in points:
        try:
            singly.append(grid_at(point, on=TODAY).code)
        except OutsideArea:
            singly.append(None)
    assert grids_at(points, on=TODAY) == singly
    assert None in singly and any(singly)
    assert grids_at([], on=TODAY) == []


def test_in_bulk_what_is_no_position_is_in_no_grid(county: None) -> None:
    points = [Point(math.nan, 35.4), Point(116.585, 35.405), Point(math.inf, -math.inf), Point(500.0, 0.0)]
    found = grids_at(points, on=TODAY)
    assert found[1] is not None
    assert [found[0], *found[2:]] == [None, None, None]


def test_many_points_are_one_statement(county: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        grids_at([Point(116.58 + i / 1e5, 35.4) for i in range(500)], on=TODAY)


def test_a_community_of_one_grid_and_an_island_of_a_city_go_to_the_lowest() -> None:
    areas("37", "3708", "370811", "370811008", "370811008001", "370811008001001")
    outer, island = square(116, 35, 116.2, 35.2), square(117, 35, 117.01, 35.01)
    for code in (3708 * 10**11, COUNTY):
        set_boundary(code, [[outer], [island]], by=None, now=NOW)
    same = square(116.05, 35.05, 116.06, 35.06)
    set_boundary(COMMUNITY, [[same]], by=None, now=NOW)
    # Drawn a little larger than its community, by rounding: it is its grid all the same.
    set_boundary(COMMUNITY + 1, [[square(116.04999, 35.04999, 116.06001, 35.06001)]], by=None, now=NOW)
    points = [Point(116.055, 35.055), Point(117.005, 35.005)]
    assert grids_at(points, on=TODAY) == [COMMUNITY + 1, COUNTY]
    hit = grid_at(points[1], on=TODAY)
    assert (hit.code, hit.level) == (COUNTY, AreaLevel.COUNTY)
    assert [each.level for each in grid_at(points[0], on=TODAY).path] == [1, 2, 3, 4, 5, 6]


def test_of_two_overlapping_grids_the_smaller_wins_then_the_code() -> None:
    areas("37", "3708", "370811", "370811008", "370811008001", *(f"37081100800100{i}" for i in (1, 2, 3)))
    set_boundary(COMMUNITY + 1, [[square(116, 35, 116.2, 35.2)]], by=None, now=NOW)
    set_boundary(COMMUNITY + 3, [[square(116, 35, 116.1, 35.1)]], by=None, now=NOW)
    set_boundary(COMMUNITY + 2, [[square(116, 35, 116.1, 35.1)]], by=None, now=NOW)
    assert grids_at([Point(116.05, 35.05), Point(116.15, 35.05)], on=TODAY) == [COMMUNITY + 2, COMMUNITY + 1]


def test_a_ring_that_crosses_itself_holds_what_it_winds_around() -> None:
    areas("370811")
    crossing = [(116.0, 35.0), (116.2, 35.0), (116.0, 35.3), (116.25, 35.1)]
    set_boundary(COUNTY, [[crossing]], by=None, now=NOW)
    points = [Point(116.1, 35.02), Point(116.1, 35.18), Point(116.19, 35.06), Point(116.05, 35.1)]
    assert grids_at(points, on=TODAY) == [COUNTY, COUNTY, None, None]


@pytest.mark.parametrize(
    ("lon", "lat", "metres"),
    [(116.3, 35.1, 9098), (116.1, 35.3, 11119), (115.9, 35.1, 9098), (116.25, 35.23, 5640)],
)
def test_the_distance_to_the_nearest_is_in_metres(lon: float, lat: float, metres: float) -> None:
    areas("37", "370811")
    for code in (37 * 10**13, COUNTY):
        set_boundary(code, [[square(116, 35, 116.2, 35.2)]], by=None, now=NOW)
    with pytest.raises(OutsideArea) as outside:
        grid_at(Point(lon, lat), on=TODAY)
    assert outside.value.nearest is not None
    name, _name_en, away = outside.value.nearest
    assert name == "区370811" and away == pytest.approx(metres, rel=5e-3)


def test_the_sea_and_an_unmapped_site_are_outside(county: None) -> None:
    with pytest.raises(OutsideArea) as outside:
        grid_at(Point(121.5, 37.9), on=TODAY)
    # The nearest grid is named by its town, which says more to who stands outside.
    assert "街道" in outside.value.zh and "公里" in outside.value.zh and not outside.value.swapped
    Boundary.objects.all().delete()
    with pytest.raises(OutsideArea) as nowhere:
        grid_at(Point(116.585, 35.405), on=TODAY)
    assert nowhere.value.nearest is None


def test_exchanged_axes_of_the_other_hemisphere_are_recognised_too(county: None) -> None:
    # 116 is no latitude at all; both ways round the answer is the same sentence.
    with pytest.raises(OutsideArea) as exchanged:
        grid_at(Point(35.405, 116.585), on=TODAY)
    assert exchanged.value.swapped


def test_who_fills_an_area_with_invented_grids_finds_them(county: None) -> None:
    assert [each.name_zh for each in children(COUNTY)] == ["第1街道", "第2街道", "第3街道"]
    assert Area.objects.filter(synthetic=True).count() == 3 + 12 + 60 == Boundary.objects.count() - 1
    drawn = outlines(COUNTY, AreaLevel.COUNTY, on=TODAY, below=AreaLevel.TOWN)
    assert len(drawn["features"]) == 3 and all(each["properties"]["synthetic"] for each in drawn["features"])
    ring = drawn["features"][0]["geometry"]["coordinates"][0][0]
    assert ring[0] == ring[-1] and all(116 < lon < 117 and 35 < lat < 36 for lon, lat in ring)
    assert PlaceEvent.objects.get(type="areas.synthesised").data == {"created": 75}
    with pytest.raises(Refused, match="already"):
        add_synthetic_grids(COUNTY, RING, COUNTS, by=None, now=NOW)
    with pytest.raises(NotFound):
        add_synthetic_grids(1, RING, COUNTS, by=None, now=NOW)


def test_a_retired_area_is_found_before_its_day_only() -> None:
    areas("37", "3708", "370811", "370812")
    for code, west in ((COUNTY, 116.0), (370812 * 10**9, 116.2)):
        set_boundary(code, [[square(west, 35, west + 0.2, 35.2)]], by=None, now=NOW)
    later = NOW + timedelta(days=100)
    rows = [{"code": code, "name": f"区{code}"} for code in ("37", "3708", "370811")]
    report = import_divisions(rows, by=None, now=later, retire_missing=True)
    assert report.retired == 1
    point, day = Point(116.3, 35.1), later.date()
    assert grids_at([point], on=day - timedelta(days=1)) == [370812 * 10**9]
    assert grids_at([point], on=day) == [None]
    assert outline(370812 * 10**9, on=day) is None and outline(370812 * 10**9, on=TODAY) is not None
    assert PlaceEvent.objects.get(type="area.retired").area_code == 370812 * 10**9
    with pytest.raises(Refused, match="retired"):
        set_boundary(370812 * 10**9, [[square(1, 2, 3, 4)]], by=None, now=later)


def test_an_outline_set_for_an_earlier_day_replaces_what_was_to_come() -> None:
    areas("370811")
    old, new, newest = (square(116, 35, 116 + width, 35.2) for width in (0.1, 0.2, 0.3))
    for ring, day in ((old, date(2026, 1, 1)), (new, date(2027, 1, 1)), (newest, date(2026, 6, 1))):
        assert set_boundary(COUNTY, [[ring]], by=None, now=NOW, valid_from=day)
    point = Point(116.15, 35.1)
    assert [grids_at([point], on=day)[0] for day in (date(2026, 5, 31), date(2026, 6, 1), date(2027, 2, 1))] == [
        None,
        COUNTY,
        COUNTY,
    ]
    # The same from an earlier day on is a change: it holds longer.
    assert set_boundary(COUNTY, [[newest]], by=None, now=NOW, valid_from=date(2025, 1, 1))
    assert Boundary.objects.count() == 1
    assert not set_boundary(COUNTY, [[newest]], by=None, now=NOW)


def test_outlines_kept_in_degrees_are_brought_to_millionths(county: None) -> None:
    migration = importlib.import_module("gongzhi.places.migrations.0002_outlines_in_micro_degrees")
    before = outline(COUNTY, on=TODAY)
    gone = Area.objects.filter(level=AreaLevel.GRID).order_by("code")[0].code
    with connection.cursor() as cursor:
        cursor.execute(migration.BACKWARD)
        Area.objects.filter(code=gone).update(valid_to=TODAY)  # as retired before outlines ended with their areas
        cursor.execute(migration.FORWARD)
    assert outline(COUNTY, on=TODAY) == before
    assert not Boundary.objects.filter(area_id=gone).exists()
    hit = grid_at(Point(116.585, 35.405), on=TODAY)
    assert hit.code == gone or level_of(hit.code) >= AreaLevel.COMMUNITY
