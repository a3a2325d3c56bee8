"""Following a report: with the receipt, with the own account, and with neither."""

import html
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gongzhi.cases.queries import tracking
from gongzhi.intake.actions import ReportInput, submit_report
from tests.cast import PASSWORD, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(settings: Any) -> None:
    settings.GONGZHI_NOW = NOON


def text_of(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def closed(cast: Cast) -> tuple[str, Any]:
    """Return (code, case id) of a matter that was closed an hour ago."""
    receipt = cast.report(NOON - timedelta(hours=3))
    cast.take_to("closed", receipt.case_id, NOON - timedelta(hours=2))
    return receipt.code, receipt.case_id


def sign_in(client: Client, name: str) -> None:
    assert client.login(username=name, password=PASSWORD)


def test_a_code_typed_anyhow_leads_to_the_page(client: Client, cast: Cast) -> None:
    code = cast.report(NOON).code
    for typed in (code.lower(), code.replace("-", " "), f"http://testserver/track/{code}/"):
        answer = client.get(reverse("track"), {"code": typed})
        assert (answer.status_code, answer["Location"]) == (302, f"/track/{code}/")
    assert client.get(f"/track/{code.lower()}/")["Location"] == f"/track/{code}/"


def test_the_page_tells_where_the_matter_stands_and_nobodys_name(client: Client, cast: Cast) -> None:
    receipt = cast.report(NOON - timedelta(hours=1))
    cast.take_to("handling", receipt.case_id, NOON - timedelta(minutes=50))
    text = text_of(client.get(f"/track/{receipt.code}/"))
    for words in ("办理中", "任城区消防救援大队", "责任部门正在办理", "有辆车把消防通道堵住了", "承诺办结"):
        assert words in text
    assert "甲" not in text and "13800000000" not in text and "王居民" not in text


def test_the_page_says_who_of_the_staff_opened_it(client: Client, cast: Cast) -> None:
    receipt = cast.report(NOON)
    assert "还没有工作人员打开过" in text_of(client.get(f"/track/{receipt.code}/"))
    staff = Client()
    sign_in(staff, "duty_officer")
    assert staff.get(reverse("case", args=[receipt.case_id])).status_code == 200
    assert "值班员" in text_of(client.get(f"/track/{receipt.code}/"))


@pytest.mark.parametrize("code", ["XXXX", "0000-0000-0000-0000", "回执", "%00", "a" * 250])
def test_a_wrong_code_is_answered_kindly_and_shows_nothing(client: Client, cast: Cast, code: str) -> None:
    answer = client.get(reverse("track"), {"code": code})
    assert answer.status_code == 404 and "没有查到这个回执码" in text_of(answer)
    assert client.get(reverse("tracking", args=[code])).status_code == 404


def test_guessing_is_stopped_but_right_codes_are_not_counted(client: Client, cast: Cast) -> None:
    code = cast.report(NOON).code
    for _ in range(40):
        assert client.get(f"/track/{code}/").status_code == 200
    statuses = [client.get(reverse("track"), {"code": f"wrong {n}"}).status_code for n in range(31)]
    assert statuses == [404] * 30 + [429]
    assert client.get(f"/track/{code}/").status_code == 429
    assert client.get(f"/track/{code}/", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_the_call_back_is_answered_once(client: Client, cast: Cast) -> None:
    code, case_id = closed(cast)
    page = text_of(client.get(f"/track/{code}/"))
    assert "问题解决了吗" in page
    answer = client.post(reverse("track_answer", args=[code]), {"solved": "yes", "satisfied": "no"})
    assert (answer.status_code, answer["Location"]) == (303, f"/track/{code}/")
    assert "已经解决，但对办理不满意" in text_of(client.get(f"/track/{code}/"))
    again = client.post(reverse("track_answer", args=[code]), {"solved": "no", "satisfied": "no"})
    assert again.status_code == 422 and tracking(case_id, now=NOON).solved is True


def test_half_an_answer_and_an_early_one_are_refused(client: Client, cast: Cast) -> None:
    code, case_id = closed(cast)
    half = client.post(reverse("track_answer", args=[code]), {"solved": "yes"})
    assert half.status_code == 422 and "两个问题都请回答" in text_of(half)
    early = cast.report(NOON)
    answer = client.post(reverse("track_answer", args=[early.code]), {"solved": "yes", "satisfied": "yes"})
    assert answer.status_code == 422 and tracking(early.case_id, now=NOON).solved is None
    assert tracking(case_id, now=NOON).solved is None


def test_a_closed_matter_is_reopened_with_a_reason_within_its_window(client: Client, cast: Cast, settings: Any) -> None:
    code, case_id = closed(cast)
    url = reverse("track_reopen", args=[code])
    assert client.post(url, {"text": " "}).status_code == 422
    settings.GONGZHI_NOW = NOON + timedelta(days=16)
    assert client.post(url, {"text": "又堵了"}).status_code == 422
    assert "请求重新办理" not in text_of(client.get(f"/track/{code}/"))
    settings.GONGZHI_NOW = NOON + timedelta(days=2)
    assert client.post(url, {"text": "又堵了"}).status_code == 303
    assert tracking(case_id, now=NOON + timedelta(days=2)).open
    assert "又堵了" in text_of(client.get(f"/track/{code}/"))


@pytest.mark.parametrize("text", ["字" * 100_000, "a\x00b"])
def test_a_remark_that_cannot_be_taken_is_still_there(client: Client, cast: Cast, text: str) -> None:
    code = cast.report(NOON).code
    answer = client.post(reverse("track_note", args=[code]), {"text": text})
    assert answer.status_code == 422 and text in text_of(answer)
    assert "没有丢失" in text_of(answer) or "空字节" in text_of(answer)


def test_a_remark_is_added_and_read(client: Client, cast: Cast) -> None:
    code = cast.report(NOON).code
    assert client.post(reverse("track_note", args=[code]), {"text": "是辆白色的车"}).status_code == 303
    assert "是辆白色的车" in text_of(client.get(f"/track/{code}/"))
    assert client.post(reverse("track_note", args=[code]), {"text": ""}).status_code == 422


@pytest.mark.parametrize("name", ["track_answer", "track_reopen", "track_note"])
def test_nothing_is_done_without_the_right_code(client: Client, cast: Cast, name: str) -> None:
    answer = client.post(
        reverse(name, args=["0000-0000-0000-0000"]), {"text": "x", "solved": "yes", "satisfied": "yes"}
    )
    assert answer.status_code == 404
    assert client.get(reverse(name, args=["0000-0000-0000-0000"])).status_code == 405


def test_own_reports_are_listed_for_their_reporter_only(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    by = cast.viewer("resident")
    sent = [
        submit_report(ReportInput(uuid4(), "street-light", f"灯 {n}", point=cast.inside), by=by, now=NOON)
        for n in range(12)
    ]
    assert client.get(reverse("my_reports")).status_code == 302
    sign_in(client, "resident")
    text = text_of(client.get(reverse("my_reports")))
    assert all(f"/track/{receipt.code}/" in text for receipt in sent)
    with django_assert_max_num_queries(8):
        client.get(reverse("my_reports"))
    sign_in(client, "outsider")
    assert "还没有反映过" in text_of(client.get(reverse("my_reports")))
