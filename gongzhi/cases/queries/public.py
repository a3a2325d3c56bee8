"""What anybody may see: public cases without a word of free text and without a person, as a list and on the map."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from gongzhi.base.errors import NotFound
from gongzhi.cases.domain.catalogue import Category
from gongzhi.cases.domain.lights import Light
from gongzhi.cases.domain.process import State, load_process
from gongzhi.cases.models import Case, state_of
from gongzhi.cases.queries.log import log_of
from gongzhi.cases.queries.rows import FIELDS, Row, read_cursor, rows_of, write_cursor
from gongzhi.cases.queries.timeline import Entry, timeline
from gongzhi.cases.queries.tracking import StepView, steps_of
from gongzhi.people.queries import OrganisationRef
from gongzhi.places.queries import AreaRef, areas_named, path_of

PAGE = 30
POINTS = 400
UNITS = {1: 10**13, 2: 10**11, 3: 10**9, 4: 10**6, 5: 10**3, 6: 1}


@dataclass(frozen=True)
class PublicRow:
    """A public case: what it is about, where (coarsened), who is responsible, its state and its light."""

    number: int
    category: Category
    state: State
    open: bool
    area: AreaRef | None
    lead: OrganisationRef | None
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    light: Light
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class PublicList:
    """One page of public cases, and the key of the next ('' on the last)."""

    rows: list[PublicRow]
    next: str


@dataclass(frozen=True)
class PublicCase:
    """One public case with its steps and timeline, without texts and persons."""

    id: UUID  # for counting, on no page
    row: PublicRow
    area_path: tuple[AreaRef, ...]
    steps: list[StepView]
    timeline: list[Entry]


@dataclass(frozen=True)
class AreaCount:
    """How many open public cases lie in an area, and how many of them are red."""

    area: AreaRef
    open: int
    red: int


@dataclass(frozen=True)
class PublicFilters:
    """What the public list is narrowed to; `categories` are codes, `area` an inclusive range of area codes."""

    categories: tuple[str, ...] = ()
    area: tuple[int, int] | None = None
    status: str = ""  # open, closed, yellow, red


def public_list(filters: PublicFilters, *, now: datetime, cursor: str = "", size: int = PAGE) -> PublicList:
    """Return one page of public cases, newest first."""
    found = Case.objects.filter(public=True)
    if filters.categories:
        found = found.filter(category__in=filters.categories)
    if filters.area:
        found = found.filter(area_code__range=filters.area)
    if filters.status == "open":
        found = found.filter(open=True)
    elif filters.status == "closed":
        found = found.filter(open=False)
    elif filters.status == "red":
        found = found.filter(open=True, due_at__lte=now)
    elif filters.status == "yellow":
        found = found.filter(open=True, warn_at__lte=now, due_at__gt=now)
    if cursor:
        found = found.filter(id__lt=read_cursor(cursor)[1])
    values = list(found.order_by("-id").values(*FIELDS)[: size + 1])
    rows = rows_of(values[:size], now)
    return PublicList([public_row(row) for row in rows], write_cursor(rows[-1].id) if len(values) > size else "")


def public_case(number: int, *, now: datetime) -> PublicCase:
    """Return one public case by its number; raise NotFound if there is none or it is not public."""
    row = Case.objects.filter(number=number, public=True).defer("description").first()
    if row is None:
        raise NotFound(
            "cases.not_public", "没有这件事，或者它不公开。", "There is no such matter, or it is not public."
        )
    process = load_process(row.process, row.version)
    line = rows_of([{name: getattr(row, name) for name in FIELDS}], now)[0]
    entries = timeline(process, log_of(row.id), for_staff=False)
    bare = [Entry(**{**vars(entry), "texts": ()}) for entry in entries if entry.kind != "case.noted"]
    return PublicCase(row.id, public_row(line), path_of(row.area_code), steps_of(process, state_of(row)), bare)


def public_row(row: Row) -> PublicRow:
    """Return what of a list line anybody may see: the point rounded to the category's precision, the community."""
    places = row.category.precision
    return PublicRow(
        number=row.number,
        category=row.category,
        state=row.state,
        open=row.open,
        area=row.community or row.area,
        lead=row.lead,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        due_at=row.due_at,
        light=row.light,
        lon=round(row.lon, places) if row.lon is not None else None,
        lat=round(row.lat, places) if row.lat is not None else None,
    )


def public_areas(low: int, high: int, level: int, *, now: datetime) -> list[AreaCount]:
    """Return the open public cases counted by areas of `level` inside a range of codes, in one index-only scan."""
    unit = UNITS[level]
    sql = (
        "SELECT area_code / %s * %s AS code, count(*), count(*) FILTER (WHERE due_at <= %s) FROM cases_case "
        "WHERE public AND open AND area_code BETWEEN %s AND %s GROUP BY 1 ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [unit, unit, now, low, high])
        counts = cursor.fetchall()
    areas = areas_named({code for code, _, _ in counts})
    return [AreaCount(areas[code], total, red) for code, total, red in counts if code in areas]


def public_points(
    west: float, south: float, east: float, north: float, *, now: datetime, closed_for: timedelta = timedelta(days=14)
) -> tuple[list[PublicRow], bool]:
    """Return the public cases inside a box (degrees, WGS-84), open or lately closed, and whether there are more."""
    since = now - closed_for
    found = (
        Case.objects.filter(Q(open=True) | Q(closed_at__gte=since), public=True, lon__isnull=False)
        .extra(where=["point(lon, lat) <@ box(point(%s, %s), point(%s, %s))"], params=[west, south, east, north])
        .order_by("-id")
    )
    values = list(found.values(*FIELDS)[: POINTS + 1])
    return [public_row(row) for row in rows_of(values[:POINTS], now)], len(values) > POINTS
