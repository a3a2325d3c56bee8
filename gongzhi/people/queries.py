"""Everything that reads people and organisations; pages get frozen dataclasses."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.people.domain.roles import ANONYMOUS, Grant, Role, Viewer
from gongzhi.people.models import Membership, Organisation, Person
from gongzhi.places.domain.codes import ancestors, code_range

VIEWER = """
SELECT p.display_name, p.username, m.role, m.area_code, m.area_level, m.organisation_id
FROM people_person p
LEFT JOIN people_membership m
  ON m.person_id = p.id AND m.starts_at <= %(now)s AND (m.ends_at IS NULL OR m.ends_at > %(now)s)
WHERE p.id = %(id)s AND p.is_active
"""


@dataclass(frozen=True)
class OrganisationRef:
    """An organisation as others name it."""

    id: UUID
    name_zh: str
    name_en: str
    area_code: int
    area_level: int
    kind: str
    functions: tuple[str, ...]
    active: bool = True

    def name(self, language: str) -> str:
        """Return the name in the language; Chinese where there is no English one."""
        return self.name_zh if language.startswith("zh") or not self.name_en else self.name_en


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


def organisation(organisation_id: UUID) -> OrganisationRef | None:
    """Return an organisation, closed or not, or None."""
    row = Organisation.objects.filter(pk=organisation_id).first()
    return ref(row) if row else None


def organisation_names(ids: Collection[UUID]) -> dict[UUID, OrganisationRef]:
    """Return the organisations with these ids, in one query (none for none)."""
    return {row.id: ref(row) for row in Organisation.objects.filter(pk__in=ids)} if ids else {}


def person_names(ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names shown for people of staff, by id."""
    rows = Person.objects.filter(pk__in=ids).values_list("id", "display_name", "username") if ids else []
    return {id_: name or username for id_, name, username in rows}


def nearest_with_function(function: str, area_code: int, area_level: int) -> OrganisationRef | None:
    """Return the active organisation with a function that is nearest from an area upward; ties go to the oldest."""
    found = Organisation.objects.filter(
        active=True, functions__contains=[function], area_code__in=_upward(area_code, area_level)
    )
    row = found.order_by("-area_level", "id").first()
    return ref(row) if row else None


def centre_of(area_code: int, area_level: int) -> OrganisationRef | None:
    """Return the active centre that is nearest from an area upward."""
    found = Organisation.objects.filter(active=True, kind="centre", area_code__in=_upward(area_code, area_level))
    row = found.order_by("-area_level", "id").first()
    return ref(row) if row else None


def organisations_with(function: str | None, area_code: int, area_level: int) -> list[OrganisationRef]:
    """Return the active organisations (with a function, if given) of an area and of all above it, nearest first."""
    found = Organisation.objects.filter(active=True, area_code__in=_upward(area_code, area_level))
    if function:
        found = found.filter(functions__contains=[function])
    return [ref(row) for row in found.order_by("-area_level", "name")]


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


def ref(row: Organisation) -> OrganisationRef:
    """Return an organisation row as others name it."""
    return OrganisationRef(
        row.id, row.name, row.name_en, row.area_code, row.area_level, row.kind, tuple(row.functions), row.active
    )


def _upward(area_code: int, area_level: int) -> list[int]:
    return [code_range(area_code, area_level)[0], *(code for code, _level in ancestors(area_code, area_level))]
