"""Rows of a division list: which are kept, with which parent, and why the others are not."""

from datetime import date

import pytest

from gongzhi.places.domain.divisions import Reading, read_divisions
from gongzhi.places.domain.geo import Datum, Point, distance_m, wgs84_to_gcj02

PROVINCE, CITY, COUNTY, TOWN = 37 * 10**13, 3708 * 10**11, 370811 * 10**9, 370811008 * 10**6
COMMUNITY = 370811008001 * 10**3
ABOVE = [{"code": code, "name": "上级"} for code in ("37", "3708", "370811", "370811008")]


def read(*rows: dict[str, str], there: dict[int, date | None] | None = None, datum: Datum = Datum.WGS84) -> Reading:
    return read_divisions(list(enumerate(rows, start=2)), there=there or {}, datum=datum)


def test_the_nearest_area_above_is_the_parent() -> None:
    reading = read(*ABOVE, {"code": "370811008001", "name": "社区"}, {"code": "370811008001002", "name": "网格"})
    assert {row.code: row.parent for row in reading.kept} == {
        PROVINCE: None,
        CITY: PROVINCE,
        COUNTY: CITY,
        TOWN: COUNTY,
        COMMUNITY: TOWN,
        COMMUNITY + 2: COMMUNITY,
    }
    assert not reading.rejected


def test_rows_may_come_in_any_order_and_with_twelve_digits() -> None:
    rows = [{"code": row["code"].ljust(12, "0"), "name": "区"} for row in reversed(ABOVE)]
    assert [row.code for row in read(*rows).kept] == [PROVINCE, CITY, COUNTY, TOWN]


def test_a_city_without_counties_has_its_towns_directly() -> None:
    reading = read({"code": "44", "name": "省"}, {"code": "4419", "name": "市"}, {"code": "441900003", "name": "街道"})
    assert reading.kept[-1].parent == 4419 * 10**11


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"code": "370811009001", "name": "社区"}, "neither in the file nor known"),
        ({"code": "370811008001002", "name": "网格"}, "neither in the file nor known"),
        ({"code": "370811009", "name": "街道", "parent": "3709"}, "not above"),
        ({"code": "370811009", "name": "街道", "parent": "370811009001"}, "not above"),
        ({"code": "370811008", "name": "又一次"}, "line 5 already"),
        ({"code": "370811009", "name": " \u3000 "}, "empty"),
        ({"code": "370811009"}, "empty"),
        ({"code": "370811009", "name": "街\x00道"}, "unreadable"),
        ({"code": "370811009", "name": "街\ufffd道"}, "unreadable"),
        ({"code": "370811009", "name": "街道", "name_en": "To\x00wn"}, "unreadable"),
        ({"code": "370811009", "name": "长" * 201}, "201 characters"),
        ({"code": "370811009", "name": "街道", "population": "-3"}, "no number"),
        ({"code": "370811009", "name": "街道", "population": "9" * 30}, "no number"),
        ({"code": "370811009", "name": "街道", "lon": "116.5"}, "no position"),
        ({"code": "370811009", "name": "街道", "lon": "nan", "lat": "35"}, "no position"),
        ({"code": "370811009", "name": "街道", "lon": "abc", "lat": "35"}, "no position"),
        ({"code": "3708110091", "name": "街道"}, "digits"),
        ({"name": "街道"}, "digits"),
    ],
)
def test_what_is_wrong_is_said(row: dict[str, str], reason: str) -> None:
    reading = read(*ABOVE, row)
    assert len(reading.kept) == 4
    ((line, words),) = reading.rejected
    assert line == 6 and reason in words, words


def test_nothing_hangs_below_what_was_retired_or_rejected() -> None:
    retired = date(2019, 1, 1)
    there = {PROVINCE: None, 3712 * 10**11: retired, 371202001 * 10**6: retired}
    reading = read(
        {"code": "371202001003", "name": "社区"},
        {"code": "371203", "name": "区"},
        {"code": "3713", "name": ""},
        {"code": "371302", "name": "区"},
        there=there,
    )
    assert not reading.kept
    words = dict(reading.rejected)
    assert "retired on 2019-01-01" in words[2] and "retired on 2019-01-01" in words[3]
    assert "empty" in words[4] and "rejected" in words[5]


def test_a_list_that_has_the_parent_again_brings_it_back() -> None:
    reading = read(
        {"code": "3712", "name": "市"}, {"code": "371202", "name": "区"}, there={3712 * 10**11: date(2019, 1, 1)}
    )
    assert [row.parent for row in reading.kept] == [None, 3712 * 10**11]


def test_a_small_site_may_begin_at_any_level() -> None:
    assert read({"code": "370811", "name": "区"}).kept[0].parent is None


def test_positions_are_converted_when_the_datum_is_declared() -> None:
    real = Point(116.585, 35.405)
    moved = wgs84_to_gcj02(real)
    row = {"code": "370811", "name": "区", "lon": str(moved.lon), "lat": str(moved.lat)}
    kept = read(row, datum=Datum.GCJ02).kept[0]
    assert kept.lon is not None and kept.lat is not None
    assert distance_m(Point(kept.lon, kept.lat), real) < 0.1
    assert distance_m(Point(float(row["lon"]), float(row["lat"])), real) > 300
