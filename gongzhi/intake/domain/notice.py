"""What a notice is: its kinds, when it may be sent, when it is tried again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Kind(StrEnum):
    """What a notice tells."""

    FILED = "filed"
    DECLINED = "declined"
    DISPATCHED = "dispatched"
    RESOLVED = "resolved"
    CLOSED = "closed"
    SETTLED = "settled"
    ASSIGNED = "assigned"
    WARNED = "warned"
    MISSED = "missed"
    DIGEST = "digest"


class Channel(StrEnum):
    """By which gateway a notice goes."""

    EMAIL = "email"
    SMS = "sms"
    CHAT = "chat"


class State(StrEnum):
    """Where a notice stands; `gathered` went into a digest, `kept` would have been sent had there been a gateway."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GATHERED = "gathered"
    KEPT = "kept"


class Mode(StrEnum):
    """How a member of staff wants to hear of something."""

    NOW = "now"
    DIGEST = "digest"
    NONE = "none"


# The moves of which the reporter hears, and the events of which staff hear.
TOLD_REPORTER = {
    "settle": Kind.SETTLED,
    "file": Kind.FILED,
    "decline": Kind.DECLINED,
    "dispatch": Kind.DISPATCHED,
    "resolve": Kind.RESOLVED,
    "close": Kind.CLOSED,
}
TOLD_STAFF = {"case.assigned": Kind.ASSIGNED, "clock.warned": Kind.WARNED, "clock.missed": Kind.MISSED}
LANGUAGES = ("zh-hans", "en")

STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
GIVE_UP = timedelta(days=3)


@dataclass(frozen=True)
class Quiet:
    """The hours in which somebody does not want to be called: from one full hour to another, over midnight or not.

    The same hour twice means that there are none.
    """

    start: int
    end: int

    def holds(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Say whether a moment lies in these hours."""
        hour = moment.astimezone(zone).hour
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the moment itself, or the end of the quiet hours in which it lies (UTC)."""
        if not self.holds(moment, zone):
            return moment
        return _next_hour(moment, self.end, zone)


# A text message at night wakes people; a mail does not.
REPORTER_QUIET = {Channel.EMAIL: Quiet(0, 0), Channel.SMS: Quiet(21, 8), Channel.CHAT: Quiet(21, 8)}


@dataclass(frozen=True)
class Wish:
    """How a member of staff wants to hear: of each matter at once, in the daily digest or not at all."""

    assigned: Mode = Mode.NOW
    warned: Mode = Mode.DIGEST
    missed: Mode = Mode.NOW
    digest_hour: int = 8
    channel: Channel = Channel.EMAIL
    quiet: Quiet = Quiet(21, 7)

    def mode(self, kind: Kind) -> Mode:
        """Return how a kind is to be told; a digest itself is sent at once."""
        modes = {Kind.ASSIGNED: self.assigned, Kind.WARNED: self.warned, Kind.MISSED: self.missed}
        return modes.get(kind, Mode.NOW)


def next_digest(after: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """Return the next moment (UTC), later than `after`, at which the clock strikes the hour of the daily digest."""
    return _next_hour(after, hour, zone)


def next_try(attempts: int, since: datetime, now: datetime) -> datetime | None:
    """Return when to try again after so many attempts, or None once three days of trying are over."""
    moment = now + pause(attempts)
    return moment if moment - since <= GIVE_UP else None


def pause(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: 1, 5, 15 minutes, 1, 4, then 12 hours each."""
    return STEPS[min(max(failures, 1), len(STEPS)) - 1]


def _next_hour(moment: datetime, hour: int, zone: ZoneInfo) -> datetime:
    here = moment.astimezone(zone)
    # Days are counted on the wall; in UTC the moments can be compared even where summer time begins or ends.
    for days in range(3):
        day = here.date() + timedelta(days=days)
        found = datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)
        if found > moment:
            return found
    raise AssertionError("a day has every hour, or the one after it")
