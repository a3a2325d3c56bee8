"""`gongzhi serve`: pages and background worker in one command."""

import signal
import subprocess
import sys
import time
from types import FrameType

import click

from gongzhi.config.cli import set_up
from gongzhi.config.cli.migrate import bring_up_to_date

GRACE = 10.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--no-migrate", is_flag=True, help="Do not bring the database up to date first.")
def serve(host: str, port: int, workers: int, no_migrate: bool) -> None:
    """Serve the pages and run the background worker until Ctrl-C or SIGTERM.

    A process that dies is started again; all end together.
    """
    set_up()
    if not no_migrate:
        bring_up_to_date()
    click.echo(f"Gongzhi is at http://{host}:{port}/  (Ctrl-C ends it)")
    run(host, port, workers)


def run(host: str, port: int, workers: int) -> None:
    """Keep the web server and the worker running until a signal says stop."""
    commands = {"web": web_command(host, port, workers), "worker": worker_command()}
    children = {name: subprocess.Popen(command) for name, command in commands.items()}
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    fails = 0
    while not stopping:
        time.sleep(0.3)
        for name, child in children.items():
            if child.poll() is not None and not stopping:
                fails += 1
                if fails > 20:
                    stopping.append(signal.SIGTERM)
                    break
                click.echo(f"The {name} process ended (code {child.returncode}); starting it again.", err=True)
                time.sleep(min(fails * 0.5, 5))
                children[name] = subprocess.Popen(commands[name])
    _end(list(children.values()))


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command of the web server."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "gongzhi.config.wsgi:application"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "2"),
        *("--backpressure", "128", "--respawn-failed-workers", "--no-ws", "--log-level", "warning"),
    ]


def worker_command() -> list[str]:
    """Return the command of the background worker."""
    return [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"]


def _end(children: list["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
