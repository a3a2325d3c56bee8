"""The working calendar of an area: statutory days off and make-up days, with the area's own hours and overrides."""

import re
import time as timer
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from threading import Lock

import holidays
from django.conf import settings

from gongzhi.places.domain.calendar import STANDARD_HOURS, OfficeHours, WorkingCalendar
from gongzhi.places.domain.codes import ancestors, level_of
from gongzhi.places.models import CalendarDay, WorkingHours

FIRST_YEAR, LAST_YEAR = 2015, 2050
CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
FRESH = 5.0  # seconds for which a process trusts what it has read of overrides and hours
Days = dict[int, dict[date, bool]]
Hours = dict[int, tuple[OfficeHours, ...]]


@dataclass
class _Known:
    """What a process has read of the areas' own days and hours, and the calendars built of it."""

    at: float = -FRESH
    days: Days = field(default_factory=dict)
    hours: Hours = field(default_factory=dict)
    built: dict[tuple[int, ...], WorkingCalendar] = field(default_factory=dict)


_lock = Lock()
_latest = [_Known()]  # one: what was read last


def calendar_for(area_code: int) -> WorkingCalendar:
    """Return the working calendar that holds in an area; an override or own hours of the nearest area above win."""
    known = _settings_of_areas()
    if not known.days and not known.hours:
        return _statutory(settings.TIME_ZONE)
    path = [area_code, *(code for code, _ in ancestors(area_code, level_of(area_code)))]
    key = tuple(code for code in path if code in known.days or code in known.hours)
    if key not in known.built:
        known.built[key] = _with_overrides(key, known.days, known.hours)
    return known.built[key]


def known_until(year: int) -> bool:
    """Say whether the statutory days off of a year have been published (they have make-up working days)."""
    known = holidays.country_holidays("CN", years=[year])
    return any(day.year == year for day in known.weekend_workdays)


def parse_hours(text: str) -> tuple[OfficeHours, ...]:
    """Return office hours written as '08:30-12:00, 13:30-17:30'; raise ValueError with what is wrong."""
    spans = []
    for span in text.split(","):
        start, dash, end = (each.strip() for each in span.partition("-"))
        if not dash or not all(CLOCK_TIME.fullmatch(each) for each in (start, end)):
            raise ValueError(f"'{span.strip()[:20]}' is no span of hours, such as 08:30-12:00")
        spans.append(OfficeHours(time.fromisoformat(start), time.fromisoformat(end)))
    return WorkingCalendar.build("UTC", spans).hours


def forget() -> None:
    """Read overrides and hours anew at the next question (after a change, and between tests)."""
    with _lock:
        _latest[0].at = -FRESH


def _settings_of_areas() -> _Known:
    with _lock:
        if timer.monotonic() - _latest[0].at >= FRESH:
            days: Days = {}
            for code, day, works in CalendarDay.objects.values_list("area_code", "day", "works"):
                days.setdefault(code, {})[day] = works
            hours = {code: parse_hours(text) for code, text in WorkingHours.objects.values_list("area_code", "spans")}
            _latest[0] = _Known(timer.monotonic(), days, hours)
        return _latest[0]


def _with_overrides(path: tuple[int, ...], days: Days, hours: Hours) -> WorkingCalendar:
    base = _statutory(settings.TIME_ZONE)
    own: dict[date, bool] = {}
    for code in reversed(path):
        own |= days.get(code, {})
    spans = next((hours[code] for code in path if code in hours), STANDARD_HOURS)
    off = (base.days_off | {day for day, works in own.items() if not works}) - {d for d, works in own.items() if works}
    on = (base.working_days | {day for day, works in own.items() if works}) - {d for d, w in own.items() if not w}
    return WorkingCalendar.build(settings.TIME_ZONE, spans, days_off=off, working_days=on)


@cache
def _statutory(zone: str) -> WorkingCalendar:
    years = range(FIRST_YEAR, LAST_YEAR)
    known = holidays.country_holidays("CN", years=years)
    make_up = {day for day in known.weekend_workdays if FIRST_YEAR <= day.year < LAST_YEAR}
    return WorkingCalendar.build(zone, days_off=set(known.keys()) - make_up, working_days=make_up)
