"""Roles, and who looks: a viewer is a person with the roles held in areas and organisations at one moment."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person may be in an area or an organisation."""

    RESIDENT = "resident"
    GRID_WORKER = "grid_worker"
    DUTY_OFFICER = "duty_officer"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    VERIFIER = "verifier"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Grant:
    """One role held now: inside a range of area codes (both ends included) and, for a handler, in an organisation."""

    role: Role
    low: int
    high: int
    level: int
    organisation_id: UUID | None = None

    def covers(self, area_code: int) -> bool:
        """Say whether an area lies inside the grant's own."""
        return self.low <= area_code <= self.high


@dataclass(frozen=True)
class Viewer:
    """Who looks or acts: nobody signed in (`person_id` None), or a person with the grants that hold now."""

    person_id: UUID | None
    grants: tuple[Grant, ...] = ()
    name: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_staff(self) -> bool:
        """Say whether the viewer holds any role other than resident."""
        return bool(self.roles - {Role.RESIDENT})

    def grants_of(self, *roles: Role) -> tuple[Grant, ...]:
        """Return the grants of these roles."""
        return tuple(grant for grant in self.grants if grant.role in roles)

    def has(self, role: Role, area_code: int | None = None, organisation_id: UUID | None = None) -> bool:
        """Say whether a role is held, in an area or an organisation where one is given."""
        return any(
            (area_code is None or grant.covers(area_code))
            and (organisation_id is None or grant.organisation_id == organisation_id)
            for grant in self.grants_of(role)
        )


ANONYMOUS = Viewer(None)
