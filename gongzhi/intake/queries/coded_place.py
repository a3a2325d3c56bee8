"""Reading places with a code: what anybody gets who scans one, and the list for those who keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from gongzhi.base.errors import NotAllowed, NotFound
from gongzhi.intake.domain.coded_place import PlaceKind, parse_token
from gongzhi.intake.models import CodedPlace
from gongzhi.intake.policy import CODE_ROLES, allowed, require
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.places.domain.codes import code_range, level_of
from gongzhi.places.queries import AreaRef, areas_named, grid_codes

PAGE = 50
MOST_LABELS = 500
MOST_FOUND = 6
NAME_WORDS = 60


@dataclass(frozen=True)
class CodedPlaceRef:
    """A place with a code: its token, what and where it is, and what a report from there is most often about."""

    token: str
    kind: str
    name: str
    area: AreaRef | None
    area_code: int
    lon: float | None
    lat: float | None
    place: str
    category: str
    created_at: datetime
    retired_at: datetime | None


@dataclass(frozen=True)
class PlaceFilters:
    """What the list is narrowed to; `area` is an inclusive range of area codes."""

    words: str = ""
    kind: str = ""
    area: tuple[int, int] | None = None
    retired: bool = False


@dataclass(frozen=True)
class PlacePage:
    """One page of the list, and the token after which the next begins ('' on the last)."""

    rows: list[CodedPlaceRef]
    next: str


def coded_place(text: str) -> CodedPlaceRef:
    """Return the place in use with a scanned or typed code; raise NotFound, the same for a retired and an unknown."""
    token = parse_token(text)
    row = CodedPlace.objects.filter(pk=token, retired_at=None).first() if token else None
    if row is None:
        raise no_coded_place()
    return _refs([row])[0]


def kept_place(viewer: Viewer, token: str) -> CodedPlaceRef:
    """Return a place with its code for those who keep it, retired or not; raise NotFound, also for one elsewhere."""
    row = CodedPlace.objects.filter(_own(viewer), pk=token).first()
    if row is None:
        raise no_coded_place()
    return _refs([row])[0]


def kept_places(viewer: Viewer, filters: PlaceFilters, *, after: str = "", size: int = PAGE) -> PlacePage:
    """Return one page of the places in the viewer's areas, by area; raise NotAllowed for who keeps none."""
    found = _filtered(viewer, filters)
    last = CodedPlace.objects.filter(pk=after).first() if after else None
    if last is not None:
        found = found.filter(
            Q(area_code__gt=last.area_code) | Q(area_code=last.area_code, token__gt=last.token),
        )
    rows = list(found.order_by("area_code", "token")[: size + 1])
    return PlacePage(_refs(rows[:size]), rows[size - 1].token if len(rows) > size else "")


def labels(viewer: Viewer, filters: PlaceFilters, tokens: Sequence[str] = ()) -> list[CodedPlaceRef]:
    """Return the places whose labels are to be printed: those ticked, or all that pass the filters, at most 500."""
    found = _filtered(viewer, filters).filter(retired_at=None)
    if tokens:
        found = found.filter(pk__in=tokens)
    return _refs(list(found.order_by("area_code", "token")[:MOST_LABELS]))


def grids_without_code(viewer: Viewer, area_code: int) -> list[int]:
    """Return the grids inside an own area that no code in use belongs to, in order."""
    require("edit_coded_places", viewer, area_code)
    low, high = code_range(area_code, level_of(area_code))
    used = CodedPlace.objects.filter(area_code__range=(low, high), kind=PlaceKind.GRID, retired_at=None)
    taken = set(used.values_list("area_code", flat=True))
    return [code for code in grid_codes(low, high) if code not in taken]


def search_coded_places(viewer: Viewer, words: str, *, limit: int = MOST_FOUND) -> list[CodedPlaceRef]:
    """Return places in use whose name or address has the words, in the areas of the viewer who takes calls."""
    words = words.replace("\x00", "").strip()[:NAME_WORDS]
    if not words or not allowed("take_call", viewer):
        return []
    found = CodedPlace.objects.filter(_inside(viewer, Role.DUTY_OFFICER), retired_at=None)
    found = found.exclude(kind=PlaceKind.GRID)  # a grid is found as an area
    found = found.filter(Q(name__icontains=words) | Q(place__icontains=words))
    return _refs(list(found.order_by("area_code", "token")[:limit]))


def no_coded_place() -> NotFound:
    """Return the answer for a code that is not there, is retired, or is not the viewer's to keep."""
    return NotFound(
        "intake.no_code", "没有这个码，或者它已经停用。", "There is no such code, or it is no longer in use."
    )


def _filtered(viewer: Viewer, filters: PlaceFilters) -> QuerySet[CodedPlace]:
    if not allowed("edit_coded_places", viewer):
        raise NotAllowed(
            "intake.codes_not_allowed",
            "地点码由值班员和管理员管理。",
            "Codes of places are kept by duty officers and administrators.",
        )
    found = CodedPlace.objects.filter(_own(viewer), retired_at__isnull=not filters.retired)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.area:
        found = found.filter(area_code__range=filters.area)
    if filters.words:
        token = parse_token(filters.words)
        named = Q(name__icontains=filters.words) | Q(place__icontains=filters.words)
        found = found.filter(named | Q(pk=token) if token else named)
    return found


def _own(viewer: Viewer) -> Q:
    return _inside(viewer, *CODE_ROLES)


def _inside(viewer: Viewer, *roles: Role) -> Q:
    found = Q(pk__in=[])
    for low, high in {(grant.low, grant.high) for grant in viewer.grants_of(*roles)}:
        found |= Q(area_code__range=(low, high))
    return found


def _refs(rows: Sequence[CodedPlace]) -> list[CodedPlaceRef]:
    areas = areas_named({row.area_code for row in rows})
    return [
        CodedPlaceRef(
            row.token,
            row.kind,
            row.name,
            areas.get(row.area_code),
            row.area_code,
            row.lon,
            row.lat,
            row.place,
            row.category,
            row.created_at,
            row.retired_at,
        )
        for row in rows
    ]
