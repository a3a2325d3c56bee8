"""`gongzhi bench`: figures with their conditions and goals."""

import cProfile
import io
import json
import os
import pstats
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from gongzhi.config.cli import set_up

if TYPE_CHECKING:
    from gongzhi.config.bench.measures import Bench
    from gongzhi.config.bench.result import Run

NAMES = ("calibration", "route", "intake", "lifecycle", "pages", "minute", "blur")
GRIDS = 168_000


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option("--cases", default=100_000, show_default=True, type=click.IntRange(100), help="Cases in the full table.")
@click.option("--grids", default=GRIDS, show_default=True, type=click.IntRange(100), help="Grids for routing.")
@click.option("--seconds", default=8.0, show_default=True, type=click.FloatRange(0.2), help="Length of a measurement.")
@click.option(
    "--port", default=8790, show_default=True, type=click.IntRange(1024, 65535), help="Port of the bench's server."
)
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to this file.")
@click.option("--profile", is_flag=True, help="Print where this process spends its time.")
def bench(
    names: tuple[str, ...], cases: int, grids: int, seconds: float, port: int, file: Path | None, profile: bool
) -> None:
    """Measure intake, lifecycle, pages, routing, the minute task and blurring against the goals (all, or those named).

    It makes a database server of its own in the home folder and never touches the site's data.
    """
    home = _own_home()
    set_up()
    from gongzhi.base import clock
    from gongzhi.config.bench import measures, site
    from gongzhi.config.bench.result import Run, machine
    from gongzhi.config.cli.migrate import bring_up_to_date

    say = Console(stderr=True)
    with say.status("Making the bench's own site …"):
        bring_up_to_date()
        ground = site.make_site(clock.now())
        found = measures.Bench(Run(machine()), ground, measures.sessions(ground), port, seconds)
        found.run.conditions |= {"cases": cases, "grids": grids, "seconds": seconds, "workers": 2, "clients": 8}
    wanted = [name for name in NAMES if name in (names or NAMES)]
    work = _work(found, cases, grids)
    profiler = cProfile.Profile() if profile else None
    for name in wanted:
        with say.status(f"Measuring {name} …"):
            profiler.runcall(work[name]) if profiler else work[name]()
    _end(home)
    _show(found.run)
    if profiler:
        out = io.StringIO()
        pstats.Stats(profiler, stream=out).sort_stats("cumulative").print_stats(40)
        click.echo(out.getvalue())
    if file:
        file.write_text(json.dumps(found.run.data(), ensure_ascii=False, indent=1), encoding="utf-8")
    sys.exit(0 if all(result.met is not False for result in found.run.results) else 1)


def _work(found: "Bench", cases: int, grids: int) -> dict[str, Callable[[], None]]:
    from gongzhi.base import clock
    from gongzhi.config.bench import blur, measures, site

    filled: list[int] = []

    def full_pages() -> None:
        if not filled:
            site.fill(found.site, cases, now=clock.now())
        measures.pages(found)

    def life() -> None:
        measures.lifecycle(found, cases)
        filled.append(cases)

    return {
        "calibration": lambda: measures.calibrate(found),
        "route": lambda: measures.route(found, site.add_grids(grids)),
        "intake": lambda: measures.intake(found),
        "lifecycle": life,
        "pages": full_pages,
        "minute": lambda: measures.minute(found, min(50_000, cases)),
        "blur": lambda: blur.blur(found.run, max(5, int(found.seconds * 5))),
    }


def _own_home() -> Path:
    """Point the settings at an empty home below the site's own, before they are read."""
    home = Path(os.environ.get("GONGZHI_HOME", "var")).resolve() / "bench"
    from gongzhi.config import embedded

    if home.exists():
        embedded.stop(home)
        shutil.rmtree(home)
    os.environ.update(GONGZHI_HOME=str(home), GONGZHI_REPORT_RATE="0")
    os.environ.pop("DATABASE_URL", None)
    return home


def _end(home: Path) -> None:
    from gongzhi.config import embedded
    from gongzhi.config.bench import measures

    measures.close()
    embedded.stop(home)
    shutil.rmtree(home, ignore_errors=True)


def _show(run: "Run") -> None:
    console = Console()
    console.print("  ".join(f"{key}: {value}" for key, value in run.conditions.items()))
    table = Table()
    for column in ("figure", "value", "unit", "goal", "met"):
        table.add_column(column, justify="right" if column == "value" else "left")
    for result in run.results:
        met = {True: "yes", False: "NO", None: ""}[result.met]
        table.add_row(result.name, f"{result.value:,.2f}", result.unit, result.goal, met)
    console.print(table)
