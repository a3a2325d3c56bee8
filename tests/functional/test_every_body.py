"""Pages for every eye, ear and network: large text and high contrast, reading aloud, and how much a page weighs."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import NOON

pytestmark = pytest.mark.browser
MOST = 150_000
# The browser's voice, as far as a page can tell: what it is given to say.
VOICE = """
window.spoken = []
window.stops = 0
Object.defineProperty(window, 'speechSynthesis', { value: {
  speak: (words) => window.spoken.push([words.lang, words.text]), cancel: () => { window.stops += 1 },
} })
"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_large_text_and_high_contrast(
    town: Cast, clock: Callable[[Any], None], visit: Callable[..., Any], language: str
) -> None:
    code = town.report(NOON).code
    reader = visit(language, width=390)
    reader.open("/help/")
    for words in ("size", "contrast"):
        reader.page.click(".gz-nav-menu summary")
        reader.page.click(f".gz-nav-menu button[name={words}]")
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    assert reader.page.evaluate(size) == pytest.approx(16 * 1.3)
    for name, path in {"home": "/", "report": "/report/", "track": f"/track/{code}/", "list": "/cases/"}.items():
        reader.open(path)
        reader.shoot(f"large-{name}-{language}", widths=(390, 1440))
        reader.check()
    duty = visit(language)
    duty.context.add_cookies(reader.context.cookies())
    duty.sign_in("duty_officer")
    duty.open("/desk/")
    duty.shoot(f"large-desk-{language}", widths=(390, 1440))
    duty.check()


@pytest.mark.parametrize(
    ("language", "voice", "title"), [("zh-hans", "zh-CN", "反映问题"), ("en", "en", "Report a matter")]
)
def test_the_form_is_read_aloud(
    town: Cast, clock: Callable[[Any], None], visit: Callable[..., Any], language: str, voice: str, title: str
) -> None:
    reader = visit(language, width=390)
    reader.context.add_init_script(VOICE)
    reader.open("/report/")
    reader.page.fill("#category-words", "井盖")
    reader.page.click("gz-aloud button")
    spoken = reader.page.evaluate("window.spoken")
    assert {each[0] for each in spoken} == {voice}
    texts = [each[1] for each in spoken]
    assert texts[0] == title and any("井盖" in each for each in texts)
    assert len(texts) == len({*texts}) or len(texts) < 60
    assert reader.page.get_attribute("gz-aloud button", "aria-pressed") == "true"
    reader.page.click("gz-aloud button")
    assert reader.page.evaluate("window.stops") >= 2
    assert reader.page.get_attribute("gz-aloud button", "aria-pressed") == "false"


def test_without_a_voice_there_is_no_button(
    town: Cast, clock: Callable[[Any], None], visit: Callable[..., Any]
) -> None:
    reader = visit(width=390)
    reader.context.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis")
    reader.open("/report/")
    assert reader.page.locator("gz-aloud button").count() == 0


def test_a_page_is_light_before_its_map(town: Cast, clock: Callable[[Any], None], visit: Callable[..., Any]) -> None:
    code = town.report(NOON).code
    for path in ("/", "/report/", f"/track/{code}/", "/cases/", "/help/", "/catalogue/"):
        reader = visit(width=390)
        bodies: list[int] = []
        reader.page.on("response", lambda answer, bodies=bodies: bodies.append(len(gzip.compress(answer.body()))))
        reader.open(path)
        reader.page.wait_for_load_state("networkidle")
        assert 0 < sum(bodies) < MOST, f"{path} weighs {sum(bodies)} bytes, compressed"


def test_pages_are_compressed(client: Any, db: None) -> None:
    answer = client.get("/report/", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer.headers["Vary"]
    plain = client.get("/report/")
    assert "Content-Encoding" not in plain.headers and len(answer.content) < len(plain.content) / 3
