"""Every command has help, and the reference page says what the help says."""

import click
import pytest
from click.testing import CliRunner

from gongzhi.config.cli import COMMANDS, main
from gongzhi.config.cli.docs import PAGE, commands_page


def all_commands() -> list[tuple[str, click.Command]]:
    context = click.Context(main, info_name="gongzhi")
    found: list[tuple[str, click.Command]] = []
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {below}", command.commands[below]) for below in command.commands]
    return found


def test_the_reference_page_matches_the_commands() -> None:
    assert PAGE.read_text(encoding="utf-8") == commands_page(), "run `make docs`"


@pytest.mark.parametrize(("name", "command"), all_commands(), ids=lambda each: each if isinstance(each, str) else "")
def test_a_command_has_help(name: str, command: click.Command) -> None:
    assert command.help and command.help.strip().endswith((".", "there."))
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"


def test_help_needs_no_database() -> None:
    done = CliRunner().invoke(main, ["--help"])
    assert done.exit_code == 0
    assert "demo" in done.output and "bench" in done.output
