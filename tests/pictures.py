"""Photos and videos made for tests, each with a place and secrets in every corner that a file has for them."""

import io
import struct
import sys
import zlib
from fractions import Fraction
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import av
import numpy as np
import pillow_heif
import pytest
from PIL import Image, PngImagePlugin

SECRET = b"SECRET-7f3a"
LON, LAT = 116.575, 35.4125
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf>" + SECRET + b"</rdf></x:xmpmeta>"
FORMS = ("jpeg", "png", "webp", "heic")


def exif(orientation: int = 1, *, lon: float = LON, lat: float = LAT, place: bool = True) -> Image.Exif:
    """Return EXIF as a telephone writes it, with the secret as its description, owner and remark."""
    found = Image.Exif()
    found[0x010E] = found[0x010F] = found[0x8298] = SECRET.decode()
    found[0x0112] = orientation
    found.get_ifd(0x8769)[0x9286] = b"ASCII\x00\x00\x00" + SECRET
    if place:
        found.get_ifd(0x8825).update(
            {1: "S" if lat < 0 else "N", 2: _angle(lat), 3: "W" if lon < 0 else "E", 4: _angle(lon)}
        )
    return found


def _angle(value: float) -> tuple[float, float, float]:
    minutes = abs(value) % 1 * 60
    return float(int(abs(value))), float(int(minutes)), round(minutes % 1 * 60, 4)


def scene(width: int = 640, height: int = 480, seed: int = 0) -> Image.Image:
    """Return a picture that is darker on the left and red on top, so that turning it shows."""
    if width > 2000:  # large ones are made from small ones, for the arrays of numbers would be enormous
        return scene(width // 8, height // 8, seed).resize((width, height), Image.Resampling.NEAREST)
    rows, columns = np.mgrid[0:height, 0:width]
    data = np.zeros((height, width, 3), np.uint8)
    data[..., 1] = columns * 200 // width + 20
    data[: height // 4, :, 0] = 230
    data[..., 2] = (rows + seed * 17) % 256 // 2
    return Image.fromarray(data)


def photo(form: str = "jpeg", *, seed: int = 0, size: tuple[int, int] = (640, 480), **of_exif: Any) -> bytes:
    """Return the bytes of a photo in one of the forms that telephones send."""
    image, out, marks = scene(*size, seed), io.BytesIO(), exif(**of_exif).tobytes()
    if form == "jpeg":
        image.save(out, "JPEG", exif=marks, comment=SECRET, xmp=XMP)
    elif form == "png":
        texts = PngImagePlugin.PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        texts.add_text("Comment", SECRET.decode())
        image.save(out, "PNG", exif=marks, pnginfo=texts)
    elif form == "webp":
        image.save(out, "WEBP", exif=marks, xmp=XMP)
    else:
        made = pillow_heif.from_pillow(image)
        made.save(out, exif=marks, xmp=XMP, quality=60, enc_params={"preset": "ultrafast"})
    return out.getvalue()


def png_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """Return a small PNG of very many black points, well formed in every part."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer, row = zlib.compressobj(9), bytes(1 + -(-width // 8))
    data = b"".join(packer.compress(row * 100) for _ in range(height // 100)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def video(path: Path, *, seconds: float = 2, codec: str = "libx264", sound: str = "aac") -> Path:
    """Write a video with sound and a secret title and place; the name's ending says the container."""
    with av.open(str(path), "w") as out:
        out.metadata.update({"title": SECRET.decode(), "comment": SECRET.decode(), "location": "+35.4+116.5/"})
        picture = out.add_stream(codec, rate=10)
        picture.width, picture.height, picture.pix_fmt = 320, 240, "yuv420p"
        voice = out.add_stream(sound, rate=48_000, layout="stereo")
        for at in range(int(seconds * 10)):
            frame = av.VideoFrame.from_ndarray(np.asarray(scene(320, 240, at)), "rgb24")
            frame.pts, frame.time_base = at, Fraction(1, 10)
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        for at in range(int(seconds * 48_000 / 1024)):
            piece = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
            piece.sample_rate, piece.pts = 48_000, at * 1024
            out.mux(voice.encode(piece))
        out.mux(voice.encode(None))
    return path


def hours_long(path: Path, *, hours: float = 6, codec: str = "libx264", **options: str) -> Path:
    """Write a small video of a dozen pictures that lasts for hours."""
    with av.open(str(path), "w", options=options) as out:
        picture = out.add_stream(codec, rate=1)
        picture.width, picture.height, picture.pix_fmt = 320, 240, "yuv420p"
        for at in range(13):
            frame = av.VideoFrame.from_ndarray(np.asarray(scene(320, 240, at)), "rgb24")
            frame.pts, frame.time_base = int(at * hours * 300), Fraction(1, 1)
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
    return path


def assert_nothing_but_the_picture(data: bytes) -> None:
    """Raise unless the file holds a picture (WebP) or a film (MP4) and nothing that tells of its camera or place."""
    assert SECRET not in data and b"Exif" not in data and b"xmpmeta" not in data
    if data[4:8] == b"ftyp":
        with av.open(io.BytesIO(data)) as film:
            told = {*film.metadata, *(name for stream in film.streams for name in stream.metadata)}
        ours = {"major_brand", "minor_version", "compatible_brands", "encoder", "language", "handler_name"}
        assert told <= ours | {"vendor_id"}
        return
    assert data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    at, chunks = 12, []
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        chunks.append(data[at : at + 4])
        at += 8 + size + size % 2
    assert chunks == [b"VP8 "], chunks
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif() and set(image.info) <= {"loop", "background", "timestamp", "duration"}


class Blur:
    """Stands in for the model: finds what it is told to find, and paints it black."""

    def __init__(self, boxes: list[tuple[str, float, float, float, float, float]]) -> None:
        self.boxes, self.looked, self.sizes = boxes, 0, []  # type: ignore[var-annotated]

    def region(self, *values: Any) -> SimpleNamespace:
        """Return a region as the model's own."""
        return SimpleNamespace(**dict(zip(("kind", "x", "y", "width", "height", "score"), values, strict=True)))

    def regions(self, image: Image.Image) -> list[SimpleNamespace]:
        """Find what was told."""
        self.looked += 1
        self.sizes.append(image.size)
        return [self.region(*each) for each in self.boxes]

    def blurred(self, image: Image.Image, regions: list[Any]) -> Image.Image:
        """Paint the regions black."""
        made = image.copy()
        for each in regions:
            left, top = round(each.x * image.width), round(each.y * image.height)
            size = max(1, round(each.width * image.width)), max(1, round(each.height * image.height))
            made.paste((0, 0, 0), (left, top, left + size[0], top + size[1]))
        return made


def stand_in(monkeypatch: pytest.MonkeyPatch, *boxes: tuple[str, float, float, float, float, float]) -> Blur:
    """Put a model in place that finds these boxes (kind, x, y, width, height, score)."""
    blur = Blur(list(boxes))
    module = ModuleType("gongzhi.intake.domain.blur")
    module.Region, module.regions, module.blurred = blur.region, blur.regions, blur.blurred  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gongzhi.intake.domain.blur", module)
    return blur
