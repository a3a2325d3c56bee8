"""A real Chromium against the real site: pages in both languages, time told by the story, no accessibility fault."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.cast import PASSWORD, Cast, make_cast
from tests.conftest import NOON

SHOTS = Path(__file__).parent / "screenshots"
WIDTHS = (390, 820, 1440)
LANGUAGES = ("zh-hans", "en")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader"),
    "--enable-unsafe-swiftshader",
]
# Everything of WCAG 2.2 at levels A and AA.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the test's thread


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def town(transactional_db: None) -> Cast:
    return make_cast(NOON)


@pytest.fixture
def clock(settings: Any) -> Callable[[datetime], None]:
    """Return a function that sets the site's clock."""

    def set_to(moment: datetime) -> None:
        settings.GONGZHI_NOW = moment

    set_to(NOON)
    return set_to


class Visitor:
    """Somebody at a browser of their own: signed in or not, in a language, with what the page complained about."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)

    def open(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, user: str) -> "Visitor":
        """Sign in as one of the cast."""
        self.open("/accounts/login/")
        self.page.fill("[name=login]", user)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda address: "/accounts/login" not in address)
        return self

    def shoot(self, name: str, widths: Sequence[int] = WIDTHS) -> None:
        """Leave a picture of the page at three widths, or at those given."""
        SHOTS.mkdir(exist_ok=True)
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.wait_for_timeout(150)
            self.page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
            wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{name} is {wide} px too wide at {width} px"
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def check(self) -> None:
        """Raise if the page has an accessibility fault or a script failed."""
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(250)  # a button under the pointer changes its colours for a moment
        found = Axe().run(self.page, options=RULES).response["violations"]
        faults = [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]
        assert not faults, (self.page.url, faults)
        ours = [fault for fault in self.faults if "WebGL" not in fault and "GPU" not in fault]
        assert not [fault for fault in ours if "status of 4" not in fault], ours


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """Return a function that gives somebody a browser: `visit(language='en', width=390)`."""
    contexts: list[BrowserContext] = []

    def come(language: str = "zh-hans", width: int = 1280, **more: Any) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN" if language.startswith("zh") else "en-GB", **more
        )
        context.add_cookies([{"name": "gongzhi_language", "value": language, "url": live_server.url}])
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visitor(context, live_server.url)

    yield come
    for context in contexts:
        context.close()
