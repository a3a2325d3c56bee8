"""Members of staff for the pages of administrators and supervisors; residents are never listed, found or shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from gongzhi.base.errors import NotFound
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.models import Characters, Membership, Person, label
from gongzhi.people.policy import Place, allowed, managed, readable
from gongzhi.people.queries.cursors import read_cursor, write_cursor
from gongzhi.people.queries.held import HeldRole, Range, held_roles, in_ranges, running, staff_roles
from gongzhi.people.queries.log import LogEntry, log_of_person
from gongzhi.people.queries.persons import person_names
from gongzhi.places.domain.codes import code_range
from gongzhi.places.queries import search_areas

PAGE = 50
MOST_AREAS = 200
SHOWN = ("now", "former", "closed")


@dataclass(frozen=True)
class StaffFilters:
    """What to list: words of a name, a role, an area by name or code, and who ('now', 'former', 'closed' accounts)."""

    words: str = ""
    role: Role | None = None
    area: str = ""
    shown: str = "now"


@dataclass(frozen=True)
class StaffRow:
    """One member of staff in a list, with the roles held now in the viewer's area."""

    id: UUID
    name: str
    active: bool
    roles: tuple[HeldRole, ...]


@dataclass(frozen=True)
class StaffPage:
    """A page of the list; `next` is the key after which it goes on ('' at the end)."""

    rows: tuple[StaffRow, ...]
    next: str
    may_manage: bool


@dataclass(frozen=True)
class PersonPage:
    """A member of staff as an administrator or supervisor of the area sees them.

    `username` is '' for those who do not manage the account. Roles outside the viewer's area are not shown.
    """

    id: UUID
    name: str
    username: str
    active: bool
    is_self: bool
    roles: tuple[HeldRole, ...]
    past: tuple[HeldRole, ...]
    granted_by: dict[UUID, str]
    log: tuple[LogEntry, ...]
    may_grant: bool
    may_deactivate: bool
    may_reactivate: bool


def staff_list(
    viewer: Viewer, filters: StaffFilters, *, now: datetime, cursor: str = "", size: int = PAGE
) -> StaffPage:
    """Return a page of the staff in the viewer's area by name; raise NotAllowed for whoever may not read it."""
    ranges = readable(viewer)
    manages = bool(viewer.grants_of(Role.ADMINISTRATOR))
    found = _matching(staff_roles(ranges), filters, now)
    people = Person.objects.alias(characters=Characters(label())).annotate(label=label()).filter(found)
    words = filters.words.strip()
    if words:
        by_name = Q(characters__contains=Characters(Value(words)), label__icontains=words)
        # A sign-in name may be a phone number: only who manages accounts finds people by it.
        people = people.filter(by_name | Q(username__startswith=words) if manages else by_name)
    if cursor:
        name, id_ = read_cursor(cursor)
        # Said twice, so that the index can start at the name.
        people = people.filter(label__gte=name).filter(Q(label__gt=name) | Q(id__gt=id_))
    rows = list(people.order_by("label", "id")[: size + 1])
    following = write_cursor(rows[size - 1].label, rows[size - 1].id) if len(rows) > size else ""
    return StaffPage(_rows(rows[:size], viewer, ranges, now), following, manages)


def person_page(viewer: Viewer, person_id: UUID, *, now: datetime) -> PersonPage:
    """Return a member of staff; raise NotFound for anybody without a role of staff in the viewer's area, ever."""
    ranges = readable(viewer)
    person = Person.objects.filter(pk=person_id).first()
    rows = list(staff_roles(ranges).filter(person_id=person_id).order_by("-starts_at", "-id")) if person else []
    if person is None or not rows:
        raise NotFound("people.not_found", "没有这位工作人员。", "There is no such member of staff.")
    roles = held_roles(rows, viewer)
    places = _places(person_id)
    manages = all(allowed("reactivate", viewer, place) for place in places)
    return PersonPage(
        id=person.id,
        name=person.display_name or person.username,
        username=person.username if manages else "",
        active=person.is_active,
        is_self=person.id == viewer.person_id,
        roles=tuple(role for role in roles if role.ends_at is None or role.ends_at > now),
        past=tuple(role for role in roles if role.ends_at is not None and role.ends_at <= now),
        granted_by=person_names({role.granted_by for role in roles if role.granted_by}),
        log=log_of_person(viewer, person_id),
        may_grant=person.is_active and bool(viewer.grants_of(Role.ADMINISTRATOR)),
        may_deactivate=person.is_active and all(allowed("deactivate", viewer, place) for place in places),
        may_reactivate=not person.is_active and manages,
    )


def held_role(viewer: Viewer, membership_id: UUID) -> tuple[HeldRole, str]:
    """Return a role that the viewer may change, and its holder's name; raise NotFound for any other."""
    row = staff_roles(managed(viewer)).filter(pk=membership_id).first()
    if row is None:
        raise NotFound("people.no_role", "没有这个岗位记录。", "There is no such role.")
    return held_roles([row], viewer)[0], person_names({row.person_id})[row.person_id]


def _matching(roles: QuerySet[Membership], filters: StaffFilters, now: datetime) -> Q:
    """Return the condition on persons; a role or area that is asked for must be held when the list says so."""
    holds = running(now)
    narrow = roles
    if filters.role:
        narrow = narrow.filter(role=filters.role.value)
    if filters.area.strip():
        found = search_areas(filters.area, limit=MOST_AREAS)
        narrow = narrow.filter(in_ranges([code_range(area.code, area.level) for area in found]))
    mine = {"person_id": OuterRef("pk")}
    if filters.shown == "closed":
        return Q(Exists(narrow.filter(**mine)), is_active=False)
    if filters.shown == "former":
        left = narrow.filter(ends_at__isnull=False)
        return Q(Exists(left.filter(**mine)), is_active=True) & ~Q(Exists(roles.filter(holds, **mine)))
    return Q(Exists(narrow.filter(holds, **mine)), is_active=True)


def _rows(people: Sequence[Person], viewer: Viewer, ranges: list[Range], now: datetime) -> tuple[StaffRow, ...]:
    ids = [person.id for person in people]
    rows = list(staff_roles(ranges).filter(running(now), person_id__in=ids).order_by("starts_at", "id")) if ids else []
    roles: dict[UUID, list[HeldRole]] = {}
    for held in held_roles(rows, viewer):
        roles.setdefault(held.person_id, []).append(held)
    return tuple(
        StaffRow(person.id, person.display_name or person.username, person.is_active, tuple(roles.get(person.id, ())))
        for person in people
    )


def _places(person_id: UUID) -> list[Place]:
    """Return where somebody holds roles of staff; of somebody who holds none any more, where the last one was."""
    roles = Membership.objects.filter(person_id=person_id).exclude(role=Role.RESIDENT.value)
    found = list(roles.filter(ends_at=None).values_list("area_code", "area_level"))
    if not found:
        found = list(roles.order_by("-ends_at", "id").values_list("area_code", "area_level")[:1])
    return [Place(code, level, person_id) for code, level in found]


def own_roles(viewer: Viewer, *, now: datetime) -> list[HeldRole]:
    """Return the roles that the viewer holds now."""
    if viewer.person_id is None:
        return []
    return held_roles(list(Membership.objects.filter(running(now), person_id=viewer.person_id)), viewer)
