"""Who looks, and people by their ids."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.people.domain.roles import ANONYMOUS, Grant, Role, Viewer
from gongzhi.people.models import Membership, Person
from gongzhi.places.domain.codes import ancestors, code_range

# The columns of the account come first, then those of one role that holds now.
WITH_ROLES = """
SELECT {}, m.role, m.area_code, m.area_level, m.organisation_id
FROM people_person p
LEFT JOIN people_membership m
  ON m.person_id = p.id AND m.starts_at <= %(now)s AND (m.ends_at IS NULL OR m.ends_at > %(now)s)
WHERE p.id = %(id)s
"""
NAMES = ("display_name", "username")
FIELDS = tuple(field.attname for field in Person._meta.concrete_fields)


def viewer_of(person_id: UUID, now: datetime) -> Viewer:
    """Return a person with the roles that hold now, in one query; somebody deactivated is nobody."""
    rows = _with_roles((*NAMES, "is_active"), person_id, now)
    return _viewer(person_id, rows[0][0] or rows[0][1], rows) if rows and rows[0][2] else ANONYMOUS


def account_of(person_id: UUID, now: datetime) -> Person | None:
    """Return an account with its `viewer` (the roles that hold now) in one query, deactivated or not."""
    rows = _with_roles(FIELDS, person_id, now)
    if not rows:
        return None
    person = Person.from_db("default", FIELDS, rows[0][: len(FIELDS)])
    person.viewer = _viewer(person.id, str(person), rows) if person.is_active else ANONYMOUS
    return person


def _with_roles(columns: tuple[str, ...], person_id: UUID, now: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(WITH_ROLES.format(", ".join(f"p.{name}" for name in columns)), {"id": person_id, "now": now})
        return list(cursor.fetchall())


def _viewer(person_id: UUID, name: str, rows: list[tuple[Any, ...]]) -> Viewer:
    roles = [row[-4:] for row in rows if row[-4]]
    grants = tuple(Grant(Role(role), *code_range(code, level), level, office) for role, code, level, office in roles)
    return Viewer(person_id, grants, name)


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


def holders_of(roles: Collection[Role], area_code: int, area_level: int, now: datetime) -> list[UUID]:
    """Return who holds one of the roles now in the nearest area, from the given one upward, where anybody does."""
    codes = [area_code, *(code for code, _level in ancestors(area_code, area_level))]
    rows = Membership.objects.filter(
        role__in=[role.value for role in roles],
        area_code__in=codes,
        area_level__lte=area_level,
        starts_at__lte=now,
        person__is_active=True,
    ).exclude(ends_at__lte=now)
    found = list(rows.values_list("area_level", "person_id"))
    nearest = max((level for level, _id in found), default=0)
    return sorted({id_ for level, id_ in found if level == nearest})


def reachable(ids: Collection[UUID]) -> "dict[UUID, Profile]":
    """Return the profiles of those whose accounts are open, by id: their language and address for notices."""
    rows = Person.objects.filter(pk__in=ids, is_active=True)
    return {row.id: Profile(row.username, row.display_name, row.email or "", row.language) for row in rows}


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
