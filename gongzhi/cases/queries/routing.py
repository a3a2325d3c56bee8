"""Where a matter goes: the desk of the nearest centre, and the nearest organisation with the category's function."""

from dataclasses import dataclass
from uuid import UUID

from gongzhi.base.errors import Refused
from gongzhi.cases.models import Case
from gongzhi.people.queries import OrganisationRef, centre_of, nearest_with_function
from gongzhi.people.queries import organisation as find_organisation
from gongzhi.places.domain.codes import ancestors


@dataclass(frozen=True)
class Route:
    """The organisation a matter is sent to, and how it was found ('function' or 'centre')."""

    organisation: OrganisationRef
    how: str


def route(function: str, area_code: int, area_level: int) -> Route | None:
    """Return the nearest organisation with the function from the area upward, else the area's centre, else None.

    None only where the site has no centre at all above the area, which `gongzhi doctor` reports.
    """
    office = nearest_with_function(function, area_code, area_level)
    if office:
        return Route(office, "function")
    centre = centre_of(area_code, area_level)
    return Route(centre, "centre") if centre else None


def home_desk(area_code: int, area_level: int) -> tuple[int, int]:
    """Return (area code, level) of the desk a new matter lies on: the nearest centre's area, else the topmost area."""
    centre = centre_of(area_code, area_level)
    if centre:
        return centre.area_code, centre.area_level
    above = ancestors(area_code, area_level)
    return (above[-1][0], int(above[-1][1])) if above else (area_code, area_level)


def desk_above(desk_area: int, desk_level: int) -> tuple[int, int] | None:
    """Return (area code, level) of the next centre above a desk, or None if there is none."""
    above = ancestors(desk_area, desk_level)
    if not above:
        return None
    centre = centre_of(above[0][0], int(above[0][1]))
    return (centre.area_code, centre.area_level) if centre else None


def organisation_for(organisation_id: UUID) -> OrganisationRef:
    """Return an organisation that can be dispatched to; raise Refused for one that is closed or unknown."""
    office = find_organisation(organisation_id)
    if office is None or not office.active:
        zh, en = "这个部门已经停用或不存在，请另选一个。", "That office is closed or unknown; choose another."
        raise Refused("cases.no_such_office", zh, en, fields={"organisation": zh})
    return office


def open_cases_of(organisation_id: UUID) -> int:
    """Return how many open cases an organisation leads, counted up to a hundred."""
    return Case.objects.filter(lead_id=organisation_id, open=True)[:100].count()
