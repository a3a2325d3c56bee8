"""A catalogue that would leave a case stuck is refused, with the line and words in both languages."""

from collections.abc import Callable

import pytest

from gongzhi.cases.domain.catalogue import CatalogueError, Problem, check, load_catalogue

GOOD = """\
profile: test
version: 1
groups:
  - {code: roads, zh: 道路, en: Roads, icon: road}
categories:
  - code: pothole
    group: roads
    zh: 路面破损
    en: Pothole
    hint_zh: 路上有坑。
    hint_en: A hole in the road.
    keywords: [坑, 路坏了, pothole]
    about: place
    function: municipal
    limits: {response: 4 working_hours, resolution: 5 working_days}
    evidence:
      - {zh: 照片, en: A photo}
    public: true
    dispatch: auto
    source: {zh: 惯例, en: Practice}
    icon: road
    elsewhere_zh: 也可拨打 12345。
    elsewhere_en: Or phone 12345.
"""


def swapped(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def second(changes: Callable[[str], str]) -> str:
    return GOOD + changes(GOOD[GOOD.index("  - code: pothole") :])


def only(text: str) -> Problem:
    problems = check(text)
    assert len(problems) == 1, problems
    return problems[0]


def test_a_good_catalogue_has_no_problem() -> None:
    assert check(GOOD) == []
    assert load_catalogue(GOOD).category("pothole").en == "Pothole"


@pytest.mark.parametrize(
    ("text", "line", "path", "english"),
    [
        (swapped("group: roads", "group: rails"), 7, "categories.0.group", "unknown group 'rails'"),
        (swapped("function: municipal", "function: magic"), 14, "categories.0.function", "unknown function 'magic'"),
        (swapped("    icon: road", "    icon: dragon"), 21, "categories.0.icon", "unknown icon 'dragon'"),
        (swapped("en: Roads, icon: road", "en: Roads, icon: x"), 4, "groups.0.icon", "unknown icon 'x'"),
        (swapped("5 working_days", "5 moons"), 15, "categories.0.limits.resolution", "'5 moons' is no limit"),
        (swapped("5 working_days", "0 working_days"), 15, "categories.0.limits.resolution", "at least 1"),
        (swapped("5 working_days", "-2 hours"), 15, "categories.0.limits.resolution", "at least 1"),
        (swapped("5 working_days", "5"), 15, "categories.0.limits.resolution", "is no limit"),
        (swapped("4 working_hours", "9 days"), 15, "categories.0.limits.response", "longer than the resolution"),
        (
            swapped("response: 4 working_hours, resolution: 5 working_days", "resolution: 2 hours"),
            15,
            "categories.0.limits.resolution",
            "needs its own response limit",
        ),
        (swapped("    en: Pothole\n", ""), 6, "categories.0.en", "the English text (en) is missing"),
        (swapped("    hint_zh: 路上有坑。\n", ""), 6, "categories.0.hint_zh", "the Chinese text (hint_zh) is missing"),
        (swapped("{zh: 照片, en: A photo}", "{zh: 照片, en: ''}"), 17, "categories.0.evidence.0.en", "(en) is missing"),
        (swapped("about: place", "about: person"), 13, "categories.0.about", "'place'"),
        (swapped("public: true", "publik: true"), 6, "categories.0.public", "missing"),
        (swapped("[坑, 路坏了, pothole]", "[坑, 坑, pothole]"), 12, "categories.0.keywords", "given twice"),
        (swapped("[坑, 路坏了, pothole]", "[坑, 可疑人员]"), 12, "categories.0.keywords", "is about a person"),
        (swapped("en: Pothole", "en: Suspicious people"), 9, "categories.0.en", "is about a person"),
        (swapped("code: pothole", "code: Pot Hole"), 6, "categories.0.code", "lower-case"),
        (swapped("version: 1", "version: none"), 2, "version", "integer"),
        (swapped("version: 1", "version: 1\ncolour: red"), 3, "colour", "no such field"),
        (second(lambda text: text.replace("坑, 路坏了, pothole", "窟窿")), 24, "categories.1.code", "given twice"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, path: str, english: str) -> None:
    found = [each for each in check(text) if each.path == path]
    assert found, check(text)
    assert found[0].line == line
    assert english in found[0].en
    assert found[0].words("zh-hans") == found[0].zh != found[0].words("en")


def test_limits_of_another_urgency_are_checked_too() -> None:
    text = swapped("    evidence:", "    limits_when:\n      urgent: {resolution: 1 hours}\n    evidence:")
    assert only(text).path == "categories.0.limits_when.urgent.response"


def test_a_keyword_in_four_categories_tells_none_apart() -> None:
    entry = GOOD[GOOD.index("  - code: pothole") :]
    text = GOOD + "".join(entry.replace("code: pothole", f"code: pothole-{number}") for number in "abc")
    problems = check(text)
    assert {each.path for each in problems} == {f"categories.{number}.keywords" for number in range(4)}
    assert "in 4 categories" in problems[0].en


@pytest.mark.parametrize("text", ["", "- a", "42", "a: [", "\x00", "groups: 3\ncategories: x\n", "a: &b [*b]"])
def test_what_is_no_catalogue_is_refused_without_a_crash(text: str) -> None:
    assert check(text)
    with pytest.raises(CatalogueError):
        load_catalogue(text)


def test_an_entry_that_is_no_mapping_is_refused() -> None:
    assert check(swapped("categories:\n", "categories:\n  - just words\n"))[0].path == "categories.0"


def test_many_problems_are_counted_in_the_error() -> None:
    text = "profile: test\nversion: 1\ngroups: []\ncategories:\n" + "  - {}\n"
    with pytest.raises(CatalogueError, match="more") as caught:
        load_catalogue(text)
    assert len(caught.value.problems) > 5
