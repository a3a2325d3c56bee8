"""Roles as pages show them: with the area's and the organisation's names, in two queries for any number."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.models import Membership
from gongzhi.people.policy import Place, allowed
from gongzhi.people.queries.organisations import OrganisationRef, organisation_names
from gongzhi.places.queries import AreaRef, areas_named

Range = tuple[int, int]


@dataclass(frozen=True)
class HeldRole:
    """A role that somebody holds or held; `area` is None for an area the site does not know (any more)."""

    id: UUID
    person_id: UUID
    role: Role
    area: AreaRef | None
    organisation: OrganisationRef | None
    starts_at: datetime
    ends_at: datetime | None
    granted_by: UUID | None
    may_end: bool


def in_ranges(ranges: Iterable[Range], field: str = "area_code") -> Q:
    """Return the condition that an area code lies in one of the ranges."""
    found = Q(pk__in=[])
    for each in ranges:
        found |= Q(**{f"{field}__range": each})
    return found


def staff_roles(ranges: Iterable[Range]) -> QuerySet[Membership]:
    """Return the roles of staff in the ranges, held now or before; residents are no staff."""
    return Membership.objects.filter(in_ranges(ranges)).exclude(role=Role.RESIDENT.value)


def running(now: datetime) -> Q:
    """Return the condition that a role holds at a moment."""
    return Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))


def held_roles(rows: Collection[Membership], viewer: Viewer) -> list[HeldRole]:
    """Return rows as pages show them, in the same order."""
    areas = areas_named({row.area_code for row in rows})
    offices = organisation_names({row.organisation_id for row in rows if row.organisation_id})
    return [
        HeldRole(
            id=row.id,
            person_id=row.person_id,
            role=Role(row.role),
            area=areas.get(row.area_code),
            organisation=offices.get(row.organisation_id) if row.organisation_id else None,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            granted_by=row.granted_by,
            may_end=row.ends_at is None
            and allowed("end_role", viewer, Place(row.area_code, row.area_level, row.person_id)),
        )
        for row in rows
    ]
