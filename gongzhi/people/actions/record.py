"""The log of people: ids only, append-only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.base.ids import uuid7
from gongzhi.people.domain.roles import Viewer
from gongzhi.people.models import PeopleEvent

# A site's first administrator is made by the command line, before anybody can be signed in.
SITE = Viewer(None, (), "site")


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
