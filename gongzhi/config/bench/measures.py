"""The measurements, one function each."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.db import connection, connections, transaction
from django.test import Client as PageClient
from django.test.utils import CaptureQueriesContext

from gongzhi.base import clock
from gongzhi.cases import queries
from gongzhi.cases.actions import raise_alarms
from gongzhi.config.bench import pg
from gongzhi.config.bench.result import Run, percentile
from gongzhi.config.bench.site import CATEGORY, fill, sign_in
from gongzhi.config.bench.web import Client, Server, rate, report_fields
from gongzhi.config.demo.site import DemoSite
from gongzhi.intake.actions import ReportInput, submit_report
from gongzhi.intake.queries import Contact, case_by_receipt
from gongzhi.people.domain.roles import ANONYMOUS
from gongzhi.places.domain.geo import Point
from gongzhi.places.queries import grids_at

CLIENTS = 8


@dataclass
class Bench:
    """What every measurement needs."""

    run: Run
    site: DemoSite
    sessions: dict[str, str]
    port: int
    seconds: float


def calibrate(bench: Bench) -> None:
    """Measure the machine: pgbench's TPC-B and a loop of plain Python."""
    begin = time.perf_counter()
    total = 0
    for number in range(5_000_000):
        total += number & 7
    bench.run.add("cpu loop", time.perf_counter() - begin, "s")
    bench.run.add("pgbench tpc-b", pg.tpcb(int(bench.seconds)), "a second")


def intake(bench: Bench) -> None:
    """Measure reports by HTTP against pgbench with the same statements, on the same server in the same minutes."""
    statements = pg.captured(lambda: _submit(bench))
    script = pg.as_script(statements)
    bench.run.add("intake: SQL statements", len([s for s in statements if "SAVEPOINT" not in s.upper()]), "")
    with Server(bench.port):
        http, times = rate(lambda _n: _reporter(bench), bench.seconds, CLIENTS)
    alone = pg.same_sql(script, int(bench.seconds), CLIENTS)
    bench.run.add("intake", http, "reports a second")
    bench.run.add("intake p95", percentile(times, 0.95) * 1000, "ms")
    bench.run.add("intake: pgbench, same SQL", alone, "a second")
    bench.run.add("intake ratio", http / alone, "of pgbench", least=0.30)


def lifecycle(bench: Bench, cases: int) -> None:
    """Measure whole lifecycles by HTTP (open, dispatch, respond, resolve, verify, close), empty and full."""
    with Server(bench.port):
        empty, _times = rate(lambda _n: _life(bench), bench.seconds, CLIENTS)
    bench.run.add("lifecycle, empty table", empty, "a second")
    fill(bench.site, cases, now=clock.now())
    with Server(bench.port):
        full, times = rate(lambda _n: _life(bench), bench.seconds, CLIENTS)
    bench.run.add(f"lifecycle, {cases} cases", full, "a second", least=40)
    bench.run.add("lifecycle, full to empty", full / empty, "of the rate", least=0.9)
    bench.run.add("lifecycle p95", percentile(times, 0.95) * 1000, "ms")


def pages(bench: Bench) -> None:
    """Measure the pages people open most: server time, and how many statements each needs."""
    duty = bench.sessions["duty3"]
    some = queries.inbox(bench.site.viewer("duty3", clock.now()), queries.Filters(), now=clock.now())
    ids = [row.id for row in some.rows]
    middle = bench.site.grids[len(bench.site.grids) // 2].ring[0]
    box = f"{middle[0] - 0.02},{middle[1] - 0.02},{middle[0] + 0.02},{middle[1] + 0.02}"
    measured: list[tuple[str, Callable[[], str], str]] = [
        ("inbox", lambda: "/desk/?desk=area", duty),
        ("inbox search", lambda: "/desk/?desk=all&q=路灯", duty),
        ("case page", lambda: f"/desk/cases/{random.choice(ids)}/", duty),  # noqa: S311
        ("public list", lambda: "/cases/", ""),
        ("public map", lambda: f"/map/cases.json?bbox={box}&zoom=14", ""),
        ("public map, district", lambda: "/map/cases.json?bbox=116,35,117,36&zoom=10&within=370811", ""),
        ("known nearby", lambda: f"/report/near?{urlencode(report_fields(bench.site.grids, CATEGORY))}", ""),
    ]
    for name, path, session in measured:
        # No more than one address may ask what is known nearby.
        times, statements = _page_times(path, session, min(100, max(20, int(bench.seconds * 8))))
        goal = 60.0 if name != "inbox search" else None
        bench.run.add(f"{name} p50", percentile(times, 0.5) * 1000, "ms")
        bench.run.add(f"{name} p95", percentile(times, 0.95) * 1000, "ms", most=goal)
        bench.run.add(f"{name}: SQL statements", statements, "")


def route(bench: Bench, box: tuple[float, float, float, float], points: int = 60_000) -> None:
    """Measure points a second to grids, in bulk."""
    chance = random.Random(11)  # noqa: S311
    west, south, east, north = box
    many = [Point(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(points)]
    today = clock.today()
    grids_at(many[:1000], on=today)
    begin = time.perf_counter()
    found = grids_at(many, on=today)
    spent = time.perf_counter() - begin
    bench.run.add("route", points / spent, "points a second", least=30_000)
    bench.run.add("route: points found", sum(each is not None for each in found) / points, "share")


def minute(bench: Bench, due: int = 50_000) -> None:
    """Measure the minute task on so many due clocks."""
    late = clock.now() + timedelta(days=400)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE next_due_at IS NOT NULL")
        missing = due - int(cursor.fetchone()[0])
        if missing > 0:
            fill(bench.site, int(missing / 0.28), now=clock.now())
        cursor.execute("SELECT count(*) FROM cases_case WHERE next_due_at <= %s", [late])
        count = int(cursor.fetchone()[0])
    begin = time.perf_counter()
    events = raise_alarms(now=late)
    spent = time.perf_counter() - begin
    bench.run.add("minute task: due cases", count, "")
    bench.run.add("minute task", spent * due / max(count, 1), f"s for {due}", most=30)
    bench.run.add("minute task: events", events / spent, "a second")


def sessions(site: DemoSite) -> dict[str, str]:
    """Sign everybody in and return their session keys by user name."""
    return {user: sign_in(person) for user, person in site.people.items()}


def _submit(bench: Bench) -> None:
    fields = report_fields(bench.site.grids, CATEGORY)
    new = ReportInput(
        submission_id=uuid4(),
        category=CATEGORY,
        description=fields["description"],
        point=Point(float(fields["lon"]), float(fields["lat"])),
        place=fields["place"],
        contact=Contact(fields["name"], fields["phone"]),
    )
    submit_report(new, by=ANONYMOUS, now=clock.now())


def _reporter(bench: Bench) -> Callable[[], None]:
    client = Client(bench.port)

    def piece() -> None:
        status, place = client.post("/report/", report_fields(bench.site.grids, CATEGORY))
        if status not in (302, 303):
            raise RuntimeError(f"a report was answered {status} {place}")

    return piece


def _life(bench: Bench) -> Callable[[], None]:
    client = Client(bench.port)
    people = {
        "file": "duty3",
        "respond": "h-municipal",
        "resolve": "h-municipal",
        "verify_pass": "verify3",
        "close": "dispatch3",
    }

    def piece() -> None:
        status, place = client.post("/report/", report_fields(bench.site.grids, CATEGORY))
        if status not in (302, 303):
            raise RuntimeError(f"a report was answered {status}")
        case_id = _case_of(place)
        for verb, user in people.items():
            fields = {"verb": verb, "note": "已用冷补料修复。"}
            status, place = client.post(f"/desk/cases/{case_id}/move/", fields, bench.sessions[user])
            if status not in (302, 303):
                raise RuntimeError(f"{verb} was answered {status}")

    return piece


def _case_of(place: str) -> UUID:
    try:
        return case_by_receipt(place.rsplit("=", 1)[-1].strip("/"))
    finally:
        if connection.in_atomic_block:
            transaction.rollback()


def _page_times(path: Callable[[], str], session: str, times: int) -> tuple[list[float], int]:
    client = PageClient(HTTP_HOST="localhost")
    if session:
        client.cookies["sessionid"] = session
    for _ in range(3):
        answer: Any = client.get(path())
        if answer.status_code != 200:
            raise RuntimeError(f"{path()} was answered {answer.status_code}")
    spent = []
    for _ in range(times):
        address = path()
        begin = time.perf_counter()
        client.get(address)
        spent.append(time.perf_counter() - begin)
    with CaptureQueriesContext(connection) as captured:
        client.get(path())
    return spent, len(captured)


def close() -> None:
    """Close this process's connections."""
    connections.close_all()
