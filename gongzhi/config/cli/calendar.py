"""`gongzhi calendar`: an area's own days and hours, and clocks computed anew after a change."""

from datetime import datetime

import click

from gongzhi.config.cli import set_up


@click.group()
def calendar() -> None:
    """Change the working calendar of an area (its code: 2 to 15 digits), and compute its clocks anew."""


@calendar.command()
@click.argument("area")
@click.argument("date", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--works/--off", required=True, help="People work on this day, or do not.")
@click.option("--reason", required=True, help="Why, such as the notice that says so.")
def day(area: str, date: datetime, works: bool, reason: str) -> None:
    """Say that AREA works, or does not, on DATE (year-month-day), whatever the statutory calendar says."""
    set_up()
    from gongzhi.base import clock
    from gongzhi.places.actions import override_day

    _carry_out(
        lambda code, _level: override_day(code, date.date(), works=works, reason=reason, by=None, now=clock.now()),
        area,
    )


@calendar.command()
@click.argument("area")
@click.argument("spans")
def hours(area: str, spans: str) -> None:
    """Set the office hours of AREA, written as '08:30-12:00, 13:30-17:30'."""
    set_up()
    from gongzhi.base import clock
    from gongzhi.places.actions import set_working_hours

    _carry_out(lambda code, _level: set_working_hours(code, spans, by=None, now=clock.now()), area)


@calendar.command()
@click.argument("area")
@click.option("--dry-run", is_flag=True, help="Only say how many cases would get other times.")
def recompute(area: str, dry_run: bool) -> None:
    """Compute the clocks of all open cases in AREA anew after its calendar has changed; each change is logged."""
    set_up()
    from gongzhi.base import clock
    from gongzhi.cases.actions import recompute_clocks
    from gongzhi.places.domain.codes import code_range, parse_code

    try:
        low, high = code_range(*parse_code(area))
    except ValueError as error:
        raise click.ClickException(f"'{area}' is no area code: {error}") from error
    done = recompute_clocks(
        low, high, now=clock.now(), dry_run=dry_run, progress=lambda count: click.echo(f"{count} cases …", err=True)
    )
    would = "would get" if dry_run else "got"
    click.echo(f"{done.changed} of {done.seen} open cases {would} other times.")


def _carry_out(act, area: str) -> None:  # type: ignore[no-untyped-def]
    from gongzhi.base.errors import GongzhiError
    from gongzhi.places.domain.codes import parse_code

    try:
        act(*parse_code(area))
    except ValueError as error:
        raise click.ClickException(f"'{area}' is no area code: {error}") from error
    except GongzhiError as error:
        raise click.ClickException(error.en) from error
    click.echo("Done. Running clocks keep their times until `gongzhi calendar recompute` is run.")
