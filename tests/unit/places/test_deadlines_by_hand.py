"""Deadlines across the Spring Festival and National Day 2026, each worked out by hand from the State Council's notice.

Days off: 15 to 23 February (Sunday to Monday), 1 to 7 October. Make-up working days: Saturday 14 and Saturday
28 February, Sunday 20 September, Saturday 10 October. Office hours 08:30-12:00 and 13:30-17:30 (7.5 hours).
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gongzhi.places.domain.calendar import Limit, LimitUnit, WorkingCalendar

ZONE = ZoneInfo("Asia/Shanghai")


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


CALENDAR = WorkingCalendar.build(
    "Asia/Shanghai",
    days_off=[*days(date(2026, 2, 15), date(2026, 2, 23)), *days(date(2026, 10, 1), date(2026, 10, 7))],
    working_days=[date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20), date(2026, 10, 10)],
)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


CASES = [
    # the example of the domain page: 8, 9, 10, 12, 13 October count
    ("2026-09-30 10:00", "5 working_days", "2026-10-13 17:30", "2026-10-12 17:30"),
    # the evening before the holiday counts as the same day
    ("2026-09-30 20:00", "1 working_days", "2026-10-08 17:30", "2026-09-30 20:00"),
    # dispatched on a day off: 8 October is the first working day
    ("2026-10-03 09:00", "1 working_days", "2026-10-08 17:30", "2026-10-03 09:00"),
    # the make-up Saturday of 14 February counts, then 24 February
    ("2026-02-13 16:00", "2 working_days", "2026-02-24 17:30", "2026-02-14 17:30"),
    # 14, 24, 25, 26, 27, 28 (make-up Saturday) February and 2 March
    ("2026-02-13 08:30", "7 working_days", "2026-03-02 17:30", "2026-02-28 17:30"),
    # the make-up Sunday of 20 September counts
    ("2026-09-18 14:00", "2 working_days", "2026-09-21 17:30", "2026-09-20 17:30"),
    # 4 working hours before the holiday: 17:00-17:30 on 30 September, then 08:30-12:00 on 8 October
    ("2026-09-30 17:00", "4 working_hours", "2026-10-08 12:00", "2026-10-08 11:00"),
    # 5 working hours over noon: 2 in the morning, 3 from 13:30
    ("2026-10-12 10:00", "5 working_hours", "2026-10-12 16:30", "2026-10-12 15:15"),
    # from a weekend: the clock waits until Monday 08:30
    ("2026-11-21 11:00", "4 working_hours", "2026-11-23 14:00", "2026-11-23 11:30"),
    # at the exact closing minute nothing of that day is left
    ("2026-10-10 17:30", "1 working_hours", "2026-10-12 09:30", "2026-10-12 09:15"),
    # on the make-up Saturday before the festival: 14 Feb 16:30-17:30, then 24 Feb
    ("2026-02-14 16:30", "3 working_hours", "2026-02-24 10:30", "2026-02-24 09:45"),
    # hours run through the holiday
    ("2026-10-01 10:00", "24 hours", "2026-10-02 10:00", "2026-10-02 04:00"),
    ("2026-10-13 10:00", "2 hours", "2026-10-13 12:00", "2026-10-13 11:30"),
    # 15 days from 18 September end on 3 October, a day off: 8 October; yellow the working day before
    ("2026-09-18 09:00", "15 days", "2026-10-08 17:30", "2026-09-30 17:30"),
    # 3 days from 12 February end on Sunday the 15th, a day off: 24 February; yellow on the make-up Saturday
    ("2026-02-12 09:00", "3 days", "2026-02-24 17:30", "2026-02-14 17:30"),
    # a limit in days that ends on a make-up Saturday stays there
    ("2026-10-08 09:00", "2 days", "2026-10-10 17:30", "2026-10-09 17:30"),
]


def limit_of(text: str) -> Limit:
    amount, unit = text.split()
    return Limit(int(amount), LimitUnit(unit))


@pytest.mark.parametrize(("start", "limit", "due", "yellow"), CASES)
def test_due_and_yellow(start: str, limit: str, due: str, yellow: str) -> None:
    found = CALENDAR.due(at(start), limit_of(limit))
    assert found == at(due)
    assert CALENDAR.warn_at(at(start), found, limit_of(limit)) == at(yellow)


PAUSED = [
    # 5 working days from 30 September, paused on 9 October, resumed on 13 October: 10, 12 and 13 are not charged,
    # so 8, 9, 14, 15, 16 October count
    ("2026-09-30 10:00", "5 working_days", "2026-10-09 11:00", "2026-10-13 09:00", "2026-10-16 17:30"),
    # paused and resumed within a day: nothing is taken off
    ("2026-09-30 10:00", "5 working_days", "2026-10-09 09:00", "2026-10-09 16:00", "2026-10-13 17:30"),
    # a pause over the whole holiday takes off 8 October only, the day on which work goes on
    ("2026-09-30 10:00", "5 working_days", "2026-09-30 17:00", "2026-10-08 08:30", "2026-10-14 17:30"),
    # 5 working hours from 10:00, paused 11:00 to 14:30: one hour before noon and one after 13:30 are not charged
    ("2026-10-12 10:00", "5 working_hours", "2026-10-12 11:00", "2026-10-12 14:30", "2026-10-13 09:30"),
    # a pause outside office hours costs a limit in working hours nothing
    ("2026-10-12 16:00", "3 working_hours", "2026-10-12 18:00", "2026-10-13 07:00", "2026-10-13 10:00"),
    # hours: paused for three hours
    ("2026-10-01 10:00", "24 hours", "2026-10-01 12:00", "2026-10-01 15:00", "2026-10-02 13:00"),
    # days: 15 days from 18 September and 4 paused end on 7 October, a day off: 8 October
    ("2026-09-18 09:00", "15 days", "2026-09-21 09:00", "2026-09-25 09:00", "2026-10-08 17:30"),
    ("2026-09-18 09:00", "15 days", "2026-09-21 09:00", "2026-09-26 09:00", "2026-10-08 17:30"),
    ("2026-09-18 09:00", "15 days", "2026-09-21 09:00", "2026-09-27 09:00", "2026-10-09 17:30"),
]


@pytest.mark.parametrize(("start", "limit", "paused_at", "resumed_at", "due"), PAUSED)
def test_pauses_are_not_charged(start: str, limit: str, paused_at: str, resumed_at: str, due: str) -> None:
    pause = CALENDAR.pause_length(limit_of(limit), at(paused_at), at(resumed_at))
    assert CALENDAR.due(at(start), limit_of(limit), paused=pause) == at(due)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.due(datetime(2026, 10, 12, 10), Limit(1, LimitUnit.HOURS))
