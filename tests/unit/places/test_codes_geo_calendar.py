"""Area codes, positions and the calendar: single cases, and what must hold for all."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.places.domain.calendar import Limit, LimitUnit, OfficeHours, WorkingCalendar
from gongzhi.places.domain.codes import AreaLevel, ancestors, code_range, level_of, parse_code, short_code
from gongzhi.places.domain.geo import Point, distance_m, gcj02_to_wgs84, mended, ring_area_m2, wgs84_to_gcj02
from gongzhi.places.domain.synthetic import outline_around, subdivide

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkingCalendar.build(
    "Asia/Shanghai",
    days_off=[date(2026, 10, day) for day in range(1, 8)],
    working_days=[date(2026, 9, 20), date(2026, 10, 10)],
)
MOMENTS = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 30)).map(lambda moment: moment.replace(tzinfo=ZONE))
LIMITS = st.builds(Limit, st.integers(1, 40), st.sampled_from(list(LimitUnit)))


@pytest.mark.parametrize(
    ("text", "code", "level"),
    [
        ("37", 370000000000000, 1),
        ("3708", 370800000000000, 2),
        ("370811", 370811000000000, 3),
        ("370000", 370000000000000, 1),
        ("370811008", 370811008000000, 4),
        ("370811008001", 370811008001000, 5),
        ("370800000000", 370800000000000, 2),
        (" 370811008001004 ", 370811008001004, 6),
    ],
)
def test_codes_are_read(text: str, code: int, level: int) -> None:
    assert parse_code(text) == (code, level)
    assert level_of(code) == level


@pytest.mark.parametrize("text", ["", "3", "37081", "abcdef", "３７", "0101", "3708110080010010", "37.8"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no area code"):
        parse_code(text)


@given(st.integers(110000000000001, 829999999999999))
def test_every_area_lies_inside_all_those_above_it(code: int) -> None:
    level = level_of(code)
    low, high = code_range(code, level)
    for above, above_level in ancestors(code, level):
        outer_low, outer_high = code_range(above, above_level)
        assert outer_low <= low <= high <= outer_high
    assert [level for _code, level in ancestors(code, AreaLevel.GRID)] == [5, 4, 3, 2, 1]
    assert parse_code(short_code(code, AreaLevel.GRID))[0] == code


@given(st.floats(75, 130), st.floats(18, 50))
def test_the_chinese_datum_goes_there_and_back(lon: float, lat: float) -> None:
    point = Point(lon, lat)
    assert distance_m(gcj02_to_wgs84(wgs84_to_gcj02(point)), point) < 0.1


def test_a_known_pair_of_positions() -> None:
    # Tiananmen: WGS-84 and the position that Chinese maps give for it.
    moved = wgs84_to_gcj02(Point(116.391349, 39.907375))
    assert distance_m(moved, Point(116.397593, 39.908778)) < 5
    assert gcj02_to_wgs84(Point(2.3522, 48.8566)) == Point(2.3522, 48.8566)


def test_rings_are_mended_or_refused() -> None:
    assert mended([(0, 0), (0, 0), (1, 0), (1, 1), (0, 0)]) == [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]
    for bad in ([], [(0, 0), (1, 1)], [(0, 0), (1, 1), (2, 2), (0, 0)], [(0, 0), (200, 0), (1, 1)]):
        with pytest.raises(ValueError, match=r"ring|position"):
            mended(bad)


@given(st.integers(2, 40), st.floats(0, 6.28), st.floats(0.01, 0.9))
def test_a_divided_outline_is_filled_exactly(pieces: int, angle: float, part: float) -> None:
    import math

    ring = outline_around(116.5, 35.4, 0.1)
    parts = subdivide(ring, pieces)
    assert len(parts) == pieces
    assert sum(map(ring_area_m2, parts)) == pytest.approx(ring_area_m2(ring), rel=1e-3)
    # A little beside the middle, where the cuts meet: on a cut itself either side may have a point.
    point = (116.50137 + 0.08 * part * math.cos(angle), 35.40211 + 0.08 * part * math.sin(angle))
    assert sum(_inside(point, each) for each in parts) == 1


def _inside(point: tuple[float, float], ring: list[tuple[float, float]]) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > point[1]) != (y2 > point[1]) and point[0] < (x2 - x1) * (point[1] - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@given(MOMENTS, LIMITS)
def test_a_deadline_comes_after_its_start_and_its_warning(start: datetime, limit: Limit) -> None:
    due = CALENDAR.due(start, limit)
    assert start < due
    assert start <= CALENDAR.warn_at(start, due, limit) <= due
    if limit.unit is not LimitUnit.HOURS:
        assert CALENDAR.is_working_day(due.date())


@given(MOMENTS, LIMITS, st.integers(0, 10), st.integers(0, 10))
def test_a_longer_pause_never_brings_a_deadline_nearer(start: datetime, limit: Limit, a: int, b: int) -> None:
    short, long = sorted((a, b))
    assert CALENDAR.due(start, limit, paused=short) <= CALENDAR.due(start, limit, paused=long)


@given(MOMENTS, st.integers(1, 200_000))
def test_working_seconds_added_are_the_seconds_between(start: datetime, seconds: int) -> None:
    start = start.replace(microsecond=0)
    assert CALENDAR.working_seconds_between(start, CALENDAR.add_working_seconds(start, seconds)) == seconds


@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted(moment.replace(microsecond=0) for moment in (a, b, c))
    whole = CALENDAR.working_seconds_between(a, c)
    assert whole == CALENDAR.working_seconds_between(a, b) + CALENDAR.working_seconds_between(b, c)


@given(st.dates(date(2026, 9, 1), date(2026, 11, 30)), st.integers(1, 30))
def test_working_days_forth_and_back(day: date, n: int) -> None:
    there = CALENDAR.add_working_days(day, n)
    assert CALENDAR.working_days_between(day, there) == n
    if CALENDAR.is_working_day(day):
        assert CALENDAR.add_working_days(there, -n) == day


def test_a_calendar_without_work_is_refused() -> None:
    with pytest.raises(ValueError, match="span"):
        WorkingCalendar.build("Asia/Shanghai", [])
    noon = datetime(2026, 1, 1, 12).time()
    with pytest.raises(ValueError, match="span"):
        WorkingCalendar.build("Asia/Shanghai", [OfficeHours(noon, noon)])
    idle = WorkingCalendar(ZONE, CALENDAR.hours, weekdays=frozenset())
    with pytest.raises(ValueError, match="no working day"):
        idle.due(datetime(2026, 1, 1, tzinfo=ZONE), Limit(1, LimitUnit.WORKING_DAYS))
    assert timedelta(hours=7, minutes=30).seconds == CALENDAR.working_seconds_between(
        datetime(2026, 10, 10, tzinfo=ZONE), datetime(2026, 10, 11, tzinfo=ZONE)
    )
