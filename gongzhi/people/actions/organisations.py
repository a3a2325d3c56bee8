"""Organisations and centres: make and change."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.base.errors import NotFound
from gongzhi.base.ids import uuid7
from gongzhi.people.actions.record import SITE, record
from gongzhi.people.actions.wrong import Words, unreadable, wrong
from gongzhi.people.domain.roles import Viewer
from gongzhi.people.models import Membership, Organisation
from gongzhi.people.policy import Place, require

UNREADABLE = ("文字里有不可用的字符，请删除。", "The text holds a character that cannot be read; remove it.")

TWIN = ("这个辖区已有同名的部门。", "There is an organisation of this name in the area already.")


@dataclass(frozen=True)
class OrganisationInput:
    """What an organisation is: names, area, kind ('centre' or 'office'), functions, and which one it belongs to."""

    name: str
    area_code: int
    area_level: int
    kind: str = "office"
    name_en: str = ""
    functions: tuple[str, ...] = ()
    phone: str = ""
    active: bool = True
    parent_id: UUID | None = None


@transaction.atomic
def create_organisation(new: OrganisationInput, *, by: Viewer, now: datetime) -> UUID:
    """Make an organisation and return its id."""
    _check(new, by=by)
    row = Organisation(id=uuid7(now), **_columns(new))
    _save(row)
    record("organisation.created", by=by, now=now, organisation_id=row.id, area_code=row.area_code)
    return row.id


@transaction.atomic
def update_organisation(
    organisation_id: UUID, new: OrganisationInput, *, open_cases: int = 0, by: Viewer, now: datetime
) -> None:
    """Change an organisation; one that has members, or open cases (the caller counts them), cannot be closed."""
    row = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if row is None:
        raise NotFound("people.no_organisation", "没有这个部门。", "There is no such organisation.")
    require("edit_organisation", by, Place(row.area_code, row.area_level))
    _check(new, by=by, row=row)
    members = Membership.objects.filter(organisation=row, ends_at=None)
    if row.active and not new.active:
        _keep_open(members.exists(), open_cases)
    values = _columns(new)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name, value in values.items():
        setattr(row, name, value)
    _save(row)
    # Who works in an organisation works where it sits.
    members.update(area_code=row.area_code, area_level=row.area_level)
    record("organisation.changed", by=by, now=now, organisation_id=row.id, area_code=row.area_code, changed=changed)


def _save(row: Organisation) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        # Somebody sent the same between the check and now, or this form came twice.
        raise wrong("people.invalid", {"name": TWIN}) from error


def _keep_open(members: bool, open_cases: int) -> None:
    if members:
        words = (
            "部门里还有人员，请先结束或调整他们的岗位，再停用部门。",
            "People still work there: end or change their roles first, then close the organisation.",
        )
        raise wrong("people.has_members", {"active": words})
    if open_cases:
        words = (
            f"这个部门还有 {open_cases} 件未办结的案件，办结后才能停用。",
            f"It still leads {open_cases} open cases: let them be closed first, then close the organisation.",
        )
        raise wrong("people.has_cases", {"active": words})


def _check(new: OrganisationInput, *, by: Viewer, row: Organisation | None = None) -> None:
    if by is not SITE:
        require("edit_organisation", by, Place(new.area_code, new.area_level))
    fields: dict[str, Words] = {}
    for name, text, limit in (("name", new.name, 120), ("name_en", new.name_en, 120), ("phone", new.phone, 40)):
        if len(text.strip()) > limit:
            fields[name] = (f"最多 {limit} 个字。", f"At most {limit} characters.")
        if unreadable(text):
            fields[name] = UNREADABLE
    if not new.name.strip():
        fields["name"] = ("请填写部门名称。", "Give the organisation a name.")
    if new.kind not in ("centre", "office"):
        fields["kind"] = ("请选择中心或部门。", "Choose centre or office.")
    fields |= _wrong_twin(new, row) | _wrong_parent(new, row)
    if fields:
        raise wrong("people.invalid", fields)


def _wrong_twin(new: OrganisationInput, row: Organisation | None) -> dict[str, Words]:
    twins = Organisation.objects.filter(area_code=new.area_code, name=new.name.strip(), active=True)
    if row is not None:
        twins = twins.exclude(pk=row.pk)
    return {"name": TWIN} if new.active and twins.exists() else {}


def _wrong_parent(new: OrganisationInput, row: Organisation | None) -> dict[str, Words]:
    if new.parent_id is None:
        return {}
    above = Organisation.objects.select_related("parent").filter(pk=new.parent_id).first()
    if above is None or not (above.active or (row and row.parent_id == above.pk)):
        return {"parent": ("没有这个上级部门，请另选一个。", "There is no such organisation above it; choose another.")}
    while above is not None:
        if row is not None and above.pk == row.pk:
            return {"parent": ("部门不能归属于自己或自己的下级。", "An organisation cannot belong to itself.")}
        above = above.parent
    return {}


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
        "parent_id": new.parent_id,
    }
