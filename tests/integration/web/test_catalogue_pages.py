"""The catalogue and the processes are there for everybody, in both languages, in a fixed few queries."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from gongzhi.cases.actions import publish_catalogue, withdraw_category
from gongzhi.cases.domain.catalogue import shipped_catalogue

NOW = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
PAGES = [
    reverse("catalogue"),
    reverse("catalogue") + "?q=消防通道",
    reverse("category", args=["blocked-fire-lane"]),
    reverse("category", args=["petition"]),
    reverse("processes"),
    reverse("process", args=["request"]),
    reverse("category_match") + "?q=路灯",
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    publish_catalogue(shipped_catalogue(), now=NOW)


def page(client: Client, address: str, language: str = "zh-hans") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_there_for_nobody_in_particular(client: Client, address: str) -> None:
    assert page(client, address)


@pytest.mark.parametrize("address", PAGES)
def test_the_english_page_has_no_chinese_of_ours(client: Client, address: str) -> None:
    client.cookies["gongzhi_language"] = "en"
    text = page(client, address, "en")
    assert "办结" not in text and "类别" not in text.replace("事件类别", "")


def test_the_catalogue_lists_every_category_with_its_limit(client: Client) -> None:
    text = page(client, reverse("catalogue"))
    assert all(each.zh in text for each in shipped_catalogue())
    assert "15 个工作日" in text and "24 小时" in text


def test_words_find_the_category_and_say_why(client: Client) -> None:
    text = page(client, reverse("catalogue") + "?q=有辆车把消防通道堵住了")
    assert "消防通道堵塞" in text and "<q>消防通道</q>" in text
    assert reverse("category", args=["blocked-fire-lane"]) in text


def test_words_that_fit_nothing_leave_the_whole_catalogue(client: Client) -> None:
    text = page(client, reverse("catalogue") + "?q=qwertyuiop")
    assert "没有找到合适的类别" in text and "暴露垃圾" in text


def test_a_category_says_by_when_who_and_what_the_public_sees(client: Client) -> None:
    text = page(client, reverse("category", args=["blocked-fire-lane"]))
    for words in ("2 小时", "消防救援", "公开", "现场照片", "119"):
        assert words in text


def test_a_category_with_stages_and_other_urgencies_shows_them(client: Client) -> None:
    assert "责令停工" in page(client, reverse("category", args=["unauthorised-building"]))
    assert "加急" in page(client, reverse("category", args=["pothole"]))


def test_a_withdrawn_category_says_so_and_is_no_longer_listed(client: Client) -> None:
    withdraw_category("praise", now=NOW)
    assert "已经停用" in page(client, reverse("category", args=["praise"]))
    assert reverse("category", args=["praise"]) not in page(client, reverse("catalogue"))


@pytest.mark.parametrize("address", ["/catalogue/no-such/", "/processes/no-such/"])
def test_what_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_process_page_has_the_diagram_and_the_same_in_words(client: Client) -> None:
    text = page(client, reverse("process", args=["request"]))
    assert "<svg" in text and "状态图" in text
    for words in ("待受理", "派遣员", "核查不通过", "做过这些环节", "转到上一级"):
        assert text.count(words) >= 1


def test_suggestions_are_radio_cards_that_end_with_something_else(client: Client) -> None:
    text = page(client, reverse("category_match") + "?q=楼道里有煤气味")
    assert 'value="gas-leak"' in text and 'type="radio"' in text
    assert text.index('value="gas-leak"') < text.index('value="hotline-matter"')


def test_suggestions_without_words_are_the_common_categories(client: Client) -> None:
    assert page(client, reverse("category_match")).count('type="radio"') == 8


def test_suggestions_abstain_with_a_sentence(client: Client) -> None:
    text = page(client, reverse("category_match") + "?q=今天天气真不错")
    assert "没有找到合适的类别" in text and 'value="hotline-matter"' in text


def test_suggestions_as_data(client: Client) -> None:
    answer = client.get(reverse("category_match"), {"q": "street lights out"}, headers={"accept": "application/json"})
    first = json.loads(answer.content)["categories"][0]
    assert first["code"] == "street-light" and first["because"] and 0 < first["score"] < 1


@pytest.mark.parametrize("words", ["消防" * 20_000, "😀" * 500, "<script>alert(1)</script>", "%00", "' OR 1=1 --"])
def test_no_words_break_it(client: Client, words: str) -> None:
    for address in (reverse("catalogue"), reverse("category_match")):
        answer = client.get(address, {"q": words})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_the_database_a_fixed_few_times(
    client: Client, django_assert_max_num_queries: object, address: str
) -> None:
    page(client, address)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        page(client, address)
