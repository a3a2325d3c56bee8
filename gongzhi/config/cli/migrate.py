"""`gongzhi migrate`: everything a new version needs before it serves."""

import click

from gongzhi.config.cli import set_up

LOCK = 706_110_2026  # any number, but the same for all of Gongzhi


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
    from django.db import connection

    from gongzhi.base import clock
    from gongzhi.cases import queries
    from gongzhi.cases.actions import make_months, publish_catalogue
    from gongzhi.cases.domain.catalogue import shipped_catalogue
    from gongzhi.config.messages import build

    with connection.cursor() as cursor:
        # Two that start at once (two services, a service and a shell) take turns; the second finds nothing to do.
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    make_months(now=clock.now())
    build()
    if not settings.TESTING:
        call_command("collectstatic", verbosity=0, interactive=False)
    if not queries.categories():
        publish_catalogue(shipped_catalogue(settings.SITE.profile), now=clock.now())
