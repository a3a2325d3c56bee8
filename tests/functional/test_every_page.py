"""Every page as a picture at phone and desk width, in both languages, without an accessibility fault, by keyboard."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from gongzhi.cases import queries
from tests.cast import Cast
from tests.conftest import NOON
from tests.integration.web.test_access import EVERYBODY, PAGES, address_of

pytestmark = pytest.mark.browser
# Who looks at a page, the first of these who may: somebody at the desk sees more than a passer-by.
LOOKS = ("nobody", "resident", "duty_officer", "grid_worker", "supervisor", "administrator")
STEPS = 30
# What has the focus, and whether one can see that it has: an outline, a ring, or for a label around it the label's.
FOCUS = """() => {
  const at = document.activeElement
  if (!at || at === document.body) return null
  const shown = (each) => {
    const style = getComputedStyle(each)
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
  }
  const around = [at, at.parentElement, at.closest('label'), at.closest('form')].filter(Boolean)
  return { what: at.outerHTML.slice(0, 120), seen: around.some(shown) || at.tagName === 'CANVAS' }
}"""


@pytest.fixture
def things(town: Cast, clock: Callable[[datetime], None]) -> dict[str, str]:
    """A little life in the town, and the arguments of the pages."""
    for category, more in (("blocked-fire-lane", {}), ("pothole", {"description": "路面有坑"}), ("dirty-road", {})):
        receipt = town.report(NOON - timedelta(days=1), category=category, **more)
    receipt = town.report(NOON)
    town.take_to("handling", receipt.case_id, NOON)
    clock(NOON + timedelta(hours=2))
    number = queries.public_list(queries.PublicFilters(), now=NOON + timedelta(hours=2)).rows[0].number
    return {
        "receipt": receipt.code,
        "case": str(receipt.case_id),
        "number": str(number),
        "handler": str(town.people["handler"]),
        "office": str(town.offices["fire"]),
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page(things: dict[str, str], visit: Callable[..., Any], language: str) -> None:
    visitors: dict[str, Any] = {}
    for name, (arguments, seen_by) in PAGES.items():
        who = next((each for each in LOOKS if each in seen_by), None)
        path = address_of(name, arguments, things)
        if who is None or path is None:
            continue
        if who not in visitors:
            visitors[who] = visit(language, width=1440)
            if who != "nobody":
                visitors[who].sign_in(who)
        visitor = visitors[who]
        visitor.open(path)
        if not visitor.page.locator("main").count():
            continue  # a part of a page, or data
        visitor.shoot(f"every-{name}-{language}", widths=(390, 1440))
        visitor.check()
        if language == "en":
            _walk(visitor, name)


def _walk(visitor: Any, name: str) -> None:
    """Go through the page by Tab: it never gets stuck, and one always sees where one is."""
    visitor.open(visitor.page.url.removeprefix(visitor.base))
    been: list[str] = []
    for _ in range(STEPS):
        visitor.page.keyboard.press("Tab")
        focus = visitor.page.evaluate(FOCUS)
        if focus is None:
            break
        assert focus["seen"], f"{name}: nothing shows that the focus is on {focus['what']}"
        been.append(focus["what"])
    assert len(set(been)) >= 5 or len(been) < STEPS, f"{name}: the keyboard is stuck at {been[-3:]}"
    assert been, f"{name}: nothing can be reached by keyboard"


def test_the_tour_leaves_no_page_out() -> None:
    unseen = {name for name, (_arguments, seen_by) in PAGES.items() if not seen_by & set(LOOKS)}
    # Nobody gets these with 200: an invitation, a code and a file that are not there, and the demo's own page.
    assert unseen == {"accept_invitation", "demo_notices", "evidence_unsent_file", "scan"}
    assert set(LOOKS) <= EVERYBODY
