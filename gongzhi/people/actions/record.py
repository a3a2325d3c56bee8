"""The log of people: ids only, append-only."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from gongzhi.base.errors import Refused
from gongzhi.base.ids import uuid7
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.models import Membership, PeopleEvent
from gongzhi.places.domain.codes import ancestors

# The first administrator of a site is made by the command line, before anybody can be signed in.
SITE = Viewer(None, (), "site")
LAST_ADMINISTRATOR = 0x676F6E677A6869  # the number of the lock under which administrators become fewer


def record(
    type_: str,
    *,
    by: Viewer,
    now: datetime,
    person_id: UUID | None = None,
    organisation_id: UUID | None = None,
    area_code: int | None = None,
    **data: Any,
) -> None:
    """Write one line of the log; `data` holds ids, codes and roles, never a name."""
    PeopleEvent.objects.create(
        id=uuid7(now),
        type=type_,
        at=now,
        actor_id=by.person_id,
        person_id=person_id,
        organisation_id=organisation_id,
        area_code=area_code,
        data=data,
    )


def keep_an_administrator(lost: Collection[Membership], *, now: datetime) -> None:
    """Raise Refused if, without these roles, nobody would administer one of their areas any more.

    Must run inside the transaction that takes the roles away: of two administrators who remove each other at the same
    moment, the second waits here and then sees what the first has done.
    """
    if not lost:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LAST_ADMINISTRATOR])
    running = Q(ends_at=None) | Q(ends_at__gt=now)
    others = Membership.objects.filter(running, role=Role.ADMINISTRATOR.value, person__is_active=True)
    others = others.exclude(pk__in=[each.pk for each in lost])
    for each in lost:
        above = [each.area_code, *(code for code, _level in ancestors(each.area_code, each.area_level))]
        if not others.filter(area_code__in=above, area_level__lte=each.area_level).exists():
            raise Refused(
                "people.last_administrator",
                "这是本辖区最后一位管理员，不能取消。请先请另一位同事担任这个辖区的管理员。",
                "This is the last administrator of the area. Make a colleague its administrator first.",
            )
