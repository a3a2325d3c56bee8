"""Invitations that are open, and the one whose link somebody holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.people.domain.invitations import gone, hash_token
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.models import Invitation
from gongzhi.people.policy import Place, allowed, readable
from gongzhi.people.queries.held import in_ranges
from gongzhi.people.queries.organisations import OrganisationRef, organisation_names
from gongzhi.people.queries.persons import person_names, viewer_of
from gongzhi.places.queries import AreaRef, areas_named

MOST = 100


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that can still be accepted."""

    id: UUID
    invited_as: str
    role: Role
    area: AreaRef | None
    organisation: OrganisationRef | None
    invited_by: str
    created_at: datetime
    expires_at: datetime
    may_revoke: bool


def open_invitations(viewer: Viewer, *, now: datetime) -> list[OpenInvitation]:
    """Return the open invitations in the viewer's area, newest first, at most a hundred."""
    found = Invitation.objects.filter(
        in_ranges(readable(viewer)), accepted_at=None, revoked_at=None, expires_at__gt=now
    )
    return _shown(list(found.order_by("-id")[:MOST]), viewer)


def invitation_of(token: str, *, now: datetime) -> OpenInvitation:
    """Return the invitation of a link; raise NotFound if it works no longer, whatever the reason."""
    found = Invitation.objects.filter(token_hash=hash_token(token), accepted_at=None, revoked_at=None)
    row = found.filter(expires_at__gt=now).first()
    if row is None or not allowed("invite", viewer_of(row.created_by, now), Place(row.area_code, row.area_level)):
        raise gone()
    return _shown([row], Viewer(None))[0]


def _shown(rows: list[Invitation], viewer: Viewer) -> list[OpenInvitation]:
    areas = areas_named({row.area_code for row in rows})
    offices = organisation_names({row.organisation_id for row in rows if row.organisation_id})
    people = person_names({row.created_by for row in rows})
    return [
        OpenInvitation(
            id=row.id,
            invited_as=row.invited_as,
            role=Role(row.role),
            area=areas.get(row.area_code),
            organisation=offices.get(row.organisation_id) if row.organisation_id else None,
            invited_by=people.get(row.created_by, ""),
            created_at=row.created_at,
            expires_at=row.expires_at,
            may_revoke=allowed("invite", viewer, Place(row.area_code, row.area_level)),
        )
        for row in rows
    ]
