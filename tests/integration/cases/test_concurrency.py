"""Two people at once, two minute tasks at once, a killed task: real threads and processes on real PostgreSQL."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from psycopg.types.json import Jsonb

from gongzhi.base.errors import Conflict, GongzhiError
from gongzhi.base.ids import uuid7
from gongzhi.cases import queries
from gongzhi.cases.actions import MoveInput, move_case, raise_alarms
from gongzhi.cases.domain.case import Actor, Opening
from gongzhi.cases.domain.engine import evolve, open_events
from gongzhi.cases.domain.process import load_process
from gongzhi.cases.models import Event, row_values
from gongzhi.places.queries import calendar_for
from tests.cast import Cast, make_cast

TEN = datetime(2026, 10, 13, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DUE = 50_000


@pytest.fixture
def town(transactional_db: None) -> Cast:
    return make_cast(TEN)


def test_two_moves_at_once_never_fork_the_log(town: Cast) -> None:
    for _round in range(8):
        case_id = town.report(TEN).case_id
        barrier, results = threading.Barrier(4), []

        def act(verb: str, who: str) -> None:
            try:
                barrier.wait()  # noqa: B023
                texts = {"reason": "理由", "elsewhere": "12345"}
                move_case(case_id, MoveInput(verb, texts), by=town.viewer(who), now=TEN)  # noqa: B023
                results.append("done")  # noqa: B023
            except GongzhiError as error:
                results.append(error)  # noqa: B023
            finally:
                connections.close_all()

        acts = [
            ("file", "duty_officer"),
            ("file", "county_duty_officer"),
            ("decline", "duty_officer"),
            ("decline", "county_duty_officer"),
        ]
        threads = [threading.Thread(target=act, args=each) for each in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results.count("done") == 1
        assert all(isinstance(each, Conflict) for each in results if each != "done")
        seqs = [event.seq for event in queries.log_of(case_id)]
        assert seqs == list(range(1, len(seqs) + 1))
    assert list(queries.replay_differences()) == []


def test_the_minute_task_turns_fifty_thousand_clocks_once_each_in_due_order(town: Cast) -> None:
    _open_many(DUE)
    late = TEN + timedelta(days=30)
    killed = subprocess.Popen([sys.executable, "-c", RUNNER, late.isoformat()], env=_environment())
    deadline = time.monotonic() + 60
    while _turned() < 5_000 and time.monotonic() < deadline:
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    half = _turned()
    assert 5_000 <= half < 2 * DUE, "it was killed half-way"
    both = [subprocess.Popen([sys.executable, "-c", RUNNER, late.isoformat()], env=_environment()) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, count(*), count(DISTINCT case_id) FROM cases_event WHERE seq > 1 GROUP BY 1 ORDER BY 1"
        )
        assert cursor.fetchall() == [("clock.missed", DUE, DUE), ("clock.warned", DUE, DUE)]
        cursor.execute("SELECT count(*) FROM cases_case WHERE next_due_at IS NOT NULL OR seq <> 3")
        assert cursor.fetchone() == (0,)
    assert raise_alarms(now=late) == 0


def test_lights_turn_in_due_order(town: Cast) -> None:
    _open_many(300)
    late = TEN + timedelta(days=30)
    raise_alarms(now=late, batch=50)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data->>'due' FROM cases_event WHERE type = 'clock.warned' ORDER BY xmin::text::bigint, ctid"
        )
        due = [row[0] for row in cursor.fetchall()]
    assert len(due) == 300
    # Every batch is a transaction; no batch holds anything due earlier than the batch before it.
    for earlier, later in zip(range(0, 250, 50), range(50, 300, 50), strict=True):
        assert max(due[earlier : earlier + 50]) <= min(due[later : later + 50])


RUNNER = """
import sys
from datetime import datetime
import django
django.setup()
from gongzhi.cases.actions import raise_alarms
raise_alarms(now=datetime.fromisoformat(sys.argv[1]))
"""


def _environment() -> dict[str, str]:
    values = connection.get_connection_params()
    login = quote(values.get("user", "postgres")) + (f":{quote(values['password'])}" if values.get("password") else "")
    place = f"host={quote(str(values.get('host', '')), safe='')}&port={values.get('port', 5432)}"
    address = f"postgresql://{login}@/{values['dbname']}?{place}"
    settings = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(Path.cwd())}
    return {**os.environ, **settings}


def _turned() -> int:
    return Event.objects.filter(seq__gt=1).count()


def _open_many(count: int) -> None:
    """Open cases by the real engine and load them by COPY, a second apart."""
    process, calendar = load_process("request"), calendar_for(0)
    rows, events = [], []
    for number in range(count):
        moment = TEN + timedelta(seconds=number % 20_000)
        opening = Opening(
            uuid7(moment),
            "pothole",
            "normal",
            370811008001001,
            6,
            370811008000000,
            4,
            "web",
            {"accept": "2 hours"},
            True,
            True,
        )
        event = open_events(process, opening, by=Actor(None, "reporter"), now=moment, calendar=calendar)[0]
        rows.append({**row_values(evolve(process, None, event)), "id": opening.id, "channel": "web"})
        events.append(event)
    names = list(rows[0])
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY cases_case ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([Jsonb(v) if isinstance(v, dict) else v for v in (row[name] for name in names)])
        with cursor.copy("COPY cases_event (case_id, seq, type, at, actor_id, role, data) FROM STDIN") as copy:
            for event in events:
                copy.write_row((event.case_id, 1, event.type, event.at, None, event.role, Jsonb(dict(event.data))))
