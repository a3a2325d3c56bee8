"""An area's own days off, working days and office hours."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongzhi.base.errors import Refused
from gongzhi.places.actions.record import record
from gongzhi.places.models import CalendarDay, WorkingHours
from gongzhi.places.queries.areas import area
from gongzhi.places.queries.calendars import forget, parse_hours


@transaction.atomic
def override_day(area_code: int, day: date, *, works: bool, reason: str, by: UUID | None, now: datetime) -> None:
    """Say that an area works, or does not, on a day; running clocks keep their times until they are recomputed."""
    area(area_code)  # raises NotFound: an override of no area would never be seen
    CalendarDay.objects.update_or_create(area_code=area_code, day=day, defaults={"works": works, "reason": reason})
    record("calendar.overridden", by=by, now=now, area_code=area_code, day=day.isoformat(), works=works)
    forget()


@transaction.atomic
def set_working_hours(area_code: int, spans: str, *, by: UUID | None, now: datetime) -> None:
    """Set an area's office hours, written as '08:30-12:00, 13:30-17:30'; raise Refused with what is wrong."""
    area(area_code)
    try:
        parse_hours(spans)
    except ValueError as error:
        raise Refused("places.hours", f"办公时间写法不对：{error}", f"Those are no office hours: {error}") from error
    WorkingHours.objects.update_or_create(area_code=area_code, defaults={"spans": spans})
    record("calendar.hours_set", by=by, now=now, area_code=area_code, spans=spans)
    forget()
