"""A gateway refuses, a supervisor sees it and tries again; an administrator edits a text; a handler wants quiet."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as site

from gongzhi.intake import tasks
from gongzhi.intake.models import Notice
from tests.cast import Cast
from tests.conftest import NOON
from tests.gateway import local_gateway
from tests.integration.intake.test_notices import closed, react

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_notice_that_did_not_arrive_is_sent_again(
    language: str, town: Cast, clock: Callable[[datetime], None], visit: Callable[..., Any], settings: Any
) -> None:
    chinese = language == "zh-hans"
    with local_gateway() as gateway:
        settings.GONGZHI_GATEWAYS = {"email": gateway.url}
        gateway.mood = "refuse"
        closed(town, language=language)
        react()
        clock(NOON + timedelta(days=3, hours=1))
        tasks.notices.func(0)
        supervisor = visit(language).sign_in("supervisor")
        page = supervisor.open("/desk/notices/")
        supervisor.check()
        supervisor.shoot(f"notices-outbox-{language}")
        assert "example.org" not in page.content() and "消防" not in page.inner_text("main")
        page.click("a[href='?state=failed']")
        for _ in range(Notice.objects.filter(state="failed").count()):
            page.click("form[action$='/retry/'] button >> nth=0")
        assert ("还没有通知" if chinese else "No notices") in page.inner_text("main")
        gateway.mood = "take"
        clock(NOON + timedelta(days=3, hours=2))
        tasks.notices.func(0)
        page.click("a[href='?state=sent']")
        page.click(".notices-text >> nth=0")
        assert ("您反映的事项" if chinese else "matter you reported") in page.inner_text(".notices-message >> nth=0")
        supervisor.check()
        supervisor.shoot(f"notices-sent-{language}")
    assert len(gateway.taken) == 4


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_administrator_writes_it_in_the_sites_own_words(
    language: str, town: Cast, clock: Callable[[datetime], None], visit: Callable[..., Any]
) -> None:
    admin = visit(language).sign_in("administrator")
    page = admin.open("/notices/templates/")
    admin.check()
    admin.shoot(f"notices-texts-{language}")
    page.click(f"a[href='/notices/templates/closed/{language}/sms/']")
    page.fill("[name=body]", "{number} {place} {link}")
    page.click("button[value=save]")
    assert "{place}" in page.input_value("[name=body]"), "what was typed is kept"
    admin.check()
    admin.shoot(f"notices-text-refused-{language}")
    page.fill("[name=body]", "{number} ✓ {link}")
    page.click("button[value=preview]")
    assert "20261013 ✓ http" in page.inner_text(".notices-message")
    page.click("button[value=save]")
    assert "administrator 甲" in page.inner_text("main")
    page.click(f"a[href='/notices/templates/closed/{language}/sms/']")
    admin.shoot(f"notices-text-{language}")
    page.click("button[value=restore]")
    assert "administrator 甲" not in page.inner_text("main")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_handler_says_what_to_hear_and_when(
    language: str, town: Cast, clock: Callable[[datetime], None], visit: Callable[..., Any], settings: Any
) -> None:
    settings.GONGZHI_GATEWAYS = {"sms": "json://127.0.0.1:9/?-to={to}"}
    handler = visit(language, 390).sign_in("handler")
    page = handler.open("/account/")
    page.click("a[href='/account/notices/']")
    page.select_option("[name=warned]", "none")
    page.select_option("[name=quiet_from]", "22")
    page.select_option("[name=channel]", "sms")
    page.click("main form button[type=submit]")
    assert page.locator(".gz-message-error").is_visible(), "a text message needs a number"
    page.fill("[name=number]", "138 0000 0001")
    page.click("main form button[type=submit]")
    assert page.input_value("[name=number]") == "138 0000 0001" and page.input_value("[name=warned]") == "none"
    handler.check()
    handler.shoot(f"notices-wishes-{language}")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_visitor_of_the_demo_reads_what_would_have_been_sent(
    language: str, town: Cast, clock: Callable[[datetime], None], visit: Callable[..., Any], settings: Any
) -> None:
    settings.GONGZHI_SITE = {**site.GONGZHI_SITE, "demo": True}
    settings.GONGZHI_GATEWAYS = {}
    closed(town, language=language)
    react()
    clock(NOON + timedelta(hours=2))
    tasks.notices.func(0)
    visitor = visit(language, 390)
    page = visitor.open("/demo/notices/")
    assert "w***@example.org" in page.inner_text("main") and "消防" not in page.inner_text("main")
    visitor.check()
    visitor.shoot(f"notices-demo-{language}")
