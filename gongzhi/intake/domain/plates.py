"""Where number plates are in a picture, by colour, shape and letter-like edges; what is on them is never read.

Two finders of OpenCV work side by side: areas full of short upright strokes, and areas of a plate's colour with such
strokes in them. Each alone misses more; a box too many costs little.
"""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Box = tuple[float, float, float, float, float]  # x, y, width, height, score

# Hue (0–179), saturation and brightness of the grounds of plates, wide enough for dusk and dirt.
COLOURS = (((98, 70, 30), (132, 255, 255)), ((12, 70, 45), (36, 255, 255)), ((36, 30, 40), (92, 255, 255)))
HEIGHTS = (9, 16, 28)  # of plates in the reduced picture that a round looks for
ASPECT = (1.25, 6.5)  # turned away it gets narrow, double rows are nearly square
ALONE = 1.4  # times more edges than above and below
ALONG = 1.15
STROKES = 5  # as few upright strokes as a plate may show when blurred
LEVEL = (96, 32)


def plates(picture: Array) -> list[Box]:
    """Return boxes of what may be number plates in an RGB picture, in its pixels."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    edges = np.abs(cv2.Sobel(cv2.GaussianBlur(grey, (3, 3), 0), cv2.CV_32F, 1, 0))
    return [*_strokes(grey, edges), *_colours(picture, grey, edges)]


def _strokes(grey: Array, edges: Array) -> Iterator[Box]:
    """Find areas where upright edges stand close, at several sizes; edges count against those around them."""
    around = cv2.blur(edges, (65, 65))
    strong = ((edges > 1.4 * around + 9) * np.uint8(255)).astype(np.uint8)
    for height in HEIGHTS:
        joined = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((max(1, height // 4), height), np.uint8))
        joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((height // 2, height), np.uint8))
        yield from _shapes(joined, grey, edges, height, 0.55, ALONE)


def _colours(picture: Array, grey: Array, edges: Array) -> Iterator[Box]:
    """Find areas of a plate's colour, letters filled in."""
    hues = cv2.cvtColor(cv2.GaussianBlur(picture, (3, 3), 0), cv2.COLOR_RGB2HSV)
    for low, high in COLOURS:
        mask = cv2.inRange(hues, np.array(low), np.array(high))
        for height in HEIGHTS[:2]:
            joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((height // 2, height // 2 + 2), np.uint8))
            yield from _shapes(joined, grey, edges, height, 0.6, 1.15)


def _shapes(mask: Array, grey: Array, edges: Array, height: int, full: float, alone: float) -> Iterator[Box]:
    """Yield the boxes around those areas of a mask that have a plate's shape and upright strokes in them."""
    outlines, _tree = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        (x, y), (wide, tall), angle = cv2.minAreaRect(outline)
        middle = (x, y)
        if wide < tall:
            wide, tall, angle = tall, wide, angle - 90
        if not 0.6 <= tall / height <= 3.5 or not ASPECT[0] <= wide / max(tall, 1) <= ASPECT[1]:
            continue
        if abs((angle + 90) % 180 - 90) > 38 or cv2.contourArea(outline) < full * wide * tall:
            continue
        left, top, across, down = cv2.boundingRect(cv2.boxPoints((middle, (wide, tall), angle)).astype(np.int32))
        score = (
            _letters(grey, middle, (wide, tall), angle) if _stands_out((left, top, across, down), edges, alone) else 0
        )
        if score > 0:
            yield float(left), float(top), float(across), float(down), score


def _stands_out(box: tuple[int, int, int, int], edges: Array, alone: float) -> bool:
    """Say whether there are many more edges in a box than above and below it: not so in walls, grass and gravel."""
    x, y, wide, tall = box
    left, right, low, high = max(0, x), x + wide, max(0, y), y + tall
    ring = np.concatenate(
        [edges[max(0, low - tall * 2 // 3) : low, left:right], edges[high : high + tall * 2 // 3, left:right]]
    )
    return ring.size == 0 or float(edges[low:high, left:right].mean()) > alone * float(ring.mean())


def _letters(grey: Array, middle: tuple[float, float], size: tuple[float, float], angle: float) -> float:
    """Say how much an area, laid straight, looks like a row of letters: 0 for not at all, at most 1."""
    turn = np.array(cv2.getRotationMatrix2D(middle, angle, 1.0))
    turn[:, 2] += np.array(size) / 2 - np.array(middle)
    flat = cv2.warpAffine(grey, turn, (max(8, int(size[0])), max(4, int(size[1]))), borderMode=cv2.BORDER_REPLICATE)
    flat = cv2.resize(flat, LEVEL, interpolation=cv2.INTER_AREA).astype(np.float32)
    spread = float(flat.std())
    if spread < 7:
        return 0.0
    rows = flat[5:27] - cv2.blur(flat, (25, 25))[5:27]
    signs = np.where(np.abs(rows) > 0.3 * spread, np.sign(rows), 0)
    changes = [np.count_nonzero(np.diff(row[row != 0])) for row in signs]
    strokes = float(np.median(changes)) / 2
    if not STROKES <= strokes <= 22:
        return 0.0
    lengthwise = float(np.abs(np.diff(flat[4:28], axis=0)).mean() / (np.abs(np.diff(flat[4:28], axis=1)).mean() + 1e-6))
    if lengthwise > ALONG:  # lies, does not stand: roof tiles, kerbs, grilles
        return 0.0
    return min(1.0, 0.3 + strokes / 20)
