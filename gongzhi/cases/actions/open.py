"""Open a case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from gongzhi.base.ids import uuid7
from gongzhi.cases.actions.record import append, queue_reactions
from gongzhi.cases.domain.case import Actor, CaseState, Opening
from gongzhi.cases.domain.catalogue import Category
from gongzhi.cases.domain.engine import evolve, open_events
from gongzhi.cases.domain.process import load_process
from gongzhi.cases.domain.text import lexemes
from gongzhi.cases.models import JSON_COLUMNS, row_values
from gongzhi.cases.queries.routing import home_desk
from gongzhi.people.domain.roles import Viewer
from gongzhi.places.queries import calendar_for

TITLE = 80
INSERT = """
WITH opened AS (INSERT INTO cases_case ({}) VALUES ({}) RETURNING id, number)
INSERT INTO cases_found (case_id, words) SELECT id, array_to_tsvector(%s) FROM opened
RETURNING (SELECT number FROM opened)
"""


@dataclass(frozen=True)
class NewCase:
    """What is reported: the category in force, the smallest area known, the words, the point (WGS-84) where known."""

    category: Category
    area_code: int
    area_level: int
    channel: str
    description: str
    place: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class CaseRef:
    """A case that was just written: its id, its number for people, and its state."""

    id: UUID
    number: int
    state: CaseState


@transaction.atomic(savepoint=False)  # inside another action it is all or nothing, and two statements fewer
def open_case(new: NewCase, *, by: Viewer, role: str, now: datetime) -> CaseRef:
    """Open a case on the desk of the nearest centre, with the acceptance clock running; return its reference."""
    category = new.category
    process = load_process(category.process)
    desk_area, desk_level = home_desk(new.area_code, new.area_level)
    opening = Opening(
        id=uuid7(now),
        category=category.code,
        urgency=category.urgency.value,
        area_code=new.area_code,
        area_level=new.area_level,
        desk_area=desk_area,
        desk_level=desk_level,
        channel=new.channel,
        limits=dict(category.limits_for(category.urgency)),
        public=category.public,
        auto_dispatch=category.dispatch == "auto",
    )
    calendar = calendar_for(new.area_code)
    events = open_events(process, opening, by=Actor(by.person_id, role), now=now, calendar=calendar)
    state = evolve(process, None, events[0])
    number = _insert(new, state)
    append(events)
    queue_reactions(events)
    return CaseRef(state.id, number, state)


def _insert(new: NewCase, state: CaseState) -> int:
    title = " ".join(new.description.split())[:TITLE] or new.category.zh
    words = lexemes(f"{new.category.zh} {new.category.en} {new.place} {new.description}")
    values = {name: Jsonb(v) if name in JSON_COLUMNS else v for name, v in row_values(state).items()}
    values |= {
        "id": state.id,
        "channel": new.channel,
        "title": title,
        "description": new.description,
        "place": new.place,
        "lon": new.lon,
        "lat": new.lat,
    }
    names = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        parameters: list[Any] = [*values.values(), words]
        cursor.execute(INSERT.format(names, places), parameters)
        return int(cursor.fetchone()[0])
