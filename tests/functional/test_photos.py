"""A resident sends photos with the report, the desk blurs one more place, the handler shows that it is done."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from gongzhi.intake.actions.evidence_work import make_blurred, make_ready
from gongzhi.intake.models import Attachment
from tests.cast import Cast
from tests.conftest import NOON
from tests.pictures import photo, stand_in, video

pytestmark = pytest.mark.browser
LANGUAGES = ("zh-hans", "en")


@pytest.fixture
def work(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Return what the background worker does, with a model that finds one face."""
    folder = {"location": tmp_path / "evidence", "base_url": None}
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    settings.STORAGES = {**settings.STORAGES, "evidence": store}
    stand_in(monkeypatch, ("face", 0.1, 0.3, 0.2, 0.2, 0.9))

    def worked() -> None:
        for row in Attachment.objects.all():
            make_ready(row.id, now=NOON)
            make_blurred(row.id, now=NOON)

    yield worked


@pytest.mark.parametrize("language", LANGUAGES)
def test_photos_from_the_phone_to_the_public_page(
    language: str, town: Cast, clock: Any, visit: Callable[..., Any], work: Callable[[], None], tmp_path: Path
) -> None:
    resident = visit(language, width=390)
    code = _report(resident, town, tmp_path, language)
    work()
    page = resident.open(f"/track/{code}/")
    assert page.locator(".gz-photos img").count() == 2
    resident.check()
    resident.shoot(f"photos-tracking-{language}")

    case_id = Attachment.objects.exclude(case=None).values_list("case_id", flat=True)[0]
    now = town.take_to("handling", case_id, NOON)
    clock(now)
    desk = visit(language).sign_in("duty_officer")
    page = desk.open(f"/desk/cases/{case_id}/")
    desk.check()
    desk.shoot(f"photos-case-{language}")
    page.click(".gz-photos a >> nth=0")
    _draw(page)
    page.click("[data-box-form] button[type=submit]")
    assert page.locator(".gz-box-list > li").count() == 2
    desk.check()
    desk.shoot(f"photos-picture-{language}")
    number = _number(case_id)
    assert resident.open(f"/cases/{number}/").locator(".gz-photos img").count() == 1, "the other is being made again"

    work()
    _resolve(visit(language).sign_in("handler"), case_id, tmp_path, language)
    work()
    page = resident.open(f"/cases/{number}/")
    assert page.locator(".gz-photos img").count() == 3
    assert page.eval_on_selector_all(".gz-photos img", "all => all.every(one => one.complete && one.naturalWidth > 0)")
    resident.check()
    resident.shoot(f"photos-public-{language}")


def _resolve(handler: Any, case_id: object, folder: Path, language: str) -> None:
    page = handler.open(f"/desk/cases/{case_id}/")
    form = "form:has(input[value=resolve])"
    page.fill(f"{form} [name=note]", "已清理干净")
    page.set_input_files(f"{form} [name=photos]", [folder / "a.heic"])
    handler.check()
    handler.shoot(f"photos-resolve-{language}")
    page.click(f"{form} button[type=submit]")


def _report(resident: Any, town: Cast, folder: Path, language: str) -> str:
    """Report with two photos, one of which was chosen wrongly first; use the place that a photo tells."""
    (folder / "a.heic").write_bytes(photo("heic", lon=town.inside.lon, lat=town.inside.lat))
    (folder / "b.jpg").write_bytes(photo("jpeg", seed=3, size=(1200, 900), place=False))
    (folder / "c.jpg").write_bytes(photo("jpeg", seed=5))
    (folder / "wrong.jpg").write_bytes(b"<script>alert(1)</script>")
    page = resident.open("/report/?category=blocked-fire-lane")
    _next(page)
    page.wait_for_selector("gz-map button:has-text('%s')" % ("中央" if language == "zh-hans" else "middle"))
    page.click("gz-map button:has-text('%s')" % ("中央" if language == "zh-hans" else "middle"))
    page.wait_for_selector("[data-answer] p")
    _next(page)
    page.fill("[name=description]", "路面有个大坑，骑车的人摔倒了。")
    page.set_input_files("#id_photos", [folder / "wrong.jpg"])
    page.wait_for_selector("[data-problem]")
    page.set_input_files("#id_photos", [folder / "b.jpg", folder / "c.jpg"])
    page.wait_for_selector(".gz-photos li:nth-child(2)[data-id] img")
    page.click(".gz-photos li:nth-child(2) [data-remove]")
    page.wait_for_selector(".gz-photos li:nth-child(2)", state="detached")
    page.set_input_files("#id_photos", [folder / "a.heic"])
    page.wait_for_selector(".gz-photos li:nth-child(2)[data-id]")
    resident.check()
    resident.shoot(f"photos-wizard-{language}")
    page.click("[data-offer] button")
    assert float(page.input_value("[name=lon]")) == pytest.approx(town.inside.lon, abs=1e-4)
    page.reload()
    page.wait_for_selector(".gz-photos li:nth-child(2)[data-id]")
    _next(page)
    _next(page)
    assert "2" in page.inner_text("[data-check]")
    page.click("[data-send]")
    page.wait_for_selector(".gz-receipt-code")
    return str(page.inner_text(".gz-receipt-code")).strip().replace("\n", "")


def test_a_video_plays_for_staff(
    town: Cast, clock: Any, visit: Callable[..., Any], work: Callable[[], None], tmp_path: Path
) -> None:
    from uuid import uuid4

    from gongzhi.intake.actions import add_to_form
    from gongzhi.people.domain.roles import ANONYMOUS

    submission = uuid4()
    kept = add_to_form(submission, video(tmp_path / "v.mov", seconds=3), by=ANONYMOUS, now=NOON)
    case_id = town.report(NOON, submission_id=submission).case_id
    work()
    desk = visit("en").sign_in("duty_officer")
    page = desk.open(f"/desk/cases/{case_id}/evidence/{kept.id}/")
    page.wait_for_function("document.querySelector('video').readyState > 0")
    assert page.evaluate("Math.round(document.querySelector('video').duration)") == 3
    desk.check()


def _draw(page: Any) -> None:
    page.wait_for_selector("gz-boxes.is-drawing")
    page.wait_for_load_state("load")
    box = page.locator(".gz-boxes-frame").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.6)
    page.mouse.up()
    assert float(page.input_value("#id_width")) == pytest.approx(20, abs=1)
    page.select_option("#id_kind", "plate")


def _next(page: Any) -> None:
    page.click("fieldset:not([hidden]) .gz-wizard-buttons .btn-primary")


def _number(case_id: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM cases_case WHERE id = %s", [case_id])
        return int(cursor.fetchone()[0])
