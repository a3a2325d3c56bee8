"""The log of places."""

from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.base.ids import uuid7
from gongzhi.places.models import PlaceEvent


def record(type_: str, *, by: UUID | None, now: datetime, area_code: int | None = None, **data: Any) -> None:
    """Write one line of the log: ids, codes and counts only."""
    PlaceEvent.objects.create(id=uuid7(now), type=type_, at=now, actor_id=by, area_code=area_code, data=data)
