"""What is known already about a matter that somebody is just telling: open cases near, and those closed lately.

Only what may be read out: the state in plain words, who is responsible, the promised time. No contact data, and the
words of a report only where the viewer may open the case.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.base.ids import first_id_of
from gongzhi.cases.domain.catalogue import Category
from gongzhi.cases.domain.lights import Light, light
from gongzhi.cases.domain.process import State, load_process
from gongzhi.cases.models import Case, state_of
from gongzhi.cases.policy import AREA_ROLES, Subject, allowed, may_see, visible_to
from gongzhi.cases.queries.catalogue import any_category
from gongzhi.cases.queries.tracking import promise_of
from gongzhi.people.domain.roles import Viewer
from gongzhi.people.queries import OrganisationRef, centre_of, organisation_names
from gongzhi.places.domain.codes import AreaLevel, code_range, level_of
from gongzhi.places.queries import AreaRef, areas_named

NEAR = 300.0  # metres: across a border that the caller does not see
DEGREE = 111_320.0  # metres in a degree of latitude
MOST_OPEN, MOST_CLOSED = 5, 2
CLOSED_FOR = timedelta(days=14)
OPENED_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Spot:
    """Where the caller says it is: an area, and a point (degrees, WGS-84) where one is known."""

    area_code: int
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Known:
    """A case that may be the one the caller means, with the answer to read out."""

    id: UUID
    number: int
    category: Category
    state_code: str
    state: State
    open: bool
    responsible: OrganisationRef | None
    promised_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    light: Light
    area: AreaRef | None
    title: str
    place: str
    metres: int | None
    may_note: bool


def known_cases(viewer: Viewer, category: str, spot: Spot | None, *, now: datetime) -> list[Known]:
    """Return the open cases of the category at a spot (None: in the viewer's own areas), then those closed lately."""
    seen = Case.objects.filter(Q(public=True) | visible_to(viewer), category=category)
    here = seen.filter(_at(spot) if spot else _own(viewer))
    rows = list(here.filter(open=True).order_by("-id")[: MOST_OPEN * 4])
    rows = sorted(rows, key=lambda row: _metres(row, spot) or 0)[:MOST_OPEN]
    if spot:
        rows += _closed(here, now)
    areas = areas_named({row.area_code // 1000 * 1000 for row in rows} | {row.area_code for row in rows})
    offices = organisation_names({row.lead_id for row in rows if row.lead_id})
    return [_known(viewer, row, spot, areas, offices.get(row.lead_id) if row.lead_id else None, now) for row in rows]


def _closed(here: QuerySet[Case], now: datetime) -> list[Case]:
    # By id too, so that only the latest partitions are looked into.
    lately = here.filter(open=False, closed_at__gte=now - CLOSED_FOR, id__gte=first_id_of(now - OPENED_FOR))
    return list(lately.exclude(outcome="declined").order_by("-id")[:MOST_CLOSED])


def _at(spot: Spot) -> Q:
    level = min(level_of(spot.area_code), AreaLevel.COMMUNITY)
    inside = Q(area_code__range=code_range(spot.area_code, level))
    if spot.lon is None or spot.lat is None:
        return inside
    high = NEAR / DEGREE
    wide = high / max(math.cos(math.radians(spot.lat)), 0.01)
    near = Q(lon__range=(spot.lon - wide, spot.lon + wide), lat__range=(spot.lat - high, spot.lat + high))
    # Inside the town, which the index by area serves.
    return Q(area_code__range=code_range(spot.area_code, min(level, AreaLevel.TOWN))) & (inside | near)


def _own(viewer: Viewer) -> Q:
    found = Q(pk__in=[])
    for grant in viewer.grants_of(*AREA_ROLES):
        found |= Q(area_code__range=(grant.low, grant.high))
    return found


def _known(
    viewer: Viewer,
    row: Case,
    spot: Spot | None,
    areas: dict[int, AreaRef],
    lead: OrganisationRef | None,
    now: datetime,
) -> Known:
    case = state_of(row)
    subject = Subject(case.area_code, case.desk_area, case.desk_level, case.lead_id, case.public, case.open)
    own = may_see(viewer, subject)
    promise = promise_of(case)
    return Known(
        id=row.id,
        number=row.number,
        category=any_category(row.category),
        state_code=row.state,
        state=load_process(row.process, row.version).states[row.state],
        open=row.open,
        responsible=lead or centre_of(case.desk_area, case.desk_level),
        promised_at=promise.due_at if promise else None,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        light=light(promise.due_at, promise.warn_at, now) if promise else Light.GREY,
        area=areas.get(row.area_code // 1000 * 1000) or areas.get(row.area_code),
        title=row.title if own else "",
        place=row.place if own else "",
        metres=_metres(row, spot) if own else None,
        may_note=row.open and allowed("note", viewer, subject),
    )


def _metres(row: Case, spot: Spot | None) -> int | None:
    """Return how far a case lies from the spot, to ten metres; None where one of them has no point."""
    if spot is None or None in (spot.lon, spot.lat, row.lon, row.lat):
        return None
    north = (row.lat - spot.lat) * DEGREE  # type: ignore[operator]
    east = (row.lon - spot.lon) * DEGREE * math.cos(math.radians(spot.lat))  # type: ignore[operator, arg-type]
    return int(round(math.hypot(north, east), -1))
