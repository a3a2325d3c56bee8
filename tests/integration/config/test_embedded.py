"""The embedded server: started, killed under load, started again, used by several, and as whom it runs."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from gongzhi.config import embedded, unprivileged

SMALL = {"shared_buffers": "16MB", "max_wal_size": "128MB"}
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "site"
    embedded.stop(tmp_path / "site")


def silent(words: str) -> None:
    """Say nothing."""


@pytest.mark.parametrize("everything", [True, False], ids=["all its processes", "only the postmaster"])
def test_killed_under_load_nothing_acknowledged_is_missing(home: Path, everything: bool) -> None:
    embedded.start(home, silent)
    embedded.ensure_database(home)
    with psycopg.connect(embedded.address(home), autocommit=True) as connection:
        connection.execute("CREATE TABLE acknowledged (id bigint PRIMARY KEY, padding text)")
    kept: list[int] = []
    threads = [
        threading.Thread(target=insert_until_it_breaks, args=(home, n * 1_000_000, kept.append)) for n in range(4)
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while len(kept) < 3000 and time.monotonic() < deadline:
        time.sleep(0.02)
    kill(home, everything=everything)
    # Started while the sessions of the dead server may still be ending: it waits for them.
    assert embedded.start(home, silent)
    for thread in threads:
        thread.join()
    assert len(kept) >= 3000
    with psycopg.connect(embedded.address(home)) as connection:
        there = {row[0] for row in connection.execute("SELECT id FROM acknowledged")}
    assert set(kept) <= there


def test_a_long_recovery_is_waited_for_with_a_word(home: Path) -> None:
    embedded.start(home, silent, extra={"fsync": "off"})
    with psycopg.connect(embedded.address(home, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE filled (id int PRIMARY KEY, at int, padding text)")
        connection.execute("CREATE INDEX ON filled (at)")
        connection.execute(
            "INSERT INTO filled SELECT n, (random() * 1e9)::int, repeat('x', 200) FROM generate_series(1, 400000) n"
        )
    kill(home)
    said: list[str] = []
    # A tiny buffer makes recovery take its time: seconds here, minutes with a year of data.
    assert embedded.start(home, said.append, extra={"shared_buffers": "1MB"})
    assert any("recovering after a crash" in words for words in said)
    with psycopg.connect(embedded.address(home, "postgres")) as connection:
        assert connection.execute("SELECT count(*) FROM filled").fetchone() == (400_000,)


def test_who_comes_during_recovery_waits_for_the_same_server(home: Path) -> None:
    embedded.start(home, silent, extra=SMALL)
    pid = embedded.pid_of(home)
    assert pid
    os.kill(pid, signal.SIGSTOP)  # whoever started it is gone, and it does not answer yet
    results: list[bool] = []
    told = threading.Event()
    thread = threading.Thread(target=lambda: results.append(embedded.start(home, lambda words: told.set())))
    thread.start()
    assert told.wait(30)
    assert not results
    os.kill(pid, signal.SIGCONT)
    thread.join()
    assert results == [False]
    assert embedded.pid_of(home) == pid


def test_the_number_of_a_dead_server_may_be_another_program_now(home: Path) -> None:
    embedded.start(home, silent, extra=SMALL)
    kill(home)
    file = home / "postgres" / "postmaster.pid"
    file.write_text(file.read_text().replace(file.read_text().split()[0], str(os.getpid()), 1))
    embedded.stop(home)  # which must not end us
    assert embedded.start(home, silent, extra=SMALL)


def test_a_server_that_cannot_start_says_why_and_what_helps(home: Path) -> None:
    embedded.start(home, silent, extra=SMALL)
    embedded.stop(home)
    (home / "postgres" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(embedded.EmbeddedError, match=r"(?s)Dump it with the older.*postgres\.log"):
        embedded.start(home, silent)


def test_a_folder_with_other_things_is_left_alone(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "letter.txt").write_text("mine")
    with pytest.raises(embedded.EmbeddedError, match="move it away"):
        embedded.start(home, silent)


def test_a_set_up_that_was_interrupted_is_done_again(home: Path) -> None:
    (home / "postgres.new").mkdir(parents=True)
    (home / "postgres.new" / "PG_VERSION").write_text("18\n")
    assert embedded.start(home, silent, extra=SMALL)


def test_several_starts_at_once_make_one_server(home: Path) -> None:
    results: list[bool] = []
    threads = [
        threading.Thread(target=lambda: results.append(embedded.start(home, silent, extra=SMALL))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, True]


def test_the_last_one_out_stops_the_server(home: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from gongzhi.config import embedded; home = Path(sys.argv[1]);"
        "embedded.join(home, lambda words: None); print('in', flush=True); input(); print(embedded.leave(home))"
    )
    command = [sys.executable, "-c", program, str(home)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout and other.stdout.readline() == "in\n"
        embedded.join(home, silent)
        out, _ = other.communicate("\n")
    assert out == "False\n"
    with psycopg.connect(embedded.address(home, "postgres")):
        assert embedded.leave(home) is False, "a guest from elsewhere is still there"
    embedded.join(home, silent)
    deadline = time.monotonic() + 10
    while not embedded.leave(home) and time.monotonic() < deadline:  # the guest's session takes a moment to end
        embedded.join(home, silent)
    assert not embedded.running(home)


def test_a_deep_folder_gets_a_short_socket(tmp_path: Path) -> None:
    for name in ("very-long-name-" * 8, "很长的名字" * 8):
        assert len(os.fsencode(embedded._sockets(tmp_path / name))) <= embedded.SOCKET_LIMIT


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_root_without_user_namespaces_runs_it_as_nobody(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The temporary folder of the test is closed to others, as root's own home is.
    monkeypatch.setattr(unprivileged, "NAMESPACE", ("false",))
    assert embedded.start(home, silent, extra=SMALL)
    assert (home / "postgres").stat().st_uid == unprivileged.NOBODY
    embedded.ensure_database(home)
    with psycopg.connect(embedded.address(home)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_root_runs_it_as_who_owns_the_data(home: Path) -> None:
    embedded.start(home, silent, extra=SMALL)
    embedded.stop(home)
    for path in (home / "postgres", *(home / "postgres").rglob("*")):
        os.chown(path, 1, 1)
    assert embedded.start(home, silent, extra=SMALL)
    pid = embedded.pid_of(home)
    assert Path(f"/proc/{pid}").stat().st_uid == 1


def insert_until_it_breaks(home: Path, start: int, keep: Callable[[int], None]) -> None:
    """Insert rows one by one, keeping the number of each that the server acknowledged."""
    try:
        with psycopg.connect(embedded.address(home), autocommit=True) as connection:
            for number in range(start, start + 1_000_000):
                connection.execute("INSERT INTO acknowledged VALUES (%s, repeat('x', 400))", [number])
                keep(number)
    except psycopg.OperationalError:
        return


def kill(home: Path, *, everything: bool = True) -> None:
    """Kill the server as a power cut would, or only its first process."""
    parent = embedded.pid_of(home)
    assert parent
    below = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    for pid in (parent, *(map(int, below) if everything else ())):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    child = embedded._children.pop(home.resolve(), None)
    if child is not None:
        child.wait()
