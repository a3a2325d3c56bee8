"""Reading the log of a case."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from gongzhi.cases.domain import case as domain
from gongzhi.cases.domain.engine import fold
from gongzhi.cases.domain.process import Process, load_process
from gongzhi.cases.models import Case, Event, row_values


def process_of(case: domain.CaseState) -> Process:
    """Return the process in the version a case was opened with."""
    return load_process(case.process, case.version)


def case_columns(case: domain.CaseState) -> dict[str, Any]:
    """Return the columns of the case row that a folded state gives: for loading cases in bulk."""
    return row_values(case)


def log_of(case_id: UUID) -> list[domain.Event]:
    """Return a case's whole log in order."""
    return [_event(row) for row in Event.objects.filter(case_id=case_id).order_by("seq")]


def event_at(case_id: UUID, seq: int) -> domain.Event:
    """Return one entry of a case's log; raise Event.DoesNotExist if there is none."""
    return _event(Event.objects.get(case_id=case_id, seq=seq))


def replay_differences() -> Iterator[tuple[UUID, dict[str, tuple[object, object]]]]:
    """Replay every log and yield (case id, {column: (stored, replayed)}) for each row that its log does not give."""
    for row in Case.objects.defer("description").iterator(chunk_size=500):
        process = load_process(row.process, row.version)
        replayed = row_values(fold(process, log_of(row.id)))
        stored = {name: getattr(row, name) for name in replayed}
        stored |= {name: getattr(row, name) for name in ("due_at", "warn_at", "next_due_at")}
        different = {n: (stored[n], replayed[n]) for n in replayed if stored[n] != replayed[n]}
        if different:
            yield row.id, different


def _event(row: Event) -> domain.Event:
    return domain.Event(row.case_id, row.seq, row.type, row.at, row.actor_id, row.role, row.data)
