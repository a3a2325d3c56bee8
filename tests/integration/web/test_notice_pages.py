"""Pages of notices: the outbox without addresses, the texts, one's own wishes, the demo's page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongzhi.intake.models import Notice, NoticeText, NoticeWish
from tests.cast import Cast
from tests.conftest import NOON
from tests.integration.intake.test_notices import closed, react

Enter = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(settings: Any) -> None:
    settings.GONGZHI_NOW = NOON


def test_the_outbox_shows_words_but_no_address(cast: Cast, enter: Enter) -> None:
    closed(cast)
    react()
    page = enter("supervisor").get("/desk/notices/").content.decode()
    assert "您反映的事项" in page and "等待发送" in page
    assert "wang@" not in page and "example.org" not in page and "消防" not in page


def test_the_outbox_asks_the_database_no_more_for_more_rows(cast: Cast, enter: Enter) -> None:
    client = enter("supervisor")
    closed(cast)
    react()
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/notices/")
    for _ in range(3):
        closed(cast)
    react()
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/notices/")
    assert len(many) == len(few)


def test_a_supervisor_of_another_area_sees_nothing_of_it(cast: Cast, enter: Enter) -> None:
    closed(cast)
    react()
    Notice.objects.update(area_code=370812001001001)
    assert "您反映的事项" not in enter("supervisor").get("/desk/notices/").content.decode()


def test_a_notice_is_cancelled_and_tried_again_on_the_page(cast: Cast, enter: Enter) -> None:
    closed(cast)
    react()
    first, second = Notice.objects.order_by("seq")[:2]
    client = enter("supervisor")
    assert client.post(f"/desk/notices/{first.id}/cancel/", {"state": "waiting"}).url == "/desk/notices/?state=waiting"  # type: ignore[attr-defined]
    Notice.objects.filter(pk=second.id).update(state="failed", attempts=9, error="refused")
    assert "再试一次" in client.get("/desk/notices/?state=failed").content.decode()
    assert client.post(f"/desk/notices/{second.id}/retry/").status_code == 303
    states = dict(Notice.objects.values_list("id", "state"))
    assert (states[first.id], states[second.id]) == ("cancelled", "waiting")
    assert client.post(f"/desk/notices/{first.id}/cancel/").status_code == 409


def test_a_text_is_looked_at_saved_and_restored(cast: Cast, enter: Enter) -> None:
    client, path = enter("administrator"), "/notices/templates/filed/zh-hans/sms/"
    good = {"body": "事项{number}已收到，见 {link}"}
    page = client.post(path, {**good, "do": "preview"})
    assert "事项20261013已收到" in page.content.decode() and not NoticeText.objects.exists()
    bad = client.post(path, {"body": "类别是{category}", "do": "save"})
    assert bad.status_code == 422 and "大括号里只能是" in bad.content.decode()
    assert client.post(path, {"body": "见 https://evil.example/", "do": "save"}).status_code == 422
    assert client.post(path, {**good, "do": "save"}).status_code == 302
    row = NoticeText.objects.get()
    assert (row.body, row.edited_by) == (good["body"], cast.people["administrator"])
    assert "administrator 甲" in client.get("/notices/templates/").content.decode()
    client.post(path, {"do": "restore"})
    assert not NoticeText.objects.exists()
    assert client.get("/notices/templates/filed/zh-hans/fax/").status_code == 404


def test_one_sets_what_one_hears(cast: Cast, enter: Enter, settings: Any) -> None:
    settings.GONGZHI_GATEWAYS = {"sms": "json://127.0.0.1/{to}"}
    client = enter("handler")
    form = {
        **{"assigned": "now", "warned": "none", "missed": "digest", "digest_hour": "9"},
        **{"channel": "sms", "quiet_from": "22", "quiet_to": "6", "number": ""},
    }
    assert client.post("/account/notices/", form).status_code == 422
    assert client.post("/account/notices/", {**form, "number": "138 0000 0001"}).status_code == 302
    row = NoticeWish.objects.get(person_id=cast.people["handler"])
    assert (row.warned, row.missed, row.digest_hour, row.quiet_from, row.quiet_to) == ("none", "digest", 9, 22, 6)
    assert row.sealed and b"0001" not in bytes(row.sealed)
    assert "138 0000 0001" in client.get("/account/notices/").content.decode()
    assert client.post("/account/notices/", {**form, "quiet_from": "never", "channel": "email"}).status_code == 302
    row.refresh_from_db()
    assert row.sealed is None and row.quiet_from == row.quiet_to


def test_a_demo_shows_masked_what_would_have_been_sent(cast: Cast, settings: Any, client: Client) -> None:
    closed(cast)
    react()
    settings.GONGZHI_SITE = {**site.GONGZHI_SITE, "demo": True}
    page = client.get("/demo/notices/").content.decode()
    assert "w***@example.org" in page and "wang@" not in page and "您反映的事项" in page
