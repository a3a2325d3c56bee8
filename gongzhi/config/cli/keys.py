"""`gongzhi keys rotate`: seal contact data with the newest key."""

import click

from gongzhi.config.cli import set_up


@click.group()
def keys() -> None:
    """Change the keys that seal contact data."""


@keys.command()
def rotate() -> None:
    """Seal all contact data anew with the first of GONGZHI_KEYS; the old keys may then be taken away."""
    set_up()
    from gongzhi.intake.actions import rotate_keys

    done = rotate_keys(progress=lambda count, total: click.echo(f"{count} of {total}", err=True))
    click.echo(f"{done.resealed} contacts are sealed with the newest key.")
    if done.unreadable:
        raise click.ClickException(f"{done.unreadable} contacts open with none of the keys; bring the old key back.")
