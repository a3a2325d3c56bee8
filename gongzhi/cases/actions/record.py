"""Writing to the log: append events, save what they come to, queue the reactions; all in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection
from procrastinate.types import JSONValue
from psycopg.types.json import Jsonb

from gongzhi.base.errors import Conflict
from gongzhi.base.ids import uuid7
from gongzhi.base.reactions import reactions_to
from gongzhi.cases.domain.case import CaseState, Event
from gongzhi.cases.domain.engine import evolve
from gongzhi.cases.domain.process import Process
from gongzhi.cases.models import Case, Note, row_values, state_of
from gongzhi.cases.policy import no_case

APPEND = "INSERT INTO cases_event (case_id, seq, type, at, actor_id, role, data) VALUES {}"


def locked(case_id: UUID) -> tuple[Case, CaseState]:
    """Lock a case row until the end of the transaction and return it with its state; raise NotFound."""
    row = Case.objects.select_for_update().defer("description", "search").filter(pk=case_id).first()
    if row is None:
        raise no_case()
    return row, state_of(row)


def append(events: Sequence[Event]) -> None:
    """Append events to the log in one statement; raise Conflict where another was first."""
    places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(events))
    values: list[Any] = []
    for event in events:
        values += [event.case_id, event.seq, event.type, event.at, event.actor_id, event.role, Jsonb(dict(event.data))]
    try:
        with connection.cursor() as cursor:
            cursor.execute(APPEND.format(places), values)
    except IntegrityError as error:
        raise Conflict(
            "cases.moved_meanwhile", "别人刚刚办过这件事，请刷新再看。", "Somebody has just acted on this: look again."
        ) from error


def save(process: Process, row: Case, before: CaseState, events: Sequence[Event]) -> CaseState:
    """Append events to the log of a locked case, save the evolved row and queue the reactions; return the new state."""
    after = before
    for event in events:
        after = evolve(process, after, event)
    append(events)
    old, new = row_values(before), row_values(after)
    changed = {name: value for name, value in new.items() if old[name] != value}
    Case.objects.filter(pk=row.pk).update(**changed)
    queue_reactions(events)
    return after


def queue_reactions(events: Sequence[Event]) -> None:
    """Queue one job for those events that somebody reacts to; it is committed or lost with the events."""
    wanted: list[JSONValue] = [[str(event.case_id), event.seq] for event in events if reactions_to(*event.types)]
    if wanted:
        from procrastinate.contrib.django import app  # the job queue is only there once Django is

        app.configure_task("cases.run_reactions").defer(items=wanted)


def write_notes(event: Event, texts: dict[str, str], *, told: bool) -> None:
    """Keep the free texts that came with an event; `texts` maps note, reason or elsewhere to the words."""
    Note.objects.bulk_create(
        [
            Note(
                id=uuid7(event.at),
                case_id=event.case_id,
                seq=event.seq,
                kind=kind,
                text=text,
                told=told,
                author_id=event.actor_id,
                at=event.at,
            )
            for kind, text in texts.items()
        ]
    )


def moment(now: datetime, state: CaseState) -> datetime:
    """Return `now`, or the case's last moment where a clock on another machine was ahead: a log never goes back."""
    return max(now, state.updated_at or now)
