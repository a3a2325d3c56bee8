"""Reporting through the pages: whatever is sent, the answer is clear, nothing typed is lost, nothing is doubled."""

import html
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gongzhi.cases.actions import withdraw_category
from gongzhi.intake.models import Party, Report
from gongzhi.places.domain.geo import Point
from tests.cast import COMMUNITY, PASSWORD, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
URL = "/report/"
TYPED = "巷子里五盏路灯都不亮，孩子下晚自习很害怕。"
DONE = re.compile(r"^/report/done/\?code=([0-9A-Z-]{19})$")


@pytest.fixture(autouse=True)
def _noon(settings: Any) -> None:
    settings.GONGZHI_NOW = NOON


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    values = {
        "submission": str(uuid4()),
        "category": "street-light",
        "lon": f"{cast.inside.lon:.6f}",
        "lat": f"{cast.inside.lat:.6f}",
        "place": "东门外",
        "description": TYPED,
        "phone": "13800000000",
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def text_of(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def send(client: Client, cast: Cast, **changes: Any) -> HttpResponse:
    return client.post(URL, form(cast, **changes))


def refused(client: Client, cast: Cast, status: int = 422, **changes: Any) -> str:
    answer = send(client, cast, **changes)
    assert answer.status_code == status and Report.objects.count() == 0
    return text_of(answer)


def sign_in(client: Client, name: str) -> None:
    assert client.login(username=name, password=PASSWORD)


def test_a_report_leads_to_its_receipt_and_on_to_its_tracking_page(client: Client, cast: Cast) -> None:
    answer = send(client, cast)
    assert answer.status_code == 303
    code = DONE.match(answer["Location"])
    assert code
    receipt = client.get(answer["Location"])
    text = text_of(receipt)
    assert code[1][:10] in text and code[1][10:] in text
    for words in ("接下来会怎样", "路灯不亮", "金城街道综治中心", "2026年10月14日 (周三) 17:30", f"/track/{code[1]}/"):
        assert words in text
    assert client.get(f"/track/{code[1]}/").status_code == 200


def test_pages_with_a_receipt_are_kept_to_oneself(client: Client, cast: Cast) -> None:
    answer = send(client, cast)
    for address in (answer["Location"], f"/track/{DONE.match(answer['Location'])[1]}/"):  # type: ignore[index]
        page = client.get(address)
        assert "no-store" in page["Cache-Control"] and page["Referrer-Policy"] == "same-origin"
        assert "noindex" in page["X-Robots-Tag"]


def test_a_form_sent_twice_is_one_report_with_one_receipt(client: Client, cast: Cast) -> None:
    values = form(cast)
    first, second = client.post(URL, values), client.post(URL, values)
    assert first["Location"] == second["Location"] and Report.objects.count() == Party.objects.count() == 1
    assert "之前已经收到过" in text_of(client.get(second["Location"]))


def test_an_empty_form_names_everything_that_is_missing(client: Client, cast: Cast) -> None:
    answer = client.post(URL, {"submission": str(uuid4())})
    text = text_of(answer)
    assert answer.status_code == 422
    for words in ("请选择是什么事", "请在地图上标出位置", "请用几个字写明发生了什么"):
        assert words in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"description": "字" * 100_000}, "现在 100000 个字，最多 2000 个字"),
        ({"description": "灯\x00坏了"}, "空字节"),
        ({"place": "a\x00b"}, "空字节"),
        ({"description": "  \n "}, "请用几个字写明发生了什么"),
        ({"lon": "122.5", "lat": "36.0"}, "不在我们的辖区内。最近的是"),
        ({"lon": "999", "lat": "36"}, "有效的经纬度"),
        ({"lon": "abc"}, "位置不完整"),
        ({"lat": ""}, "位置不完整"),
        ({"lon": "nan", "lat": "inf"}, "位置不完整"),
        ({"lon": None, "lat": None}, "请在地图上标出位置"),
        ({"lon": None, "lat": None, "area": COMMUNITY, "place": ""}, "请写明地址"),
        ({"lon": None, "lat": None, "area": "banana"}, "请从列表里选择社区"),
        ({"lon": None, "lat": None, "area": "999999999999"}, "没有这个区划"),
        ({"category": "no-such"}, "没有这个事件类别"),
        ({"category": "x\x00y"}, ""),
        ({"email": "nobody"}, "不是有效的邮箱"),
        ({"phone": "1" * 41}, "最多 40 个字"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(
    client: Client, cast: Cast, changes: dict[str, Any], words: str
) -> None:
    text = refused(client, cast, **changes)
    assert words in text
    kept = {"description": TYPED, "place": "东门外", "phone": "13800000000"} | changes
    for name in ("description", "place", "phone"):
        assert str(kept[name]) in text


def test_exchanged_coordinates_are_recognised_and_kept(client: Client, cast: Cast) -> None:
    swapped: Point = cast.inside.swapped
    text = refused(client, cast, lon=f"{swapped.lon:.6f}", lat=f"{swapped.lat:.6f}")
    assert "好像填反了" in text and f'value="{swapped.lon:.6f}"' in text


def test_a_category_withdrawn_while_the_form_was_open(client: Client, cast: Cast) -> None:
    assert client.get(URL, {"category": "street-light"}).status_code == 200
    withdraw_category("street-light", now=NOON)
    text = refused(client, cast)
    assert "刚刚停用了" in text and TYPED in text and 'value="street-light"' not in text


def test_an_emoji_storm_is_taken_as_it_is(client: Client, cast: Cast) -> None:
    storm = "🚗💥👨‍👩‍👧‍👦🏳️‍🌈" * 100
    answer = send(client, cast, description=storm)
    code = DONE.match(answer["Location"])
    assert code and storm in text_of(client.get(f"/track/{code[1]}/"))


def test_markup_is_shown_as_it_was_typed(client: Client, cast: Cast) -> None:
    answer = send(client, cast, description="<script>alert(1)</script>", place="<b>")
    page = client.get(f"/track/{DONE.match(answer['Location'])[1]}/").content.decode()  # type: ignore[index]
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("submission", [None, "", "not-a-uuid", "00000000-0000-0000-0000-000000000000"])
def test_a_damaged_form_is_renewed_and_asks_for_one_more_look(
    client: Client, cast: Cast, submission: str | None
) -> None:
    text = refused(client, cast, submission=submission)
    assert "请再核对一遍" in text and TYPED in text
    fresh = re.search(r'name="submission" value="([0-9a-f-]{36})"', text)
    assert fresh and send(client, cast, submission=fresh[1]).status_code == 303


def test_too_many_from_one_address_keep_what_they_typed(client: Client, cast: Cast, settings: Any) -> None:
    settings.SITE = settings.SITE.model_copy(update={"report_rate": 2})
    assert [send(client, cast).status_code for _ in range(3)] == [303, 303, 429]
    answer = send(client, cast)
    assert "过十分钟再试" in text_of(answer) and TYPED in text_of(answer)
    elsewhere = client.post(URL, form(cast), REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 303 and Report.objects.count() == 3


def test_addresses_of_one_ipv6_household_count_as_one(client: Client, cast: Cast, settings: Any) -> None:
    settings.SITE = settings.SITE.model_copy(update={"report_rate": 1})
    sent = [client.post(URL, form(cast), REMOTE_ADDR=f"2001:db8:1:2::{n}").status_code for n in (1, 2)]
    assert sent == [303, 429]


def test_a_form_from_elsewhere_is_not_taken(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post(URL, form(cast))
    assert answer.status_code == 403 and Report.objects.count() == 0


def test_the_form_is_prepared_by_category_and_by_words(client: Client, cast: Cast) -> None:
    assert re.search(r'value="pothole" checked', text_of(client.get(URL, {"category": "pothole"})))
    words = text_of(client.get(URL, {"q": "路灯不亮"}))
    assert words.index('value="street-light"') < words.index('value="exposed-rubbish"')
    assert "已经停用" in text_of(client.get(URL, {"category": "no-such"}))


def test_every_category_is_offered_once(client: Client, cast: Cast) -> None:
    for query in ({}, {"category": "pothole"}, {"q": "路灯"}):
        offered = re.findall(r'name="category" value="([\w-]+)"', text_of(client.get(URL, query)))
        assert len(offered) == len(set(offered)) > 40


def test_without_javascript_a_button_finds_communities_and_categories(client: Client, cast: Cast) -> None:
    answer = client.post(URL, form(cast, find="area", area_words="胜利"))
    text = text_of(answer)
    assert answer.status_code == 200 and f'value="{COMMUNITY}"' in text and TYPED in text and "金城街道" in text
    assert Report.objects.count() == 0
    words = text_of(client.post(URL, form(cast, find="category", words="垃圾", category=None)))
    assert words.index('value="exposed-rubbish"') < words.index('value="standing-water"') and TYPED in words


def test_a_chosen_community_is_still_offered_after_an_error(client: Client, cast: Cast) -> None:
    text = refused(client, cast, lon=None, lat=None, area=COMMUNITY, description="")
    assert re.search(rf'value="{COMMUNITY}" checked', text) and "胜利社区" in text


def test_the_map_is_told_where_a_pin_lies(client: Client, cast: Cast) -> None:
    inside = client.get(reverse("place_at"), {"lon": cast.inside.lon, "lat": cast.inside.lat})
    assert "胜利社区第1网格" in text_of(inside)
    assert "最近的是" in text_of(client.get(reverse("place_at"), {"lon": 122.5, "lat": 36}))
    for wrong in ({}, {"lon": "x", "lat": "y"}):
        assert client.get(reverse("place_at"), wrong).status_code == 400
    assert "有效的经纬度" in text_of(client.get(reverse("place_at"), {"lon": "inf", "lat": "nan"}))


@pytest.mark.parametrize("words", ["", "%", "胜利", "字" * 20_000, "370811", "'; DROP TABLE x; --"])
def test_communities_are_found_by_any_words(client: Client, cast: Cast, words: str) -> None:
    assert client.get(reverse("area_choices"), {"area_words": words}).status_code == 200


def test_a_grid_worker_settles_or_sends_up(client: Client, cast: Cast) -> None:
    sign_in(client, "grid_worker")
    page = text_of(client.get(URL, {"as": "worker", "how": "settle"}))
    assert "现场办结" in page and 'name="settled"' in page and 'name="phone"' not in page
    settled = {"as": "worker", "how": "settle", "settled": "已更换灯泡", "phone": None}
    receipt = client.get(send(client, cast, **settled)["Location"])
    assert "已现场办结" in text_of(receipt) and "回到我的网格" in text_of(receipt)
    up = client.get(send(client, cast, **{"as": "worker", "phone": None})["Location"])
    assert "中心正在看" in text_of(up)
    assert set(Report.objects.values_list("channel", flat=True)) == {"grid_worker"}


def test_settling_needs_words_and_the_own_grid(client: Client, cast: Cast) -> None:
    sign_in(client, "grid_worker")
    settled = {"as": "worker", "how": "settle", "settled": " "}
    assert "请写明怎么处理的" in refused(client, cast, **settled)
    far = {"lon": "116.90", "lat": "35.55", "settled": "已更换灯泡"}
    assert "不在您的网格内" in refused(client, cast, **{**settled, **far})


def test_a_session_that_ended_meanwhile_loses_nothing(client: Client, cast: Cast) -> None:
    sign_in(client, "grid_worker")
    values = form(cast, **{"as": "worker", "how": "settle", "settled": "已更换灯泡"})
    client.logout()
    answer = client.post(URL, values)
    text = text_of(answer)
    assert answer.status_code == 403 and "登录已经过期" in text and "重新登录" in text
    assert TYPED in text and "已更换灯泡" in text and Report.objects.count() == 0


def test_a_resident_does_not_become_a_grid_worker_by_an_address(client: Client, cast: Cast) -> None:
    sign_in(client, "resident")
    assert 'name="settled"' not in text_of(client.get(URL, {"as": "worker", "how": "settle"}))
    assert "不是网格员" in refused(client, cast, status=403, **{"as": "worker", "settled": "x"})


@pytest.mark.parametrize("name", [None, "resident", "grid_worker", "duty_officer", "outsider"])
def test_the_form_costs_a_fixed_few_statements(
    client: Client, cast: Cast, django_assert_max_num_queries: Callable[..., Any], name: str | None
) -> None:
    if name:
        sign_in(client, name)
    client.get(URL)
    with django_assert_max_num_queries(9):
        assert client.get(URL).status_code == 200


def test_sending_without_an_account_costs_the_reports_own_statements(
    client: Client, cast: Cast, django_assert_num_queries: Callable[..., Any]
) -> None:
    send(client, cast)
    with django_assert_num_queries(8):  # six, and the savepoint of the test's own transaction
        assert send(client, cast, different="1").status_code == 303
    with django_assert_num_queries(10):  # and two to see what is known nearby, where the browser has not shown it
        assert send(client, cast).status_code == 303


def test_in_english_everything_is_english(client: Client, cast: Cast) -> None:
    client.cookies["gongzhi_language"] = "en"
    text = refused(client, cast, description="字" * 3000, lon="122.5", lat="36")
    assert "This has 3,000 characters" in text and "what you typed is kept" in text
    receipt = client.get(send(client, cast)["Location"])
    assert "Thank you. Your report has arrived." in text_of(receipt)
    assert "Wed 14 Oct 2026, 17:30" in text_of(receipt)
