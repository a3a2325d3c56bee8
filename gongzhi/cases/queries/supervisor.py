"""The supervisor's desk: what is yellow and red, by organisation and by area."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, Value

from gongzhi.base.errors import NotAllowed
from gongzhi.cases.models import Case
from gongzhi.cases.queries.inbox import Filters, inbox
from gongzhi.cases.queries.public import UNITS
from gongzhi.cases.queries.rows import Row
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.queries import OrganisationRef, organisation_names
from gongzhi.places.queries import AreaRef, areas_named


@dataclass(frozen=True)
class Tally:
    """Open cases of one organisation or area, by light."""

    red: int
    yellow: int
    open: int


@dataclass(frozen=True)
class SupervisorDesk:
    """What matters now for a supervisor: totals, by organisation (None: still at a centre), by area, the red cases."""

    total: Tally
    organisations: list[tuple[OrganisationRef | None, Tally]]
    areas: list[tuple[AreaRef, Tally]]
    overdue: list[Row]


def supervisor_desk(viewer: Viewer, *, now: datetime) -> SupervisorDesk:
    """Return the desk of a supervisor for all areas held in that role; raise NotAllowed for anybody else."""
    grants = viewer.grants_of(Role.SUPERVISOR)
    if not grants:
        raise NotAllowed("cases.supervisors_only", "这是督查岗位的工作台。", "This desk is for supervisors.")
    inside = Q(pk__in=[])
    for grant in grants:
        inside |= Q(area_code__range=(grant.low, grant.high))
    found = Case.objects.filter(inside, open=True)
    level = min(min(grant.level for grant in grants) + 1, 6)
    unit = Value(UNITS[level])
    by_office = _tallies(found.values(key=F("lead_id")), now)
    by_area = _tallies(found.values(key=F("area_code") / unit), now)
    offices = organisation_names({key for key, _ in by_office if key})
    areas = areas_named({key * UNITS[level] for key, _ in by_area})
    totals = [tally for _, tally in by_area]
    return SupervisorDesk(
        total=Tally(sum(t.red for t in totals), sum(t.yellow for t in totals), sum(t.open for t in totals)),
        organisations=[(offices.get(key) if key else None, tally) for key, tally in by_office],
        areas=[(areas[key * UNITS[level]], tally) for key, tally in by_area if key * UNITS[level] in areas],
        overdue=inbox(viewer, Filters(desk="all", light="red"), now=now, size=20).rows,
    )


def _tallies(found: Any, now: datetime) -> list[tuple[Any, Tally]]:
    rows = found.annotate(
        red=Count("id", filter=Q(due_at__lte=now)),
        yellow=Count("id", filter=Q(due_at__gt=now, warn_at__lte=now)),
        all=Count("id"),
    ).order_by("-red", "-yellow", "key")
    return [(row["key"], Tally(row["red"], row["yellow"], row["all"])) for row in rows]
