"""What may be sent as evidence: the kinds, told from the content; the limits; the boxes that are blurred."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

PHOTOS, VIDEOS = 6, 1  # of one report, of one resolving, of one verifying
PHOTO_BYTES, VIDEO_BYTES = 20 * 1024 * 1024, 50 * 1024 * 1024
SECONDS = 60
# Decoding must stay under 300 MB. WebP keeps two canvases and a copy, progressive JPEG all its coefficients, so these
# get fewer megapixels than the 50 of cameras; no telephone writes larger ones.
PIXELS = {"jpeg": 50_000_000, "png": 50_000_000, "heic": 50_000_000, "webp": 16_000_000, "progressive": 24_000_000}
VIDEO_PIXELS = 9_500_000  # of one frame: 4096 × 2304
EDGE, THUMB_EDGE = 2560, 480
BOXES = 100  # on one picture
MEGA = 1_000_000

_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MP4 = re.compile(rb"isom|iso[2-9]|mp4[12]|avc1|qt  |M4V.|3g[p2].|dash|MSNV|f4v ")
HEAD = 64  # bytes that `sniff` wants

WORDS: dict[str, tuple[str, str]] = {
    "nothing": ("没有收到文件。请再选一次照片。", "No file arrived. Choose the photo again."),
    "type": (
        "这个文件不是能用的照片或视频。请发 JPEG、PNG、WebP、HEIC 照片，或 MP4、MOV、WebM 视频。其他内容都还在。",
        "This file is no photo or video that can be taken. Send JPEG, PNG, WebP or HEIC photos, or MP4, MOV or WebM"
        " video. Everything else is kept.",
    ),
    "photo_bytes": (
        "这张照片超过 20 MB。请换一张小一些的，其他内容都还在。",
        "This photo is larger than 20 MB. Choose a smaller one; everything else is kept.",
    ),
    "video_bytes": (
        "这段视频超过 50 MB。请剪短一些再发，其他内容都还在。",
        "This video is larger than 50 MB. Cut it shorter and send it again; everything else is kept.",
    ),
    "pixels": (
        "这张图片的像素太多，打不开。请把它缩小，或者直接用手机拍一张（普通照片最多 5000 万像素，WebP 最多 1600 万）。",
        "This picture has too many pixels to be opened. Make it smaller or take one with a phone (at most 50"
        " megapixels, 16 for WebP).",
    ),
    "seconds": (
        "视频最长 60 秒。请剪短一些再发，其他内容都还在。",
        "A video may last 60 seconds. Cut it shorter and send it again; everything else is kept.",
    ),
    "broken": (
        "这个文件不完整或已损坏，打不开。请重新拍一张，或者再选一次。",
        "This file is incomplete or damaged and cannot be opened. Take it again or choose it once more.",
    ),
    "count": (
        "一次最多 6 张照片，或者 1 段视频。请先删除一个再添加。",
        "At most 6 photos or one video. Remove one before you add another.",
    ),
    "busy": (
        "处理这个文件用的时间太长，没有收下。请换一个小一些的。",
        "This file took too long to work on and was not taken. Choose a smaller one.",
    ),
}


@dataclass(frozen=True)
class Found:
    """What a file turned out to be: a photo or a video, its size, and where it was taken if it says so (degrees)."""

    kind: str
    width: int
    height: int
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Box:
    """A rectangle to blur, in fractions of the picture; `ref` names it in the log, `score` is the model's certainty."""

    ref: str
    kind: str
    x: float
    y: float
    width: float
    height: float
    score: float = 1.0
    by_person: bool = False


def sniff(head: bytes) -> str | None:
    """Return what a file is by its first bytes: jpeg, png, webp, heic, mp4, webm, or None for anything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        if head[8:12] in _HEIC:
            return "heic"
        return "mp4" if _MP4.fullmatch(head[8:12]) else None
    return "webm" if head.startswith(b"\x1a\x45\xdf\xa3") else None


def too_large(form: str, size: int) -> str | None:
    """Return which limit of bytes a file of this form breaks, or None."""
    if form in ("mp4", "webm"):
        return "video_bytes" if size > VIDEO_BYTES else None
    return "photo_bytes" if size > PHOTO_BYTES else None


def fits(kinds: Iterable[str], kind: str) -> bool:
    """Say whether one more of this kind may stand beside those that are there: six photos, or one video alone."""
    there = list(kinds)
    return not there if kind == "video" else "video" not in there and len(there) < PHOTOS


def degrees(parts: Any, sphere: Any, most: float) -> float | None:
    """Return an EXIF angle (degrees, minutes, seconds and a letter) as a number; None for what is no place."""
    try:
        whole, minutes, seconds = (float(each) for each in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = whole + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= most:
        return None
    return -value if str(sphere).strip("\x00 ").upper() in ("S", "W") else value


def box_from(data: Mapping[str, Any]) -> Box | None:
    """Return the box that numbers describe, cut to the picture; None if nothing of it lies inside."""
    try:
        left, top = float(data["x"]), float(data["y"])
        right, bottom = left + float(data["width"]), top + float(data["height"])
    except (KeyError, TypeError, ValueError):
        return None
    if not all(math.isfinite(each) for each in (left, top, right, bottom)):
        return None
    left, top, right, bottom = max(left, 0.0), max(top, 0.0), min(right, 1.0), min(bottom, 1.0)
    if right - left < 0.002 or bottom - top < 0.002:
        return None
    kind = data.get("kind") if data.get("kind") in ("face", "plate") else "other"
    width, height = round(right - left, 5), round(bottom - top, 5)
    return Box(str(data.get("ref", "")), str(kind), round(left, 5), round(top, 5), width, height)


def effective(found: Iterable[Mapping[str, Any]], acts: Iterable[Mapping[str, Any]]) -> list[Box]:
    """Return the boxes to blur: what the model found (m0, m1 …) and people added (their act's id), less the undone."""
    boxes: dict[str, Box] = {}
    for at, each in enumerate(found):
        if box := box_from(each):
            boxes[f"m{at}"] = replace(box, ref=f"m{at}", score=float(each.get("score", 1.0)))
    acts = list(acts)
    for act in acts:
        if act["act"] == "add" and (box := box_from(act["box"] or {})):
            boxes[str(act["id"])] = replace(box, ref=str(act["id"]), by_person=True)
    for act in acts:  # nothing is undone before it was there, so the order of the two does not matter
        if act["act"] == "undo":
            boxes.pop(act["ref"], None)
    return list(boxes.values())
