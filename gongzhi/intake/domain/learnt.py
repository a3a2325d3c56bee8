"""A model learnt from closed matters: from words to the categories they may mean, with the words that spoke for each.

It is a linear one, so that a suggestion is a sum whose parts can be shown. What it knows is a list of grams with a
weight for every category; no text can be read from it, and no gram that stood in fewer than three texts is in it.
"""

import io
import json
import math
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gongzhi.cases.domain.text import normal
from gongzhi.intake.domain.grams import LONGEST_TEXT, counted, grams, is_given

FORMAT = 1
MOST = 3  # suggestions
LEAST_SECOND = 0.1  # what is less likely than this is not offered beside the first
LEAST_KNOWN = 0.25  # of the grams; where more are strange, the model has no say
WORDS = 4
LARGEST_FILE = 1 << 30  # bytes when unpacked
Numbers = NDArray[np.float32]


class ModelDamaged(ValueError):
    """The bytes are no model of ours, or not a whole one."""


@dataclass(frozen=True)
class Suggestion:
    """A category that the words may mean, how likely it is (0 to 1), and the words that spoke for it."""

    code: str
    confidence: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What the model says to a text: at most three suggestions, none if it abstains; how many grams it did not know."""

    suggestions: tuple[Suggestion, ...]
    grams: int
    unseen: int

    @property
    def abstained(self) -> bool:
        """Say whether the model had no say."""
        return not self.suggestions


@dataclass(frozen=True)
class Model:
    """The learnt weights: `weights` has a row a gram and a column a class; `sharpness` makes scores probabilities."""

    classes: tuple[str, ...]
    vocabulary: Mapping[str, int]
    rarity: Numbers
    weights: Numbers
    bias: Numbers
    sharpness: float
    about: Mapping[str, Any] = field(default_factory=dict)  # when, from how many texts, what was measured

    def suggest(self, text: str, confidence: float, given: Mapping[str, str] | None = None) -> Answer:
        """Return what the text may mean, best first; nothing when the best is less likely than `confidence`."""
        found = counted(text, given)
        known = [(self.vocabulary[gram], gram, count) for gram, count in found.items() if gram in self.vocabulary]
        total, unseen = len(found), len(found) - len(known)
        if not known or len(known) < LEAST_KNOWN * total:
            return Answer((), total, unseen)
        rows = np.fromiter((each[0] for each in known), np.int64, len(known))
        values = self._values(rows, np.fromiter((each[2] for each in known), np.float32, len(known)))
        chances = self.chances((values @ self.weights[rows] + self.bias)[None, :])[0]
        best = [int(at) for at in np.argsort(-chances, kind="stable")[:MOST]]
        if chances[best[0]] < confidence:
            return Answer((), total, unseen)
        spoke = {
            at: self._because(text, [each[1] for each in known], values * self._lead(rows, at))
            for at in best
            if at == best[0] or chances[at] >= LEAST_SECOND
        }
        offered = tuple(Suggestion(self.classes[at], float(chances[at]), words) for at, words in spoke.items())
        return Answer(offered, total, unseen)

    def chances(self, scores: Numbers) -> Numbers:
        """Return how likely each class is for rows of scores."""
        sharp = scores * np.float32(self.sharpness)
        powers = np.exp(sharp - sharp.max(axis=1, keepdims=True))
        chances: Numbers = powers / powers.sum(axis=1, keepdims=True)
        return chances

    def _values(self, rows: NDArray[np.int64], counts: Numbers) -> Numbers:
        values: Numbers = (1 + np.log(counts)) * self.rarity[rows]
        length = float(np.sqrt((values * values).sum()))
        return values / np.float32(length or 1.0)

    def _lead(self, rows: NDArray[np.int64], at: int) -> Numbers:
        """Return how much more each gram speaks for a class than for the others on average."""
        part = self.weights[rows]
        lead: Numbers = part[:, at] - part.mean(axis=1)
        return lead

    def _because(self, text: str, known: list[str], spoke: Numbers) -> tuple[str, ...]:
        strong = {gram: float(by) for gram, by in zip(known, spoke, strict=True) if by > 0 and not is_given(gram)}
        long = {gram: by for gram, by in strong.items() if len(gram) > 1} or strong
        top = sorted(long.items(), key=lambda each: -each[1])[: 2 * WORDS]
        return joined(normal(text, LONGEST_TEXT), {gram: by for gram, by in top if by >= 0.15 * top[0][1]})


def joined(text: str, spoke: Mapping[str, float]) -> tuple[str, ...]:
    """Return the words of a normalised text that the grams make where they overlap, the strongest first."""
    words: dict[str, float] = {}
    start = end = -1
    weight = 0.0
    for gram in sorted((each for each in grams(text) if each.text in spoke), key=lambda each: (each.start, each.end)):
        if gram.start < end:
            end, weight = max(end, gram.end), weight + spoke[gram.text]
            continue
        if end > 0:
            words[text[start:end]] = max(weight, words.get(text[start:end], 0.0))
        start, end, weight = gram.start, gram.end, spoke[gram.text]
    if end > 0:
        words[text[start:end]] = max(weight, words.get(text[start:end], 0.0))
    return tuple(sorted(words, key=lambda each: -words[each])[:WORDS])


def packed(model: Model) -> bytes:
    """Return a model as the bytes of its file: numbers and JSON in a zip file, nothing that could be run."""
    head = {"format": FORMAT, "classes": model.classes, "sharpness": model.sharpness, "about": dict(model.about)}
    known = sorted(model.vocabulary, key=lambda gram: model.vocabulary[gram])
    file = io.BytesIO()
    np.savez_compressed(
        file,
        head=_bytes(head),
        grams=_bytes(known),
        rarity=model.rarity.astype(np.float32),
        weights=model.weights.astype(np.float16),
        bias=model.bias.astype(np.float32),
    )
    return file.getvalue()


def unpacked(data: bytes) -> Model:
    """Return the model that `packed` made; raise ModelDamaged for anything else, without running any of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if sum(entry.file_size for entry in file.infolist()) > LARGEST_FILE:
                raise ModelDamaged("the model is too large")
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            head, known = (json.loads(found[name].tobytes()) for name in ("head", "grams"))
            rarity, weights, bias = (found[name].astype(np.float32) for name in ("rarity", "weights", "bias"))
        model = Model(
            classes=tuple(head["classes"]),
            vocabulary={str(gram): at for at, gram in enumerate(known)},
            rarity=rarity,
            weights=weights,
            bias=bias,
            sharpness=float(head["sharpness"]),
            about=dict(head["about"]),
        )
        sound = head["format"] == FORMAT and _sound(model)
    except ModelDamaged:
        raise
    except Exception as error:
        # Whatever the parts of a damaged archive raise (there are many kinds) means the same.
        raise ModelDamaged("this file is no model, or not a whole one") from error
    if not sound:
        raise ModelDamaged("the parts of this model do not belong together")
    return model


def _sound(model: Model) -> bool:
    shapes = (model.rarity.shape, model.weights.shape, model.bias.shape)
    rows, columns = len(model.vocabulary), len(model.classes)
    numbers = (model.rarity, model.weights, model.bias)
    return (
        shapes == ((rows,), (rows, columns), (columns,))
        and columns > 1
        and all(isinstance(each, str) for each in model.classes)
        and math.isfinite(model.sharpness)
        and all(bool(np.isfinite(each).all()) for each in numbers)
    )


def _bytes(value: object) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), np.uint8)
