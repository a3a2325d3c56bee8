"""Reading division lists and outlines: once, again, and what is wrong in them."""

import gzip
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gongzhi.base.errors import NotFound, Refused
from gongzhi.places.actions import import_boundaries, import_divisions, set_boundary
from gongzhi.places.domain.geo import Datum, Point, wgs84_to_gcj02
from gongzhi.places.models import Area, Boundary, PlaceEvent
from gongzhi.places.queries import grid_at, path_of, search_areas

NOW = datetime(2026, 10, 13, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db

LIST = """\ufeffcode,name,parent,population
37,山东省,,
3708,济宁市,37,8357897
370811,任城区,3708,
370811008,金城街道,370811,
370811008001,胜利社区,370811008,
37081,五位码,3708,
370811008001,重复,370811008,
370811009001,没有街道的社区,370811009,
370811010,,370811,
370811011,上级不对,370811008001,
370811012,人口不对,370811,many
"""


def write(path: Path, text: str) -> Path:
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["list.csv", "list.csv.gz"])
def test_every_rejected_row_has_its_line_and_reason(tmp_path: Path, name: str) -> None:
    report = import_divisions(write(tmp_path / name, LIST), by=None, now=NOW)
    assert report.created == 5
    assert [line for line, _why in report.rejected] == [7, 8, 9, 10, 11, 12]
    words = dict(report.rejected)
    for line, word in {7: "digits", 8: "line 6", 9: "parent", 10: "name", 11: "not above", 12: "many"}.items():
        assert word in words[line], (line, words[line])


def test_again_changes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "list.csv", LIST)
    import_divisions(file, by=None, now=NOW)
    seen: list[tuple[int, int]] = []
    again = import_divisions(file, by=None, now=NOW, progress=lambda done, total: seen.append((done, total)))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 5)
    assert seen and seen[-1] == (5, 5)
    assert PlaceEvent.objects.filter(type="areas.imported").count() == 1


def test_a_changed_name_is_an_update(tmp_path: Path) -> None:
    import_divisions(write(tmp_path / "a.csv", LIST), by=None, now=NOW)
    report = import_divisions([{"code": "370811", "name": "任城新区"}], by=None, now=NOW)
    assert report.updated == 1
    assert [area.name_zh for area in search_areas("任城")] == ["任城新区"]


def test_a_complete_list_retires_what_it_lacks_on_its_own_levels_only(tmp_path: Path) -> None:
    import_divisions(write(tmp_path / "a.csv", LIST), by=None, now=NOW)
    import_divisions([{"code": "370812", "name": "旧区", "parent": "3708"}], by=None, now=NOW)
    complete = [
        {"code": "37", "name": "山东省"},
        {"code": "3708", "name": "济宁市"},
        {"code": "370811", "name": "任城区"},
    ]
    later = NOW + timedelta(days=30)
    report = import_divisions(complete, by=None, now=later, retire_missing=True)
    assert report.retired == 1
    assert Area.objects.get(code=370812 * 10**9).valid_to == later.date()
    assert Area.objects.get(code=370811008001 * 1000).valid_to is None
    assert path_of(370812 * 10**9)[-1].name_zh == "旧区", "old cases still read their area's name"


@pytest.mark.parametrize("text", ["name\nx\n", "", "编码,名称\n1,2\n"])
def test_a_file_without_the_columns_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match="code"):
        import_divisions(write(tmp_path / "a.csv", text), by=None, now=NOW)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("code,name\n37,山东省\n".encode("gb18030"))
    with pytest.raises(Refused, match="UTF-8"):
        import_divisions(tmp_path / "a.csv", by=None, now=NOW)


def square(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@pytest.fixture
def district() -> None:
    codes = [
        "37",
        "3708",
        "370811",
        "370811008",
        "370811008001",
        "370811008001001",
        "370811008001002",
        "370811008001003",
    ]
    import_divisions([{"code": code, "name": f"区{code}"} for code in codes], by=None, now=NOW)
    county = 370811 * 10**9
    # A ring-shaped grid around a hole, a grid nested inside the ring's outer edge in that hole, a grid in two parts.
    set_boundary(county, [[square(116, 35, 117, 36)]], by=None, now=NOW)
    set_boundary(
        370811008001001, [[square(116.1, 35.1, 116.5, 35.5), square(116.2, 35.2, 116.4, 35.4)]], by=None, now=NOW
    )
    set_boundary(370811008001002, [[square(116.25, 35.25, 116.35, 35.35)]], by=None, now=NOW)
    set_boundary(
        370811008001003, [[square(116.6, 35.6, 116.7, 35.7)], [square(116.8, 35.8, 116.9, 35.9)]], by=None, now=NOW
    )


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (116.15, 35.15, 370811008001001),
        (116.30, 35.30, 370811008001002),
        (116.22, 35.22, 370811 * 10**9),  # in the hole, in no grid: the county
        (116.65, 35.65, 370811008001003),
        (116.85, 35.85, 370811008001003),
        (116.5, 35.3, 370811008001001),  # on the edge
    ],
)
def test_the_smallest_area_at_a_point(district: None, lon: float, lat: float, code: int) -> None:
    assert grid_at(Point(lon, lat), on=NOW.date()).code == code


def test_outside_is_said_with_the_nearest(district: None) -> None:
    with pytest.raises(Refused) as refusal:
        grid_at(Point(117.2, 35.65), on=NOW.date())
    assert "outside our area" in refusal.value.en and "km" in refusal.value.en and "区370811" in refusal.value.zh


def test_exchanged_axes_are_recognised(district: None) -> None:
    with pytest.raises(Refused, match="exchanged"):
        grid_at(Point(35.3, 116.3), on=NOW.date())


@pytest.mark.parametrize(("lon", "lat"), [(float("nan"), 35.0), (float("inf"), 0.0), (500.0, 35.0), (116.0, -91.0)])
def test_what_is_no_position_is_refused(district: None, lon: float, lat: float) -> None:
    with pytest.raises(Refused):
        grid_at(Point(lon, lat), on=NOW.date())


def test_the_chinese_datum_is_converted_when_declared(district: None) -> None:
    near_edge = Point(116.3505, 35.30)  # just outside the nested grid; the datum moves it by some 500 metres
    shifted = wgs84_to_gcj02(near_edge)
    assert grid_at(shifted, on=NOW.date(), datum=Datum.GCJ02).code == 370811 * 10**9
    inside = wgs84_to_gcj02(Point(116.3495, 35.30))
    assert grid_at(inside, on=NOW.date(), datum=Datum.GCJ02).code == 370811008001002
    assert grid_at(inside, on=NOW.date()).code == 370811 * 10**9


def test_a_new_outline_holds_from_its_day_and_the_old_one_until_then(district: None) -> None:
    grid, day = 370811008001002, date(2027, 1, 1)
    assert set_boundary(grid, [[square(116.26, 35.26, 116.28, 35.28)]], by=None, now=NOW, valid_from=day)
    assert grid_at(Point(116.30, 35.30), on=date(2026, 12, 31)).code == grid
    assert grid_at(Point(116.30, 35.30), on=day).code != grid
    assert grid_at(Point(116.27, 35.27), on=day).code == grid
    assert Boundary.objects.filter(area_id=grid).count() == 2
    assert not set_boundary(grid, [[square(116.26, 35.26, 116.28, 35.28)]], by=None, now=NOW, valid_from=day)


def test_outlines_from_a_file_and_what_is_wrong_in_it(district: None, tmp_path: Path) -> None:
    features = [
        {"properties": {"adcode": 370811}, "geometry": {"type": "Polygon", "coordinates": [square(116, 35, 117, 36)]}},
        {"properties": {"code": "370899"}, "geometry": {"type": "Polygon", "coordinates": [square(1, 2, 3, 4)]}},
        {
            "properties": {"code": "370811008"},
            "geometry": {"type": "Polygon", "coordinates": [[[1, 2], [1, 2], [3, 4]]]},
        },
        {"properties": {}, "geometry": {"type": "Polygon", "coordinates": [square(1, 2, 3, 4)]}},
        {"properties": {"code": "3708"}, "geometry": {"type": "Point", "coordinates": [1, 2]}},
    ]
    file = tmp_path / "outlines.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    report = import_boundaries(file, datum=Datum.WGS84, by=None, now=NOW)
    assert (report.set, report.unchanged) == (0, 1)
    assert [position for position, _why in report.rejected] == [2, 3, 4, 5]
    with pytest.raises(NotFound):
        set_boundary(370899 * 10**9, [[square(1, 2, 3, 4)]], by=None, now=NOW)
    (tmp_path / "no.geojson").write_text("[]")
    with pytest.raises(Refused):
        import_boundaries(tmp_path / "no.geojson", datum=Datum.WGS84, by=None, now=NOW)


def test_a_list_retires_only_inside_its_own_places(tmp_path: Path) -> None:
    codes = ["37", "3701", "370102", "370103", "3708", "370811", "370812", "370812001"]
    import_divisions([{"code": code, "name": code} for code in codes], by=None, now=NOW)
    one_city = [{"code": "3708", "name": "3708"}, {"code": "370811", "name": "370811"}]
    report = import_divisions(one_city, by=None, now=NOW + timedelta(days=1), retire_missing=True)
    assert report.retired == 2, "the district that the city's list lacks, and the town inside it"
    gone = set(Area.objects.exclude(valid_to=None).values_list("code", flat=True))
    assert gone == {370812 * 10**9, 370812001 * 10**6}
    again = import_divisions(one_city, by=None, now=NOW + timedelta(days=2), retire_missing=True)
    assert (again.retired, again.unchanged) == (0, 2)


def test_a_row_rejected_for_something_else_retires_nothing() -> None:
    import_divisions([{"code": code, "name": code} for code in ("37", "3708", "370811")], by=None, now=NOW)
    rows = [{"code": "37", "name": "37"}, {"code": "3708", "name": "3708"}, {"code": "370811", "name": ""}]
    report = import_divisions(rows, by=None, now=NOW, retire_missing=True)
    assert (report.retired, len(report.rejected)) == (0, 1)


def test_with_an_unreadable_code_nothing_can_be_retired() -> None:
    import_divisions([{"code": code, "name": code} for code in ("37", "3708", "370811")], by=None, now=NOW)
    rows = [{"code": "37", "name": "37"}, {"code": "3708", "name": "新名"}, {"code": "37081l", "name": "370811"}]
    with pytest.raises(Refused, match="line 4"):
        import_divisions(rows, by=None, now=NOW, retire_missing=True)
    assert Area.objects.get(code=3708 * 10**11).name == "3708", "nothing was written"


def test_what_was_retired_takes_no_children_and_comes_back_by_its_own_row() -> None:
    import_divisions([{"code": code, "name": code} for code in ("37", "3712", "371202")], by=None, now=NOW)
    import_divisions(
        [{"code": "37", "name": "37"}, {"code": "3701", "name": "3701"}], by=None, now=NOW, retire_missing=True
    )
    report = import_divisions([{"code": "371202001", "name": "街道"}], by=None, now=NOW)
    assert report.created == 0 and "retired" in report.rejected[0][1]
    later = NOW + timedelta(days=3)
    report = import_divisions([{"code": "3712", "name": "3712"}], by=None, now=later)
    assert report.updated == 1
    area = Area.objects.get(code=3712 * 10**11)
    assert (area.valid_from, area.valid_to) == (later.date(), None)


def test_a_change_is_logged_with_what_changed(tmp_path: Path) -> None:
    import_divisions([{"code": "37", "name": "旧"}, {"code": "3708", "name": "市"}], by=None, now=NOW)
    import_divisions([{"code": "37", "name": "新", "population": "100"}], by=None, now=NOW)
    event = PlaceEvent.objects.get(type="area.changed")
    assert (event.area_code, event.data) == (37 * 10**13, {"fields": ["name", "population"]})
    report = import_divisions([{"code": "37", "name": "新"}], by=None, now=NOW)
    assert report.unchanged == 1, "what a list leaves out stays as it is"


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.csv.gz", b"no gzip at all", "gzip"),
        ("b.csv.gz", gzip.compress(b"code,name\n37,x\n" * 50)[:40], "gzip"),
        ("c.csv", b'code,name\n37,"' + b"x" * 140_000, "line"),
        ("d.csv", b"", "code"),
    ],
)
def test_a_damaged_file_is_refused_with_a_word(tmp_path: Path, name: str, raw: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(Refused, match=words):
        import_divisions(tmp_path / name, by=None, now=NOW)


def test_null_bytes_and_odd_rows_are_rejected_one_by_one(tmp_path: Path) -> None:
    text = "\ufeff CODE , Name ,x\n37,山东省,1,2,3\n3708\n3709,泰\x00安市\n3710,威海市\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    report = import_divisions(tmp_path / "a.csv", by=None, now=NOW)
    assert report.created == 2
    assert {line: why[:8] for line, why in report.rejected} == {3: "the name", 4: "the name"}


@pytest.mark.parametrize("raw", [b"{", b"[]", b'{"features": 3}', b'{"features": null}', b"\xff\xfe", b"[" * 5000])
def test_what_is_no_collection_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.geojson").write_bytes(raw)
    with pytest.raises(Refused, match="GeoJSON"):
        import_boundaries(tmp_path / "a.geojson", datum=Datum.WGS84, by=None, now=NOW)


def test_features_of_no_sense_and_doubled_ones_are_rejected_one_by_one(tmp_path: Path) -> None:
    import_divisions([{"code": "37", "name": "省"}, {"code": "3708", "name": "市"}], by=None, now=NOW)
    polygon = {"type": "Polygon", "coordinates": [square(116, 35, 117, 36)]}
    features = [
        {"properties": {"code": "37"}, "geometry": polygon},
        7,
        {"properties": [], "geometry": polygon},
        {"properties": {"code": "3708"}, "geometry": {"type": "Polygon", "coordinates": [[[None, 1], 2]]}},
        {"properties": {"code": "370000"}, "geometry": polygon},
        {"properties": {"code": "3708"}, "geometry": None},
    ]
    file = tmp_path / "a.geojson.gz"
    file.write_bytes(gzip.compress(json.dumps({"features": features}).encode()))
    seen: list[tuple[int, int]] = []
    report = import_boundaries(file, datum=Datum.WGS84, by=None, now=NOW, progress=lambda *each: seen.append(each))
    assert (report.set, [position for position, _why in report.rejected]) == (1, [2, 3, 4, 5, 6])
    assert "position 1 already" in dict(report.rejected)[5]
    assert seen == [(6, 6)]


def test_words_that_no_name_can_hold_find_nothing() -> None:
    import_divisions([{"code": "37", "name": "A 省"}], by=None, now=NOW)
    assert search_areas("\x00") == [] and search_areas("  ") == [] and search_areas("%") == []
    assert [each.name_zh for each in search_areas("a\x00")] == ["A 省"]
    assert [each.code for each in search_areas("37")] == [37 * 10**13]
