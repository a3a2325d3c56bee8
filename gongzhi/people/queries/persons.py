"""Who looks, and people by their ids."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.people.domain.roles import ANONYMOUS, Grant, Role, Viewer
from gongzhi.people.models import Membership, Person
from gongzhi.places.domain.codes import code_range

VIEWER = """
SELECT p.display_name, p.username, m.role, m.area_code, m.area_level, m.organisation_id
FROM people_person p
LEFT JOIN people_membership m
  ON m.person_id = p.id AND m.starts_at <= %(now)s AND (m.ends_at IS NULL OR m.ends_at > %(now)s)
WHERE p.id = %(id)s AND p.is_active
"""


def viewer_of(person_id: UUID, now: datetime) -> Viewer:
    """Return a person with the roles that hold now, in one query; somebody deactivated is nobody."""
    with connection.cursor() as cursor:
        cursor.execute(VIEWER, {"id": person_id, "now": now})
        rows = cursor.fetchall()
    if not rows:
        return ANONYMOUS
    grants = tuple(
        Grant(Role(role), *code_range(code, level), level, organisation)
        for _, _, role, code, level, organisation in rows
        if role
    )
    return Viewer(person_id, grants, rows[0][0] or rows[0][1])


def person_names(ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names shown for people of staff, by id."""
    rows = Person.objects.filter(pk__in=ids).values_list("id", "display_name", "username") if ids else []
    return {id_: name or username for id_, name, username in rows}


def handlers_of(organisation_id: UUID, now: datetime) -> list[tuple[UUID, str]]:
    """Return (person id, name) of the handlers of an organisation now, by name."""
    rows = Membership.objects.filter(
        organisation_id=organisation_id, role=Role.HANDLER.value, starts_at__lte=now, person__is_active=True
    ).exclude(ends_at__lte=now)
    found = rows.values_list("person_id", "person__display_name", "person__username")
    return sorted(((id_, name or username) for id_, name, username in found), key=lambda each: each[1])


def news_seen_at(person_id: UUID) -> datetime | None:
    """Return up to when a person has read the news."""
    return Person.objects.filter(pk=person_id).values_list("news_seen_at", flat=True).first()


@dataclass(frozen=True)
class Profile:
    """The own account, as its owner sees it."""

    username: str
    display_name: str
    email: str
    language: str


def profile(person_id: UUID) -> Profile:
    """Return the own account."""
    row = Person.objects.get(pk=person_id)
    return Profile(row.username, row.display_name, row.email or "", row.language)
