"""Organisations as others name them, and who is responsible where."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from gongzhi.people.models import Organisation
from gongzhi.places.domain.codes import ancestors, code_range

NEAREST = """
SELECT id, name, name_en, area_code, area_level, kind, functions FROM people_organisation
WHERE active AND {} AND area_code = ANY(%s) ORDER BY area_level DESC, id LIMIT 1
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


def organisation(organisation_id: UUID) -> OrganisationRef | None:
    """Return an organisation, closed or not, or None."""
    row = Organisation.objects.filter(pk=organisation_id).first()
    return ref(row) if row else None


def organisation_names(ids: Collection[UUID]) -> dict[UUID, OrganisationRef]:
    """Return the organisations with these ids, in one query (none for none)."""
    return {row.id: ref(row) for row in Organisation.objects.filter(pk__in=ids)} if ids else {}


def nearest_with_function(function: str, area_code: int, area_level: int) -> OrganisationRef | None:
    """Return the active organisation with a function that is nearest from an area upward; ties go to the oldest."""
    return _nearest("functions @> ARRAY[%s]::text[]", function, _upward(area_code, area_level))


def centre_of(area_code: int, area_level: int) -> OrganisationRef | None:
    """Return the active centre that is nearest from an area upward."""
    return _nearest("kind = %s", "centre", _upward(area_code, area_level))


def organisations_with(function: str | None, area_code: int, area_level: int) -> list[OrganisationRef]:
    """Return the active organisations (with a function, if given) of an area and of all above it, nearest first."""
    found = Organisation.objects.filter(active=True, area_code__in=_upward(area_code, area_level))
    if function:
        found = found.filter(functions__contains=[function])
    return [ref(row) for row in found.order_by("-area_level", "name")]


def ref(row: Organisation) -> OrganisationRef:
    """Return an organisation row as others name it."""
    return OrganisationRef(
        row.id, row.name, row.name_en, row.area_code, row.area_level, row.kind, tuple(row.functions), row.active
    )


def _nearest(condition: str, value: str, codes: list[int]) -> OrganisationRef | None:
    # Every report asks this, and building the query costs the ORM more than the database needs for the answer.
    with connection.cursor() as cursor:
        cursor.execute(NEAREST.format(condition), [value, codes])
        row = cursor.fetchone()
    if row is None:
        return None
    id_, name, name_en, code, level, kind, functions = row
    return OrganisationRef(id_, name, name_en, code, level, kind, tuple(functions))


def _upward(area_code: int, area_level: int) -> list[int]:
    return [code_range(area_code, area_level)[0], *(code for code, _level in ancestors(area_code, area_level))]
