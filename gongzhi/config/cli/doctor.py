"""`gongzhi doctor`: what is wrong with this site, and how to mend it."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from gongzhi.config.cli import set_up

POSTGRESQL = 150000
FREE = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is well, and what to do if not."""

    what: str
    well: bool
    words: str


@click.command()
def doctor() -> None:
    """Look at settings, database, partitions, calendar, storage, pages and the centre; say how to mend what is wrong.

    Ends with exit code 1 if anything is broken.
    """
    set_up()
    findings: list[Finding] = []
    for look in LOOKS:
        try:
            findings += look()
        except Exception as error:  # a broken part must not hide the others
            findings.append(Finding(look.__name__.strip("_"), False, f"could not be looked at: {error}"))
    for finding in findings:
        mark = click.style("✓", fg="green") if finding.well else click.style("✗", fg="red")
        click.echo(f"{mark} {finding.what}: {finding.words}")
    broken = sum(not finding.well for finding in findings)
    click.echo("All is well." if not broken else f"{broken} to mend.")
    sys.exit(1 if broken else 0)


def _settings() -> Iterator[Finding]:
    from django.conf import settings

    site = settings.SITE
    own = bool(site.secret_key and site.keys)
    words = "given by the environment" if own else f"kept in {settings.HOME}: back that folder up with the database"
    yield Finding("secrets", True, words)
    yield Finding(
        "debug", not site.debug, "off" if not site.debug else "on: unset GONGZHI_DEBUG where others can reach it"
    )
    local = set(site.hosts) <= {"localhost", "127.0.0.1", "[::1]"}
    secure = site.https or local
    words = (
        "as it should be"
        if secure
        else "the site has a public name but no HTTPS: put it behind a proxy, set GONGZHI_HTTPS=1"
    )
    yield Finding("https", secure, words)


def _database() -> Iterator[Finding]:
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, version = cursor.fetchone()
        good = number >= POSTGRESQL
        yield Finding("PostgreSQL", good, version if good else f"{version} is too old: use 15 or later")
        cursor.execute("SELECT extname FROM pg_extension")
        there = {row[0] for row in cursor.fetchall()}
    lacking = sorted({"btree_gist", "pg_trgm"} - there)
    words = (
        "there"
        if not lacking
        else f"missing {', '.join(lacking)}: run `gongzhi migrate` as a role that may create them"
    )
    yield Finding("extensions", not lacking, words)
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
        yield Finding("migrations", True, "complete")
    except SystemExit:
        yield Finding("migrations", False, "not complete: run `gongzhi migrate`")


def _partitions() -> Iterator[Finding]:
    from django.db import connection

    from gongzhi.base import clock

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(relname) FROM pg_class WHERE relname ~ '^cases_case_[0-9]{6}$'")
        last = (cursor.fetchone()[0] or "none")[-6:]
    ahead = last > f"{clock.now():%Y%m}"
    yield Finding(
        "partitions", ahead, f"made until {last}" if ahead else f"made until {last} only: run `gongzhi migrate`"
    )


def _calendar() -> Iterator[Finding]:
    from gongzhi.base import clock
    from gongzhi.places.queries import known_until

    year = clock.today().year
    known = known_until(year)
    words = (
        f"days off of {year} are known" if known else f"days off of {year} are not known: update the package holidays"
    )
    yield Finding("calendar", known, words)
    if clock.today().month == 12 and not known_until(year + 1):
        yield Finding("calendar", False, f"days off of {year + 1} are not known yet: update the package holidays")


def _storage() -> Iterator[Finding]:
    from django.conf import settings

    probe = settings.HOME / ".doctor"
    try:
        settings.HOME.mkdir(parents=True, exist_ok=True)
        probe.write_text("well")
        probe.unlink()
        yield Finding("home folder", True, str(settings.HOME))
    except OSError as error:
        yield Finding("home folder", False, f"cannot be written ({error}): set GONGZHI_HOME to a folder of this user")
    free = shutil.disk_usage(settings.HOME).free
    yield Finding("disk", free > FREE, f"{free // 1024**3} GiB free" + ("" if free > FREE else ": make room"))


def _pages() -> Iterator[Finding]:
    from django.conf import settings

    built = (settings.BASE_DIR / "web" / "static" / "dist").is_dir()
    yield Finding("pages", built, "styles and scripts are built" if built else "not built: run `make setup`")


def _centre() -> Iterator[Finding]:
    from gongzhi.cases import queries
    from gongzhi.people.queries import centre_of
    from gongzhi.places.queries import drawn_area, roots

    tops = roots()
    yield Finding("areas", bool(tops), f"{len(tops)} at the top" if tops else "none: run `gongzhi areas import FILE`")
    middle = drawn_area()
    if middle:
        centre = centre_of(middle.code, middle.level)
        words = centre.name_zh if centre else f"none above {middle.name_zh}: make one under People, kind centre"
        yield Finding("centre", centre is not None, words)
    count = len(queries.categories())
    yield Finding("catalogue", count > 0, f"{count} categories" if count else "empty: run `gongzhi catalogue load`")


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _settings,
    _database,
    _partitions,
    _calendar,
    _storage,
    _pages,
    _centre,
)
