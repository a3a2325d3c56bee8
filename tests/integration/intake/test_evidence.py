"""From an upload to what others may see: made anew without a trace, blurred, bound to its case, swept if not sent."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.utils import DatabaseError
from PIL import Image

from gongzhi.base.errors import Conflict, NotAllowed, NotFound, Refused
from gongzhi.cases.actions import MoveInput
from gongzhi.intake.actions import add_box, add_to_form, move_with_evidence, remove_from_form, undo_box
from gongzhi.intake.actions.evidence_work import make_blurred, make_ready, sweep_unsent
from gongzhi.intake.domain.evidence import Box
from gongzhi.intake.models import Attachment, BoxAct
from gongzhi.intake.queries import evidence_page, public_evidence
from gongzhi.people.domain.roles import ANONYMOUS
from tests.cast import Cast
from tests.conftest import NOON
from tests.pictures import FORMS, LAT, LON, assert_nothing_but_the_picture, photo, stand_in, video

REAL = Path("../shared/data/photos")
LATER = NOON + timedelta(minutes=5)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stored(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Store evidence in a folder of the test's own."""
    folder = tmp_path / "evidence"
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, "base_url": None},
        },
    }
    yield folder


def files(stored: Path) -> list[Path]:
    return [path for path in stored.rglob("*") if path.is_file()]


def sent(tmp_path: Path, data: bytes, submission: UUID | None = None) -> tuple[UUID, Any]:
    path = tmp_path / "upload"
    path.write_bytes(data)
    submission = submission or uuid4()
    return submission, add_to_form(submission, path, by=ANONYMOUS, now=NOON)


def worked(id_: UUID) -> Attachment:
    make_ready(id_, now=LATER)
    make_blurred(id_, now=LATER)
    return Attachment.objects.get(pk=id_)


def on_case(cast: Cast, tmp_path: Path, data: bytes | None = None) -> tuple[UUID, Attachment]:
    submission, kept = sent(tmp_path, data or photo())
    receipt = cast.report(NOON, submission_id=submission)
    return receipt.case_id, worked(kept.id)


def photos() -> dict[str, bytes]:
    """Twenty made photos of all forms and turns, and real ones from telephones where they are at hand."""
    made = {f"{form}-{n}": photo(form, seed=n, orientation=1 + (n * 3) % 8) for form in FORMS for n in range(5)}
    return made | {path.name: path.read_bytes() for path in sorted(REAL.glob("*.jp*g"))}


def test_no_stored_file_tells_of_its_place_or_camera(
    tmp_path: Path, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, ("face", 0.1, 0.1, 0.2, 0.2, 0.9))
    given = photos()
    assert len(given) >= 20
    for name, data in given.items():
        _submission, kept = sent(tmp_path, data)
        assert kept.place is not None, f"{name}: the place is read before it is thrown away"
        if name.split("-")[0] in FORMS:
            assert kept.place == (pytest.approx(LON, abs=1e-5), pytest.approx(LAT, abs=1e-5))
        row = worked(kept.id)
        assert (row.state, row.raw, row.blurred_ready) == ("ready", "", True), name
    assert len(files(stored)) == 4 * len(given), "clear and blurred, each with a thumbnail, and nothing raw"
    for path in files(stored):
        assert_nothing_but_the_picture(path.read_bytes())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_though_it_forgets_how_it_was_held(orientation: int, tmp_path: Path) -> None:
    row = worked_clear(sent(tmp_path, photo(orientation=orientation))[1].id)
    with storages["evidence"].open(row.clear) as file, Image.open(file) as image:
        assert image.size == ((480, 640) if orientation >= 5 else (640, 480)) == (row.width, row.height)
        small = image.convert("RGB").resize((8, 8), Image.Resampling.BOX)
    corner = {1: (1, 0), 2: (1, 0), 3: (1, 7), 4: (1, 7), 5: (0, 1), 6: (7, 1), 7: (7, 1), 8: (0, 1)}[orientation]
    red = small.getpixel(corner)
    assert isinstance(red, tuple) and red[0] > 150


def worked_clear(id_: UUID) -> Attachment:
    make_ready(id_, now=LATER)
    return Attachment.objects.get(pk=id_)


def test_large_photos_become_2560_points_and_a_thumbnail_of_480(tmp_path: Path) -> None:
    row = worked_clear(sent(tmp_path, photo(size=(4000, 3000)))[1].id)
    assert (row.width, row.height) == (2560, 1920)
    with storages["evidence"].open(row.thumb) as file, Image.open(file) as image:
        assert image.size == (480, 360)


def test_a_video_is_made_anew_and_never_blurred(tmp_path: Path, stored: Path) -> None:
    path = video(tmp_path / "v.mov")
    kept = add_to_form(uuid4(), path, by=ANONYMOUS, now=NOON)
    row = worked(kept.id)
    assert (row.kind, row.state, row.blurred_ready, row.blurred) == ("video", "ready", False, "")
    assert sorted(path.suffix for path in files(stored)) == [".mp4", ".webp"]
    for each in files(stored):
        assert_nothing_but_the_picture(each.read_bytes())


def test_a_file_that_cannot_be_used_fails_and_its_raw_bytes_go(tmp_path: Path, stored: Path) -> None:
    _submission, kept = sent(tmp_path, photo())
    raw = next(stored.rglob("raw/*"))
    raw.write_bytes(photo()[:900])
    row = worked_clear(kept.id)
    assert (row.state, row.problem, row.raw) == ("failed", "broken", "") and files(stored) == []


def test_working_twice_changes_nothing(tmp_path: Path, stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blur = stand_in(monkeypatch)
    row = worked(sent(tmp_path, photo())[1].id)
    names = sorted(files(stored))
    worked(row.id)
    assert sorted(files(stored)) == names and blur.looked == 1


def test_six_photos_or_one_video_and_not_one_more(tmp_path: Path) -> None:
    submission, _kept = sent(tmp_path, photo())
    with pytest.raises(Refused, match="or one video"):
        add_to_form(submission, video(tmp_path / "v.mp4"), by=ANONYMOUS, now=NOON)
    for _each in range(5):
        sent(tmp_path, photo(), submission)
    with pytest.raises(Refused, match="At most 6"):
        sent(tmp_path, photo(), submission)


def test_a_photo_can_be_taken_back_until_the_report_is_sent(
    cast: Cast, tmp_path: Path, stored: Path, django_capture_on_commit_callbacks: Any
) -> None:
    submission, kept = sent(tmp_path, photo())
    with pytest.raises(NotFound):
        remove_from_form(uuid4(), kept.id, by=ANONYMOUS, now=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        remove_from_form(submission, kept.id, by=ANONYMOUS, now=NOON)
    assert files(stored) == []
    submission, kept = sent(tmp_path, photo())
    cast.report(NOON, submission_id=submission)
    with pytest.raises(NotFound):
        remove_from_form(submission, kept.id, by=ANONYMOUS, now=NOON)
    with pytest.raises(Refused, match="has been sent"):
        sent(tmp_path, photo(), submission)


def test_a_report_takes_its_photos_along_and_no_others(cast: Cast, tmp_path: Path) -> None:
    submission, kept = sent(tmp_path, photo())
    _other, elsewhere = sent(tmp_path, photo())
    with_contact = cast.report(NOON, submission_id=submission)
    assert Attachment.objects.get(pk=kept.id).case_id == with_contact.case_id
    assert Attachment.objects.get(pk=elsewhere.id).case_id is None


def test_a_photo_that_arrived_while_the_report_was_sent_is_bound_by_the_worker(cast: Cast, tmp_path: Path) -> None:
    submission, kept = sent(tmp_path, photo())
    receipt = cast.report(NOON, submission_id=submission)
    Attachment.objects.filter(pk=kept.id).update(case=None)
    assert worked_clear(kept.id).case_id == receipt.case_id


def test_what_was_never_sent_is_swept_after_a_day(cast: Cast, tmp_path: Path, stored: Path) -> None:
    sent(tmp_path, photo())
    case_id, row = on_case(cast, tmp_path)[0], Attachment.objects.exclude(case=None).get()
    assert sweep_unsent(now=NOON + timedelta(hours=23)) == 0
    assert sweep_unsent(now=NOON + timedelta(hours=25)) == 1
    assert [each.case_id for each in Attachment.objects.all()] == [case_id]
    assert all(str(row.id) in path.name for path in files(stored))


@pytest.fixture(autouse=True)
def _finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)


def test_photos_come_with_the_move_that_they_show_or_not_at_all(cast: Cast, tmp_path: Path, stored: Path) -> None:
    case_id = cast.report(NOON).case_id
    now = cast.take_to("handling", case_id, NOON)
    (tmp_path / "p").write_bytes(photo("png"))
    by = cast.viewer("handler", now)
    with pytest.raises(Refused):  # no word of what was done
        move_with_evidence(case_id, MoveInput("resolve"), [tmp_path / "p"], by=by, now=now)
    with pytest.raises(Refused, match="At most 6"):
        move_with_evidence(case_id, MoveInput("resolve", {"note": "好"}), [tmp_path / "p"] * 7, by=by, now=now)
    assert Attachment.objects.count() == 0 and files(stored) == []
    move_with_evidence(case_id, MoveInput("resolve", {"note": "已挪车"}), [tmp_path / "p"] * 2, by=by, now=now)
    assert {(row.purpose, row.by_id) for row in Attachment.objects.all()} == {("resolve", by.person_id)}


def box(**changes: Any) -> Box:
    return Box(**{"ref": "", "kind": "plate", "x": 0.5, "y": 0.5, "width": 0.2, "height": 0.1} | changes)


def colour_at(name: str, x: float, y: float) -> int:
    with storages["evidence"].open(name) as file, Image.open(file) as image:
        found = image.convert("L").getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, int)
    return found


def test_boxes_are_added_and_undone_by_the_desk_and_the_picture_is_made_again(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blur = stand_in(monkeypatch, ("face", 0.1, 0.3, 0.2, 0.2, 0.9))
    case_id, row = on_case(cast, tmp_path)
    desk = cast.viewer("duty_officer")
    assert colour_at(row.blurred, 0.2, 0.4) < 15 < colour_at(row.clear, 0.2, 0.4)
    add_box(case_id, row.id, box(), by=desk, now=LATER)
    assert not Attachment.objects.get(pk=row.id).blurred_ready, "until it is made again nobody outside sees it"
    undo_box(case_id, row.id, "m0", by=desk, now=LATER)
    old = row.blurred
    row = worked(row.id)
    assert row.blurred_ready and row.blurred != old and not storages["evidence"].exists(old)
    assert colour_at(row.blurred, 0.6, 0.55) < 15 < colour_at(row.blurred, 0.2, 0.4)
    assert blur.looked == 1, "the model looks once; boxes are a person's after that"
    page = evidence_page(desk, case_id, row.id)
    assert [(act.act, act.who) for act in page.acts] and {act.act for act in page.acts} == {"add", "undo"}
    assert [each.kind for each in page.boxes] == ["plate"]
    with pytest.raises(Conflict):
        undo_box(case_id, row.id, "m0", by=desk, now=LATER)


@pytest.mark.parametrize(
    ("who", "error"),
    [("handler", NotAllowed), ("supervisor", NotAllowed), ("other_duty_officer", NotFound), ("resident", NotFound)],
)
def test_nobody_but_the_desk_changes_what_is_blurred(
    who: str, error: type[Exception], cast: Cast, tmp_path: Path
) -> None:
    case_id, row = on_case(cast, tmp_path)
    cast.take_to("handling", case_id, NOON)
    for act in (
        lambda: add_box(case_id, row.id, box(), by=cast.viewer(who), now=LATER),
        lambda: undo_box(case_id, row.id, "m0", by=cast.viewer(who), now=LATER),
    ):
        with pytest.raises(error):
            act()
    assert BoxAct.objects.count() == 0 and Attachment.objects.get(pk=row.id).blurred_ready


def test_a_box_outside_the_picture_is_refused(cast: Cast, tmp_path: Path) -> None:
    case_id, row = on_case(cast, tmp_path)
    with pytest.raises(Refused, match="outside the picture"):
        add_box(case_id, row.id, box(x=2.0), by=cast.viewer("verifier"), now=LATER)


def test_a_box_added_while_the_picture_is_being_made_is_not_lost(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blur = stand_in(monkeypatch)
    submission, kept = sent(tmp_path, photo())
    case_id = cast.report(NOON, submission_id=submission).case_id
    make_ready(kept.id, now=LATER)
    real = blur.blurred

    def slow(image: Image.Image, regions: list[Any]) -> Image.Image:
        if not BoxAct.objects.exists():
            add_box(case_id, kept.id, box(), by=cast.viewer("duty_officer"), now=LATER)
        return real(image, regions)

    monkeypatch.setattr(sys.modules["gongzhi.intake.domain.blur"], "blurred", slow)
    make_blurred(kept.id, now=LATER)
    row = Attachment.objects.get(pk=kept.id)
    assert not row.blurred_ready and row.blurred == "", "what was made without the box is thrown away"
    row = worked(kept.id)
    assert row.blurred_ready and colour_at(row.blurred, 0.6, 0.55) < 15


def test_the_log_of_boxes_can_only_grow(cast: Cast, tmp_path: Path) -> None:
    case_id, row = on_case(cast, tmp_path)
    add_box(case_id, row.id, box(), by=cast.viewer("dispatcher"), now=LATER)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE intake_box_act SET act = 'undo'")


def test_public_photos_are_blurred_ones_of_public_cases(cast: Cast, tmp_path: Path) -> None:
    case_id, row = on_case(cast, tmp_path)
    number = cast_number(case_id)
    assert public_evidence(number) == [], "the matter is not public before it is filed"
    cast.take_to("dispatched", case_id, NOON)
    assert [each.id for each in public_evidence(number)] == [row.id]
    Attachment.objects.filter(pk=row.id).update(blurred_ready=False)
    assert public_evidence(number) == []


def cast_number(case_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM cases_case WHERE id = %s", [case_id])
        return int(cursor.fetchone()[0])
