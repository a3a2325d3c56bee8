"""The log of places."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from gongzhi.base.ids import uuid7
from gongzhi.places.models import PlaceEvent

BATCH = 2000


def record(type_: str, *, by: UUID | None, now: datetime, area_code: int | None = None, **data: Any) -> None:
    """Write one line of the log: ids, codes and counts only."""
    PlaceEvent.objects.create(id=uuid7(now), type=type_, at=now, actor_id=by, area_code=area_code, data=data)


def record_each(type_: str, lines: Iterable[tuple[int, Mapping[str, Any]]], *, by: UUID | None, now: datetime) -> None:
    """Write one line of the log for each (area code, data)."""
    events = (
        PlaceEvent(id=uuid7(now), type=type_, at=now, actor_id=by, area_code=code, data=data) for code, data in lines
    )
    PlaceEvent.objects.bulk_create(events, batch_size=BATCH)


def day_of(now: datetime) -> date:
    """Return the site's date at a moment: from this day on a change holds if nothing else is said."""
    return now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
