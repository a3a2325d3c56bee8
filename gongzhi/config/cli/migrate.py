"""`gongzhi migrate`: everything a new version needs before it serves."""

import click

from gongzhi.config.cli import set_up


@click.command()
def migrate() -> None:
    """Bring the database, its partitions, the texts, the static files and the shipped catalogue up to date.

    Safe to run at any time and again: it starts the embedded database if the site uses it, applies what is missing
    and leaves the rest alone.
    """
    set_up()
    bring_up_to_date()
    click.echo("The database is up to date.")


def bring_up_to_date() -> None:
    """Migrate, make partitions ahead, build texts, collect static files, and publish the catalogue if there is none."""
    from django.conf import settings
    from django.core.management import call_command

    from gongzhi.base import clock
    from gongzhi.cases import queries
    from gongzhi.cases.actions import make_months, publish_catalogue
    from gongzhi.cases.domain.catalogue import shipped_catalogue
    from gongzhi.config.messages import build

    call_command("migrate", verbosity=0, interactive=False)
    make_months(now=clock.now())
    build()
    if not settings.TESTING:
        call_command("collectstatic", verbosity=0, interactive=False)
    if not queries.categories():
        publish_catalogue(shipped_catalogue(settings.SITE.profile), now=clock.now())
