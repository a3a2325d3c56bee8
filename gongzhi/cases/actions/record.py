"""Writing to the log: append events, save what they come to, queue the reactions; all in one transaction."""

import json
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
from gongzhi.cases.models import JSON_COLUMNS, STATE_COLUMNS, row_values, state_from
from gongzhi.cases.policy import no_case

# Every move sends these four. Plain SQL, because building them anew costs the ORM more than the database needs.
LOCK = f"SELECT number, {', '.join(STATE_COLUMNS)} FROM cases_case WHERE id = %s FOR UPDATE"  # noqa: S608
APPEND = "INSERT INTO cases_event (case_id, seq, type, at, actor_id, role, data) VALUES {}"
SAVE = "UPDATE cases_case SET {} WHERE id = %s"
NOTE = "INSERT INTO cases_note (id, case_id, seq, kind, text, told, author_id, at) VALUES {}"


def locked(case_id: UUID) -> tuple[int, CaseState]:
    """Lock a case until the end of the transaction and return its number and its state; raise NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [case_id])
        row = cursor.fetchone()
    if row is None:
        raise no_case()
    number, *values = row
    columns = dict(zip(STATE_COLUMNS, values, strict=True))
    return number, state_from({n: json.loads(v) if n in JSON_COLUMNS else v for n, v in columns.items()})


def append(events: Sequence[Event]) -> None:
    """Append events to the log in one statement; raise Conflict where another was first."""
    places = _places(7, len(events))
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


def save(process: Process, before: CaseState, events: Sequence[Event]) -> CaseState:
    """Append events to the log of a locked case, save the evolved row and queue the reactions; return the new state."""
    after = before
    for event in events:
        after = evolve(process, after, event)
    append(events)
    old, new = row_values(before), row_values(after)
    changed = {name: value for name, value in new.items() if old[name] != value}
    values: list[Any] = [Jsonb(value) if name in JSON_COLUMNS else value for name, value in changed.items()]
    with connection.cursor() as cursor:
        cursor.execute(SAVE.format(", ".join(f"{name} = %s" for name in changed)), [*values, before.id])
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
    values: list[Any] = []
    for kind, text in texts.items():
        values += [uuid7(event.at), event.case_id, event.seq, kind, text, told, event.actor_id, event.at]
    with connection.cursor() as cursor:
        cursor.execute(NOTE.format(_places(8, len(texts))), values)


def moment(now: datetime, state: CaseState) -> datetime:
    """Return `now`, or the case's last moment where a clock on another machine was ahead: a log never goes back."""
    return max(now, state.updated_at or now)


def _places(columns: int, rows: int) -> str:
    return ", ".join([f"({', '.join(['%s'] * columns)})"] * rows)
