"""Who may do and see what with a case: a table of verbs, the roles of a viewer for a case, one central filter."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from gongzhi.base.errors import NotAllowed, NotFound
from gongzhi.people.domain.roles import Role, Viewer

AREA_ROLES = (Role.GRID_WORKER, Role.DUTY_OFFICER, Role.DISPATCHER, Role.VERIFIER, Role.SUPERVISOR)
DESK_ROLES = (Role.DUTY_OFFICER, Role.DISPATCHER, Role.VERIFIER)


@dataclass(frozen=True)
class Subject:
    """What of a case decides who may do what: its area, its desk, its lead organisation, its reporter."""

    area_code: int
    desk_area: int
    desk_level: int
    lead_id: UUID | None
    public: bool = False
    open: bool = True
    is_reporter: bool = False  # the viewer proved it by receipt or by their own account


def roles_for(viewer: Viewer, case: Subject) -> frozenset[str]:
    """Return the roles in which a viewer may act on a case now.

    A desk role counts only from the case's own desk upward: once a matter is escalated, the desk below no longer
    decides. A handler counts only in the lead organisation, and who works there does not verify its work.
    """
    roles: set[str] = {"reporter"} if case.is_reporter else set()
    for grant in viewer.grants:
        inside = grant.low <= case.area_code <= grant.high
        if grant.role is Role.HANDLER:
            if case.lead_id is not None and grant.organisation_id == case.lead_id:
                roles.add(Role.HANDLER.value)
        elif inside and (grant.role not in DESK_ROLES or grant.level <= case.desk_level):
            roles.add(grant.role.value)
    if Role.HANDLER.value in roles:
        roles.discard(Role.VERIFIER.value)
    return frozenset(roles)


def may_see(viewer: Viewer, case: Subject) -> bool:
    """Say whether a viewer may open the case as staff: it is in their area, or with their organisation."""
    return any(
        (grant.role in AREA_ROLES and grant.low <= case.area_code <= grant.high)
        or (grant.role is Role.HANDLER and case.lead_id is not None and grant.organisation_id == case.lead_id)
        for grant in viewer.grants
    )


def visible_to(viewer: Viewer) -> Q:
    """Return the one central filter: the cases that a viewer may see as staff (nobody else sees any)."""
    found = Q(pk__in=[])
    for grant in viewer.grants:
        if grant.role in AREA_ROLES:
            found |= Q(area_code__range=(grant.low, grant.high))
        elif grant.role is Role.HANDLER and grant.organisation_id:
            found |= Q(lead_id=grant.organisation_id)
    return found


def _staff(viewer: Viewer, case: Subject) -> bool:
    return may_see(viewer, case)


def _reads_contact(viewer: Viewer, case: Subject) -> bool:
    return bool(roles_for(viewer, case) & {Role.DUTY_OFFICER.value, Role.DISPATCHER.value})


def _assigns(viewer: Viewer, case: Subject) -> bool:
    return Role.HANDLER.value in roles_for(viewer, case)


def _notes(viewer: Viewer, case: Subject) -> bool:
    return case.is_reporter or may_see(viewer, case)


def _answers(viewer: Viewer, case: Subject) -> bool:
    return case.is_reporter and not case.open


TABLE: dict[str, Callable[[Viewer, Subject], bool]] = {
    "see": _staff,
    "see_contact": _reads_contact,
    "assign": _assigns,
    "note": _notes,
    "answer": _answers,
}


def allowed(verb: str, viewer: Viewer, case: Subject) -> bool:
    """Say whether the viewer may do the verb with the case."""
    return TABLE[verb](viewer, case)


def require(verb: str, viewer: Viewer, case: Subject) -> None:
    """Raise NotFound where the viewer may not even know of the case, NotAllowed where they may not do this."""
    if allowed(verb, viewer, case):
        return
    if not (case.is_reporter or may_see(viewer, case)):
        raise no_case()
    raise NotAllowed(
        "cases.not_allowed", "您的岗位不能对这件事做这个操作。", "Your role may not do this with this matter."
    )


def no_case() -> NotFound:
    """Return the answer for a case that is not there or may not be seen; both sound the same."""
    return NotFound(
        "cases.not_found", "没有这件事，或者您不能查看它。", "There is no such matter, or you may not see it."
    )
