"""Somebody is about to report what is known already: sees it, says "me too", and follows it; somebody else goes on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gongzhi.intake.actions import count_suggestion, learn_model
from tests.cast import Cast
from tests.conftest import NOON
from tests.made_texts import made_texts

pytestmark = pytest.mark.browser
WORDS = {"zh-hans": ("桥头路灯不亮", "我也遇到"), "en": ("street light is out", "Me too")}


@pytest.fixture
def known(town: Cast, settings: Any, tmp_path: Path, clock: Callable[[datetime], None]) -> Cast:
    """Let two street lamps be known in public, and let the site have learnt."""
    settings.HOME = tmp_path
    for minutes in (0, 30):
        receipt = town.report(NOON + timedelta(minutes=minutes), category="street-light", description="桥头路灯不亮")
        town.move(receipt.case_id, "file", "duty_officer", NOON + timedelta(minutes=minutes + 5))
    learn_model(most=1000, now=NOON, samples=made_texts(30), say=lambda words: None)
    clock(NOON + timedelta(hours=2))
    return town


def to_details(who: Any, town: Cast, words: str) -> Any:
    page = who.open("/report/")
    page.fill("#category-words", words)
    page.wait_for_selector(
        "#category-cards [data-hint]:has-text('路灯'), #category-cards [data-hint]:has-text('light')"
    )
    page.click("#category-cards label:has(input[value=street-light])")
    who.check()
    who.shoot(f"suggested-{'zh' if words[0] > 'z' else 'en'}")
    next_step(page)
    page.click(
        "gz-map button:has-text('位置'), gz-map button:has-text('position'), gz-map button:has-text('where I am')"
    )
    page.wait_for_selector("[data-answer]:has-text('胜利社区')")
    next_step(page)
    page.wait_for_selector(".gz-known")
    return page


def next_step(page: Any) -> None:
    page.click("fieldset:not([hidden]) .gz-wizard-buttons .btn-primary")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_me_too(known: Cast, visit: Callable[..., Any], language: str) -> None:
    words, me_too = WORDS[language]
    short = language[:2]
    where = {"longitude": known.inside.lon, "latitude": known.inside.lat}
    who = visit(language=language, width=390, geolocation=where, permissions=["geolocation"])
    page = to_details(who, known, words)
    who.check()
    who.shoot(f"known-{short}")
    page.click(f".gz-known li:first-child button:has-text('{me_too}')")
    page.wait_for_selector("#follow-code")
    who.check()
    who.shoot(f"follow-{short}")
    code = page.inner_text("#follow-code").replace("\n", "").strip()
    page.reload()
    assert page.inner_text("#follow-code").replace("\n", "").strip() == code
    page = who.open("/track/")
    page.fill("main [name=code]", code.lower())
    page.click("main form button[type=submit]")
    page.wait_for_selector("#follow-code")
    page = who.open("/cases/")
    page.click(".gz-public-row a")
    who.check()
    who.shoot(f"public-me-too-{short}")


def test_mine_is_different(known: Cast, visit: Callable[..., Any]) -> None:
    where = {"longitude": known.inside.lon, "latitude": known.inside.lat}
    who = visit(width=390, geolocation=where, permissions=["geolocation"])
    page = to_details(who, known, WORDS["zh-hans"][0])
    page.click(".gz-known a:has-text('不是同一件')")
    page.fill("[name=description]", "对面的另一盏灯也坏了。")
    next_step(page)
    next_step(page)
    page.click("[data-send]")
    page.wait_for_selector(".gz-receipt-code")
    assert "/report/done/" in page.url


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_without_javascript_it_is_a_step_of_its_own(known: Cast, visit: Callable[..., Any], language: str) -> None:
    who = visit(language=language, width=390, java_script_enabled=False)
    page = who.open("/report/?category=street-light")
    page.fill("[name=lon]", f"{known.inside.lon:.6f}")
    page.fill("[name=lat]", f"{known.inside.lat:.6f}")
    page.fill("[name=description]", "桥头路灯不亮，晚上看不见。")
    page.click("[data-send]")
    assert page.locator(".gz-known li").count() == 2
    page.set_viewport_size({"width": 390, "height": 900})
    page.screenshot(path=Path(__file__).parent / "screenshots" / f"known-page-{language[:2]}-390.png", full_page=True)
    page.click("form > .gz-buttons button")
    assert page.locator(".gz-receipt-code").count() == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_how_suggestions_fare(known: Cast, visit: Callable[..., Any], language: str) -> None:
    for weeks, (words, chosen) in enumerate([("桥头路灯不亮", "street-light"), ("垃圾没人清", "exposed-rubbish")] * 2):
        for times in range(7):
            odd = "pothole" if times == 6 else chosen
            day = (NOON - timedelta(weeks=weeks)).date()
            count_suggestion(words if times else "鼋鼍蛟龙", odd, seen=bool(weeks % 2), day=day)
    who = visit(language=language, width=1440).sign_in("supervisor")
    page = who.open("/desk/suggestions/")
    assert "83%" in page.inner_text("main")
    who.check()
    who.shoot(f"suggestions-{language[:2]}")
