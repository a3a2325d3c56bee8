"""Working time: office hours, days off, make-up working days, and the limits counted in them.

The rules are those of the Civil Code (articles 201 to 203: the first day is excluded, a last day on a day off moves to
the next working day, a day ends when office hours end) and of common administrative practice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HORIZON = 3660  # days; a calendar without a working day in ten years is a mistake


class LimitUnit(StrEnum):
    """What a limit is counted in."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    DAYS = "days"

    @property
    def by_days(self) -> bool:
        """Say whether pauses are counted in whole days (else in seconds)."""
        return self in (LimitUnit.WORKING_DAYS, LimitUnit.DAYS)


@dataclass(frozen=True)
class Limit:
    """So many hours or days within which something is due."""

    amount: int
    unit: LimitUnit


@dataclass(frozen=True)
class WarnRule:
    """When the light turns yellow: so many working days before a limit in days, the last part of one in hours."""

    days_before: int = 1
    fraction: float = 0.25


@dataclass(frozen=True)
class OfficeHours:
    """One span of office hours, in local time; `end` is exclusive."""

    start: time
    end: time


STANDARD_HOURS = (OfficeHours(time(8, 30), time(12, 0)), OfficeHours(time(13, 30), time(17, 30)))


@dataclass(frozen=True)
class WorkingCalendar:
    """The working time of an area: weekdays within office hours, but for days off, and on make-up working days."""

    zone: ZoneInfo
    hours: tuple[OfficeHours, ...]
    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    weekdays: frozenset[int] = field(default=frozenset(range(5)))

    @classmethod
    def build(
        cls,
        tz: str,
        office_hours: Iterable[OfficeHours] = STANDARD_HOURS,
        *,
        days_off: Iterable[date] = (),
        working_days: Iterable[date] = (),
    ) -> "WorkingCalendar":
        """Return a calendar; raise ValueError if the office hours overlap, are empty or run backwards."""
        hours = tuple(sorted(office_hours, key=lambda span: span.start))
        if not hours or any(span.start >= span.end for span in hours):
            raise ValueError("office hours: at least one span, each ending after it starts")
        if any(a.end > b.start for a, b in pairwise(hours)):
            raise ValueError("office hours: the spans overlap")
        return cls(ZoneInfo(tz), hours, frozenset(days_off), frozenset(working_days))

    def is_working_day(self, day: date) -> bool:
        """Say whether people work on a day; a make-up day wins over a weekend, a day off over a weekday."""
        if day in self.working_days:
            return True
        return day.weekday() in self.weekdays and day not in self.days_off

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is a working day, else the first one after it."""
        for _ in range(HORIZON):
            if self.is_working_day(day):
                return day
            day += DAY
        raise ValueError("this calendar has no working day within ten years")

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after a day (before it for negative n); the day itself is not counted."""
        step = DAY if n >= 0 else -DAY
        for _ in range(abs(n)):
            day += step
            for _tries in range(HORIZON):
                if self.is_working_day(day):
                    break
                day += step
            else:
                raise ValueError("this calendar has no working day within ten years")
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Return how many working days lie after `first` up to and including `last`."""
        return sum(self.is_working_day(first + DAY * i) for i in range(1, (last - first).days + 1))

    def day_end(self, day: date) -> datetime:
        """Return the last working minute's end of a day: where office hours end."""
        return datetime.combine(day, self.hours[-1].end, self.zone)

    def working_seconds_between(self, a: datetime, b: datetime) -> int:
        """Return the working seconds from `a` to `b` (0 if b is not after a)."""
        a, b = self._local(a), self._local(b)
        total = timedelta()
        day = a.date()
        while day <= b.date():
            for start, end in self._spans(day):
                total += max(min(end, b) - max(start, a), timedelta())
            day += DAY
        return int(total.total_seconds())

    def add_working_seconds(self, t: datetime, seconds: int) -> datetime:
        """Return the moment by which so many working seconds have passed after `t` (0: `t`, or the next opening)."""
        t, left = self._local(t), timedelta(seconds=seconds)
        day = self.next_working_day(t.date())
        while True:
            for start, end in self._spans(day):
                if end <= t:
                    continue
                begin = max(start, t)
                if begin + left <= end:
                    return begin + left
                left -= end - begin
            day = self.next_working_day(day + DAY)

    def due(self, start: datetime, limit: Limit, *, paused: int = 0) -> datetime:
        """Return when a limit that starts at `start` is over; `paused` (seconds or days, by unit) is not charged."""
        start = self._local(start)
        if limit.unit is LimitUnit.HOURS:
            moment = start.timestamp() + limit.amount * 3600 + paused
            return datetime.fromtimestamp(moment, self.zone)
        if limit.unit is LimitUnit.WORKING_HOURS:
            return self.add_working_seconds(start, limit.amount * 3600 + paused)
        if limit.unit is LimitUnit.WORKING_DAYS:
            return self.day_end(self.add_working_days(start.date(), limit.amount + paused))
        return self.day_end(self.next_working_day(start.date() + DAY * (limit.amount + paused)))

    def warn_at(
        self, start: datetime, due: datetime, limit: Limit, *, paused: int = 0, rule: WarnRule | None = None
    ) -> datetime:
        """Return when the light turns yellow: before `due`, never before `start`."""
        rule, start, due = rule or WarnRule(), self._local(start), self._local(due)
        if limit.unit.by_days:
            warn = self.day_end(self.add_working_days(due.date(), -rule.days_before))
        elif limit.unit is LimitUnit.HOURS:
            last = limit.amount * 3600 * rule.fraction
            warn = datetime.fromtimestamp(due.timestamp() - last, self.zone)
        else:
            charged = int(limit.amount * 3600 * (1 - rule.fraction)) + paused
            warn = self.add_working_seconds(start, charged)
        return max(min(warn, due), start)

    def pause_length(self, limit: Limit, paused_at: datetime, resumed_at: datetime) -> int:
        """Return what a pause takes off the charge: seconds for limits in hours, (working) days for limits in days."""
        a, b = self._local(paused_at), self._local(resumed_at)
        if b <= a:
            return 0
        if limit.unit is LimitUnit.HOURS:
            return int(b.timestamp() - a.timestamp())
        if limit.unit is LimitUnit.WORKING_HOURS:
            return self.working_seconds_between(a, b)
        if limit.unit is LimitUnit.WORKING_DAYS:
            return self.working_days_between(a.date(), b.date())
        return (b.date() - a.date()).days

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.is_working_day(day):
            return []
        return [
            (datetime.combine(day, span.start, self.zone), datetime.combine(day, span.end, self.zone))
            for span in self.hours
        ]

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(self.zone)
