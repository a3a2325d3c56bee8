"""Scenes for the blurring bench: grounds with things that look like plates, and plates and faces put onto them."""

import io
from collections.abc import Iterator

import cv2
import numpy as np
from PIL import Image

from gongzhi.config.bench.pictures import (
    GROUNDS,
    PLATES,
    Array,
    Chance,
    Person,
    Scene,
    Truth,
    drawn_face,
    packaged,
    photographed_faces,
    plate,
)

SIZES = {"plate": ((32, 48), (48, 80), (80, 160), (160, 400)), "face": ((12, 20), (20, 40), (40, 100), (100, 320))}


def scenes(count: int, seed: int, *, size: tuple[int, int] = (1600, 1200), photographs: bool = True) -> Iterator[Scene]:
    """Yield scenes: each with three plates and two faces of different sizes, every fifth with none."""
    people = photographed_faces() if photographs else []
    grounds = [each for each in (packaged(*name) for name in GROUNDS) if each is not None] if photographs else []
    for number in range(count):
        chance = np.random.default_rng([seed, number])
        canvas = _ground(chance, size, grounds)
        plates = [(PLATES[(number + place) % 5], SIZES["plate"][(number + place) % 4]) for place in range(3)]
        heads = [
            (people[(number + place) % len(people)] if people and (number // 4 + place) % 3 else None, bounds)
            for place, bounds in enumerate((SIZES["face"][number % 4], SIZES["face"][(number + 2) % 4]))
        ]
        yield _filled(canvas, plates, heads, chance) if number % 5 else Scene(_taken(canvas, chance), ())


def crowd(size: tuple[int, int], seed: int) -> Scene:
    """Return one picture full of drawn plates and faces of middling size: much to find in little time."""
    chance = np.random.default_rng(seed)
    plates = [(style, (80, 120)) for style in PLATES * 2]
    return _filled(_ground(chance, size, []), plates, [(None, (50, 80))] * 4, chance)


def _filled(
    canvas: Array,
    plates: list[tuple[str, tuple[int, int]]],
    heads: list[tuple[Person | None, tuple[int, int]]],
    chance: Chance,
) -> Scene:
    truths: list[Truth] = []
    for person, bounds in heads:
        truths += _with_face(canvas, person, chance.uniform(*bounds), truths, chance)
    for style, bounds in plates:
        truths += _with_plate(canvas, style, chance.uniform(*bounds), truths, chance)
    return Scene(_taken(canvas, chance), tuple(truths))


def _ground(chance: Chance, size: tuple[int, int], grounds: list[Array]) -> Array:
    """Return a street, a wall or a photograph, with signs, windows, bins and fences: what is taken for a plate."""
    width, height = size
    if grounds and chance.random() < 0.5:
        picture = grounds[chance.integers(len(grounds))]
        return cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    canvas = np.empty((height, width, 3), np.float32)
    sky, road = chance.uniform(120, 240, 3), chance.uniform(60, 130)
    canvas[:] = np.linspace(sky, sky * 0.8, height)[:, None, :]
    horizon = int(height * chance.uniform(0.35, 0.6))
    canvas[horizon:] = road
    rough = cv2.resize(chance.normal(0, 14, (height // 3, width // 3)).astype(np.float32), size)
    canvas[horizon:] += rough[horizon:, :, None]
    for _ in range(chance.integers(2, 5)):
        _house(canvas, horizon, chance)
    for _ in range(chance.integers(2, 6)):
        _thing(canvas, horizon, chance)
    return np.clip(canvas, 0, 255)


def _house(canvas: Array, horizon: int, chance: Chance) -> None:
    width = canvas.shape[1]
    left, wide = int(chance.uniform(-0.1, 0.9) * width), int(chance.uniform(0.15, 0.4) * width)
    top = int(chance.uniform(0.02, 0.6) * horizon)
    wall, pane = chance.uniform(90, 220, 3), chance.uniform(30, 140, 3)
    cv2.rectangle(canvas, (left, top), (left + wide, horizon), tuple(wall.tolist()), -1)
    step = int(chance.uniform(28, 70))
    for y in range(top + 12, horizon - step, step):
        for x in range(left + 12, left + wide - step, step):
            cv2.rectangle(canvas, (x, y), (x + step * 6 // 10, y + step * 6 // 10), tuple(pane.tolist()), -1)


def _thing(canvas: Array, horizon: int, chance: Chance) -> None:
    """Draw a shop sign, a bin, a fence or a board: coloured like plates, some with letters, none of them a plate."""
    height, width = canvas.shape[:2]
    x, y = int(chance.uniform(0, 0.85) * width), int(chance.uniform(0.2, 0.9) * height)
    colour = [(25, 70, 170), (40, 150, 80), (230, 180, 30), (200, 40, 40), (235, 235, 230)][chance.integers(5)]
    kind = chance.integers(4)
    wide = int(chance.uniform(60, 360))
    if kind == 0:
        cv2.rectangle(canvas, (x, y), (x + wide, y + wide // 4), colour, -1)
        cv2.putText(canvas, "OPEN 24 H", (x + 8, y + wide // 6), 0, wide / 230, (250, 250, 250), 2, cv2.LINE_AA)
    elif kind == 1:
        cv2.rectangle(canvas, (x, y), (x + wide // 3, y + wide // 2), colour, -1)
        cv2.ellipse(canvas, (x + wide // 6, y), (wide // 5, wide // 14), 0, 0, 360, (60, 60, 60), -1, cv2.LINE_AA)
    elif kind == 2:
        for post in range(x, x + wide, 9):
            cv2.line(canvas, (post, y), (post, y + wide // 4), colour, 3, cv2.LINE_AA)
    else:
        cv2.rectangle(canvas, (x, y), (x + wide, y + wide * 2 // 3), colour, -1)


def _spot(long: float, tall: float, truths: list[Truth], canvas: Array, chance: Chance) -> tuple[float, float] | None:
    """Return a place that leaves room to what is there already; None where there is none."""
    height, width = canvas.shape[:2]
    middles = [(np.mean(each.corners, axis=0), each.long) for each in truths]
    for _ in range(80):
        x = chance.uniform(long, width - long) if width > 2 * long else width / 2
        y = chance.uniform(tall, height - tall) if height > 2 * tall else height / 2
        near = (
            abs(x - there[0]) < 1.05 * (long + size) and abs(y - there[1]) < 0.8 * (tall + size)
            for there, size in middles
        )
        if not any(near):
            return x, y
    return None


def _with_plate(canvas: Array, style: str, wide: float, truths: list[Truth], chance: Chance) -> list[Truth]:
    """Put a plate on a piece of car body, turned in space, dirty and lit; return where its corners came to be."""
    front = plate(style, chance)
    tall, full = front.shape[:2]
    place = _spot(wide, wide, truths, canvas, chance)
    if place is None:
        return []
    corners = _turned(full, tall, chance) * (wide / full) + np.array(place)
    body = _turned_like(corners, 1.9, 2.6)
    paint = [(20, 20, 22), (235, 235, 238), (150, 152, 156), (120, 20, 24), (30, 50, 110)][chance.integers(5)]
    cv2.fillConvexPoly(canvas, body.astype(np.int32), paint, cv2.LINE_AA)
    cv2.fillConvexPoly(canvas, _turned_like(corners, 1.12, 1.3).astype(np.int32), (45, 45, 48), cv2.LINE_AA)
    front *= chance.uniform(0.45, 1.1)
    front = front * (1 - (dirt := _dirt(front, chance))) + np.array((120, 110, 95)) * dirt
    _warp(canvas, np.clip(front, 0, 255), corners, np.ones((tall, full), np.float32))
    sides = np.linalg.norm(np.roll(corners, -1, 0) - corners, axis=1)
    return [Truth("plate", _pairs(corners), float(sides.max()), style)]


def _dirt(front: Array, chance: Chance) -> Array:
    spots = cv2.resize(chance.random((5, 12)).astype(np.float32), front.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(spots - chance.uniform(0.6, 1.1), 0, 0.5)[..., None]


def _turned(full: float, tall: float, chance: Chance) -> Array:
    """Return the corners of a plate seen from the side, from above and tilted, around the origin."""
    yaw, pitch, roll = np.radians([chance.uniform(-50, 50), chance.uniform(-25, 25), chance.uniform(-15, 15)])
    flat = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (full / 2, tall / 2)
    x, y = flat[:, 0] * np.cos(yaw), flat[:, 1] * np.cos(pitch)
    away = 1 + (flat[:, 0] * np.sin(yaw) + flat[:, 1] * np.sin(pitch)) / (4 * full)
    x, y = x / away, y / away
    return np.stack([x * np.cos(roll) - y * np.sin(roll), x * np.sin(roll) + y * np.cos(roll)], axis=1)


def _turned_like(corners: Array, across: float, down: float) -> Array:
    middle = corners.mean(0)
    right, under = (corners[1] - corners[0]) / 2, (corners[3] - corners[0]) / 2
    return np.array([middle + a * across * right + b * down * under for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))])


def _warp(canvas: Array, front: Array, corners: Array, mask: Array) -> None:
    """Lay a picture over four corners, averaged down first so that small ones look as a camera would see them."""
    tall, wide = front.shape[:2]
    shrink = max(1.0, wide / max(float(np.linalg.norm(corners[1] - corners[0])), 1) / 1.5)
    small = (max(2, round(wide / shrink)), max(2, round(tall / shrink)))
    front = cv2.resize(front, small, interpolation=cv2.INTER_AREA).astype(np.float32)
    mask = cv2.resize(mask, small, interpolation=cv2.INTER_AREA)
    edge = np.array([(0, 0), (small[0], 0), small, (0, small[1])], np.float32)
    turn = cv2.getPerspectiveTransform(edge, corners.astype(np.float32))
    height, width = canvas.shape[:2]
    laid = cv2.warpPerspective(front, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    over = cv2.warpPerspective(mask, turn, (width, height))[..., None]
    canvas[:] = canvas * (1 - over) + laid * over


def _with_face(
    canvas: Array,
    person: Person | None,
    tall: float,
    truths: list[Truth],
    chance: Chance,
) -> list[Truth]:
    """Put a head onto the scene, tilted, mirrored and lit; return where the corners of its box came to be."""
    source, picture, (x, y, wide, high) = person or ("drawn", *drawn_face(chance))
    top, left = max(0, int(y - 0.45 * high)), max(0, int(x - 0.6 * wide))
    head = picture[top : int(y + 1.45 * high), left : int(x + 1.6 * wide)].astype(np.float32)
    box = np.array([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], np.float32) - (left, top)
    if chance.random() < 0.5:
        head = head[:, ::-1]
        box = np.array([(head.shape[1] - a, b) for a, b in box[[1, 0, 3, 2]]], np.float32)
    full, down = head.shape[1], head.shape[0]
    place = _spot(tall * 1.2, tall * 1.4, truths, canvas, chance)
    if place is None:
        return []
    angle, scale = np.radians(chance.uniform(-25, 25)), tall / high
    turn = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))]) * scale
    corners = (np.array([(0, 0), (full, 0), (full, down), (0, down)]) - (full / 2, down / 2)) @ turn + place
    mask: Array = np.zeros((down, full), np.float32)
    cv2.ellipse(mask, (full // 2, down // 2), (int(full * 0.44), int(down * 0.46)), 0, 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), full / 40)
    _warp(canvas, np.clip(head * chance.uniform(0.45, 1.15), 0, 255), corners, mask)
    return [Truth("face", _pairs((box - (full / 2, down / 2)) @ turn + place), tall, source)]


def _pairs(corners: Array) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in corners)


def _taken(canvas: Array, chance: Chance) -> Image.Image:
    """Take the picture: light, a tint, a shake or a missed focus, noise, and the losses of JPEG."""
    kind = chance.integers(4)
    if kind == 1:
        canvas = cv2.GaussianBlur(canvas, (0, 0), chance.uniform(0.6, 1.4))
    elif kind == 2:
        length = int(chance.integers(3, 6))
        canvas = cv2.filter2D(canvas, -1, np.full((1, length), 1 / length, np.float32))
    light = chance.uniform(0.35, 1.15)
    canvas = 255 * np.clip(canvas / 255 * light * chance.uniform(0.93, 1.07, 3), 0, 1) ** chance.uniform(0.8, 1.2)
    canvas = canvas + chance.normal(0, chance.uniform(1, 9), canvas.shape).astype(np.float32)
    kept = io.BytesIO()
    Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8)).save(kept, "JPEG", quality=int(chance.integers(60, 93)))
    return Image.open(io.BytesIO(kept.getvalue())).convert("RGB")
