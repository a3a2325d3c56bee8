"""The minute task's work: record yellow and red lights that have come due, in due order, each once."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from gongzhi.cases.actions.record import append, queue_reactions
from gongzhi.cases.domain.case import Event
from gongzhi.cases.domain.engine import alarms, evolve
from gongzhi.cases.domain.process import load_process
from gongzhi.cases.models import Case, row_values, state_of

BATCH = 1000
_COLUMNS = ("seq", "clocks", "next_due_at", "updated_at")
UPDATE = """
UPDATE cases_case SET seq = new.seq, clocks = new.clocks, next_due_at = new.next_due_at, updated_at = new.updated_at
FROM unnest(%s::uuid[], %s::int[], %s::jsonb[], %s::timestamptz[], %s::timestamptz[])
     AS new (id, seq, clocks, next_due_at, updated_at)
WHERE cases_case.id = new.id
"""


def raise_alarms(*, now: datetime, batch: int = BATCH, progress: Callable[[int], None] | None = None) -> int:
    """Record every light that has come due by `now`; return how many events were written.

    Rows are claimed in due order, a batch a transaction, skipping those that another runner or a person holds at
    this moment (the next minute finds them), so that two runs at once write nothing twice, and a run that is killed
    loses only its last batch's work, which the next run does again.
    """
    total = 0
    while True:
        written, claimed = _one_batch(now, batch)
        total += written
        if progress and written:
            progress(total)
        if claimed < batch:
            return total


@transaction.atomic
def _one_batch(now: datetime, batch: int) -> tuple[int, int]:
    rows = list(
        Case.objects.select_for_update(skip_locked=True)
        .filter(next_due_at__lte=now)
        .order_by("next_due_at", "id")
        .defer("description", "title", "place")[:batch]
    )
    events: list[Event] = []
    columns: list[list[object]] = [[] for _ in range(len(_COLUMNS) + 1)]
    for row in rows:
        case = state_of(row)
        found = alarms(case, max(now, case.updated_at or now))
        process = load_process(case.process, case.version)
        for event in found:
            case = evolve(process, case, event)
        events += found
        values = row_values(case)
        columns[0].append(row.id)
        for index, name in enumerate(_COLUMNS, start=1):
            columns[index].append(Jsonb(values[name]) if name == "clocks" else values[name])
    if events:
        append(events)
        with connection.cursor() as cursor:
            cursor.execute(UPDATE, columns)
        queue_reactions(events)
    return len(events), len(rows)
