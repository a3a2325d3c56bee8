"""What everybody may see: public matters without a word of free text and without a person."""

import html
import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gongzhi.cases.queries import tracking
from tests.cast import COMMUNITY, COUNTY, OTHER_COUNTY, PASSWORD, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
SECRET = "王居民家门口，车牌鲁H12345"


@pytest.fixture(autouse=True)
def _now(settings: Any) -> None:
    settings.GONGZHI_NOW = NOON


def text_of(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def public(cast: Cast, category: str = "blocked-fire-lane", state: str = "handling", hours: int = 1) -> int:
    """Return the number of a public matter that was taken to a state."""
    start = NOON - timedelta(hours=hours)
    receipt = cast.report(start, category=category, description=SECRET, place=SECRET)
    cast.take_to(state, receipt.case_id, start)
    return tracking(receipt.case_id, now=NOON).number


def features(client: Client, name: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(reverse(name), query, headers={"accept": "application/geo+json"})
    assert answer.status_code == 200 and answer["Content-Type"] == "application/geo+json"
    return list(json.loads(answer.content)["features"])


def test_the_list_and_the_page_hold_no_words_and_no_person(client: Client, cast: Cast) -> None:
    number = public(cast)
    for address in (reverse("public_list"), reverse("public_case", args=[number]), reverse("public_map")):
        text = text_of(client.get(address))
        assert "鲁H" not in text and "王居民" not in text and "甲" not in text
    assert "消防通道堵塞" in text_of(client.get(reverse("public_case", args=[number])))
    assert "鲁H" not in json.dumps(features(client, "map_cases", bbox="116,35,117,36", zoom=14), ensure_ascii=False)


def test_what_is_not_filed_or_not_public_is_not_there(client: Client, cast: Cast) -> None:
    fresh = tracking(cast.report(NOON).case_id, now=NOON).number
    assert client.get(reverse("public_case", args=[fresh])).status_code == 404
    assert f"#{fresh}" not in text_of(client.get(reverse("public_list")))
    assert features(client, "map_cases", bbox="116,35,117,36", zoom=14) == []


@pytest.mark.parametrize("number", ["0", "99999999", "9" * 40])
def test_an_unknown_number_is_not_found(client: Client, cast: Cast, number: str) -> None:
    assert client.get(f"/cases/{number}/").status_code == 404


def test_the_list_is_narrowed(client: Client, cast: Cast) -> None:
    late, done, soon = public(cast, hours=5), public(cast, state="closed", hours=2), public(cast, hours=1)

    def shown(**query: str) -> set[int]:
        text = text_of(client.get(reverse("public_list"), query))
        return {number for number in (late, done, soon) if f"/cases/{number}/" in text}

    assert shown() == {late, done, soon}
    assert shown(status="red") == {late}
    assert shown(status="open") == {late, soon}
    assert shown(status="closed") == {done}
    assert shown(group="fire-safety") == {late, done, soon} and shown(group="noise-order") == set()
    assert shown(area=COUNTY) == {late, done, soon} and shown(area=OTHER_COUNTY) == set()
    assert shown(group="no-such", status="no-such", area="no-such") == {late, done, soon}


def test_an_area_is_found_by_its_name(client: Client, cast: Cast) -> None:
    assert f"area={COMMUNITY}" in text_of(client.get(reverse("public_list"), {"place": "胜利社区"}))
    assert "没有叫这个名字" in text_of(client.get(reverse("public_list"), {"place": "月球"}))


def test_the_list_goes_on_page_by_page(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _ in range(22):
        public(cast, state="dispatched")
    client.get(reverse("public_list"))
    with django_assert_max_num_queries(6):
        first = text_of(client.get(reverse("public_list")))
    assert first.count("gz-public-row") == 20
    after = first.split("after=")[1].split('"')[0]
    more = client.get(reverse("public_list"), {"after": after}, headers={"HX-Request": "true"})
    assert text_of(more).count("gz-public-row") == 2 and "<html" not in text_of(more)
    assert client.get(reverse("public_list"), {"after": "nonsense"}).status_code == 400


def test_the_map_counts_from_afar_and_shows_single_matters_near(client: Client, cast: Cast) -> None:
    number = public(cast)
    box = "116.4,35.2,116.8,35.6"
    near = features(client, "map_cases", bbox=box, zoom=14)
    assert [each["properties"]["url"] for each in near] == [f"/cases/{number}/"]
    assert len(str(near[0]["geometry"]["coordinates"][0]).split(".")[1]) <= 4
    far = features(client, "map_cases", bbox=box, zoom=9, within=COUNTY)
    assert sum(each["properties"]["count"] for each in far) == 1
    assert {each["properties"]["name"] for each in features(client, "map_areas", within=COMMUNITY)} >= {
        "胜利社区第1网格"
    }


@pytest.mark.parametrize("bbox", ["", "1,2,3", "a,b,c,d", "nan,0,1,1", "1e9,0,1,1", "-inf,0,1,1"])
def test_a_box_that_is_none_is_refused(client: Client, cast: Cast, bbox: str) -> None:
    assert client.get(reverse("map_cases"), {"bbox": bbox, "zoom": 14}).status_code == 400


def test_without_outlines_the_map_says_so(client: Client, db: None) -> None:
    assert "还没有画出辖区" in text_of(client.get(reverse("public_map")))
    assert features(client, "map_areas") == []


def test_the_grid_workers_page_holds_the_own_grid(client: Client, cast: Cast) -> None:
    receipt = cast.report(NOON, place="东门外")
    assert client.get(reverse("grid")).status_code == 302
    for name, status in (("grid_worker", 200), ("duty_officer", 403), ("resident", 403), ("outsider", 403)):
        assert client.login(username=name, password=PASSWORD)
        answer = client.get(reverse("grid"))
        assert answer.status_code == status
        assert (str(receipt.case_id) in text_of(answer)) is (status == 200)
