"""The story of the domain page: at ten a car blocks a fire lane, by four the matter is verified and closed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cast import Cast

DAY = datetime(2026, 10, 13, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.browser


def test_a_car_in_the_fire_lane(town: Cast, clock: Callable[[datetime], None], visit: Callable[..., Any]) -> None:
    clock(DAY)
    where = {"longitude": town.inside.lon, "latitude": town.inside.lat}
    worker = visit(width=390, geolocation=where, permissions=["geolocation"]).sign_in("grid_worker")
    code = _report(worker)
    reporter = visit(width=390)
    assert "待受理" in _steps(reporter, code)

    clock(DAY.replace(minute=5))
    duty = visit().sign_in("duty_officer")
    duty.open("/desk/")
    duty.page.click("[data-row-link]")
    assert "任城区消防救援大队" in duty.page.inner_text("main")
    duty.check()
    duty.page.click("form:has(input[value=file]) button[type=submit]")
    assert "待响应" in duty.page.inner_text("main")
    text = _steps(reporter, code)
    assert "任城区消防救援大队" in text and "待响应" in text

    handler = visit().sign_in("handler")
    _act(handler, clock, DAY.replace(minute=20), "respond")
    assert "办理中" in _steps(reporter, code)
    _act(handler, clock, DAY.replace(hour=15, minute=30), "resolve", note="已联系车主挪车，通道畅通。")
    assert "待核查" in _steps(reporter, code)
    _act(visit().sign_in("verifier"), clock, DAY.replace(hour=15, minute=45), "verify_pass")
    _act(visit().sign_in("dispatcher"), clock, DAY.replace(hour=16), "close")

    text = _steps(reporter, code)
    assert "已结案" in text and "16:00" in text and "已联系车主挪车" in text
    assert "甲" not in text, "the reporter reads offices and roles, not names"
    reporter.shoot("tracking-closed-zh")
    reporter.check()
    reporter.page.check("input[name=solved][value=yes]")
    reporter.page.check("input[name=satisfied][value=yes]")
    reporter.page.click("form[action$='/answer/'] button")
    assert "已解决" in reporter.page.inner_text("main")


def _report(worker: Any) -> str:
    """Report through the wizard on a phone, with the device's own position; return the receipt code."""
    page = worker.open("/report/?as=worker")
    page.fill("#category-words", "有车把消防通道堵住了")
    page.click("#category-cards label:has-text('消防通道堵塞')")
    worker.check()
    worker.shoot("report-what-zh")
    _next(page)
    page.click("gz-map button:has-text('位置')")
    page.wait_for_selector("[data-answer]:has-text('胜利社区')")
    page.fill("[name=place]", "3号楼前")
    worker.shoot("report-where-zh")
    worker.check()
    _next(page)
    page.fill("[name=description]", "有辆车把消防通道堵住了，社区联系不上车主。")
    _next(page)
    assert "消防通道堵塞" in page.inner_text("[data-check]")
    worker.check()
    page.click("[data-send]")
    page.wait_for_selector(".gz-receipt-code")
    worker.check()
    worker.shoot("receipt-zh")
    return str(page.inner_text(".gz-receipt-code")).strip()


def _next(page: Any) -> None:
    page.click("fieldset:not([hidden]) .gz-wizard-buttons .btn-primary")


def _act(who: Any, clock: Callable[[datetime], None], moment: datetime, verb: str, **texts: str) -> None:
    clock(moment)
    page = who.open("/desk/?desk=all")
    page.click("[data-row-link]")
    form = f"form:has(input[value={verb}])"
    if not page.is_visible(f"{form} button[type=submit]"):
        page.click(f"details.act:has({form}) > summary")
    for name, text in texts.items():
        page.fill(f"{form} [name={name}]", text)
    page.click(f"{form} button[type=submit]")
    page.wait_for_load_state()


def _steps(reporter: Any, code: str) -> str:
    page = reporter.open("/track/")
    page.fill("main [name=code]", code.lower().replace("-", " "))
    page.click("main form button[type=submit]")
    return str(page.inner_text("main"))
