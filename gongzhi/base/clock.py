"""The only place that reads the clock; everywhere else time is an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """Return the present moment, aware, in UTC (settings.GONGZHI_NOW freezes it for stories told in tests)."""
    frozen: datetime | None = getattr(settings, "GONGZHI_NOW", None)
    return frozen or datetime.now(UTC)  # noqa: TID251


def today() -> date:
    """Return today's date in the site's own time zone."""
    return now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
