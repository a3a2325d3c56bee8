"""The workbench: the desks with their counts, and the list of cases on one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from gongzhi.cases.domain.text import query_lexemes
from gongzhi.cases.models import Case
from gongzhi.cases.policy import AREA_ROLES, visible_to
from gongzhi.cases.queries.rows import FIELDS, Row, read_cursor, rows_of, write_cursor
from gongzhi.people.domain.roles import Role, Viewer

Desk = Literal["mine", "organisation", "area", "all"]
CAP = 1000
PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty means everything. `area` is an inclusive range of area codes."""

    desk: Desk = "area"
    light: str = ""
    state: str = ""
    category: str = ""
    area: tuple[int, int] | None = None
    lead_id: UUID | None = None
    words: str = ""
    closed: bool = False


@dataclass(frozen=True)
class DeskCount:
    """How many open cases lie on a desk; counts stop at a thousand, which the page shows as '999+'."""

    desk: str
    open: int
    red: int
    yellow: int


@dataclass(frozen=True)
class InboxPage:
    """One page of the list, and the key of the next ('' on the last)."""

    rows: list[Row]
    next: str


def inbox(viewer: Viewer, filters: Filters, *, now: datetime, cursor: str = "", size: int = PAGE) -> InboxPage:
    """Return one page of the cases on a desk: the open ones by deadline, the closed ones newest first."""
    found = selection(viewer, filters, now=now)
    if filters.closed:
        if cursor:
            found = found.filter(id__lt=read_cursor(cursor)[1])
        found = found.order_by("-id")
    else:
        if cursor:
            after, id_ = read_cursor(cursor)
            found = found.filter(due_at__gte=after).filter(Q(due_at__gt=after) | Q(id__gt=id_))
        found = found.order_by("due_at", "id")
    values = list(found.values(*FIELDS)[: size + 1])
    rows = rows_of(values[:size], now)
    last = rows[-1] if len(values) > size else None
    following = "" if last is None else write_cursor(last.id) if filters.closed else write_cursor(last.due_at, last.id)
    return InboxPage(rows, following)


def selection(viewer: Viewer, filters: Filters, *, now: datetime) -> QuerySet[Case]:
    """Return the cases that a viewer may see and that pass the filters, unordered."""
    found = Case.objects.filter(visible_to(viewer), open=not filters.closed)
    if filters.desk == "mine":
        found = found.filter(assignee_id=viewer.person_id)
    elif filters.desk == "organisation":
        found = found.filter(lead_id__in=_offices(viewer))
    elif filters.desk == "area":
        found = found.filter(_desks(viewer))
    if filters.light == "red":
        found = found.filter(due_at__lte=now)
    elif filters.light == "yellow":
        found = found.filter(due_at__gt=now, warn_at__lte=now)
    elif filters.light == "green":
        found = found.filter(due_at__gt=now, warn_at__gt=now)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.category:
        found = found.filter(category=filters.category)
    if filters.area:
        found = found.filter(area_code__range=filters.area)
    if filters.lead_id:
        found = found.filter(lead_id=filters.lead_id)
    return _with_words(found, filters.words)


def desk_counts(viewer: Viewer, *, now: datetime) -> list[DeskCount]:
    """Return the counts of the viewer's desks, in one statement; red and yellow are exact up to the cap."""
    desks: list[Desk] = ["mine"]
    if _offices(viewer):
        desks.append("organisation")
    if viewer.grants_of(*AREA_ROLES):
        desks.append("area")
    parts, params = [], []
    for desk in desks:
        found = selection(viewer, Filters(desk=desk), now=now).order_by("due_at")
        try:
            sql, values = found.values_list("due_at", "warn_at")[:CAP].query.sql_with_params()
        except EmptyResultSet:  # Django sees by itself that this viewer (an administrator, say) sees no case at all
            continue
        parts.append(
            f"SELECT %s, count(*), count(*) FILTER (WHERE due_at <= %s), "  # noqa: S608 — made of our own parts
            f"count(*) FILTER (WHERE due_at > %s AND warn_at <= %s) FROM ({sql}) AS desk"
        )
        params += [desk, now, now, now, *values]
    found_counts: dict[str, DeskCount] = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            found_counts = {row[0]: DeskCount(*row) for row in cursor.fetchall()}
    return [found_counts.get(desk) or DeskCount(desk, 0, 0, 0) for desk in desks]


def _offices(viewer: Viewer) -> list[UUID]:
    return [grant.organisation_id for grant in viewer.grants_of(Role.HANDLER) if grant.organisation_id]


def _desks(viewer: Viewer) -> Q:
    found = Q(pk__in=[])
    for low, high in {(grant.low, grant.high) for grant in viewer.grants_of(*AREA_ROLES)}:
        found |= Q(area_code__range=(low, high))
    return found


def _with_words(found: QuerySet[Case], words: str) -> QuerySet[Case]:
    if not words.strip():
        return found
    if words.strip().lstrip("#").isdigit() and len(words.strip()) < 18:
        return found.filter(number=int(words.strip().lstrip("#")))
    lexemes = query_lexemes(words)
    if not lexemes:
        return found.none()
    query = " & ".join("'" + each.replace("\\", "\\\\").replace("'", "''") + "'" for each in lexemes)
    return found.filter(id__in=RawSQL("SELECT case_id FROM cases_found WHERE words @@ %s::tsquery", [query]))
