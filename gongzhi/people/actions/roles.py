"""Roles: grant, change, end; never beyond the own area, and never the site's last administrator."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from gongzhi.base.errors import Conflict, NotFound, Refused
from gongzhi.base.ids import uuid7
from gongzhi.people.actions.record import SITE, record
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.models import Membership, Organisation
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
    """End a role now; raise Refused for the last administrator of the site."""
    membership = _held(membership_id)
    require("end_role", by, Place(membership.area_code, membership.area_level, membership.person_id))
    if membership.role == Role.ADMINISTRATOR.value and not _another_administrator(membership, now):
        raise Refused(
            "people.last_administrator",
            "这是最后一位管理员，不能取消。请先请另一位同事担任管理员。",
            "This is the last administrator. Make a colleague administrator first.",
        )
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
        chosen = Organisation.objects.filter(active=True)
        office = chosen.filter(pk=new.organisation_id).first() if new.organisation_id else None
        if office is None:
            raise Refused(
                "people.handler_needs_office",
                "经办人必须属于一个部门，请选择部门。",
                "A handler belongs to an organisation; choose one.",
                fields={"organisation": "请选择部门。"},
            )
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


def _another_administrator(membership: Membership, now: datetime) -> bool:
    running = Q(ends_at=None) | Q(ends_at__gt=now)
    found = Membership.objects.filter(running, role=Role.ADMINISTRATOR.value, person__is_active=True)
    return found.exclude(pk=membership.pk).exists()
