"""The command `gongzhi`: each subcommand is imported only when it is asked for, so that help is quick."""

import importlib
import os
import sys

import click

# name: (module, attribute, one line of help, hidden)
COMMANDS: dict[str, tuple[str, str, str, bool]] = {
    "demo": ("demo", "demo", "Load the demo and serve it.", False),
    "serve": ("serve", "serve", "Serve the pages and run the background worker.", False),
    "migrate": ("migrate", "migrate", "Bring the database, the static files and the catalogue up to date.", False),
    "areas": ("areas", "areas", "Read division lists and outlines.", False),
    "catalogue": ("catalogue", "catalogue", "Check a catalogue file and put it in force.", False),
    "calendar": ("calendar", "calendar", "Change the working calendar of an area, and compute its clocks anew.", False),
    "user": ("user", "user", "Make accounts from the command line.", False),
    "keys": ("keys", "keys", "Change the keys that seal contact data.", False),
    "retention": ("retention", "retention", "Erase words and contact data whose retention has ended.", False),
    "suggest": ("suggest", "suggest", "Learn to suggest categories from closed matters.", False),
    "doctor": ("doctor", "doctor", "Say what is wrong with this site and how to mend it.", False),
    "bench": ("bench", "bench", "Measure speed against its goals.", False),
    "docs": ("docs", "docs", "Write the generated pages of the documentation.", True),
    "messages": ("messages", "messages", "Build the Chinese texts, or list those that are missing.", True),
}


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the module of a command and return it."""
        if name not in COMMANDS:
            return None
        module, attribute, _help, hidden = COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(f"gongzhi.config.cli.{module}"), attribute)
        command.hidden = hidden
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_m, _a, line, hidden) in COMMANDS.items() if not hidden])


@click.group(cls=LazyGroup)
@click.version_option(package_name="gongzhi")
def main() -> None:
    """Gongzhi (共治): community governance, from a report to a verified result."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")


def set_up(*, database: bool = True) -> None:
    """Load the settings and, if asked, start the embedded database; end with a sentence where that fails."""
    import django
    from pydantic import ValidationError

    try:
        django.setup()
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            click.echo(f"The setting GONGZHI_{name} is wrong: {problem['msg']}", err=True)
        sys.exit(2)
    if database:
        start_database()


def start_database() -> None:
    """Start the embedded database if the site uses it."""
    from django.conf import settings

    from gongzhi.config import embedded

    if settings.SITE.database_url:
        return
    try:
        embedded.join(settings.HOME, _say)
        embedded.ensure_database(settings.HOME)
    except embedded.EmbeddedError as error:
        raise click.ClickException(str(error)) from error


def database_alive() -> bool:
    """Say whether the embedded database lives; one of the site's own is not ours to look after."""
    from django.conf import settings

    from gongzhi.config import embedded

    return bool(settings.SITE.database_url) or embedded.alive(settings.HOME)


def end_database() -> None:
    """Stop the embedded database if nobody else uses it."""
    from django.conf import settings
    from django.db import connections

    from gongzhi.config import embedded

    if not settings.SITE.database_url:
        connections.close_all()
        embedded.leave(settings.HOME, _say)


def _say(words: str) -> None:
    click.echo(words, err=True)
