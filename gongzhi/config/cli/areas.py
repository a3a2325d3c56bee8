"""`gongzhi areas import`: division lists and outlines."""

from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from gongzhi.config.cli import set_up

SHOWN = 50


@click.group()
def areas() -> None:
    """Read division lists and outlines."""


@areas.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--boundaries", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="GeoJSON with outlines."
)
@click.option(
    "--datum",
    type=click.Choice(["wgs84", "gcj02"]),
    default="wgs84",
    show_default=True,
    help="Datum of the outlines, and of lon and lat in the list.",
)
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="Day from which it holds (default: today).")
@click.option(
    "--retire-missing", is_flag=True, help="The list is complete: retire areas of its levels and places that it lacks."
)
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Write rejected rows to this file.")
def import_(
    file: Path,
    boundaries: Path | None,
    datum: str,
    valid_from: datetime | None,
    retire_missing: bool,
    rejects: Path | None,
) -> None:
    """Read FILE (CSV, may be .gz: code, name, optional parent, name_en, population, lon, lat) into the areas.

    Codes have 2, 4, 6, 9, 12 or 15 digits. Running it again changes nothing; rows that make no sense are reported
    with their line and reason and left out.
    """
    set_up()
    from gongzhi.base.errors import GongzhiError

    since = valid_from.date() if valid_from else None
    rejected: list[tuple[str, int, str]] = []
    try:
        rejected += _read_areas(file, datum, since, retire_missing)
        if boundaries:
            rejected += _read_outlines(boundaries, datum, since)
    except GongzhiError as error:
        raise click.ClickException(error.en) from error
    finally:
        _tell(rejected, rejects)


def _read_areas(file: Path, datum: str, since: date | None, retire_missing: bool) -> list[tuple[str, int, str]]:
    from gongzhi.base import clock
    from gongzhi.places.actions import import_divisions
    from gongzhi.places.domain.geo import Datum

    with _bar() as bar:
        task = bar.add_task("areas", total=None)
        report = import_divisions(
            file,
            by=None,
            now=clock.now(),
            datum=Datum(datum),
            valid_from=since,
            retire_missing=retire_missing,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    click.echo(
        f"{report.created} created, {report.updated} changed, {report.unchanged} unchanged, {report.retired} retired."
    )
    return [(file.name, line, why) for line, why in report.rejected]


def _read_outlines(file: Path, datum: str, since: date | None) -> list[tuple[str, int, str]]:
    from gongzhi.base import clock
    from gongzhi.places.actions import import_boundaries
    from gongzhi.places.domain.geo import Datum

    with _bar() as bar:
        task = bar.add_task("outlines", total=None)
        report = import_boundaries(
            file,
            datum=Datum(datum),
            by=None,
            now=clock.now(),
            valid_from=since,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    click.echo(f"{report.set} outlines set, {report.unchanged} unchanged.")
    return [(file.name, position, why) for position, why in report.rejected]


def _tell(rejected: list[tuple[str, int, str]], file: Path | None) -> None:
    for name, line, why in rejected[:SHOWN]:
        click.echo(f"rejected: {name}:{line}: {why}", err=True)
    if len(rejected) > SHOWN:
        click.echo(f"… and {len(rejected) - SHOWN} more rejected rows" + ("" if file else " (see --rejects)"), err=True)
    if file:
        file.write_text("".join(f"{name}\t{line}\t{why}\n" for name, line, why in rejected), encoding="utf-8")
    if rejected:
        click.echo(f"{len(rejected)} rejected.")


def _bar() -> Progress:
    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
