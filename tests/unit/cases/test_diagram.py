"""The diagram says what the process says, is well-formed, and nothing in it stands on something else."""

import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from gongzhi.cases.domain.diagram import NODE_WIDTH, SMALL, state_diagram, text_width
from gongzhi.cases.domain.process import Process, load_process, parse_process

REQUEST = load_process("request")
SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ["zh-hans", "en"]

BRANCHED = """
name: branched
version: 1
zh: 分支
en: Branched <&>
start: a
yellow: {days_before: 1, fraction: 0.25}
clocks: {}
steps: {s: {zh: 步, en: Step}}
states:
  a: {zh: 甲, en: A, step: s, owner: centre, told_zh: 一, told_en: one}
  b: {zh: 乙, en: B, step: s, owner: centre, told_zh: 一, told_en: one}
  c: {zh: 丙, en: C, step: s, owner: lead, told_zh: 一, told_en: one}
  d: {zh: 丁, en: D, step: s, owner: lead, told_zh: 一, told_en: one}
  e: {zh: 戊, en: E, step: s, end: true, told_zh: 一, told_en: one}
transitions:
"""
MOVES = ["a b", "a c", "a d", "b e", "c e", "d e", "d a", "c a", "b a", "a e"]


def branched() -> Process:
    moves = [
        f"  v{at}: {{zh: 去{at}, en: Go {at} <b>, done_zh: 去, done_en: gone, from: [{a}], to: {b}, who: [handler]}}"
        for at, (a, b) in enumerate(pair.split() for pair in MOVES)
    ]
    return parse_process(BRANCHED + "\n".join(moves))


def drawn(process: Process, language: str) -> ET.Element:
    return ET.fromstring(state_diagram(process, language, standalone=True))


def words(root: ET.Element) -> str:
    return " ".join(each.text or "" for each in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_every_move_is_named(language: str) -> None:
    said = words(drawn(REQUEST, language))
    for state in REQUEST.states.values():
        assert state.name(language) in said
    for move in REQUEST.transitions.values():
        assert move.name(language) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_narrow_enough_for_a_phone(language: str) -> None:
    root = drawn(REQUEST, language)
    assert float(root.attrib["width"]) <= 430
    assert all(text_width(state.name(language), 15) <= NODE_WIDTH - 8 for state in REQUEST.states.values())


def boxes(root: ET.Element) -> list[tuple[float, float, float, float]]:
    found = []
    for group in root.iter(f"{SVG}g"):
        rect = next(group.iter(f"{SVG}rect"))
        x, y, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        found.append((x, y, x + width, y + height))
    return found


def labels(root: ET.Element) -> list[tuple[float, float, float, float]]:
    return [
        (x, y - 10, x + text_width(each.text or "", SMALL), y + 3)
        for each in root.findall(f"{SVG}text")
        for x, y in [(float(each.attrib["x"]), float(each.attrib["y"]))]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_stands_on_a_box_or_on_another_label(language: str) -> None:
    root = drawn(REQUEST, language)
    for one, other in itertools.combinations(boxes(root) + labels(root), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_crossed_by_an_upright_line(language: str) -> None:
    root = drawn(REQUEST, language)
    for path in root.findall(f"{SVG}path"):
        x, y = 0.0, 0.0
        for command, rest in re.findall(r"([MHV])([-\d. ]+)", path.attrib["d"]):
            numbers = [float(each) for each in rest.split()]
            if command == "V":
                low, high = sorted((y, numbers[0]))
                for left, top, right, bottom in labels(root):
                    assert not (left < x < right and low < bottom and top < high), path.attrib["d"]
                y = numbers[0]
            elif command == "H":
                x = numbers[0]
            else:
                x, y = numbers


def test_a_process_with_branches_and_markup_in_its_names_is_drawn_and_escaped() -> None:
    root = drawn(branched(), "en")
    assert "Branched <&>" in (root.findtext(f"{SVG}title") or "")
    assert len(boxes(root)) == 5
    for one, other in itertools.combinations(boxes(root), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert len(root.findall(f"{SVG}path")) == len(MOVES)


def test_inside_a_page_it_takes_the_colours_of_the_page() -> None:
    svg = state_diagram(REQUEST, "en")
    assert "#" not in svg.replace("&#x27;", "")
    assert "style=" not in svg and "<style" not in svg
