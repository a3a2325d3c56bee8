"""Photos: what they are without decoding them, and the picture alone, made anew in two sizes."""

import io
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

from gongzhi.intake.domain.evidence import EDGE, PIXELS, THUMB_EDGE, degrees

Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before anything is decoded
ORIENTATION, GPS = 0x0112, 0x8825
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
STRIP = 128  # rows of the smaller picture that are worked on at a time


def probe(source: Path, form: str) -> dict[str, Any]:
    """Return size and place of a photo; nothing of it is decoded unless it is small enough."""
    if form == "heic":
        import pillow_heif

        _check_boxes(source)
        heif = pillow_heif.open_heif(source)
        exif = Image.Exif()
        if heif.info.get("exif"):
            exif.load(heif.info["exif"])
        return _said(form, heif.size, exif)
    if form == "webp":
        _check_webp(source)
    with Image.open(source, formats=[form.upper()]) as image:
        said = _said("progressive" if image.info.get("progressive") else form, image.size, image.getexif())
        if "refused" in said:
            return said
        if form == "png":
            image.verify()  # the checksums of all its parts, without decoding
        elif form == "jpeg":
            image.draft("L", (64, 64))
            image.load()
    return said


def make(source: Path, form: str, folder: Path) -> dict[str, Any]:
    """Write `clear.webp` and `thumb.webp` into the folder: the picture upright, and nothing else of the file."""
    if "refused" in (said := probe(source, form)):
        return said
    image = _heic(source) if form == "heic" else _other(source, form)
    image.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    image.save(folder / "clear.webp", "WEBP", quality=82, method=4)
    size = image.size
    image.thumbnail((THUMB_EDGE, THUMB_EDGE), Image.Resampling.LANCZOS)
    image.save(folder / "thumb.webp", "WEBP", quality=78, method=4)
    return {"kind": "photo", "width": size[0], "height": size[1]}


def _said(form: str, size: tuple[int, int], exif: Image.Exif) -> dict[str, Any]:
    if size[0] * size[1] > PIXELS[form]:
        return {"refused": "pixels"}
    if min(size) < 1:
        return {"refused": "broken"}
    lon, lat = _place(exif)
    return {"kind": "photo", "width": size[0], "height": size[1], "lon": lon, "lat": lat}


def _place(exif: Image.Exif) -> tuple[float | None, float | None]:
    """Return (longitude, latitude) in degrees as the camera wrote them, or nothing."""
    try:
        gps = exif.get_ifd(GPS)
    except Exception:  # a file may say anything here, and its picture is good all the same
        return None, None
    lat, lon = degrees(gps.get(2), gps.get(1), 90), degrees(gps.get(4), gps.get(3), 180)
    if lat is None or lon is None or (lat == 0 and lon == 0):  # cameras without a fix write zeros
        return None, None
    return round(lon, 6), round(lat, 6)


def _other(source: Path, form: str) -> Image.Image:
    with Image.open(source, formats=[form.upper()]) as image:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
        profile = image.info.get("icc_profile")
        image.draft("RGB", (EDGE, EDGE))
        image.load()
        width, height = image.size
        small = _reduced(width, height, lambda top, bottom: image.crop((0, top, width, bottom)))
    small = _in_srgb(small, profile)
    return small.transpose(turn) if turn else small


def _heic(source: Path) -> Image.Image:
    """Return a HEIC photo made smaller; Pillow's own copy of the whole would not fit."""
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 1
    heif = pillow_heif.open_heif(source)[0]  # upright already: the decoder follows the container's own turning
    data, (width, height), mode, stride = heif.data, heif.size, heif.mode, heif.stride

    def strip(top: int, bottom: int) -> Image.Image:
        rows = data[top * stride : bottom * stride]
        return Image.frombuffer(mode, (width, bottom - top), rows, "raw", mode, stride, 1)

    profile: Any = heif.info.get("icc_profile")
    return _in_srgb(_reduced(width, height, strip), profile)


def _reduced(width: int, height: int, strip: Callable[[int, int], Image.Image]) -> Image.Image:
    """Return the picture in RGB on white, divided by a whole number so that it is a little larger than wanted."""
    factor = max(1, max(width, height) // EDGE)
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, STRIP * factor):
        rows = _rgb(strip(top, min(height, top + STRIP * factor)))
        small.paste(rows.reduce(factor) if factor > 1 else rows, (0, top // factor))
    return small


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):  # 16 bits a pixel: keep the upper eight
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        over = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
    return image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Turn the colours of a telephone's wide screen into those of the web, for the profile itself is not kept."""
    if not profile:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return turned or image


def _check_boxes(source: Path) -> None:
    """Raise if a part of the container reaches beyond the file's end: it was cut off."""
    whole = source.stat().st_size
    at = 0
    with source.open("rb") as file:
        for size in _sizes(file, whole):
            at += size
            if at > whole:
                raise EOFError("cut off")
    if at != whole:
        raise EOFError("cut off")


def _sizes(file: Any, whole: int) -> Iterator[int]:
    at = 0
    while at + 8 <= whole:
        file.seek(at)
        head = file.read(16)
        size = int(struct.unpack(">I", head[:4])[0])
        if size == 1 and len(head) == 16:
            size = int(struct.unpack(">Q", head[8:])[0])
        size = size or whole - at
        if size < 8:
            raise EOFError("no box")
        yield size
        at += size


def _check_webp(source: Path) -> None:
    """Raise if the file is cut off, and MemoryError before a decoder makes canvases for what is far too large."""
    with source.open("rb") as file:
        head = file.read(30)
    if len(head) < 30 or int.from_bytes(head[4:8], "little") + 8 > source.stat().st_size:
        raise EOFError("cut off")
    chunk, body = head[12:16], head[20:]
    if chunk == b"VP8X":
        size = int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    elif chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        size = int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    if size[0] * size[1] > PIXELS["webp"]:
        raise MemoryError
