"""What a site does to many cases for a reason outside them: a calendar that changed, a retention that ended."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.base.ids import first_id_of
from gongzhi.cases.actions.record import moment, save
from gongzhi.cases.domain.case import CaseState, Event
from gongzhi.cases.domain.engine import recomputed
from gongzhi.cases.domain.process import load_process
from gongzhi.cases.models import Case, Found, Note, Seen, state_of
from gongzhi.cases.queries.catalogue import any_category
from gongzhi.places.queries import calendar_for

BATCH = 500
# A case has a row in cases_found for as long as it has words, so that no run comes upon the same case twice.
ENDED = """
SELECT c.id FROM cases_found f JOIN cases_case c ON c.id = f.case_id
WHERE f.case_id < %(opened)s AND c.id < %(opened)s AND NOT c.open AND c.closed_at < %(closed)s
ORDER BY f.case_id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Recomputed:
    """How many open cases were looked at, and how many got other times."""

    seen: int
    changed: int


def recompute_clocks(
    low: int, high: int, *, now: datetime, dry_run: bool = False, progress: Callable[[int], None] | None = None
) -> Recomputed:
    """Give the clocks of all open cases in a range of area codes the times of the calendar that holds now.

    Some hundred cases a transaction; each case that changes gets an entry in its log, and a run that was killed can
    be repeated. With `dry_run` nothing is written.
    """
    seen = changed = 0
    last = UUID(int=0)
    while True:
        with transaction.atomic():
            found = Case.objects.select_for_update().filter(open=True, area_code__range=(low, high), id__gt=last)
            rows = list(found.order_by("id").defer("description", "title", "place")[:BATCH])
            for case, events in _recomputed(rows, now):
                changed += 1
                if not dry_run:
                    save(load_process(case.process, case.version), case, events)
        seen += len(rows)
        if progress and rows:
            progress(seen)
        if len(rows) < BATCH:
            return Recomputed(seen, changed)
        last = rows[-1].id


@transaction.atomic
def erase_words(*, closed_before: datetime, now: datetime, most: int = BATCH) -> list[UUID]:
    """Erase the free words of cases that were closed before a moment; return which, none when nothing is left to do.

    Title, description, address, remarks and who opened the case go; what happened, where and when stays in the log,
    which never held a word of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(ENDED, {"opened": first_id_of(closed_before), "closed": closed_before, "most": most})
        ids = [row[0] for row in cursor.fetchall()]
    for row in Case.objects.select_for_update().filter(pk__in=ids).order_by("id"):
        case = state_of(row)
        event = Event(case.id, case.seq + 1, "case.erased", moment(now, case), None, "system", {})
        save(load_process(case.process, case.version), case, [event])
        Case.objects.filter(pk=row.id).update(title=any_category(row.category).zh, description="", place="")
    for table in (Note, Seen, Found):
        table.objects.filter(case_id__in=ids).delete()
    return ids


def _recomputed(rows: list[Case], now: datetime) -> Iterator[tuple[CaseState, list[Event]]]:
    for row in rows:
        case = state_of(row)
        process = load_process(case.process, case.version)
        events = recomputed(process, case, now=moment(now, case), calendar=calendar_for(case.area_code))
        if events:
            yield case, events
