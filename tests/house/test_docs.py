"""The documentation: links lead somewhere, commands and targets exist, every event type is described."""

import re
from pathlib import Path

import click
import pytest

from gongzhi.config.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    lost = [
        target
        for target, _anchor in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_and_targets_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    context = click.Context(main)
    for name in re.findall(r"(?:`|bin/|^ {4,})gongzhi ([a-z]+)", text, re.M):
        assert main.get_command(context, name) is not None, name
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:`|^ {4})make ([a-z]+)", text, re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_every_event_type_is_described() -> None:
    page = (ROOT / "docs" / "reference" / "events.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "gongzhi" / "cases").rglob("*.py"))
    types = set(re.findall(r'"((?:case|clock)\.[a-z_]+)"', code)) - {"clock.missed.supervise"}
    assert types and all(f"`{each}`" in page for each in types)
