"""What is new for me: the news on my desks, newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from gongzhi.cases.models import Case, News
from gongzhi.cases.queries.rows import FIELDS, Row, rows_of
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.queries import news_seen_at

PAGE = 50
CAP = 100


@dataclass(frozen=True)
class NewsItem:
    """One piece of news: what happened (a verb or a light), when, on which case, and whether it is unread."""

    id: UUID
    kind: str
    at: datetime
    case: Row
    unread: bool


def news(viewer: Viewer, *, now: datetime) -> list[NewsItem]:
    """Return the latest news on the viewer's desks."""
    seen = news_seen_at(viewer.person_id) if viewer.person_id else None
    found = list(News.objects.filter(_mine(viewer)).order_by("-id")[:PAGE])
    values = Case.objects.filter(id__in={item.case_id for item in found}).values(*FIELDS)
    cases = {row.id: row for row in rows_of(values, now)}
    return [NewsItem(n.id, n.kind, n.at, cases[n.case_id], seen is None or n.at > seen) for n in found]


def news_count(viewer: Viewer) -> int:
    """Return how much is unread, at the most 100."""
    if viewer.person_id is None or not viewer.is_staff:
        return 0
    found = News.objects.filter(_mine(viewer))
    seen = news_seen_at(viewer.person_id)
    if seen:
        found = found.filter(at__gt=seen)
    return found[:CAP].count()


def _mine(viewer: Viewer) -> Q:
    found = Q(person_id=viewer.person_id)
    for grant in viewer.grants:
        if grant.role is Role.HANDLER and grant.organisation_id:
            found |= Q(organisation_id=grant.organisation_id)
        elif grant.role is not Role.RESIDENT:
            found |= Q(area_code__range=(grant.low, grant.high), roles__contains=[grant.role.value])
    return found
