"""The documentation: links lead somewhere, commands, options, settings and targets exist, every event is described."""

import re
from pathlib import Path

import click
import pytest

from gongzhi.config.cli import main
from gongzhi.config.site import Site

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PLACES = "area|areas|boundary|calendar"
NO_EVENTS = {"clock.missed.supervise", "areas.csv"}
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
def test_anchors_are_there(page: Path) -> None:
    lost = []
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        there = page.parent / target
        if anchor and "://" not in target and there.suffix == ".md" and anchor[1:] not in anchors(there):
            lost.append(target + anchor)
    assert lost == []


def anchors(page: Path) -> set[str]:
    """Return the anchors that headings get: small letters, hyphens for blanks, no other punctuation."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_and_targets_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for words in re.findall(r"(?:`|bin/|^ {4,})gongzhi ([a-z][^`\n|]*)", text, re.M):
        command: click.Command | None = main
        rest = words.split()
        while isinstance(command, click.Group) and rest:
            command = command.get_command(click.Context(command), rest.pop(0))
        assert command is not None, f"gongzhi {words}"
        known = {
            name for each in command.get_params(click.Context(command)) for name in (*each.opts, *each.secondary_opts)
        }
        given = {each.partition("=")[0] for each in rest if each.startswith("--")}
        assert given <= known, f"gongzhi {words}"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:`|^ {4})make ([a-z]+)", text, re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_settings_exist(page: Path) -> None:
    known = {f"GONGZHI_{name.upper()}" for name in Site.model_fields}
    assert set(re.findall(r"GONGZHI_[A-Z_]+", page.read_text(encoding="utf-8"))) <= known


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / target).resolve() for target, _anchor in LINK.findall(index.read_text(encoding="utf-8"))}
    assert {page.resolve() for page in (ROOT / "docs").rglob("*.md")} - linked == {index}


def test_every_event_type_is_described() -> None:
    page = (ROOT / "docs" / "reference" / "events.md").read_text(encoding="utf-8")
    types: set[str] = set()
    for room, names in (("cases", "case|clock"), ("people", "person|role|organisation"), ("places", PLACES)):
        code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "gongzhi" / room).rglob("*.py"))
        found = set(re.findall(rf'"((?:{names})\.[a-z_]+)"', code))
        assert found, room
        types |= found
    assert {each for each in types - NO_EVENTS if f"`{each}`" not in page} == set()


def test_the_data_of_a_case_event_is_described() -> None:
    page = (ROOT / "docs" / "reference" / "events.md").read_text(encoding="utf-8")
    engine = (ROOT / "gongzhi" / "cases" / "domain" / "engine.py").read_text(encoding="utf-8")
    case = (ROOT / "gongzhi" / "cases" / "domain" / "case.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'^ +"([a-z_]+)": ', engine + case, re.M)) | set(re.findall(r'data\["([a-z_]+)"\]', engine))
    keys -= {"note", "reason", "elsewhere", "organisation"}  # words of the engine's refusals
    assert "clocks" in keys and {each for each in keys if f"`{each}`" not in page} == set()
