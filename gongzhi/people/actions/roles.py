"""Roles: grant, change, end; never beyond the own area, and never the last administrator of an area."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from gongzhi.base.errors import Conflict, NotFound
from gongzhi.base.ids import uuid7
from gongzhi.people.actions.record import SITE, keep_an_administrator, record
from gongzhi.people.actions.wrong import wrong
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.models import Membership, Organisation, Person
from gongzhi.people.policy import Place, require


@dataclass(frozen=True)
class RoleInput:
    """A role in an area, or (for a handler) in an organisation, whose area then counts."""

    role: Role
    area_code: int
    area_level: int
    organisation_id: UUID | None = None


@transaction.atomic
def grant_role(person_id: UUID, new: RoleInput, *, by: Viewer, now: datetime) -> UUID:
    """Give a person a role from now on and return the membership's id; a role already held is returned as it is."""
    new = checked(new, by=by)
    # Whoever gives the same person a role at the same moment waits, so that a role is not given twice.
    if not Person.objects.select_for_update().filter(pk=person_id).exists():
        raise NotFound("people.not_found", "没有这位工作人员。", "There is no such member of staff.")
    mine = Membership.objects.filter(person_id=person_id, role=new.role.value, ends_at=None)
    where = Q(organisation_id=new.organisation_id) if new.organisation_id else Q(organisation=None)
    held = mine.filter(where, area_code=new.area_code).first()
    if held:
        return held.id
    membership = Membership.objects.create(
        id=uuid7(now),
        person_id=person_id,
        role=new.role.value,
        area_code=new.area_code,
        area_level=new.area_level,
        organisation_id=new.organisation_id,
        starts_at=now,
        granted_by=by.person_id,
    )
    record(
        "role.granted",
        by=by,
        now=now,
        person_id=person_id,
        organisation_id=new.organisation_id,
        area_code=new.area_code,
        role=new.role.value,
    )
    return membership.id


@transaction.atomic
def end_role(membership_id: UUID, *, by: Viewer, now: datetime) -> None:
    """End a role now; raise Refused for the last administrator of an area."""
    membership = _held(membership_id)
    require("end_role", by, Place(membership.area_code, membership.area_level, membership.person_id))
    if membership.role == Role.ADMINISTRATOR.value:
        keep_an_administrator([membership], now=now)
    membership.ends_at = now
    membership.save(update_fields=["ends_at"])
    record(
        "role.ended",
        by=by,
        now=now,
        person_id=membership.person_id,
        organisation_id=membership.organisation_id,
        area_code=membership.area_code,
        role=membership.role,
    )


@transaction.atomic
def change_role(membership_id: UUID, new: RoleInput, *, by: Viewer, now: datetime) -> UUID:
    """End a role and grant another in its place, both in one step; return the new membership's id."""
    person_id = _held(membership_id).person_id
    granted = grant_role(person_id, new, by=by, now=now)
    if granted != membership_id:
        end_role(membership_id, by=by, now=now)
    return granted


def checked(new: RoleInput, *, by: Viewer) -> RoleInput:
    """Return the role with the area of its organisation filled in; raise where it makes no sense or is not allowed."""
    if new.role is Role.HANDLER:
        # Locked, so that an organisation that is closed at this moment does not get a handler after all.
        chosen = Organisation.objects.select_for_update().filter(active=True)
        office = chosen.filter(pk=new.organisation_id).first() if new.organisation_id else None
        if office is None:
            words = ("经办人必须属于一个部门，请选择部门。", "A handler belongs to an organisation; choose one.")
            raise wrong("people.handler_needs_office", {"organisation": words})
        new = RoleInput(new.role, office.area_code, office.area_level, office.id)
    elif new.organisation_id:
        new = RoleInput(new.role, new.area_code, new.area_level)
    if by is not SITE:
        require("grant_role", by, Place(new.area_code, new.area_level))
    return new


def _held(membership_id: UUID) -> Membership:
    membership = Membership.objects.select_for_update().filter(pk=membership_id).first()
    if membership is None:
        raise NotFound("people.no_role", "没有这个岗位记录。", "There is no such role.")
    if membership.ends_at is not None:
        raise Conflict("people.role_ended", "这个岗位已经结束了。", "This role has already ended.")
    return membership
