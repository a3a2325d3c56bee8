"""Organisations for the pages of administrators and supervisors, and what they may choose from."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from gongzhi.base.errors import NotFound
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.models import Membership, Organisation
from gongzhi.people.policy import Place, allowed, managed, readable
from gongzhi.people.queries.cursors import read_cursor, write_cursor
from gongzhi.people.queries.held import HeldRole, held_roles, in_ranges, running
from gongzhi.people.queries.organisations import OrganisationRef, ref
from gongzhi.people.queries.persons import person_names
from gongzhi.places.domain.codes import ancestors, level_of
from gongzhi.places.queries import AreaRef, area, areas_named, children, path_of, search_areas

PAGE = 50
CHOICES = 12


@dataclass(frozen=True)
class OfficeRow:
    """An organisation in a list, with how many people work there now."""

    office: OrganisationRef
    area: AreaRef | None
    members: int


@dataclass(frozen=True)
class OfficeListPage:
    """A page of organisations; `next` is the key after which it goes on ('' at the end)."""

    rows: tuple[OfficeRow, ...]
    next: str
    may_manage: bool


@dataclass(frozen=True)
class OfficePage:
    """An organisation with its people; `members` are (role, name), `below` the organisations that belong to it."""

    office: OrganisationRef
    parent: OrganisationRef | None
    may_open_parent: bool
    below: tuple[OrganisationRef, ...]
    phone: str
    path: tuple[AreaRef, ...]
    members: tuple[tuple[HeldRole, str], ...]
    may_edit: bool


def office_list(
    viewer: Viewer, *, now: datetime, words: str = "", function: str = "", cursor: str = "", size: int = PAGE
) -> OfficeListPage:
    """Return a page of the organisations in the viewer's area by name, closed ones included."""
    found = _named(Organisation.objects.filter(in_ranges(readable(viewer))), words)
    if function:
        found = found.filter(functions__contains=[function])
    if cursor:
        name, id_ = read_cursor(cursor)
        found = found.filter(Q(name__gt=name) | Q(name=name, id__gt=id_))
    rows = list(found.order_by("name", "id")[: size + 1])
    following = write_cursor(rows[size - 1].name, rows[size - 1].id) if len(rows) > size else ""
    rows = rows[:size]
    areas = areas_named({row.area_code for row in rows})
    here = Membership.objects.filter(running(now), organisation__in=rows, person__is_active=True)
    counts = dict(here.values_list("organisation_id").annotate(n=Count("person_id", distinct=True)))
    shown = tuple(OfficeRow(ref(row), areas.get(row.area_code), counts.get(row.id, 0)) for row in rows)
    return OfficeListPage(shown, following, bool(viewer.grants_of(Role.ADMINISTRATOR)))


def office_page(viewer: Viewer, organisation_id: UUID, *, now: datetime) -> OfficePage:
    """Return an organisation in the viewer's area; raise NotFound for any other."""
    ranges = readable(viewer)
    row = Organisation.objects.select_related("parent").filter(in_ranges(ranges), pk=organisation_id).first()
    if row is None:
        raise NotFound("people.no_organisation", "没有这个部门。", "There is no such organisation.")
    here = Membership.objects.filter(running(now), organisation=row, person__is_active=True).order_by("starts_at", "id")
    roles = held_roles(here, viewer)
    names = person_names({role.person_id for role in roles})
    members = tuple((role, names.get(role.person_id, "")) for role in roles)
    below = Organisation.objects.filter(in_ranges(ranges), parent=row, active=True).order_by("name", "id")[:CHOICES]
    return OfficePage(
        office=ref(row),
        parent=ref(row.parent) if row.parent else None,
        may_open_parent=row.parent is not None and any(low <= row.parent.area_code <= high for low, high in ranges),
        below=tuple(ref(each) for each in below),
        phone=row.phone,
        path=path_of(row.area_code),
        members=members,
        may_edit=allowed("edit_organisation", viewer, Place(row.area_code, row.area_level)),
    )


def area_choices(viewer: Viewer, words: str = "", *, chosen: int | None = None) -> list[AreaRef]:
    """Return areas to choose from inside what the viewer administers: by words, or the own areas and those below."""
    ranges = managed(viewer)
    found: list[AreaRef] = []
    if words.strip():
        for each in ranges:
            found += search_areas(words, within=each, limit=CHOICES)
    else:
        for low, _high in ranges:
            found.append(area(low))
            found += children(low)
    if chosen is not None and all(each.code != chosen for each in found):
        found = [*areas_named({chosen}).values(), *found]
    unique = {each.code: each for each in found}
    return list(unique.values())[:CHOICES]


def office_choices(viewer: Viewer, words: str = "", *, chosen: UUID | None = None) -> list[OrganisationRef]:
    """Return active organisations to choose from inside what the viewer administers, larger areas first."""
    return _chosen_first(Organisation.objects.filter(in_ranges(managed(viewer)), active=True), words, chosen)


def parent_choices(viewer: Viewer, words: str = "", *, chosen: UUID | None = None) -> list[OrganisationRef]:
    """Return organisations to which another may belong: active ones the viewer administers and those above them.

    The one chosen is there in any case, so that whoever saves the rest does not lose it.
    """
    above = [code for low, _high in managed(viewer) for code, _level in ancestors(low, level_of(low))]
    known = Q(in_ranges(managed(viewer)) | Q(area_code__in=above), active=True)
    return _chosen_first(Organisation.objects.filter(known | Q(pk=chosen)), words, chosen)


def _chosen_first(found: QuerySet[Organisation], words: str, chosen: UUID | None) -> list[OrganisationRef]:
    rows = list(_named(found, words).order_by("area_level", "name", "id")[:CHOICES])
    if chosen is not None and all(row.id != chosen for row in rows):
        rows = [*found.filter(pk=chosen), *rows]
    return [ref(row) for row in rows[:CHOICES]]


def _named(found: QuerySet[Organisation], words: str) -> QuerySet[Organisation]:
    words = words.strip()
    return found.filter(Q(name__icontains=words) | Q(name_en__icontains=words)) if words else found
