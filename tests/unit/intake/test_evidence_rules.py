"""What a file is, what may be sent, where it was taken, and which boxes are blurred."""

import pytest

from gongzhi.intake.domain.evidence import WORDS, box_from, degrees, effective, fits, sniff, too_large

MEGA = 1024 * 1024
HEADS = [
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"),
    (b"\x89PNG\r\n\x1a\n\x00", "png"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "webp"),
    (b"\x00\x00\x00\x18ftypheic\x00", "heic"),
    (b"\x00\x00\x00\x18ftypmif1\x00", "heic"),
    (b"\x00\x00\x00\x18ftypisom\x00", "mp4"),
    (b"\x00\x00\x00\x14ftypqt  \x00", "mp4"),
    (b"\x1a\x45\xdf\xa3\x01", "webm"),
    (b"\x00\x00\x00\x18ftypavif\x00", None),
    (b"RIFF\x10\x00\x00\x00WAVEfmt ", None),
    (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
    (b"<?xml version='1.0'?><svg/>", None),
    (b"<script>alert(1)</script>", None),
    (b"GIF89a", None),
    (b"%PDF-1.7", None),
    (b"#EXTM3U\nhttp://10.0.0.1/", None),
    (b"", None),
]


@pytest.mark.parametrize(("head", "form"), HEADS)
def test_a_file_is_what_its_first_bytes_say(head: bytes, form: str | None) -> None:
    assert sniff(head) == form


@pytest.mark.parametrize(
    ("form", "size", "limit"),
    [
        ("jpeg", 20 * MEGA, None),
        ("heic", 20 * MEGA + 1, "photo_bytes"),
        ("mp4", 50 * MEGA, None),
        ("webm", 50 * MEGA + 1, "video_bytes"),
    ],
)
def test_photos_and_videos_have_limits_of_their_own(form: str, size: int, limit: str | None) -> None:
    assert too_large(form, size) == limit


def test_six_photos_or_one_video_alone() -> None:
    assert fits([], "video") and fits(["photo"] * 5, "photo")
    assert not fits(["photo"] * 6, "photo") and not fits(["photo"], "video") and not fits(["video"], "photo")
    assert not fits(["video"], "video")


@pytest.mark.parametrize(
    ("parts", "sphere", "value"),
    [
        ((35, 24, 45), "N", 35.4125),
        ((35, 24, 45), "S\x00", -35.4125),
        ((91, 0, 0), "N", None),
        ((float("nan"), 0, 0), "N", None),
        ((35, 24), "N", None),
        (None, None, None),
        ("abc", "N", None),
        (("<script>", 0, 0), "N", None),
    ],
)
def test_a_place_is_read_only_where_it_is_one(parts: object, sphere: object, value: float | None) -> None:
    assert degrees(parts, sphere, 90) == (pytest.approx(value) if value is not None else None)


def box(**changes: object) -> dict[str, object]:
    return {"kind": "face", "x": 0.1, "y": 0.2, "width": 0.3, "height": 0.4} | changes


def test_a_box_is_cut_to_the_picture() -> None:
    found = box_from(box(x=-0.1, width=2))
    assert found is not None and (found.x, found.width, found.y, found.height) == (0, 1, 0.2, 0.4)


@pytest.mark.parametrize("wrong", [{"x": 1.5}, {"width": 0}, {"height": -1}, {"x": "nan"}, {"y": "a"}, {"x": "inf"}])
def test_a_box_outside_or_without_size_is_none(wrong: dict[str, object]) -> None:
    assert box_from(box(**wrong)) is None


def test_boxes_are_what_was_found_and_added_less_what_was_undone() -> None:
    add = {"id": "a1", "act": "add", "ref": "", "box": box(kind="plate")}
    undo = {"id": "a2", "act": "undo", "ref": "m0", "box": None}
    again = {"id": "a3", "act": "undo", "ref": "a1", "box": None}
    assert [each.ref for each in effective([box(), box()], [])] == ["m0", "m1"]
    assert [(each.ref, each.by_person) for each in effective([box(), box()], [add, undo])] == [
        ("m1", False),
        ("a1", True),
    ]
    assert effective([box()], [undo, again, add]) == []


def test_every_refusal_says_what_to_do_in_both_languages() -> None:
    for zh, en in WORDS.values():
        assert len(zh) > 12 and zh.isascii() is False and en.endswith(".") and en.isascii()
