"""Public cases that may be the same matter as one about to be sent."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.cases.domain.category import Category
from gongzhi.cases.domain.near import ALIKE, METRES, SHORTEST_WORDS, distance_m, likeness, reach_m, within_m
from gongzhi.cases.models import Case
from gongzhi.cases.queries.public import PublicRow, public_row
from gongzhi.cases.queries.rows import FIELDS, rows_of

MOST = 4
CANDIDATES = 60
COARSE, FINE = 2, 3  # decimals between which the box is widened for rounded places
# The words are compared for the few that are left, not for all in the box.
_TOLD = """
SELECT id, CASE WHEN %s = '' THEN false ELSE similarity(left(description, 400), %s) >= %s END
FROM (SELECT id, description FROM cases_case WHERE public AND (open OR closed_at >= %s) AND {place}) AS near
"""
IN_BOX = _TOLD.format(
    place="lon IS NOT NULL AND point(lon, lat) <@ box(point(%s, %s), point(%s, %s)) "
    f"ORDER BY category = %s DESC, point(lon, lat) <-> point(%s, %s) LIMIT {CANDIDATES}"
)
IN_AREA = _TOLD.format(place=f"area_code BETWEEN %s AND %s ORDER BY category = %s DESC, id DESC LIMIT {CANDIDATES}")


@dataclass(frozen=True)
class NewMatter:
    """What is about to be sent: its category, a point (degrees, WGS-84) or else a range of area codes, and words."""

    category: Category
    point: tuple[float, float] | None
    area: tuple[int, int] | None
    words: str = ""


@dataclass(frozen=True)
class Near:
    """A public case that may be the same, within about so many metres as far as the public may know its place.

    `id` is for counting its supporters and stands on no page.
    """

    id: UUID
    row: PublicRow
    within_m: int | None
    likeness: float


def near_cases(new: NewMatter, *, now: datetime) -> list[Near]:
    """Return at most four public cases that may be the same matter, the likeliest first."""
    alike = _candidates(new, now)
    found = rows_of(Case.objects.filter(id__in=alike).values(*FIELDS), now) if alike else []
    shown = []
    for row in found:
        public = public_row(row)
        metres = None
        if new.point is not None and public.lon is not None and public.lat is not None:
            metres = distance_m(*new.point, public.lon, public.lat)
            # One that is shown more roughly than the box allows for would tell its true place by coming and going.
            if row.category.precision < _decimals(new.category) or metres > reach_m(new.category, row.category):
                continue
        score = likeness(new.category, row.category, metres, alike=alike[row.id])
        if score > 0:
            shown.append(Near(row.id, public, within_m(metres, row.category), score))
    return sorted(shown, key=lambda each: (-each.likeness, -each.row.number))[:MOST]


def near_statement(new: NewMatter, *, now: datetime) -> tuple[str, list[Any]] | None:
    """Return the statement and values that find the candidates; None where no place is known."""
    words = new.words.strip()[:400]
    words = words if len(words) >= SHORTEST_WORDS else ""
    since = now - timedelta(days=new.category.same_within.days)
    told: list[Any] = [words, words, ALIKE, since]
    if new.point is not None:
        lon, lat = new.point
        high = new.category.same_within.radius_m / METRES + 10.0 ** -_decimals(new.category)
        wide = high / max(math.cos(math.radians(lat)), 0.05)
        box = [lon - wide, lat - high, lon + wide, lat + high]
        return IN_BOX, [*told, *box, new.category.code, lon, lat]
    if new.area is not None:
        return IN_AREA, [*told, *new.area, new.category.code]
    return None


def _decimals(category: Category) -> int:
    return min(max(category.precision, COARSE), FINE)


def _candidates(new: NewMatter, now: datetime) -> dict[UUID, bool]:
    statement = near_statement(new, now=now)
    if statement is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return {id_: bool(alike) for id_, alike in cursor.fetchall()}


def public_id(number: int) -> UUID | None:
    """Return the id of a public case by its number; None if there is none."""
    found: UUID | None = Case.objects.filter(number=number, public=True).values_list("id", flat=True).first()
    return found


def public_number(case_id: UUID) -> int | None:
    """Return the number of a case as long as it is public; None otherwise."""
    found: int | None = Case.objects.filter(pk=case_id, public=True).values_list("number", flat=True).first()
    return found
