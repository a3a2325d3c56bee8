"""`gongzhi retention`: erase what is kept of cases whose term has ended."""

import click

from gongzhi.config.cli import set_up


@click.command()
def retention() -> None:
    """Erase words and contact data of cases closed longer ago than GONGZHI_RETENTION_DAYS, as is done every night."""
    set_up()
    from gongzhi.base import clock
    from gongzhi.intake.actions import erase_ended

    done = erase_ended(now=clock.now(), progress=lambda count: click.echo(f"{count} cases …", err=True))
    click.echo(f"The words and contact data of {done} cases were erased.")
