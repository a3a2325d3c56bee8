"""A clerk takes calls by keyboard alone; a label on a bin opens the report filled in."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import cv2
import numpy as np
import pytest

from gongzhi.cases.queries import log_of
from gongzhi.intake.actions import PlaceInput, register_place
from gongzhi.intake.queries import case_by_receipt, coded_place
from tests.cast import Cast
from tests.conftest import NOON

pytestmark = pytest.mark.browser
Clock = Callable[[datetime], None]
Visit = Callable[..., Any]


def test_a_whole_call_by_keyboard(town: Cast, clock: Clock, visit: Visit) -> None:
    clock(NOON)
    clerk = visit(width=1440).sign_in("duty_officer")
    page, keys = clerk.page, clerk.page.keyboard
    page.add_init_script("addEventListener('pointerdown', () => sessionStorage.setItem('mouse', 'used'), true)")
    clerk.open("/desk/call/")
    _ready(page)
    clerk.check()
    _type_a_call(page)
    clerk.shoot("call-typed-zh")
    clerk.check()
    page.reload()  # nothing is lost
    page.wait_for_selector("#call-categories input:checked")
    page.wait_for_selector("#call-where:has-text('胜利社区')")
    assert page.input_value("#id_phone") == "13800138000" and "路灯" in page.input_value("#id_description")
    keys.press("Control+Enter")
    code = _receipt(page)
    case_id = case_by_receipt(code)
    clerk.shoot("call-receipt-zh")
    clerk.check()
    keys.press("F8")
    page.wait_for_selector(".gz-message:has-text('已立案')")
    assert [event.data.get("verb") for event in log_of(case_id)][1] == "file"
    page.wait_for_selector("a[data-key=F4]:focus")
    keys.press("Enter")
    _ready(page)
    assert page.input_value("#id_description") == ""
    assert page.evaluate("sessionStorage.getItem('gz-draft:call')") is None
    _call_about_the_known_one(clerk, case_id)
    keys.press("F9")
    keys.type(code.lower().replace("-", " "))
    keys.press("Enter")
    page.wait_for_selector("#call-receipt .call-earlier")
    assert "13800138000" not in page.inner_text("#call-receipt")
    clerk.check()
    assert page.evaluate("sessionStorage.getItem('mouse')") is None


def _type_a_call(page: Any) -> None:
    """Write a first call down as far as the contact: words, category, place, landmark, phone."""
    keys = page.keyboard
    keys.type("三号楼前面的路灯坏了，晚上很黑")
    page.wait_for_selector("#call-categories input")
    keys.press("Enter")
    page.wait_for_selector("#call-categories input:checked:focus")
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_place_words"
    keys.type("胜利社区")
    keys.press("Enter")  # before the list has come
    page.wait_for_selector("#call-places input:checked:focus")
    page.wait_for_selector("#call-where:has-text('胜利社区')")
    assert "请登记" in page.inner_text("#call-known")
    keys.press("Enter")
    keys.type("3号楼前")
    keys.press("Enter")
    keys.type("13800138000")
    assert "138 0013 8000" in page.inner_text("[data-readback]")
    assert "不到 1 分钟" in page.inner_text("[data-clock]")


def _call_about_the_known_one(clerk: Any, case_id: UUID) -> None:
    """Take a second call, which is about the same lamp, and add its caller."""
    page, keys = clerk.page, clerk.page.keyboard
    keys.type("路灯坏了")
    keys.press("Enter")
    page.wait_for_selector("#call-categories input:checked:focus")
    page.wait_for_selector("#call-known .call-known li")
    keys.press("Enter")
    keys.press("F8")
    assert "又一位来电人" in page.locator(":focus").inner_text()
    clerk.shoot("call-known-zh")
    clerk.check()
    keys.press("Enter")
    page.wait_for_selector(".gz-message:has-text('又一位来电人')")
    assert [event.type for event in log_of(case_id)][-2:] == ["case.noted", "case.noted"]
    _ready(page)


def test_danger_comes_first(town: Cast, clock: Clock, visit: Visit) -> None:
    clock(NOON)
    clerk = visit(language="en", width=1440).sign_in("duty_officer")
    page = clerk.open("/desk/call/")
    _ready(page)
    keys = page.keyboard
    keys.type("There is a fire in the stairs of building 3")
    page.wait_for_selector("#call-danger:has-text('Hand over to 119 now')")
    clerk.shoot("call-danger-en")
    clerk.check()
    keys.press("Enter")
    page.wait_for_selector("#call-categories input:checked:focus")
    keys.press("1")
    keys.type("胜利社区")
    keys.press("Enter")
    page.wait_for_selector("#call-places input:checked:focus")
    keys.press("Enter")
    keys.type("Building 3")
    keys.press("Control+Enter")
    assert page.locator("[data-told]:focus").count() == 1, "the case waits for the warning"
    keys.press("F2")
    keys.press("Control+Enter")
    code = _receipt(page)
    clerk.shoot("call-receipt-en")
    clerk.check()
    told = next(event for event in log_of(case_by_receipt(code)) if event.type == "case.danger_told")
    assert told.data == {"numbers": ["119"]}


def test_the_desk_on_a_phone_and_without_scripts(town: Cast, clock: Clock, visit: Visit) -> None:
    clock(NOON)
    clerk = visit(width=390, java_script_enabled=False)
    page = clerk.open("/accounts/login/?next=/desk/call/")
    page.fill("[name=login]", "duty_officer")
    page.fill("[name=password]", "a-long-test-password-7")
    page.click("main button[type=submit]")
    page.fill("#id_description", "路灯不亮")
    page.click("noscript button[value=category]")
    page.check("#call-categories input >> nth=0")
    page.fill("#id_place_words", "胜利社区")
    page.click("noscript button[value=place]")
    page.check("#call-places input >> nth=0")
    page.fill("#id_place", "3号楼前")
    page.click("#call-send")
    assert page.locator(".call-groups strong").count() == 4


def test_a_label_opens_the_filled_report(town: Cast, clock: Clock, visit: Visit) -> None:
    clock(NOON)
    new = PlaceInput("bin", "东门垃圾桶", point=town.inside, place="东门外", category="exposed-rubbish")
    token = register_place(new, by=town.viewer("duty_officer"), now=NOON)
    passer = visit(width=390)
    page = passer.open(f"/q/{token[:5]}-{token[5:]}")
    page.wait_for_selector("fieldset[data-step=details]:not([hidden])")
    assert "已扫码：东门垃圾桶" in page.inner_text(".gz-coded")
    passer.shoot("scan-zh")
    passer.check()
    page.fill("[name=description]", "垃圾桶满了，垃圾堆在地上")
    page.click("fieldset:not([hidden]) .gz-wizard-buttons .btn-primary")
    page.click("fieldset:not([hidden]) .gz-wizard-buttons .btn-primary")
    assert "东门垃圾桶" in page.inner_text("[data-check]")
    page.click("[data-send]")
    page.wait_for_selector(".gz-receipt-code")
    text = page.inner_text("main")
    assert "第1网格" in text and "东门垃圾桶" in text

    stranger = visit(language="en", width=390)
    page = stranger.open(f"/q/{token}")
    page.fill("[name=description]", "The bin overflows")
    stranger.shoot("scan-en")
    page.click("text=This is not where I am")
    page.wait_for_selector("gz-wizard")
    assert page.locator(".gz-coded").count() == 0
    assert page.input_value("[name=lon]") == "" and page.input_value("[name=place]") == ""
    assert page.input_value("[name=description]") == "The bin overflows", "what was typed goes along"
    assert page.is_checked("[name=category][value=exposed-rubbish]")
    stranger.open("/q/0000000000")
    stranger.shoot("scan-gone-en")
    stranger.check()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_codes_are_made_and_printed(town: Cast, clock: Clock, visit: Visit, language: str) -> None:
    clock(NOON)
    short = language[:2]
    keeper = visit(language=language, width=1440).sign_in("administrator")
    page = keeper.open("/codes/grids/?area=370811008001&category=exposed-rubbish")
    keeper.check()
    keeper.shoot(f"codes-grids-{short}")
    page.click("section form button[type=submit]")
    page.wait_for_selector(".codes-rows li >> nth=3")
    keeper.shoot(f"codes-list-{short}")
    keeper.check()
    page.click("a[href^='/codes/print/']")
    assert page.locator(".labels .label svg").count() == 4
    keeper.shoot(f"codes-print-{short}")
    assert _decoded(page.locator(".labels .label svg").first) == f"{keeper.base}/q/{_printed(page)}"
    keeper.check()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_place_gets_its_label_and_loses_it(town: Cast, clock: Clock, visit: Visit, language: str) -> None:
    clock(NOON)
    short = language[:2]
    keeper = visit(language=language, width=1440).sign_in("administrator")
    page = keeper.open("/codes/new/")
    page.fill("[name=name]", "Lift, building 3")
    page.select_option("[name=kind]", "lift")
    page.fill("[name=area_words]", "第2网格")
    page.click("#code-areas label")
    page.fill("[name=place]", "Building 3")
    keeper.shoot(f"codes-new-{short}")
    keeper.check()
    page.click("main form button[type=submit]")
    page.wait_for_selector(".codes-label .label")
    token = page.url.strip("/").rsplit("/", 1)[-1]
    assert coded_place(token).name == "Lift, building 3"
    assert "CodedPlaceRef" not in page.inner_text("main")
    keeper.shoot(f"codes-edit-{short}")
    keeper.check()
    page.click("[data-open=retire]")
    page.click("#retire button[type=submit]")
    page.wait_for_url("**/codes/")
    assert keeper.open(f"/q/{token}").locator(".gz-fault").count() == 1


def test_nine_labels_fill_two_sheets_of_paper(town: Cast, clock: Clock, visit: Visit) -> None:
    clock(NOON)
    clerk = town.viewer("duty_officer")
    for n in range(1, 10):
        register_place(PlaceInput("bin", f"垃圾投放点 {n}", point=town.inside), by=clerk, now=NOON)
    paper = visit().sign_in("duty_officer").open("/codes/print/").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2


def _printed(page: Any) -> str:
    """Return the first label's token as people read it, without its hyphen."""
    return str(page.locator(".label-address").first.inner_text()).rsplit("/", 1)[-1].replace("-", "")


def _decoded(drawing: Any) -> str:
    """Return what a camera would read of a drawn code."""
    picture = np.frombuffer(drawing.screenshot(), dtype=np.uint8)
    text, _corners, _straight = cv2.QRCodeDetector().detectAndDecode(cv2.imdecode(picture, cv2.IMREAD_COLOR))
    return str(text)


def _ready(page: Any) -> None:
    """Wait until the desk listens: the words have the focus and the clock waits for a call."""
    page.wait_for_selector("#id_description:focus")
    page.wait_for_selector("[data-clock]:has-text('等待来电'), [data-clock]:has-text('Waiting')")


def _receipt(page: Any) -> str:
    """Return the receipt that the clerk reads out."""
    page.wait_for_selector(".call-groups")
    return "-".join(page.locator(".call-groups strong").all_inner_texts())
