"""The embedded server: started, killed under load, started again; and several at once."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gongzhi.config import embedded


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "site"
    embedded.stop(tmp_path / "site")


def test_killed_under_load_nothing_acknowledged_is_missing(home: Path) -> None:
    said: list[str] = []
    embedded.start(home, said.append)
    embedded.ensure_database(home)
    address = embedded.address(home)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE acknowledged (id bigint PRIMARY KEY, padding text)")
    kept: list[int] = []
    lock = threading.Lock()

    def write(start: int) -> None:
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                for number in range(start, start + 1_000_000):
                    connection.execute("INSERT INTO acknowledged VALUES (%s, repeat('x', 400))", [number])
                    with lock:
                        kept.append(number)
        except psycopg.OperationalError:
            return

    threads = [threading.Thread(target=write, args=(n * 1_000_000,)) for n in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 30
    while len(kept) < 3000 and time.monotonic() < deadline:
        time.sleep(0.02)
    _kill_all(home)
    for thread in threads:
        thread.join()
    assert len(kept) >= 3000
    assert embedded.start(home, said.append)
    with psycopg.connect(address) as connection:
        there = {row[0] for row in connection.execute("SELECT id FROM acknowledged")}
    assert set(kept) <= there


def test_a_long_recovery_is_waited_for_with_a_word(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    embedded.start(home, said.append)
    real, asked = embedded._ready, [0]

    def recovering(place: Path) -> int:
        asked[0] += 1
        return 1 if asked[0] < 40 else real(place)

    embedded.stop(home)
    monkeypatch.setattr(embedded, "_ready", recovering)
    assert embedded.start(home, said.append)
    assert any("recovering after a crash" in words for words in said)


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    embedded.start(home, lambda words: None)
    embedded.stop(home)
    (home / "postgres" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(embedded.EmbeddedError, match="log"):
        embedded.start(home, lambda words: None)


def test_two_starts_at_once_make_one_server(home: Path) -> None:
    results: list[bool] = []
    threads = [threading.Thread(target=lambda: results.append(embedded.start(home, lambda w: None))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, True]


def test_a_deep_folder_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("very-long-name-" * 8)
    assert len(str(embedded._sockets(deep))) <= embedded.SOCKET_LIMIT


def _kill_all(home: Path) -> None:
    """Kill the server and all its processes as a power cut would."""
    parent = embedded.pid_of(home)
    assert parent
    below = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    for pid in (parent, *map(int, below)):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    child = embedded._children.pop(home, None)
    if child is not None:
        child.wait()
