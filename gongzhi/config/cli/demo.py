"""`gongzhi demo`: a working platform on a fresh machine."""

import os

import click
from rich.console import Console
from rich.table import Table

from gongzhi.config.cli import set_up

PASSWORD = "gongzhi-demo-2026"  # noqa: S105 — printed on purpose: a demo's door is open


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option("--no-serve", is_flag=True, help="Load the demo and end.")
def demo(host: str, port: int, workers: int, no_serve: bool) -> None:
    """Load the demo (a district with invented matters) if it is not there, and serve it.

    The demo never touches a database that holds anything else.
    """
    from gongzhi.config.cli.serve import check_port, greeting, run

    if not no_serve:
        check_port(host, port)
    os.environ["GONGZHI_DEMO"] = "1"
    os.environ.setdefault("GONGZHI_PUBLIC_URL", f"http://{host}:{port}")  # the links in its notices lead here
    set_up()
    from gongzhi.base import clock
    from gongzhi.config.cli.migrate import bring_up_to_date
    from gongzhi.config.demo.load import is_loaded, load_demo

    console = Console(stderr=True)
    with console.status("Bringing the database up to date …"):
        bring_up_to_date()
    if not is_loaded():
        from rich.progress import Progress

        with Progress(console=console, transient=True) as bar:
            task = bar.add_task("Inventing two months of matters", total=None)
            load_demo(
                PASSWORD,
                now=clock.now(),
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    _welcome(host, port)
    if not no_serve:
        for line in greeting(host, port):
            click.echo(line)
        run(host, port, workers)


def _welcome(host: str, port: int) -> None:
    from gongzhi.config.demo.load import demo_people

    address = f"http://{host}:{port}"
    table = Table(title=f"Everybody's password: {PASSWORD}", title_justify="left")
    for column in ("sign in as", "name", "role"):
        table.add_column(column)
    for user, name, role in demo_people():
        table.add_row(user, name, role)
    console = Console()
    console.print(table)
    console.print(
        f"Residents: {address}/   Staff: {address}/desk/   Map: {address}/map/   Sign in: {address}/accounts/login/"
    )
    console.print("Ctrl-C ends it; run it again and everything is still there.")
