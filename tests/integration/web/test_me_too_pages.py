"""What is known nearby before a report is sent: shown without a word of it, supported once, or passed by."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gongzhi.cases.queries import public_list
from gongzhi.cases.queries.public import PublicFilters
from gongzhi.intake.models import Report, Supporter
from gongzhi.web.tickets import SALT, fresh_ticket
from tests.cast import COMMUNITY, Cast
from tests.conftest import NOON

SECRET = "三单元住户的私事写在这里"
TYPED = "巷子里五盏路灯都不亮，孩子下晚自习很害怕。"


@pytest.fixture
def number(cast: Cast, settings: Any) -> int:
    """Let a street lamp of the first grid be known in public; return its number."""
    receipt = cast.report(NOON, category="street-light", description=SECRET, place="王家门口")
    cast.move(receipt.case_id, "file", "duty_officer", NOON + timedelta(minutes=10))
    settings.GONGZHI_NOW = NOON + timedelta(hours=1)
    return public_list(PublicFilters(), now=settings.GONGZHI_NOW).rows[0].number


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


def me_too(client: Client, number: int, ticket: str | None = None, **more: Any) -> HttpResponse:
    return client.post(reverse("me_too", args=[number]), {"ticket": ticket or fresh_ticket(number)}, **more)


def test_a_report_stops_once_with_everything_kept_and_then_goes_on(client: Client, cast: Cast, number: int) -> None:
    sent = form(cast)
    page = text_of(client.post(reverse("report"), sent))
    assert f"#{number}" in page and "我也遇到" in page and Report.objects.count() == 1
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    assert {name: kept[name] for name in sent} == sent and kept["different"] == "1"
    assert client.post(reverse("report"), kept).status_code == 303 and Report.objects.count() == 2


def test_neither_words_nor_the_exact_place_are_shown(client: Client, cast: Cast, number: int) -> None:
    page = text_of(client.post(reverse("report"), form(cast, phone=None, description="灯")))
    near = text_of(client.get(reverse("near"), form(cast)))
    followed = text_of(client.get(me_too(client, number)["Location"]))
    assert "胜利社区" in page and "米以内" in page and "我也遇到" in near
    for shown in (page, near, followed):
        assert SECRET not in shown and "王家门口" not in shown and "13800000000" not in shown
    assert f"{cast.inside.lon:.6f}" not in near and f"{cast.inside.lat:.6f}" not in followed


@pytest.mark.parametrize(
    "changes",
    [
        {"category": "blocked-drain", "lon": "116.66"},
        {"category": "emergency-danger"},
        {"category": None},
        {"lon": None},
        {"lon": "x"},
        {"lon": "inf"},
        {"lon": "nan", "lat": "nan"},
        {"lon": "1e308", "lat": "-1e308"},
        {"lon": None, "lat": None, "area": "370811"},
        {"lon": None, "lat": None, "area": "banana"},
        {"category": "no-such"},
    ],
)
def test_where_nothing_can_be_known_nothing_is_shown(
    client: Client, cast: Cast, number: int, changes: dict[str, Any]
) -> None:
    answer = client.get(reverse("near"), form(cast, **changes))
    assert answer.status_code == 200 and not answer.content.strip()


def test_without_a_pin_the_community_is_asked(client: Client, cast: Cast, number: int) -> None:
    assert f"#{number}" in text_of(client.get(reverse("near"), form(cast, lon=None, lat=None, area=COMMUNITY)))


def test_a_form_sent_twice_gets_its_receipt_and_no_question(client: Client, cast: Cast, number: int) -> None:
    sent = form(cast)
    first = client.post(reverse("report"), {**sent, "different": "1"})
    again = client.post(reverse("report"), sent)
    assert again.status_code == 303 and again["Location"] == first["Location"] and Report.objects.count() == 2


def test_a_grid_worker_is_not_stopped(cast: Cast, number: int, enter: Callable[..., Client]) -> None:
    assert enter("grid_worker").post(reverse("report"), form(cast, **{"as": "worker"})).status_code == 303


def test_pressing_again_and_reloading_count_once(client: Client, number: int) -> None:
    ticket = fresh_ticket(number)
    first = me_too(client, number, ticket)
    assert first.status_code == 303 and client.get(first["Location"]).status_code == 200
    assert me_too(client, number, ticket)["Location"] == first["Location"]
    other = me_too(client, number)  # the page opened anew in the same browser
    assert other["Location"] == reverse("public_case", args=[number]) and Supporter.objects.count() == 1
    assert "一次就够" in text_of(client.get(other["Location"]))


def test_one_address_cannot_stuff_a_matter(number: int) -> None:
    answers = [me_too(Client(), number).status_code for _ in range(8)]
    assert answers == [303] * 4 + [429] * 4 and Supporter.objects.count() == 4
    assert me_too(Client(), number, REMOTE_ADDR="203.0.113.9").status_code == 303


@pytest.mark.parametrize("kind", ["none", "forged", "other", "old"])
def test_only_a_ticket_of_this_matter_counts(client: Client, number: int, kind: str, monkeypatch: Any) -> None:
    ticket = {"none": "", "forged": fresh_ticket(number)[:-2] + "xx", "other": fresh_ticket(number + 1)}.get(kind)
    if ticket is None:
        ticket = signing.dumps([number, uuid4().hex], salt=SALT)
        monkeypatch.setattr("gongzhi.web.tickets.HOURS", -1)
    answer = client.post(reverse("me_too", args=[number]), {"ticket": ticket})
    assert answer.status_code == 303 and Supporter.objects.count() == 0
    assert "再点一次" in text_of(client.get(answer["Location"]))


def test_a_form_from_elsewhere_is_not_taken(number: int) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("me_too", args=[number]), {"ticket": fresh_ticket(number)})
    assert answer.status_code == 403 and Supporter.objects.count() == 0


def test_the_count_stands_on_the_public_page_the_tracking_and_the_case(
    cast: Cast, number: int, enter: Callable[..., Client]
) -> None:
    me_too(Client(), number)
    receipt = Report.objects.get()
    public = text_of(Client().get(reverse("public_case", args=[number])))
    case = text_of(enter("duty_officer").get(reverse("case", args=[receipt.case_id])))
    english = text_of(enter("duty_officer", "en").get(reverse("case", args=[receipt.case_id])))
    assert "另有 1 人" in public and "另有 1 人" in case and "1 more person says" in english
    from gongzhi.intake.queries.report import code_of

    code = code_of(receipt.submission_id, bytes(receipt.receipt_hash))
    assert "另有 1 人" in text_of(Client().get(reverse("tracking", args=[code])))


def test_the_code_leads_from_the_tracking_page_to_what_is_followed(client: Client, number: int) -> None:
    where = me_too(client, number)["Location"]
    code = where.strip("/").rsplit("/", 1)[-1]
    answer = client.get(reverse("track"), {"code": code.lower()})
    assert answer["Location"] == where and client.get(reverse("tracking", args=[code])).status_code == 404
    assert client.get(reverse("follow", args=["7K3M-9QXR-2TBP-04HV"])).status_code == 404
    told = client.post(reverse("follow_contact", args=[code]), {"phone": "1" * 500})
    assert told.status_code == 422 and "最多 40" in text_of(told)
    assert client.post(reverse("follow_contact", args=[code]), {"phone": "13900000000"}).status_code == 303
    page = text_of(client.get(where))
    assert "已保存您的联系方式" in page and "13900000000" not in page
    assert client.post(reverse("follow_stop", args=[code])).status_code == 303 and not Supporter.objects.exists()


def test_asking_is_limited_and_costs_few_statements(
    client: Client, cast: Cast, number: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client.get(reverse("near"), form(cast))
    with django_assert_max_num_queries(7):
        client.get(reverse("near"), form(cast))
    answers = [client.get(reverse("near"), form(cast, category=None)).status_code for _ in range(120)]
    assert answers[0] == 200 and answers[-1] == 429
