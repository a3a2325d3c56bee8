"""The shipped catalogue: what it promises, in both languages, and nobody is the subject of a category."""

import json
import re

import pytest

from gongzhi.cases.domain.catalogue import Category, Urgency, functions, icons, limits_in_force, shipped_catalogue
from gongzhi.cases.domain.process import load_process

CATALOGUE = shipped_catalogue()
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("code", "resolution"),
    [
        ("exposed-rubbish", "1 working_days"),
        ("piled-soil", "4 working_days"),
        ("dirty-road", "5 working_hours"),
        ("dirty-water", "15 working_days"),
        ("standing-water", "4 working_hours"),
        ("hotline-matter", "5 working_days"),
        ("water-outage", "24 hours"),
        ("power-outage", "24 hours"),
        ("gas-outage", "24 hours"),
        ("heating-outage", "24 hours"),
        ("emergency-danger", "2 hours"),
        ("gas-leak", "2 hours"),
        ("blocked-fire-lane", "2 hours"),
        ("petition", "60 days"),
        ("unauthorised-building", "20 working_days"),
    ],
)
def test_the_published_limits_are_shipped(code: str, resolution: str) -> None:
    assert CATALOGUE.category(code).limits.written()["resolution"] == resolution


def test_a_petition_is_accepted_in_15_days_with_30_for_extension_review_and_second_review() -> None:
    petition = CATALOGUE.category("petition")
    assert petition.limits.written()["accept"] == "15 days"
    assert [(each.en, each.limit.amount) for each in petition.stages] == [
        ("Extension", 30),
        ("Review", 30),
        ("Second review", 30),
    ]


def test_unauthorised_building_is_stopped_fined_and_removed_in_stages() -> None:
    stages = CATALOGUE.category("unauthorised-building").stages
    assert [(each.limit.amount, each.limit.unit.value) for each in stages] == [
        (4, "working_hours"),
        (7, "working_days"),
        (20, "working_days"),
    ]


def test_every_emergency_is_finished_in_two_hours_and_goes_out_by_itself() -> None:
    found = [each for each in CATALOGUE if each.urgency is Urgency.EMERGENCY]
    assert len(found) >= 5
    assert {each.limits.written()["resolution"] for each in found} == {"2 hours"}
    assert {each.dispatch for each in found} == {"auto"}


@pytest.mark.parametrize("category", CATALOGUE.categories, ids=lambda each: each.code)
def test_a_category_speaks_both_languages_with_words_people_type(category: Category) -> None:
    chinese = [word for word in category.keywords if HAN.search(word)]
    assert len(chinese) >= 6
    assert len(category.keywords) - len(chinese) >= 3
    assert HAN.search(category.zh) and HAN.search(category.hint_zh) and HAN.search(category.elsewhere_zh)
    assert not HAN.search(category.en + category.hint_en + category.elsewhere_en)


def test_matters_of_a_home_are_never_shown_closely() -> None:
    homes = [each for group in ("housing", "civil", "health") for each in CATALOGUE.in_group(group)]
    assert all(not each.public or each.precision <= 3 for each in homes)


def test_each_group_is_used_and_each_category_has_a_group() -> None:
    assert {each.group for each in CATALOGUE} == {group.code for group in CATALOGUE.groups}
    assert len(CATALOGUE.categories) >= 56


def test_a_category_survives_the_way_through_json() -> None:
    for category in CATALOGUE:
        assert Category.model_validate(json.loads(json.dumps(category.model_dump(mode="json")))) == category


def test_another_urgency_changes_only_the_limits_it_names() -> None:
    pothole = CATALOGUE.category("pothole")
    assert pothole.limits_for("normal") == {"resolution": "5 working_days"}
    assert pothole.limits_for(Urgency.URGENT) == {"resolution": "1 working_days", "response": "2 working_hours"}
    assert pothole.limits_for(Urgency.EMERGENCY) == pothole.limits_for("normal")


def test_words_are_given_in_the_language_asked_for() -> None:
    lane = CATALOGUE.category("blocked-fire-lane")
    assert (lane.name("zh-hans"), lane.name("en")) == ("消防通道堵塞", "Blocked fire lane")
    assert lane.hint("zh-hans") == lane.hint_zh and lane.hint("en") == lane.hint_en
    assert lane.elsewhere("zh-hans") == lane.elsewhere_zh and lane.elsewhere("en") == lane.elsewhere_en
    assert lane.evidence_wanted("en")[0] == "A photo of the place"


def test_an_unknown_category_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="no-such"):
        CATALOGUE.category("no-such")


def test_functions_and_icons_in_use_exist() -> None:
    assert {"fire", "water", "urban-management", "centre", "letters-and-calls"} <= set(functions())
    assert {each.icon for each in CATALOGUE} | {group.icon for group in CATALOGUE.groups} <= icons()


def test_a_clock_without_a_limit_of_the_category_has_that_of_the_process() -> None:
    found = limits_in_force(CATALOGUE.category("piled-soil"), load_process("request"), Urgency.NORMAL)
    assert [(each.clock.en, each.limit.amount, each.usual) for each in found] == [
        ("acceptance", 1, True),
        ("first response", 4, True),
        ("resolution", 4, False),
        ("verification", 1, True),
    ]
