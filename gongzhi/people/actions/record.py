"""The log of people: ids only, append-only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from gongzhi.base.errors import Refused
from gongzhi.base.ids import uuid7
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.models import Membership, PeopleEvent

# A site's first administrator is made by the command line, before anybody can be signed in.
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


def keep_an_administrator(
    now: datetime, *, without_role: UUID | None = None, without_person: UUID | None = None
) -> None:
    """Raise Refused if without this role, or this person, nobody would administer the site any more.

    Must run inside the transaction that takes the role away: of two administrators who remove each other at the same
    moment, the second waits here and then sees what the first has done.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LAST_ADMINISTRATOR])
    running = Q(ends_at=None) | Q(ends_at__gt=now)
    found = Membership.objects.filter(running, role=Role.ADMINISTRATOR.value, person__is_active=True)
    if without_role:
        found = found.exclude(pk=without_role)
    if without_person:
        found = found.exclude(person_id=without_person)
    if not found.exists():
        raise Refused(
            "people.last_administrator",
            "这是最后一位管理员，不能取消。请先请另一位同事担任管理员。",
            "This is the last administrator. Make a colleague administrator first.",
        )
