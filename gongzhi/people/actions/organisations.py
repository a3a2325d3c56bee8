"""Organisations and centres: make and change."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.base.errors import NotFound
from gongzhi.base.ids import uuid7
from gongzhi.people.actions.record import SITE, record
from gongzhi.people.actions.wrong import Words, unreadable, wrong
from gongzhi.people.domain.roles import Viewer
from gongzhi.people.models import Membership, Organisation
from gongzhi.people.policy import Place, require

UNREADABLE = ("文字里有不可用的字符，请删除。", "The text holds a character that cannot be read; remove it.")


@dataclass(frozen=True)
class OrganisationInput:
    """What an organisation is: names, area, kind ('centre' or 'office'), functions."""

    name: str
    area_code: int
    area_level: int
    kind: str = "office"
    name_en: str = ""
    functions: tuple[str, ...] = ()
    phone: str = ""
    active: bool = True


@transaction.atomic
def create_organisation(new: OrganisationInput, *, by: Viewer, now: datetime) -> UUID:
    """Make an organisation and return its id."""
    _check(new, by=by)
    row = Organisation.objects.create(id=uuid7(now), **_columns(new))
    record("organisation.created", by=by, now=now, organisation_id=row.id, area_code=row.area_code)
    return row.id


@transaction.atomic
def update_organisation(organisation_id: UUID, new: OrganisationInput, *, by: Viewer, now: datetime) -> None:
    """Change an organisation; one that still has members cannot be closed."""
    row = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if row is None:
        raise NotFound("people.no_organisation", "没有这个部门。", "There is no such organisation.")
    require("edit_organisation", by, Place(row.area_code, row.area_level))
    _check(new, by=by)
    if row.active and not new.active and Membership.objects.filter(organisation=row, ends_at=None).exists():
        words = (
            "部门里还有人员，请先结束或调整他们的岗位，再停用部门。",
            "People still work there: end or change their roles first, then close the organisation.",
        )
        raise wrong("people.has_members", {"active": words})
    changed = [name for name, value in _columns(new).items() if getattr(row, name) != value]
    for name, value in _columns(new).items():
        setattr(row, name, value)
    row.save()
    record("organisation.changed", by=by, now=now, organisation_id=row.id, area_code=row.area_code, changed=changed)


def _check(new: OrganisationInput, *, by: Viewer) -> None:
    if by is not SITE:
        require("edit_organisation", by, Place(new.area_code, new.area_level))
    fields: dict[str, Words] = {}
    for name, text, limit in (("name", new.name, 120), ("name_en", new.name_en, 120), ("phone", new.phone, 40)):
        if len(text.strip()) > limit:
            fields[name] = (f"最多 {limit} 个字。", f"At most {limit} characters.")
        if unreadable(text):
            fields[name] = (
                "文字里有不可用的字符，请删除。",
                "The text holds a character that cannot be read; remove it.",
            )
    if not new.name.strip():
        fields["name"] = ("请填写部门名称。", "Give the organisation a name.")
    if new.kind not in ("centre", "office"):
        fields["kind"] = ("请选择中心或部门。", "Choose centre or office.")
    if fields:
        raise wrong("people.invalid", fields)


def _columns(new: OrganisationInput) -> dict[str, object]:
    return {
        "name": new.name.strip(),
        "name_en": new.name_en.strip(),
        "functions": sorted(set(new.functions)),
        "area_code": new.area_code,
        "area_level": new.area_level,
        "kind": new.kind,
        "phone": new.phone.strip(),
        "active": new.active,
    }
