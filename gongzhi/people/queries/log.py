"""The log of people and organisations for its readers: who did what to whom, with names filled in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from gongzhi.people.domain.roles import Viewer
from gongzhi.people.models import PeopleEvent
from gongzhi.people.policy import readable
from gongzhi.people.queries.cursors import read_cursor, write_cursor
from gongzhi.people.queries.held import in_ranges
from gongzhi.people.queries.organisations import OrganisationRef, organisation_names
from gongzhi.people.queries.persons import person_names
from gongzhi.places.queries import AreaRef, areas_named

PAGE = 50
OF_A_PERSON = 20


@dataclass(frozen=True)
class LogEntry:
    """One line of the log; `actor` is '' for the site itself (the command line)."""

    id: UUID
    type: str
    at: datetime
    actor: str
    person_id: UUID | None
    person: str
    organisation: OrganisationRef | None
    area: AreaRef | None
    role: str
    changed: tuple[str, ...]


@dataclass(frozen=True)
class LogPage:
    """A page of the log, newest first; `next` is the key after which it goes on ('' at the end)."""

    entries: tuple[LogEntry, ...]
    next: str


def people_log(viewer: Viewer, *, cursor: str = "", size: int = PAGE) -> LogPage:
    """Return a page of what was done in the viewer's area; raise NotAllowed for whoever may not read it."""
    found = PeopleEvent.objects.filter(in_ranges(readable(viewer)))
    if cursor:
        found = found.filter(id__lt=read_cursor(cursor)[1])
    rows = list(found.order_by("-id")[: size + 1])
    following = write_cursor("", rows[size - 1].id) if len(rows) > size else ""
    return LogPage(_entries(rows[:size]), following)


def log_of_person(viewer: Viewer, person_id: UUID) -> tuple[LogEntry, ...]:
    """Return the latest lines about a person in the viewer's area, newest first."""
    found: QuerySet[PeopleEvent] = PeopleEvent.objects.filter(in_ranges(readable(viewer)), person_id=person_id)
    return _entries(list(found.order_by("-id")[:OF_A_PERSON]))


def _entries(rows: list[PeopleEvent]) -> tuple[LogEntry, ...]:
    people = person_names({id_ for row in rows for id_ in (row.actor_id, row.person_id) if id_})
    offices = organisation_names({row.organisation_id for row in rows if row.organisation_id})
    areas = areas_named({row.area_code for row in rows if row.area_code is not None})
    return tuple(
        LogEntry(
            id=row.id,
            type=row.type,
            at=row.at,
            actor=people.get(row.actor_id, "") if row.actor_id else "",
            person_id=row.person_id,
            person=people.get(row.person_id, "") if row.person_id else "",
            organisation=offices.get(row.organisation_id) if row.organisation_id else None,
            area=areas.get(row.area_code) if row.area_code is not None else None,
            role=str(row.data.get("role", "")),
            changed=tuple(row.data.get("changed", ())),
        )
        for row in rows
    )
