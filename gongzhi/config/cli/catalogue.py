"""`gongzhi catalogue`: check a file, put it in force."""

import sys
from pathlib import Path

import click

from gongzhi.config.cli import set_up


@click.group()
def catalogue() -> None:
    """Check a catalogue file and put it in force."""


@catalogue.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def check(file: Path | None) -> None:
    """Check FILE (default: the shipped catalogue) and list what is wrong, with lines."""
    set_up(database=False)
    from gongzhi.cases.domain import catalogue as rules

    text = (file or _shipped()).read_text(encoding="utf-8")
    problems = rules.check(text)
    for problem in problems:
        click.echo(f"line {problem.line}: {problem.path}: {problem.en}")
    if problems:
        click.echo(f"{len(problems)} problems.")
        sys.exit(1)
    click.echo(f"The catalogue is sound: {len(rules.load_catalogue(text).categories)} categories.")


@catalogue.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def load(file: Path | None) -> None:
    """Put FILE (default: the shipped catalogue) in force; running cases keep what they were opened with."""
    set_up()
    from gongzhi.base import clock
    from gongzhi.cases.actions import publish_catalogue
    from gongzhi.cases.domain.catalogue import CatalogueError, load_catalogue

    try:
        loaded = load_catalogue((file or _shipped()).read_text(encoding="utf-8"))
    except CatalogueError as error:
        raise click.ClickException(f"{error}. See `gongzhi catalogue check`.") from error
    done = publish_catalogue(loaded, now=clock.now())
    click.echo(f"{done.created} new, {done.changed} changed, {done.unchanged} unchanged, {done.withdrawn} withdrawn.")


def _shipped() -> Path:
    from django.conf import settings

    return Path(settings.BASE_DIR) / "catalogue" / f"{settings.SITE.profile}.yaml"
