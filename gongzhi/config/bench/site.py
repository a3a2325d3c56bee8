"""The bench's own site: a server and a database of its own, people signed in, cases by the hundred thousand."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from psycopg.types.json import Jsonb

from gongzhi.base import clock
from gongzhi.base.ids import uuid7
from gongzhi.cases.domain.case import Actor, CaseState, Command, Event, Facts, Opening
from gongzhi.cases.domain.catalogue import shipped_catalogue
from gongzhi.cases.domain.engine import SYSTEM, decide, evolve, open_events
from gongzhi.cases.domain.process import load_process
from gongzhi.cases.domain.text import lexemes
from gongzhi.cases.queries import case_columns
from gongzhi.config.demo.site import DemoSite, build_site
from gongzhi.people.queries import nearest_with_function
from gongzhi.places.actions import add_synthetic_grids, import_divisions, set_boundary
from gongzhi.places.domain.codes import parse_code
from gongzhi.places.queries import calendar_for

CATEGORY = "pothole"
TEMPLATES = 1500
PATHS: tuple[list[str], ...] = (
    ["file", "respond", "resolve", "verify_pass", "close"],
    ["file", "respond", "resolve"],
    ["file", "respond"],
    ["file"],
    [],
)
SHARES = (70, 5, 13, 7, 5)
ROLE = {
    "file": "duty_officer",
    "respond": "handler",
    "resolve": "handler",
    "verify_pass": "verifier",
    "close": "dispatcher",
}
WORDS = (
    "路口的路面塌了一个坑",
    "东门外的井盖松动",
    "菜市场旁污水冒溢",
    "小学对面的路灯不亮",
    "河堤步道垃圾没人清",
    "Gate B pothole",
)


@dataclass(frozen=True)
class Story:
    """A case told by the real engine, to be copied with other ids and places."""

    case: CaseState
    log: list[Event]


def make_site(now: datetime) -> DemoSite:
    """Make areas, offices and people as in the demo."""
    from gongzhi.cases.actions import publish_catalogue

    publish_catalogue(shipped_catalogue(settings.SITE.profile), now=now)
    return build_site("a-long-bench-password", now=now)


def sign_in(person_id: UUID) -> str:
    """Return the session key of a signed-in person."""
    person = get_user_model().objects.get(pk=person_id)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def fill(site: DemoSite, count: int, *, now: datetime) -> None:
    """Load so many cases of the last months, with logs as the real engine writes them, by COPY."""
    chance = random.Random(7)  # noqa: S311 — figures, not secrets
    stories = [_story(site, chance, now) for _ in range(min(TEMPLATES, count))]
    with connection.cursor() as cursor:
        names, rows = _case_rows(site, stories, count, chance)
        ids: list[tuple[UUID, Story]] = []
        words: list[tuple[UUID, str]] = []
        with cursor.copy(f"COPY cases_case ({', '.join(names)}) FROM STDIN") as copy:
            for values, found, story in rows:
                copy.write_row(values)
                ids.append((found[0], story))
                words.append(found)
        with cursor.copy("COPY cases_event (case_id, seq, type, at, actor_id, role, data) FROM STDIN") as copy:
            for case_id, story in ids:
                for event in story.log:
                    data = Jsonb(dict(event.data))
                    copy.write_row((case_id, event.seq, event.type, event.at, event.actor_id, event.role, data))
        with cursor.copy("COPY cases_found (case_id, words) FROM STDIN") as copy:
            for found in words:
                copy.write_row(found)
        cursor.execute("VACUUM ANALYZE cases_case")
        cursor.execute("VACUUM ANALYZE cases_found")
        cursor.execute("VACUUM ANALYZE cases_event")
        cursor.execute("CHECKPOINT")  # the load itself is over before anything is measured


def add_grids(count: int) -> tuple[float, float, float, float]:
    """Add at least so many synthetic grids, with all levels above them drawn; return (west, south, east, north).

    A province of 168,000 has 16 cities of 9 counties of 13 towns of 45 communities of 2 grids, 254,753 outlines, far
    from the site's own.
    """
    west, south, east, north = box = 100.0, 30.0, 105.0, 33.5
    ring = [(west, south), (east, south), (east, north), (west, north)]
    counts: list[int] = []
    for most in (2, 45, 13, 9):
        counts.insert(0, min(most, count))
        count = -(-count // counts[0])
    code, since = parse_code("99")[0], clock.now()
    import_divisions([{"code": "99", "name": "虚构省"}], by=None, now=since)
    set_boundary(code, [[ring]], by=None, now=since)
    add_synthetic_grids(code, ring, [count, *counts], by=None, now=since)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE places_boundary")
    return box


def _story(site: DemoSite, chance: random.Random, now: datetime) -> Story:
    process, calendar = load_process("request"), calendar_for(0)
    category = shipped_catalogue(settings.SITE.profile).category(CATEGORY)
    assert category is not None
    path = chance.choices(PATHS, SHARES)[0]
    age = timedelta(days=chance.uniform(5, 90)) if path[-1:] == ["close"] else timedelta(hours=chance.uniform(0.5, 60))
    moment = now - age
    grid = chance.choice(site.grids)
    limits = dict(category.limits_for(category.urgency))
    town = grid.code // 10**6 * 10**6
    opening = Opening(uuid7(moment), CATEGORY, "normal", grid.code, 6, town, 4, "web", limits, True, True)
    log = open_events(process, opening, by=Actor(None, "reporter"), now=moment, calendar=calendar)
    case = evolve(process, None, log[0])
    office = nearest_with_function(category.function, grid.code, 6)
    facts = Facts(organisation_id=office.id if office else None, routed="function")
    for step, verb in enumerate(path):
        moment += timedelta(minutes=20 + 10 * step)
        events = decide(
            process,
            case,
            Command(verb, frozenset({"note"})),
            by=replace(SYSTEM, role="staff"),
            roles={ROLE[verb]},
            facts=facts,
            now=moment,
            calendar=calendar,
        )
        for event in events:
            case = evolve(process, case, event)
        log += events
    return Story(case, log)


def _case_rows(
    site: DemoSite, stories: list[Story], count: int, chance: random.Random
) -> tuple[list[str], Iterator[tuple[list[Any], tuple[UUID, str], Story]]]:
    base = case_columns(stories[0].case)
    names = [*base, "id", "channel", "title", "description", "place", "lon", "lat"]
    columns = [case_columns(story.case) for story in stories]

    def rows() -> Iterator[tuple[list[Any], tuple[UUID, str], Story]]:
        for number in range(count):
            which = number % len(stories)
            story, grid = stories[which], chance.choice(site.grids)
            case_id = uuid7(story.case.opened_at)
            words = WORDS[number % len(WORDS)]
            vector = " ".join("'" + each.replace("'", "''") + "'" for each in lexemes(words))
            values = {**columns[which], "area_code": grid.code, "desk_area": grid.code // 10**6 * 10**6}
            lon, lat = grid.ring[0]
            more = [case_id, "web", words, words, "3号楼前", lon + chance.random() / 500, lat]
            plain = [Jsonb(value) if isinstance(value, dict) else value for value in values.values()]
            yield [*plain, *more], (case_id, vector), story

    return names, rows()
