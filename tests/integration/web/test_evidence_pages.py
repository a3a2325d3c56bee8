"""Photos through the pages: taken with the form, shown by right, never more than a browser may safely have."""

import html
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from django.urls import reverse

from gongzhi.intake.actions.evidence_work import make_blurred, make_ready
from gongzhi.intake.models import Attachment
from tests.cast import PEOPLE, Cast
from tests.conftest import NOON
from tests.integration.web.test_access import SEES_CASE
from tests.integration.web.test_report import TYPED, form, text_of
from tests.pictures import LAT, LON, assert_nothing_but_the_picture, photo, stand_in, video

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
ADD = "/report/evidence/"


@pytest.fixture(autouse=True)
def _site(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GONGZHI_NOW = NOON
    folder = {"location": tmp_path / "evidence", "base_url": None}
    stores = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    settings.STORAGES = {**settings.STORAGES, "evidence": stores}
    stand_in(monkeypatch, ("face", 0.1, 0.3, 0.2, 0.2, 0.9))


def picked(data: bytes | None = None, name: str = "x.exe") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or photo(), content_type="text/html")


def upload(client: Client, submission: UUID, *data: bytes, **more: Any) -> Any:
    files = [picked(each) for each in data] or [picked()]
    return client.post(ADD, {"submission": str(submission), "photos": files, **more}, **JSON)


def work() -> None:
    for row in Attachment.objects.all():
        make_ready(row.id, now=NOON)
        make_blurred(row.id, now=NOON)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def story(cast: Cast, client: Client) -> tuple[UUID, str, Attachment]:
    """A dispatched case with one photo, ready and blurred: (case id, receipt, photo)."""
    submission = uuid4()
    upload(client, submission)
    receipt = cast.report(NOON, submission_id=submission)
    cast.take_to("handling", receipt.case_id, NOON)
    work()
    return receipt.case_id, receipt.code, Attachment.objects.get()


def test_a_photo_goes_up_offers_its_place_and_comes_with_the_report(client: Client, cast: Cast) -> None:
    submission = uuid4()
    answer = upload(client, submission)
    (kept,) = answer.json()["kept"]
    assert kept["kind"] == "photo" and kept["place"] == pytest.approx({"lon": LON, "lat": LAT}, abs=1e-5)
    listed = f"{ADD}{submission}/"
    assert client.get(listed).json()["kept"] == [
        {"id": kept["id"], "kind": "photo", "state": "waiting", "thumb": "", "why": ""}
    ]
    work()
    thumb = client.get(listed).json()["kept"][0]["thumb"]
    assert_nothing_but_the_picture(body(client.get(thumb)))
    assert client.get(thumb.replace(str(submission), str(uuid4()))).status_code == 404
    done = client.post("/report/", form(cast, submission=str(submission)))
    assert done.status_code == 303
    assert client.get(listed).json() == {"kept": []} and client.get(thumb).status_code == 404
    track = text_of(client.get(f"/track/{done['Location'].split('code=')[1]}/"))
    full = re.search(r'href="(/track/[^"]+/evidence/[^"]+/full/)"', track)
    assert full and client.get(full[1]).status_code == 200


def test_a_video_goes_up_and_comes_back_in_pieces_to_its_handlers_only(
    cast: Cast, client: Client, enter: Callable[..., Client], tmp_path: Path
) -> None:
    submission = uuid4()
    upload(client, submission, video(tmp_path / "v.webm", codec="libvpx", sound="libopus").read_bytes())
    receipt = cast.report(NOON, submission_id=submission)
    cast.take_to("handling", receipt.case_id, NOON)
    work()
    row = Attachment.objects.get()
    address = reverse("evidence_file", args=[row.id, "full"])
    handler = enter("handler")
    whole = handler.get(address)
    data = body(whole)
    for close in whole._resource_closers:  # `close()` would end the connection of the test as well
        close()
    assert whole["Content-Type"] == "video/mp4"
    assert_nothing_but_the_picture(data)
    piece = handler.get(address, headers={"Range": "bytes=10-19"})
    assert (piece.status_code, piece["Content-Range"]) == (206, f"bytes 10-19/{len(data)}")
    assert body(piece) == data[10:20]
    assert handler.get(address, headers={"Range": f"bytes={len(data)}-"}).status_code == 416
    assert client.get(address).status_code == 404
    assert client.get(reverse("evidence_own_file", args=[receipt.code, row.id, "full"])).status_code == 404
    assert "视频只有办理这件事的人能看" in text_of(client.get(f"/track/{receipt.code}/"))


@pytest.mark.parametrize("who", [*PEOPLE, "nobody", "receipt"])
def test_handlers_and_the_reporter_get_the_clear_picture_all_others_the_blurred(
    who: str, story: tuple[UUID, str, Attachment], enter: Callable[..., Client]
) -> None:
    _case, code, row = story
    client = Client() if who in ("nobody", "receipt") else enter(who)
    own = reverse("evidence_own_file", args=[code, row.id, "full"])
    address = own if who == "receipt" else reverse("evidence_file", args=[row.id, "full"])
    answer = client.get(address)
    name = row.clear if who in SEES_CASE | {"receipt"} else row.blurred
    from django.core.files.storage import storages

    with storages["evidence"].open(name) as file:
        assert body(answer) == file.read()


def test_until_the_picture_is_blurred_others_see_nothing(
    story: tuple[UUID, str, Attachment], client: Client, enter: Callable[..., Client]
) -> None:
    case_id, code, row = story
    Attachment.objects.filter(pk=row.id).update(blurred_ready=False)
    for size in ("full", "thumb"):
        address = reverse("evidence_file", args=[row.id, size])
        assert client.get(address).status_code == 404
        assert enter("other_duty_officer").get(address).status_code == 404
        assert enter("handler").get(address).status_code == 200
        assert client.get(reverse("evidence_own_file", args=[code, row.id, size])).status_code == 200
    assert "/evidence/" not in text_of(client.get(public_page(case_id)))


def test_a_case_that_is_not_public_shows_nothing_to_others(client: Client, cast: Cast) -> None:
    submission = uuid4()
    upload(client, submission)
    other = cast.report(NOON)
    receipt = cast.report(NOON, submission_id=submission)
    work()
    row = Attachment.objects.get()
    missing = client.get(reverse("evidence_file", args=[uuid4(), "full"]))
    hidden = client.get(reverse("evidence_file", args=[row.id, "full"]))
    assert hidden.status_code == missing.status_code == 404 and "没有这个文件" in text_of(hidden)
    assert client.get(reverse("evidence_own_file", args=[other.code, row.id, "full"])).status_code == 404
    assert client.get(reverse("evidence_own_file", args=[receipt.code, row.id, "full"])).status_code == 200
    assert client.get(reverse("evidence_own_file", args=[receipt.code, row.id, "raw"])).status_code == 404


def public_page(case_id: UUID) -> str:
    from gongzhi.cases import queries

    return reverse("public_case", args=[queries.tracking(case_id, now=NOON).number])


def test_the_public_page_shows_blurred_photos_and_says_so(story: tuple[UUID, str, Attachment], client: Client) -> None:
    text = text_of(client.get(public_page(story[0])))
    assert reverse("evidence_file", args=[story[2].id, "thumb"]) in text and "人脸和车牌已打马赛克" in text


def test_a_picture_is_sent_with_headers_that_let_it_do_nothing(
    story: tuple[UUID, str, Attachment], client: Client
) -> None:
    answer = client.get(reverse("evidence_file", args=[story[2].id, "full"]))
    assert answer["Content-Type"] == "image/webp" and answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"] and answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Content-Disposition"] == 'inline; filename="evidence.webp"'
    assert_nothing_but_the_picture(body(answer))


def test_opening_a_picture_is_told_to_the_reporter(
    story: tuple[UUID, str, Attachment], enter: Callable[..., Client], client: Client
) -> None:
    enter("supervisor").get(reverse("evidence_file", args=[story[2].id, "full"]))
    assert "督查员" in text_of(client.get(f"/track/{story[1]}/"))


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (b"<script>alert(1)</script>", "不是能用的照片或视频", "no photo or video that can be taken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是能用的照片或视频", "no photo or video"),
        (photo("heic")[:2000], "不完整或已损坏", "incomplete or damaged"),
    ],
)
def test_a_bad_file_is_told_in_the_readers_language(data: bytes, zh: str, en: str, client: Client) -> None:
    for language, words in (("zh-hans", zh), ("en", en)):
        client.cookies["gongzhi_language"] = language
        answer = upload(client, uuid4(), data)
        assert answer.status_code == 422 and words in answer.json()["detail"]
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize("submission", ["", "x", str(UUID(int=0)), "6ba7b810-9dad-11d1-80b4-00c04fd430c8"])
def test_only_a_form_of_ours_can_take_files(submission: str, client: Client) -> None:
    answer = client.post(ADD, {"submission": submission, "photos": picked()}, **JSON)
    assert answer.status_code == 400 and "过期" in answer.json()["detail"]


def test_too_many_uploads_from_one_address_are_refused(client: Client, settings: Any) -> None:
    settings.SITE = settings.SITE.model_copy(update={"report_rate": 1})
    found = [upload(client, uuid4(), b"no picture").status_code for _each in range(7)]
    assert found == [422] * 6 + [429]


class Endless(io.RawIOBase):
    """A stream of two gigabytes that counts what is read of it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        size = 65536 if size < 0 else size
        self.taken += size
        return b"x" * size


@pytest.mark.parametrize("path", [ADD, "/report/", f"/desk/cases/{uuid4()}/move/"])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_stream_of_two_gigabytes_is_refused_before_it_is_read(path: str, chunked: bool) -> None:
    stream = Endless()
    environ = RequestFactory()._base_environ(
        REQUEST_METHOD="POST", PATH_INFO=path, CONTENT_TYPE="multipart/form-data; boundary=b", HTTP_ACCEPT="text/html"
    )
    environ["wsgi.input"] = stream
    environ |= {"HTTP_TRANSFER_ENCODING": "chunked"} if chunked else {"CONTENT_LENGTH": str(2 * 1024**3)}
    said: list[str] = []
    answer = b"".join(WSGIHandler()(environ, lambda status, _headers: said.append(status)))
    assert said[0].startswith("413") and stream.taken == 0
    assert "太大" in answer.decode()


def test_only_staff_may_send_large_forms_to_a_case(enter: Callable[..., Client]) -> None:
    address = reverse("case_move", args=[uuid4()])

    def sent_by(client: Client) -> int:
        photo = picked(b"\xff\xd8\xff" + bytes(3 * 1024 * 1024))
        return int(client.post(address, {"verb": "resolve", "photos": photo}).status_code)

    assert sent_by(Client()) == 413
    assert sent_by(enter("resident")) == 413
    assert sent_by(enter("handler")) == 404


def test_without_a_script_photos_are_added_and_removed_with_everything_typed(client: Client, cast: Cast) -> None:
    submission = str(uuid4())
    page = text_of(client.post(ADD, {**form(cast, submission=submission), "photos": picked()}))
    assert TYPED in page and f'value="{submission}"' in page and "已添加 1 个文件" in page
    remove = re.search(r'formaction="([^"]+/remove/)"', page)
    assert remove
    page = text_of(client.post(remove[1], form(cast, submission=submission)))
    assert TYPED in page and "data-remove" not in page and Attachment.objects.count() == 0
    bad = client.post(ADD, {**form(cast, submission=submission), "photos": picked(b"no")})
    assert bad.status_code == 422 and "不是能用的照片" in text_of(bad) and TYPED in text_of(bad)


def test_photos_stay_with_a_form_that_was_refused(client: Client, cast: Cast) -> None:
    submission = uuid4()
    upload(client, submission)
    refused = client.post("/report/", form(cast, submission=str(submission), description=""))
    assert refused.status_code == 422 and "/remove/" in text_of(refused)


def test_a_handler_resolves_with_photos_that_others_see_blurred(
    cast: Cast, enter: Callable[..., Client], client: Client
) -> None:
    receipt = cast.report(NOON)
    cast.take_to("handling", receipt.case_id, NOON)
    handler = enter("handler")
    address = reverse("case_move", args=[receipt.case_id])
    bad = handler.post(address, {"verb": "resolve", "note": "已挪车", "photos": picked(b"no picture")})
    assert bad.status_code == 422 and "不是能用的照片" in text_of(bad) and "已挪车" in text_of(bad)
    assert handler.post(address, {"verb": "resolve", "note": "已挪车", "photos": picked()}).status_code == 302
    work()
    row = Attachment.objects.get()
    assert row.purpose == "resolve"
    page = text_of(handler.get(reverse("case", args=[receipt.case_id])))
    assert reverse("evidence_page", args=[receipt.case_id, row.id]) in page and "办理后" in page
    from django.core.files.storage import storages

    with storages["evidence"].open(row.blurred) as file:
        assert body(client.get(reverse("evidence_own_file", args=[receipt.code, row.id, "full"]))) == file.read()


def test_the_desk_adds_and_undoes_boxes_on_the_page_of_the_picture(
    story: tuple[UUID, str, Attachment], enter: Callable[..., Client]
) -> None:
    case_id, _code, row = story
    desk = enter("duty_officer", "en")
    address = reverse("evidence_page", args=[case_id, row.id])
    assert "found by the model" in text_of(desk.get(address))
    values = {"kind": "plate", "x": "50", "y": "50", "width": "20", "height": "10"}
    wrong = desk.post(f"{address}box/", {**values, "x": "abc"})
    assert wrong.status_code == 422 and 'value="abc"' in text_of(wrong)
    page = text_of(desk.post(f"{address}box/", values, follow=True))
    assert "until then nobody outside sees it" in page and "added by a person" in page and "duty_officer 甲" in page
    page = text_of(desk.post(f"{address}undo/", {"ref": "m0"}, follow=True))
    assert "found by the model" not in page
    assert "has just been undone" in text_of(desk.post(f"{address}undo/", {"ref": "m0"}, follow=True))
    assert "data-box-form" not in text_of(enter("handler").get(address))


def test_the_wizard_offers_photos_in_both_languages(client: Client, cast: Cast) -> None:
    assert "照片或视频" in text_of(client.get("/report/"))
    client.cookies["gongzhi_language"] = "en"
    text = html.unescape(client.get("/report/").content.decode())
    assert "Photos or a video" in text and "Faces and number plates are blurred" in text
