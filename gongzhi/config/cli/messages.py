"""`gongzhi messages`: the Chinese texts."""

import sys

import click


@click.group()
def messages() -> None:
    """Build the Chinese texts, or list those that are missing."""


@messages.command()
def build() -> None:
    """Compile the Chinese texts if they changed."""
    from gongzhi.config import messages as texts

    click.echo("built" if texts.build() else "up to date")


@messages.command()
def missing() -> None:
    """List the texts without Chinese; exit code 1 if there are any."""
    from gongzhi.config import messages as texts

    found = texts.missing()
    for context, text in found:
        click.echo(f"{context or '-'}\t{text}")
    sys.exit(1 if found else 0)
