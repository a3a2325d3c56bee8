"""Invitations: a one-time link with which a colleague makes the own account and gets the role."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.base.ids import uuid7
from gongzhi.people.actions.accounts import NewPerson, open_account
from gongzhi.people.actions.record import record
from gongzhi.people.actions.roles import RoleInput, checked, grant_role
from gongzhi.people.actions.wrong import unreadable, wrong
from gongzhi.people.domain.invitations import LASTS, gone, hash_token
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.models import Invitation
from gongzhi.people.policy import Place, allowed, require
from gongzhi.people.queries import viewer_of

INVITED_AS_LIMIT = 254


@transaction.atomic
def invite(invited_as: str, new: RoleInput, *, by: Viewer, now: datetime) -> tuple[UUID, str]:
    """Invite a colleague with a role; return (id, token). The token is shown once; only its hash is kept."""
    new = checked(new, by=by)
    assert by.person_id is not None  # only a signed-in administrator passes the check
    whom = invited_as.strip()
    if not whom or len(whom) > INVITED_AS_LIMIT or unreadable(whom):
        raise wrong("people.whom", {"invited_as": ("请写明邀请谁。", "Say whom you invite.")})
    token = secrets.token_urlsafe(32)
    row = Invitation.objects.create(
        id=uuid7(now),
        token_hash=hash_token(token),
        invited_as=whom,
        role=new.role.value,
        area_code=new.area_code,
        area_level=new.area_level,
        organisation_id=new.organisation_id,
        created_by=by.person_id,
        created_at=now,
        expires_at=now + LASTS,
    )
    record(
        "person.invited", by=by, now=now, area_code=new.area_code, organisation_id=new.organisation_id, role=row.role
    )
    return row.id, token


@transaction.atomic
def accept_invitation(
    token: str, *, username: str, password: str, display_name: str, email: str = "", now: datetime
) -> UUID:
    """Make the invited account with its role and return the person's id; a link works once and for seven days."""
    row = Invitation.objects.select_for_update().filter(token_hash=hash_token(token)).first()
    if row is None or row.revoked_at or row.accepted_at or row.expires_at <= now:
        raise gone()
    inviter = viewer_of(row.created_by, now)
    if not allowed("invite", inviter, Place(row.area_code, row.area_level)):
        # Who may not invite any more has taken the word back with the role.
        raise gone()
    person_id = open_account(NewPerson(username, password, display_name, email), now=now)
    record("person.joined", by=Viewer(person_id), now=now, person_id=person_id, area_code=row.area_code, role=row.role)
    role = RoleInput(Role(row.role), row.area_code, row.area_level, row.organisation_id)
    grant_role(person_id, role, by=inviter, now=now)
    row.accepted_at = now
    row.save(update_fields=["accepted_at"])
    return person_id


@transaction.atomic
def revoke_invitation(invitation_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Take an invitation back; its link stops working at once."""
    row = Invitation.objects.select_for_update().filter(pk=invitation_id, accepted_at=None, revoked_at=None).first()
    if row is None:
        raise gone()
    require("invite", by, Place(row.area_code, row.area_level))
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    record("person.invitation_revoked", by=by, now=now, area_code=row.area_code, role=row.role)
