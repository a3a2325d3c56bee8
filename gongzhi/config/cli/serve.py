"""`gongzhi serve`: pages and background worker in one command."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

import click

from gongzhi.config.cli import database_alive, end_database, set_up, start_database
from gongzhi.config.cli.migrate import bring_up_to_date

GRACE = 10.0
TRIES, WITHIN = 5, 60.0  # a process that ends so often within so many seconds is not started again
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_TELL_WHEN_PARENT_DIES = 1  # Linux: PR_SET_PDEATHSIG


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--no-migrate", is_flag=True, help="Do not bring the database up to date first.")
def serve(host: str, port: int, workers: int, no_migrate: bool) -> None:
    """Serve the pages and run the background worker until Ctrl-C or SIGTERM.

    A process that dies is started again, the embedded database too; all end together.
    """
    check_port(host, port)
    set_up()
    if not no_migrate:
        bring_up_to_date()
    for line in greeting(host, port):
        click.echo(line)
    run(host, port, workers)


def check_port(host: str, port: int) -> None:
    """Raise ClickException if the address cannot be listened on; better said now than after a long start."""
    try:
        family, kind, protocol, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        advice = "Choose another with --port (or PORT=… for make)."
        raise click.ClickException(f"{host}:{port} cannot be listened on: {error.strerror}. {advice}") from error


def greeting(host: str, port: int) -> list[str]:
    """Return the lines that say where the site is and which names it answers to."""
    from django.conf import settings

    name = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    lines = [f"Gongzhi is at http://{name}:{port}/  (Ctrl-C ends it)"]
    if host not in settings.ALLOWED_HOSTS and f"[{host}]" not in settings.ALLOWED_HOSTS:
        lines.append(f"It answers to {', '.join(settings.ALLOWED_HOSTS)}; set GONGZHI_HOSTS for other names.")
    return lines


@dataclass
class Child:
    """A process that is started again when it ends, unless it ends all the time."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    ends: deque[float] = field(default_factory=lambda: deque(maxlen=TRIES))
    pause_until: float = 0.0

    def look_after(self, now: float) -> None:
        """Start it if it does not run; raise ClickException when that has been tried too often."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            self._sweep()
            self.ends.append(now)
            if len(self.ends) == TRIES and now - self.ends[0] < WITHIN:
                code = self.process.returncode
                raise click.ClickException(f"The {self.name} process ends again and again (code {code}); see above.")
            click.echo(f"The {self.name} process ended (code {self.process.returncode}); starting it again.", err=True)
            self.process, self.pause_until = None, now + 0.5 * (len(self.ends) - 1)
        if now >= self.pause_until:
            # In a group of its own, so that Ctrl-C reaches it once: from us, in order; and so that it can be swept.
            self.process = subprocess.Popen(
                self.command,
                process_group=0,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 — we have one thread
            )

    def end(self, deadline: float) -> None:
        """Wait for the end that was asked for; then insist."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.1, deadline - time.monotonic()))
        self._sweep()
        self.process.wait()

    def _sweep(self) -> None:
        """Kill what is left of its group: processes it started itself, which nobody else would end."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def run(host: str, port: int, workers: int) -> None:
    """Keep the web server, the worker and the embedded database running until a signal says stop."""
    children = [Child("web", web_command(host, port, workers)), Child("worker", worker_command())]
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # ignored under nohup
            signal.signal(number, signal.default_int_handler)
    try:
        while True:
            if not database_alive():
                click.echo("The database ended; starting it again.", err=True)
                start_database()
            for child in children:
                child.look_after(time.monotonic())
            time.sleep(0.3)
    except KeyboardInterrupt:
        click.echo("Ending …", err=True)
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
        _end(children)
        end_database()


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command of the web server."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "gongzhi.config.wsgi:application"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "2"),
        *("--backpressure", "128", "--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--workers-kill-timeout", "8", "--no-ws", "--log-level", "warning"),
    ]


def worker_command() -> list[str]:
    """Return the command of the background worker."""
    return [
        *(sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"),
        *("--shutdown-graceful-timeout", "8", "--delete-jobs", "successful"),
    ]


def _end(children: list[Child]) -> None:
    for child in children:
        if child.process is not None and child.process.poll() is None:
            child.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        child.end(deadline)


def _end_with_parent() -> None:
    """Ask the system to end this process should its parent be killed outright."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_TELL_WHEN_PARENT_DIES, signal.SIGTERM)
