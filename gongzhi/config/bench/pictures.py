"""Pictures with faces and number plates at known places, made from a seed: what `bench blur` and its tests measure on.

Plates and scenes are drawn. Faces are photographs where an installed package carries some, and drawn otherwise; no
photograph of a person is part of this project.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from PIL import Image

Array = np.ndarray[Any, np.dtype[Any]]
Chance = np.random.Generator
Person = tuple[str, Array, tuple[int, int, int, int]]  # name, picture, box of the face

# Faces in the sample pictures of packages, as (x, y, width, height) in pixels.
PHOTOGRAPHED = {
    ("skimage", "data/astronaut.png"): (177, 42, 94, 128),
    ("skimage", "data/camera.png"): (199, 110, 58, 80),
    ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"): (172, 98, 178, 222),
}
GROUNDS = (
    ("sklearn", "datasets/images/china.jpg"),
    ("sklearn", "datasets/images/flower.jpg"),
    ("skimage", "data/coffee.png"),
    ("skimage", "data/motorcycle_left.png"),
    ("skimage", "data/rocket.jpg"),
    ("skimage", "data/chelsea.png"),
    ("skimage", "data/grass.png"),
    ("skimage", "data/brick.png"),
)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
PLATES = ("blue", "green", "yellow", "double", "white")


@dataclass(frozen=True)
class Truth:
    """What is where: the corners in pixels, clockwise; `long` is the longer side as seen, in pixels."""

    kind: Literal["face", "plate"]
    corners: tuple[tuple[float, float], ...]
    long: float
    source: str


@dataclass(frozen=True)
class Scene:
    """A picture and all the faces and plates in it."""

    image: Image.Image
    truths: tuple[Truth, ...]


def packaged(package: str, name: str) -> Array | None:
    """Return a sample picture of an installed package, without importing the package; None where it is absent."""
    found = importlib.util.find_spec(package)
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / name
        if path.exists():
            with Image.open(path) as image:
                return np.asarray(image.convert("RGB"))
    return None


def plate(style: str, chance: Chance) -> Array:
    """Draw a number plate from the front, with a frame, bolts, a sign of a province and random letters."""
    height, width = {"double": (220, 440), "green": (140, 480)}.get(style, (140, 440))
    grounds = {"blue": (20, 60, 160), "yellow": (235, 175, 20), "double": (235, 175, 20), "white": (235, 235, 235)}
    found: Array = np.empty((height, width, 3), np.float32)
    found[:] = grounds.get(style, (110, 200, 120))
    if style == "green":
        found[:] = np.linspace((225, 240, 225), (60, 180, 95), height)[:, None, :]
    found += chance.normal(0, 6, 3)
    ink = (240, 240, 240) if style == "blue" else (25, 25, 25)
    cv2.rectangle(found, (6, 6), (width - 7, height - 7), ink, 4)
    rows = [(2, 20, 70), (5, 95, 110)] if style == "double" else [(8 if style == "green" else 7, 25, 90)]
    for count, top, tall in rows:
        step = (width - 60) / (count if count > 2 else 4)
        left = 30 if count > 2 else width // 2 - step
        for place in range(count):
            x, wide = int(left + place * step), int(step * 0.82)
            box = found[top : top + tall, x : x + wide]
            _sign(box, ink, chance) if place == 0 and count != 5 else _letter(box, ink, chance)
    for x in (width // 4, 3 * width // 4):
        cv2.circle(found, (x, 10), 5, (120, 120, 120), -1)
    return np.clip(found, 0, 255)


def _sign(box: Array, ink: tuple[int, int, int], chance: Chance) -> None:
    """Draw strokes as dense as those of a province's character; it needs no font and says nothing."""
    tall, wide = box.shape[:2]
    for y in np.linspace(0.08, 0.92, 4):
        left, right = chance.uniform(0, 0.3), chance.uniform(0.7, 1)
        cv2.line(box, (int(left * wide), int(y * tall)), (int(right * wide), int(y * tall)), ink, 6)
    for x in (0.2, 0.5, 0.8):
        top, low = chance.uniform(0, 0.4), chance.uniform(0.6, 1)
        cv2.line(box, (int(x * wide), int(top * tall)), (int(x * wide), int(low * tall)), ink, 6)


def _letter(box: Array, ink: tuple[int, int, int], chance: Chance) -> None:
    text = LETTERS[chance.integers(len(LETTERS))]
    (wide, tall), _base = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 3, 9)
    mask: Array = np.zeros((tall + 12, wide + 12), np.float32)
    cv2.putText(mask, text, (6, tall + 6), cv2.FONT_HERSHEY_SIMPLEX, 3, 1.0, 9, cv2.LINE_AA)
    mask = cv2.resize(mask, (box.shape[1], box.shape[0]), interpolation=cv2.INTER_AREA)[..., None]
    box[:] = box * (1 - mask) + np.array(ink, np.float32) * mask


def drawn_face(chance: Chance) -> tuple[Array, tuple[int, int, int, int]]:
    """Draw a head and shoulders with shading; return it with the box of the face."""
    canvas: Array = np.empty((400, 360, 3), np.float32)
    canvas[:] = chance.uniform(60, 200, 3)
    tone = np.array([(236, 196, 170), (214, 164, 130), (170, 120, 88), (112, 76, 56)][chance.integers(4)], np.float32)
    hair = np.array([(28, 22, 20), (70, 48, 32), (130, 128, 126)][chance.integers(3)], np.float32)
    shape, draw = (90, 120), _painter(canvas)
    draw((180, 410), (150, 90), chance.uniform(20, 220, 3))
    draw((180, 310), (42, 60), tone * 0.82)
    draw((180, 165), (108, 132), hair)
    draw((180, 192), shape, tone)
    yy, xx = np.mgrid[0:400, 0:360]
    face = ((xx - 180) / shape[0]) ** 2 + ((yy - 192) / shape[1]) ** 2 < 1
    light = 1 - 0.28 * np.clip((xx - 180) * chance.choice([-1, 1]) / 90, 0, 1)
    canvas[face] *= light[face][:, None]
    for side in (-1, 1):
        x = 180 + side * 37
        draw((x, 172), (24, 14), tone * 0.78)
        draw((x, 174), (17, 8), np.full(3, 238.0))
        draw((x, 174), (8, 8), np.array((48, 34, 26.0)))
        cv2.ellipse(canvas, (x, 158), (24, 8), 0, 190, 350, tuple(hair.tolist()), 6, cv2.LINE_AA)
    cv2.line(canvas, (176, 178), (168, 216), tuple((tone * 0.8).tolist()), 5, cv2.LINE_AA)
    draw((180, 222), (19, 8), tone * 0.72)
    draw((180, 256), (32, 11), np.array((168, 84, 80.0)))
    cv2.line(canvas, (150, 256), (210, 256), (96, 44, 44), 3, cv2.LINE_AA)
    draw((180, 88), (92, 36), hair)
    return np.clip(cv2.GaussianBlur(canvas, (0, 0), 2.2), 0, 255), (90, 90, 180, 222)


def _painter(canvas: Array) -> Callable[[tuple[int, int], tuple[int, int], Array], None]:
    def draw(middle: tuple[int, int], axes: tuple[int, int], colour: Array) -> None:
        cv2.ellipse(canvas, middle, axes, 0, 0, 360, tuple(float(each) for each in colour), -1, cv2.LINE_AA)

    return draw


def photographed_faces() -> list[Person]:
    """Return the photographs with a face that installed packages carry."""
    found = ((name, packaged(*name), box) for name, box in PHOTOGRAPHED.items())
    return [(Path(name[1]).stem, picture, box) for name, picture, box in found if picture is not None]
