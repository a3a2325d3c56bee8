"""`gongzhi docs write`: the generated pages of the documentation."""

from pathlib import Path

import click

from gongzhi.config.cli import COMMANDS, main, set_up

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "commands.md"


@click.group()
def docs() -> None:
    """Write the generated pages of the documentation."""


@docs.command()
def write() -> None:
    """Write every generated page; tests compare them with the code."""
    set_up(database=False)
    from gongzhi.config.reference import write_pages

    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(commands_page(), encoding="utf-8")
    write_pages()
    click.echo("written")


def commands_page() -> str:
    """Return the reference page of the commands, made from their own help."""
    lines = [
        "# Commands",
        "",
        "<!-- Made by `gongzhi docs write` from the commands' own help; a test compares. -->",
        "",
        "`make demo` and `make serve` call these; on a site the program is `.venv/bin/gongzhi`.",
        "",
    ]
    context = click.Context(main, info_name="gongzhi")
    for name in COMMANDS:
        command = main.get_command(context, name)
        if command is not None and not command.hidden:
            lines += _section(command, context, f"gongzhi {name}")
    return "\n".join(lines).rstrip() + "\n"


def _section(command: click.Command, context: click.Context, path: str) -> list[str]:
    own = click.Context(command, info_name=path.rsplit(" ", 1)[-1], parent=context)
    if isinstance(command, click.Group):
        lines = [f"## {path}", "", command.help or "", ""]
        for name in command.list_commands(own):
            below = command.get_command(own, name)
            if below is not None:
                lines += _section(below, own, f"{path} {name}")
        return lines
    usage = " ".join(command.collect_usage_pieces(own))
    help_ = "\n".join(line.strip() for line in (command.help or "").splitlines())
    lines = [f"## {path}", "", f"    {path} {usage}", "", help_, ""]
    options = [each.get_help_record(own) for each in command.get_params(own)]
    rows = [f"| `{record[0]}` | {record[1]} |" for record in options if record]
    return [*lines, "| option | meaning |", "| --- | --- |", *rows, ""]
