"""Files from an attacker: each is told what is wrong in both languages, memory stays bounded, the worker goes on."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from gongzhi.base.errors import Refused
from gongzhi.intake.actions.evidence import check_file
from gongzhi.intake.media import child
from tests.pictures import SECRET, assert_nothing_but_the_picture, exif, hours_long, photo, png_bomb, scene, video

MEMORY = 300 * 1024 * 1024
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>1</script></svg>"
Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(data: bytes) -> Path:
        path = tmp_path / "picture.jpg"
        path.write_bytes(data)
        return path

    return written


def webp_bomb() -> bytes:
    head = b"VP8X" + (10).to_bytes(4, "little") + b"\x00" * 4 + (16382).to_bytes(3, "little") * 2
    return b"RIFF" + (len(head) + 4 + 100).to_bytes(4, "little") + b"WEBP" + head + bytes(100)


def progressive_bomb() -> bytes:
    """A JPEG whose coefficients alone would take 400 MB."""
    out = io.BytesIO()
    Image.new("RGB", (7000, 7000), "grey").save(out, "JPEG", progressive=True, subsampling=0, quality=30)
    return out.getvalue()


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a script named as a picture": (lambda: b"<script>fetch('/desk/')</script>" * 20, "type"),
    "a script after the signature of a PNG": (lambda: b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "broken"),
    "an SVG": (lambda: SVG, "type"),
    "nothing": (lambda: b"", "nothing"),
    "a bomb of 50,000 × 50,000 points": (png_bomb, "pixels"),
    "a WebP of 268 megapixels": (webp_bomb, "pixels"),
    "a JPEG with very many coefficients": (progressive_bomb, "pixels"),
    "a HEIC cut in half": (lambda: cut(photo("heic")), "broken"),
    "a JPEG cut in half": (lambda: cut(photo("jpeg")), "broken"),
    "a PNG cut in half": (lambda: cut(photo("png")), "broken"),
    "a WebP cut in half": (lambda: cut(photo("webp")), "broken"),
    "a playlist that names an address inside": (lambda: b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/\n", "type"),
    "21 MB that begin as a JPEG": (lambda: b"\xff\xd8\xff" + bytes(21 * 1024 * 1024), "photo_bytes"),
    "51 MB that begin as a video": (lambda: b"\0\0\0\x18ftypisom" + bytes(51 * 1024 * 1024), "video_bytes"),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_file_is_refused_with_clear_words(name: str, write: Write) -> None:
    make, code = HOSTILE[name]
    with pytest.raises(Refused) as caught:
        check_file(write(make()))
    assert caught.value.code == f"intake.evidence_{code}"
    assert caught.value.words("zh-hans") != caught.value.words("en")
    assert check_file(write(photo("jpeg"))).found.kind == "photo", "the next file is taken as ever"


@pytest.mark.parametrize("name", [name for name, (_make, code) in HOSTILE.items() if code != "nothing"])
def test_the_worker_outlives_what_slipped_past_the_first_look(name: str, write: Write, tmp_path: Path) -> None:
    make, code = HOSTILE[name]
    with pytest.raises(child.Unusable) as caught:
        child.run("video" if code == "video_bytes" else "photo", write(make()), tmp_path)
    assert caught.value.code == code
    assert not list(tmp_path.glob("clear.*"))


@pytest.mark.parametrize(("name", "codec"), [("v.mp4", "libx264"), ("v.webm", "libvpx")])
def test_a_video_of_six_hours_is_refused_by_what_its_container_says(name: str, codec: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="60 seconds"):
        check_file(hours_long(tmp_path / name, codec=codec))


def test_a_video_that_hides_how_long_it_lasts_is_refused_while_it_is_read(tmp_path: Path) -> None:
    path = hours_long(tmp_path / "v.webm", codec="libvpx", live="1")
    assert check_file(path).found.kind == "video", "the container says nothing of it"
    with pytest.raises(child.Unusable) as caught:
        child.run("video", path, tmp_path)
    assert caught.value.code == "seconds"


@pytest.mark.parametrize("form", ["jpeg", "png", "webp"])
def test_of_a_polyglot_only_the_picture_is_kept(form: str, write: Write, tmp_path: Path) -> None:
    tail = b"<html><script>alert('" + SECRET + b"')</script></html>PK\x03\x04" + SECRET
    child.run("photo", write(photo(form) + tail), tmp_path)
    for made in ("clear.webp", "thumb.webp"):
        assert_nothing_but_the_picture((tmp_path / made).read_bytes())


def test_a_payload_in_exif_is_neither_believed_nor_kept(write: Write, tmp_path: Path) -> None:
    marks = exif(place=False)
    marks.get_ifd(0x8825).update({1: "<script>", 2: (1e9, 1e9, 1e9), 3: "E", 4: (5.0, 0.0, 0.0)})
    marks[0x010E] = "<?php system($_GET[0]); ?>" + SECRET.decode() * 500
    out = io.BytesIO()
    scene().save(out, "JPEG", exif=marks)
    said = child.run("probe", write(out.getvalue()))
    assert (said["lon"], said["lat"]) == (None, None)
    child.run("photo", write(out.getvalue()), tmp_path)
    assert_nothing_but_the_picture((tmp_path / "clear.webp").read_bytes())


def test_random_damage_never_breaks_more_than_its_own_process(write: Write) -> None:
    dice = random.Random(7)
    for form in ("jpeg", "png", "webp", "heic"):
        whole = bytearray(photo(form, size=(320, 240)))
        for _turn in range(3):
            hurt = bytearray(whole)
            for _each in range(30):
                hurt[dice.randrange(12, len(hurt))] = dice.randrange(256)
            try:
                check_file(write(bytes(hurt)))
            except Refused as error:
                assert error.code.startswith("intake.evidence_")


@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "heic"])
def test_the_largest_photos_stay_under_300_megabytes(form: str, tmp_path: Path) -> None:
    size = (4000, 4000) if form == "webp" else (7071, 7070)
    path = tmp_path / "large"
    path.write_bytes(photo(form, size=size))
    folder = tmp_path / "made"
    folder.mkdir()
    said = child.run("photo", path, folder)
    assert 0 < said["memory"] < MEMORY and max(said["width"], said["height"]) == 2560
    assert child.run("probe", path)["memory"] < MEMORY // 3


def test_a_video_stays_under_300_megabytes(tmp_path: Path) -> None:
    said = child.run("video", video(tmp_path / "v.mp4", seconds=3), tmp_path)
    assert 0 < said["memory"] < MEMORY


def test_the_process_that_opens_files_knows_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: dict[str, object] = {}
    real = child.subprocess.run

    def spy(command: list[str], **more: object) -> object:
        seen.update(more["env"])  # type: ignore[call-overload]
        return real(command, **more)  # type: ignore[call-overload]

    monkeypatch.setenv("GONGZHI_SECRET_KEY", "hidden")
    monkeypatch.setattr(child.subprocess, "run", spy)
    path = tmp_path / "p"
    path.write_bytes(photo())
    check_file(path)
    assert set(seen) == {"PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG"}
