"""Who may manage people and organisations: one table of verbs, and two functions."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from gongzhi.base.errors import NotAllowed
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.places.domain.codes import code_range


@dataclass(frozen=True)
class Place:
    """The area in which something about people is to be done, and the person concerned."""

    area_code: int
    area_level: int
    person_id: UUID | None = None


def _administers(viewer: Viewer, place: Place) -> bool:
    low, high = code_range(place.area_code, place.area_level)
    return any(grant.low <= low and high <= grant.high for grant in viewer.grants_of(Role.ADMINISTRATOR))


def _reads(viewer: Viewer, place: Place) -> bool:
    low, high = code_range(place.area_code, place.area_level)
    grants = viewer.grants_of(Role.ADMINISTRATOR, Role.SUPERVISOR)
    return any(grant.low <= low and high <= grant.high for grant in grants)


def _other(viewer: Viewer, place: Place) -> bool:
    return _administers(viewer, place) and place.person_id != viewer.person_id


TABLE: dict[str, Callable[[Viewer, Place], bool]] = {
    "read": _reads,
    "invite": _administers,
    "grant_role": _administers,
    "end_role": _administers,
    "deactivate": _other,
    "reactivate": _administers,
    "edit_organisation": _administers,
}


def allowed(verb: str, viewer: Viewer, place: Place) -> bool:
    """Say whether the viewer may do the verb in the place."""
    return TABLE[verb](viewer, place)


def require(verb: str, viewer: Viewer, place: Place) -> None:
    """Raise NotAllowed where the viewer may not do the verb in the place."""
    if not allowed(verb, viewer, place):
        raise not_allowed()


def readable(viewer: Viewer) -> list[tuple[int, int]]:
    """Return the ranges of area codes whose people the viewer may read; raise NotAllowed where there is none."""
    return _ranges(viewer, Role.ADMINISTRATOR, Role.SUPERVISOR)


def managed(viewer: Viewer) -> list[tuple[int, int]]:
    """Return the ranges of area codes whose people the viewer administers; raise NotAllowed where there is none."""
    return _ranges(viewer, Role.ADMINISTRATOR)


def _ranges(viewer: Viewer, *roles: Role) -> list[tuple[int, int]]:
    found = sorted({(grant.low, grant.high) for grant in viewer.grants_of(*roles)})
    if not found:
        raise not_allowed()
    return found


def not_allowed() -> NotAllowed:
    """Return the answer to somebody who does not administer the area."""
    return NotAllowed(
        "people.not_allowed",
        "只有这个辖区的管理员能这样做。",
        "Only an administrator of that area may do this.",
    )
