"""The working calendar of an area: the statutory one, changed by its own days and hours and those of areas above."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from gongzhi.base.errors import NotFound, Refused
from gongzhi.places.actions import import_divisions, override_day, set_working_hours
from gongzhi.places.domain.calendar import Limit, LimitUnit, OfficeHours
from gongzhi.places.models import CalendarDay, PlaceEvent
from gongzhi.places.queries import calendar_for, calendars, known_until

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 13, 12, 0, tzinfo=ZONE)
CITY, COUNTY, TOWN = 3708 * 10**11, 370811 * 10**9, 370811008 * 10**6
OTHER = 370812 * 10**9
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tree() -> None:
    codes = ("37", "3708", "370811", "370811008", "370811008001", "370811008001001", "370812")
    import_divisions([{"code": code, "name": code} for code in codes], by=None, now=NOW)


def test_statutory_days_off_and_make_up_days_of_2026() -> None:
    calendar = calendar_for(TOWN)
    working = {date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20), date(2026, 10, 10), date(2026, 10, 8)}
    off = {date(2026, 2, day) for day in range(15, 24)} | {date(2026, 10, day) for day in range(1, 8)}
    assert all(map(calendar.is_working_day, working)) and not any(map(calendar.is_working_day, off))
    start = datetime(2026, 9, 30, 10, 0, tzinfo=ZONE)
    limit = Limit(5, LimitUnit.WORKING_DAYS)
    due = calendar.due(start, limit)
    assert due == datetime(2026, 10, 13, 17, 30, tzinfo=ZONE)
    assert calendar.warn_at(start, due, limit) == datetime(2026, 10, 12, 17, 30, tzinfo=ZONE)
    assert known_until(2026) and not known_until(2040)


def test_a_day_of_its_own_holds_inside_the_area_only() -> None:
    override_day(COUNTY, MONDAY, works=False, reason="大雪", by=None, now=NOW)
    override_day(COUNTY, SUNDAY, works=True, reason="补班", by=None, now=NOW)
    for code in (COUNTY, TOWN, TOWN + 1001):
        assert not calendar_for(code).is_working_day(MONDAY) and calendar_for(code).is_working_day(SUNDAY)
    for code in (CITY, OTHER):
        assert calendar_for(code).is_working_day(MONDAY) and not calendar_for(code).is_working_day(SUNDAY)
    event = PlaceEvent.objects.filter(type="calendar.overridden").latest("id")
    assert event.area_code == COUNTY and "reason" not in event.data, "words stay out of the log"


def test_the_nearest_area_wins_and_a_second_word_replaces_the_first() -> None:
    override_day(CITY, MONDAY, works=False, reason="", by=None, now=NOW)
    override_day(TOWN, MONDAY, works=True, reason="", by=None, now=NOW)
    assert not calendar_for(COUNTY).is_working_day(MONDAY) and calendar_for(TOWN).is_working_day(MONDAY)
    override_day(TOWN, MONDAY, works=False, reason="", by=None, now=NOW)
    assert not calendar_for(TOWN).is_working_day(MONDAY)
    assert CalendarDay.objects.count() == 2


def test_own_hours_of_the_nearest_area_above() -> None:
    set_working_hours(CITY, "09:00-12:00, 14:00-18:00", by=None, now=NOW)
    assert calendar_for(TOWN).hours[-1] == OfficeHours(time(14), time(18))
    set_working_hours(TOWN, "13:30-16:00,08:00-11:30", by=None, now=NOW)
    assert calendar_for(TOWN).hours == (OfficeHours(time(8), time(11, 30)), OfficeHours(time(13, 30), time(16)))
    assert calendar_for(COUNTY).hours[-1].end == time(18)
    start = datetime(2026, 10, 13, 15, 0, tzinfo=ZONE)
    assert calendar_for(TOWN).due(start, Limit(2, LimitUnit.WORKING_HOURS)).hour == 9


@pytest.mark.parametrize(
    "spans",
    ["", "8-12", "08:30", "17:30-08:30", "08:30-08:30", "08:30-12:00, 11:00-17:00", "08:30-25:00", "08:30+08:00-12:00"],
)
def test_hours_that_make_no_sense_are_refused_before_they_are_kept(spans: str) -> None:
    with pytest.raises(Refused, match="office hours"):
        set_working_hours(COUNTY, spans, by=None, now=NOW)
    assert calendar_for(TOWN).hours[-1].end == time(17, 30)


def test_an_area_that_is_not_there_has_no_calendar_of_its_own() -> None:
    with pytest.raises(NotFound):
        override_day(123, MONDAY, works=False, reason="", by=None, now=NOW)
    with pytest.raises(NotFound):
        set_working_hours(123, "08:30-12:00", by=None, now=NOW)


def test_what_others_change_is_seen_after_some_seconds(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    calendar_for(TOWN)
    CalendarDay.objects.create(area_code=COUNTY, day=MONDAY, works=False)  # as another process would
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert calendar_for(TOWN).is_working_day(MONDAY)
    started = calendars.timer.monotonic()
    monkeypatch.setattr(calendars.timer, "monotonic", lambda: started + calendars.FRESH + 1)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert not calendar_for(TOWN).is_working_day(MONDAY)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert calendar_for(TOWN) is calendar_for(TOWN + 1000)
