"""Where faces and number plates are in a picture, and the picture without them.

Nobody is recognised, no plate is read, nothing found here is compared with anything: boxes go in, blur comes out. The
picture is expected upright; heads that lie or stand on their head are looked for, plates are not.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import cv2
import numpy as np
from PIL import Image, ImageDraw

from gongzhi.intake.domain.faces import faces
from gongzhi.intake.domain.plate_network import trained_plates
from gongzhi.intake.domain.plates import plates

Array = np.ndarray[Any, np.dtype[Any]]
Kind = Literal["face", "plate", "other"]  # "other" is what a person has marked
Found = tuple[Kind, float, float, float, float, float]

LONGEST = 3200  # the longer side that is looked through; of larger pictures a smaller copy
TILE, OVERLAP = 512, 160  # what is looked at at once, so that memory does not grow with the picture
ENLARGED = 1600  # smaller pictures are also looked through at twice their size, for far plates and faces
SIDEWAYS = 800  # at this size and below heads are looked for in all four directions
SMALLEST = 16
PLAIN = ("L", "LA", "RGB", "RGBA", "CMYK", "YCbCr")
# What is blurred around a box, as a share of its sides: a box that is a little off must still hide the whole.
MARGINS: dict[Kind, tuple[float, float]] = {"face": (0.28, 0.28), "plate": (0.18, 0.35)}
BLOCKS: dict[Kind, tuple[int, int]] = {"face": (3, 4), "plate": (1, 1)}
STEP = 32  # colours are rounded to so many values


@dataclass(frozen=True)
class Region:
    """A box in fractions of the picture's width and height; `score` is how sure the finder was, 1 for a person."""

    kind: Kind
    x: float
    y: float
    width: float
    height: float
    score: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(each) for each in (self.x, self.y, self.width, self.height)):
            raise ValueError("a region has no end")


def regions(image: Image.Image) -> list[Region]:
    """Return where faces and number plates seem to be: rather a box too many than one too few."""
    _one_thread()
    picture = _rgb(image)
    found: list[Found] = []
    for level, scale in _levels(picture):
        for tile, left, top in _tiles(level):
            boxes = _in_tile(tile, upright_only=max(level.shape[:2]) > SIDEWAYS)
            found += [
                (kind, (x + left) / scale, (y + top) / scale, w / scale, h / scale, s) for kind, x, y, w, h, s in boxes
            ]
    height, width = picture.shape[:2]
    return [
        Region(kind, *_clipped(x / width, y / height, wide / width, tall / height), score)
        for kind, x, y, wide, tall, score in _joined(found)
    ]


def blurred(image: Image.Image, regions: Iterable[Region]) -> Image.Image:
    """Return a copy in which nothing of the regions can be made out, and which carries no data besides its pixels.

    A face becomes a dozen blocks and a plate one, of rounded colours, softened: a mosaic of many blocks, or a blur
    alone, can be undone for letters of a known script.
    """
    found = image.copy() if image.mode in PLAIN else _plain(image)
    found.info = {}
    for region in regions:
        whole = _widened(region, found.size)
        box = (max(0, whole[0]), max(0, whole[1]), min(found.width, whole[2]), min(found.height, whole[3]))
        if box[0] < box[2] and box[1] < box[3]:
            mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
            shape = (whole[0] - box[0], whole[1] - box[1], whole[2] - box[0] - 1, whole[3] - box[1] - 1)
            draw = ImageDraw.Draw(mask)
            draw.ellipse(shape, fill=255) if region.kind == "face" else draw.rectangle(shape, fill=255)
            found.paste(_patch(found.crop(box), BLOCKS[region.kind]), box, mask)
    return found


def _widened(region: Region, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the box in pixels with its margin, on whole pixels and at least one; it may reach over the edge."""
    across, down = MARGINS[region.kind]
    left, top = (region.x - across * region.width) * size[0], (region.y - down * region.height) * size[1]
    right = (region.x + (1 + across) * region.width) * size[0]
    low = (region.y + (1 + down) * region.height) * size[1]
    x, y = math.floor(left), math.floor(top)
    return x, y, max(math.ceil(right), x + 1), max(math.ceil(low), y + 1)


def _patch(piece: Image.Image, blocks: tuple[int, int]) -> Image.Image:
    """Return a piece as a few soft blocks. Middle values, unlike averages, do not tell how much ink letters have."""
    pixels = np.asarray(piece)
    bands = pixels.reshape(piece.height, piece.width, -1)
    wide, tall = min(blocks[0], piece.width), min(blocks[1], piece.height)
    rows = [np.array_split(row, wide, axis=1) for row in np.array_split(bands, tall, axis=0)]
    few = np.array([[np.median(block, axis=(0, 1)) for block in row] for row in rows])
    few = few // STEP * STEP + STEP // 2
    if piece.mode in ("LA", "RGBA"):
        few[..., -1] = 255
    soft = cv2.resize(few.astype(np.uint8), piece.size, interpolation=cv2.INTER_LINEAR)
    return Image.fromarray(soft.reshape(pixels.shape), piece.mode)


def _levels(picture: Array) -> Iterator[tuple[Array, float]]:
    """Yield the picture twice as large if it is small, as it is, and by halves down to where only large things are."""
    longest = max(picture.shape[:2])
    scale = 2.0 if longest <= ENLARGED else 1.0
    while scale >= 1 or longest * scale > SIDEWAYS / 4:
        height, width = (max(1, round(side * scale)) for side in picture.shape[:2])
        how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        yield (picture if scale == 1 else cv2.resize(picture, (width, height), interpolation=how)), scale
        scale /= 2


def _tiles(level: Array) -> Iterator[tuple[Array, int, int]]:
    """Yield overlapping pieces with where they begin."""
    height, width = level.shape[:2]
    for top in _starts(height):
        for left in _starts(width):
            yield level[top : top + TILE, left : left + TILE], left, top


def _starts(length: int) -> list[int]:
    count = 1 if length <= TILE else math.ceil((length - OVERLAP) / (TILE - OVERLAP))
    return [round(each * (length - TILE) / max(1, count - 1)) for each in range(count)]


def _in_tile(tile: Array, upright_only: bool) -> list[Found]:
    tile = np.ascontiguousarray(tile)
    found: list[Found] = []
    if min(tile.shape[:2]) >= SMALLEST:
        found += [("plate", *box) for box in (*plates(tile), *trained_plates(tile))]
        found += [("face", *box) for box in faces(tile)]
        if not upright_only:
            found += [("face", *box) for turns in (1, 2, 3) for box in _turned_faces(tile, turns)]
    return found


def _turned_faces(tile: Array, turns: int) -> Iterator[tuple[float, float, float, float, float]]:
    """Look for faces with the picture turned so many quarters to the left; yield boxes as it stands."""
    height, width = tile.shape[:2]
    for x, y, wide, tall, score in faces(np.ascontiguousarray(np.rot90(tile, turns))):
        if turns == 1:
            yield width - y - tall, x, tall, wide, score
        elif turns == 2:
            yield width - x - wide, height - y - tall, wide, tall, score
        else:
            yield y, height - x - wide, tall, wide, score


def _joined(found: list[Found]) -> list[Found]:
    """Make one box of those of a kind that lie over each other, around all of them: each may have missed an edge."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda each: -each[3] * each[4]):
        for place, other in enumerate(kept):
            if one[0] == other[0] and _same(one, other):
                left, top = min(one[1], other[1]), min(one[2], other[2])
                right, low = max(one[1] + one[3], other[1] + other[3]), max(one[2] + one[4], other[2] + other[4])
                kept[place] = (one[0], left, top, right - left, low - top, max(one[5], other[5]))
                break
        else:
            kept.append(one)
    return kept


def _same(one: Found, other: Found) -> bool:
    """Say whether two boxes share most of the smaller one."""
    across = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    down = min(one[2] + one[4], other[2] + other[4]) - max(one[2], other[2])
    return across > 0 and down > 0 and across * down > 0.6 * min(one[3] * one[4], other[3] * other[4])


def _clipped(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    left, top = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
    return left, top, min(max(x + width, left), 1.0) - left, min(max(y + height, top), 1.0) - top


def _rgb(image: Image.Image) -> Array:
    """Return the picture, or a smaller copy, as an RGB array; made smaller before anything else, to save memory."""
    factor = LONGEST / max(image.size)
    if factor < 1:
        size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
        exact = image.mode in PLAIN
        image = image.resize(size, Image.Resampling.BOX if exact else Image.Resampling.NEAREST)
    return np.asarray(_plain(image).convert("RGB"))


def _plain(image: Image.Image) -> Image.Image:
    """Return a picture of bytes; deeper greys are brought to 256, from the darkest to the lightest."""
    if image.mode.startswith(("I", "F")):
        deep = np.asarray(image, dtype=np.float64)
        low, span = float(deep.min()), float(np.ptp(deep)) or 1.0
        return Image.fromarray(((deep - low) * (255 / span)).astype(np.uint8))
    if image.mode in PLAIN:
        return image
    return image.convert("RGBA" if "transparency" in image.info or image.mode in ("PA", "La", "RGBa") else "RGB")


@lru_cache(maxsize=1)
def _one_thread() -> None:
    cv2.setNumThreads(1)
