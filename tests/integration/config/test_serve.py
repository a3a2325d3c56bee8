"""`gongzhi serve` as a site runs it: its database is killed under load, then its processes; at the end none is left."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gongzhi.config import embedded
from gongzhi.config.bench.web import Client, report_fields
from gongzhi.config.demo.site import Grid
from gongzhi.config.embedded import pid_of
from tests.integration.config.test_embedded import kill

GONGZHI = Path(sys.executable).parent / "gongzhi"
SITE = """
import django; django.setup()
from gongzhi.base import clock
from gongzhi.config.demo.site import build_site
site = build_site("a password of the test", now=clock.now())
print([(grid.code, grid.ring) for grid in site.grids])
"""
FOUND = """
import sys, django; django.setup()
from gongzhi.base.errors import GongzhiError
from gongzhi.intake.queries import case_by_receipt
for code in sys.stdin.read().split():
    try:
        case_by_receipt(code)
    except GongzhiError:
        print("missing", code)
"""


@dataclass
class Site:
    """A site that serves in a home of its own."""

    home: Path
    port: int
    process: "subprocess.Popen[bytes]"
    environment: dict[str, str]
    log: Path
    receipts: list[str] = field(default_factory=list)

    def python(self, program: str, words: str = "") -> str:
        """Run a program against the site's database."""
        command = [sys.executable, "-c", program]
        return subprocess.run(
            command, input=words, env=self.environment, capture_output=True, text=True, check=True
        ).stdout

    def answers(self) -> bool:
        """Say whether the site answers a page that asks the database."""
        client = Client(self.port)
        with closing(client.connection), suppress(OSError, http.client.HTTPException):
            return client.get("/cases/")[0] == 200
        return False

    def children(self) -> dict[str, int]:
        """Return the process ids of the web server and the worker."""
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in pids}
        names = {"web": b"granian", "worker": b"procrastinate"}
        return {name: pid for name, word in names.items() for pid, command in commands.items() if word in command}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    home, log = tmp_path / "home", tmp_path / "serve.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("GONGZHI_", "DATABASE_URL"))}
    environment = {
        **own,
        "GONGZHI_HOME": str(home),
        "GONGZHI_REPORT_RATE": "0",
        "DJANGO_SETTINGS_MODULE": "gongzhi.config.settings",
    }
    with log.open("wb") as file:
        process = subprocess.Popen(
            [str(GONGZHI), "serve", "--port", str(port)], env=environment, stdout=file, stderr=file
        )
    found = Site(home, port, process, environment, log)
    try:
        until(found.answers, 60, log)
        yield found
    finally:
        process.terminate()
        process.wait(30)
        embedded.stop(home)


def test_the_database_is_killed_under_load_and_no_acknowledged_report_is_missing(site: Site) -> None:
    grids = [Grid(code, ring) for code, ring in eval(site.python(SITE))]  # our own program's own words
    ended = threading.Event()
    threads = [threading.Thread(target=report, args=(site, grids, ended)) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        until(lambda: len(site.receipts) >= 60, 60, site.log)
        kill(site.home)
        # Reports come in again without anybody's help: serving looks after the database.
        before = len(site.receipts)
        until(lambda: len(site.receipts) >= before + 60, 60, site.log)
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert site.python(FOUND, "\n".join(site.receipts)) == ""
    assert "The database ended; starting it again." in site.log.read_text()


def test_what_dies_is_started_again_and_all_end_together(site: Site) -> None:
    command = [str(GONGZHI), "serve", "--port", str(site.port)]
    second = subprocess.run(command, env=site.environment, capture_output=True, text=True, check=False)
    assert second.returncode == 1 and "--port" in second.stderr, "a taken port is said at once"
    until(lambda: len(site.children()) == 2, 20, site.log)
    before = site.children()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    until(lambda: len(site.children()) == 2 and set(site.children().values()).isdisjoint(before.values()), 20, site.log)
    until(site.answers, 20, site.log)
    site.process.terminate()
    assert site.process.wait(30) == 0
    assert pid_of(site.home) is None and not embedded.alive(site.home)
    assert not site.answers()
    assert not [path for path in Path("/proc").glob("[0-9]*") if belongs_to(path, site.home)]


def report(site: Site, grids: list[Grid], ended: threading.Event) -> None:
    """Send reports until the end, keeping the receipt of each that was acknowledged."""
    while not ended.is_set():
        client = Client(site.port)
        with closing(client.connection), suppress(OSError, http.client.HTTPException):
            while not ended.is_set():
                status, place = client.post("/report/", report_fields(grids, "pothole"))
                if status in (302, 303):
                    site.receipts.append(place.rsplit("=", 1)[-1].strip("/"))


def belongs_to(process: Path, home: Path) -> bool:
    """Say whether a process was started for the site in this home."""
    try:
        return f"GONGZHI_HOME={home}".encode() in (process / "environ").read_bytes()
    except OSError:
        return False


def until(true: Callable[[], bool], seconds: float, log: Path) -> None:
    """Wait until something is true; fail with the end of the log if it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, log.read_text()[-3000:]
        time.sleep(0.05)
