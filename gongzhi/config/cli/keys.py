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

    count = rotate_keys(progress=lambda done, total: click.echo(f"{done} of {total}", err=True))
    click.echo(f"{count} contacts are sealed with the newest key.")
