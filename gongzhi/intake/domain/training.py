"""Learn a model from texts with their categories, and measure it on texts that it has not seen."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import f1_score, precision_recall_fscore_support
from sklearn.model_selection import StratifiedKFold

from gongzhi.cases.domain.text import normal
from gongzhi.intake.domain.grams import LONGEST_TEXT, counted, is_given
from gongzhi.intake.domain.learnt import Model, Numbers

LEAST_TEXTS = 5  # of a category; with fewer nothing is learnt about it
LEAST_DIFFERENT = 3  # texts in which a gram must stand: what only one or two people wrote is theirs
MOST_GRAMS = 60_000
HELD_OUT = 3  # folds for making scores probabilities
ROUNDS = 20
PENALTY = 1e-4
Rows = NDArray[np.int64]
Progress = Callable[[str], None]


class TooLittle(ValueError):
    """There are not two categories with enough texts to tell them apart."""


class Corpus:
    """Texts as counts of grams, added one by one; the texts themselves are not kept."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self.grams: dict[str, int] = {}
        self._columns, self._counts, self._ends = array("i"), array("f"), array("q", [0])
        self._seen: set[int] = set()
        self._fresh: list[bool] = []

    def add(self, label: str, text: str, given: Mapping[str, str] | None = None) -> None:
        """Take one text in; a text that was there before does not make its grams more common."""
        for gram, count in counted(text, given).items():
            self._columns.append(self.grams.setdefault(gram, len(self.grams)))
            self._counts.append(count)
        self._ends.append(len(self._columns))
        mark = hash(normal(text, LONGEST_TEXT))
        self._fresh.append(mark not in self._seen)
        self._seen.add(mark)
        self.labels.append(label)

    def __len__(self) -> int:
        return len(self.labels)

    def table(self) -> "Table":
        """Return all that was added, ready for learning."""
        shape = (len(self), len(self.grams))
        counts = csr_matrix((np.array(self._counts), np.array(self._columns), np.array(self._ends)), shape, np.float32)
        counts.data = 1 + np.log(counts.data)
        given = np.array([is_given(gram) for gram in self.grams], bool)
        return Table(np.array(self.labels), counts, np.array(self._fresh, bool), given, list(self.grams))


@dataclass(frozen=True)
class Table:
    """Texts as rows of damped counts; `fresh` marks the first of equal texts, `given` the columns of no text."""

    labels: NDArray[Any]
    counts: Any
    fresh: NDArray[np.bool_]
    given: NDArray[np.bool_]
    grams: list[str]

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Fitted:
    """Weights over some columns of a table, before they are a model."""

    classes: tuple[str, ...]
    columns: Rows
    rarity: Numbers
    weights: Numbers
    bias: Numbers

    def scores(self, table: Table, rows: Rows) -> Numbers:
        """Return the scores of some rows, a column a class."""
        return _weighed(table.counts[rows][:, self.columns], self.rarity) @ self.weights + self.bias


def learn(table: Table, rows: Rows, about: Mapping[str, Any], say: Progress = lambda words: None) -> Model:
    """Learn from some rows of a table; how sure the scores are is taken from held-out folds. Raise TooLittle."""
    classes = _classes(table, rows)
    rows = rows[np.isin(table.labels[rows], classes)]
    order = np.random.default_rng(0).permutation(len(rows)) % HELD_OUT
    scores, truth = [], []
    for fold in range(HELD_OUT):
        say(f"held-out fold {fold + 1} of {HELD_OUT}")
        out = rows[order == fold]
        scores.append(_fit(table, rows[order != fold], classes).scores(table, out))
        truth.append(np.searchsorted(classes, table.labels[out]))
    say("the whole")
    whole = _fit(table, rows, classes)
    return Model(
        classes=whole.classes,
        vocabulary={table.grams[column]: at for at, column in enumerate(whole.columns)},
        rarity=whole.rarity,
        weights=whole.weights,
        bias=whole.bias,
        sharpness=_sharpness(np.concatenate(scores), np.concatenate(truth)),
        about={**about, "texts": len(rows)},
    )


def _classes(table: Table, rows: Rows) -> list[str]:
    counts = Counter(table.labels[rows].tolist())
    classes = sorted(label for label, count in counts.items() if count >= LEAST_TEXTS)
    if len(classes) < 2:
        raise TooLittle(f"at least two categories need {LEAST_TEXTS} texts each")
    return classes


def _fit(table: Table, rows: Rows, classes: list[str]) -> Fitted:
    part = table.counts[rows]
    frequency = np.bincount(part[table.fresh[rows]].indices, minlength=part.shape[1])
    # What is chosen from a list is nobody's words, and is counted in texts that are the same as well.
    frequency = np.where(table.given, np.bincount(part.indices, minlength=part.shape[1]), frequency)
    columns = np.flatnonzero(frequency >= LEAST_DIFFERENT)
    if not len(columns):
        raise TooLittle(f"nothing stands in {LEAST_DIFFERENT} different texts")
    columns = columns[np.argsort(-frequency[columns], kind="stable")[:MOST_GRAMS]]
    rarity = (np.log((1 + len(rows)) / (1 + frequency[columns])) + 1).astype(np.float32)
    learner = SGDClassifier(loss="modified_huber", alpha=PENALTY, max_iter=ROUNDS, tol=None, random_state=0)
    learner.fit(_weighed(part[:, columns], rarity), table.labels[rows])
    weights = np.zeros((len(columns), len(classes)), np.float32)
    # A class that a fold happens to lack gets the score of one that nothing speaks for.
    bias = np.full(len(classes), -1.0, np.float32)
    places = np.searchsorted(classes, learner.classes_)
    two = len(learner.classes_) == 2  # the learner then gives the weights of the second class only
    weights[:, places] = np.concatenate([-learner.coef_, learner.coef_]).T if two else learner.coef_.T
    bias[places] = np.concatenate([-learner.intercept_, learner.intercept_]) if two else learner.intercept_
    return Fitted(tuple(classes), columns, rarity, weights, bias)


def _weighed(counts: Any, rarity: Numbers) -> Any:
    found = counts @ diags(rarity)
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return (diags(1 / np.where(length > 0, length, 1)) @ found).astype(np.float32).tocsr()


def _sharpness(scores: Numbers, truth: Rows) -> float:
    """Return the factor under which the held-out scores, made probabilities, surprise least."""
    found, best = 1.0, np.inf
    for factor in np.geomspace(0.005, 20, 90):
        sharp = scores * factor
        sharp = sharp - sharp.max(axis=1, keepdims=True)
        surprise = float((np.log(np.exp(sharp).sum(axis=1)) - sharp[np.arange(len(truth)), truth]).mean())
        if surprise < best:
            found, best = float(factor), surprise
    return found


@dataclass(frozen=True)
class ClassFigures:
    """How a class was found: the share of its suggestions that were right, of its texts that were found, and both."""

    name: str
    precision: float
    recall: float
    f1: float
    texts: int


@dataclass(frozen=True)
class Measured:
    """Figures on texts that the model had not seen.

    `off` is how far the confidence is from the share that was right, on average; `spoke` and `right_when_spoken` hold
    for the confidence below which the model abstains.
    """

    texts: int
    accuracy: float
    macro_f1: float
    off: float
    spoke: float
    right_when_spoken: float
    unseen: float
    classes: tuple[ClassFigures, ...]


def folds(table: Table, count: int) -> Iterator[tuple[Rows, Rows]]:
    """Yield (rows to learn from, rows to be judged by) so that each row is judged once; classes spread evenly."""
    yield from StratifiedKFold(count, shuffle=True, random_state=0).split(np.zeros(len(table)), table.labels)


def measure(
    table: Table, splits: Iterator[tuple[Rows, Rows]], confidence: float, say: Progress = lambda words: None
) -> Measured:
    """Learn from the first part of each split, judge the second, and put the figures of all together."""
    truth: list[str] = []
    found: list[str] = []
    sure: list[float] = []
    strange = total = 0
    for number, (known, judged) in enumerate(splits, start=1):
        say(f"split {number}")
        model = learn(table, known, {})
        columns = np.array([-1] * len(table.grams))
        names = {gram: at for at, gram in enumerate(table.grams)}
        own = np.array([names[gram] for gram in model.vocabulary])
        columns[own] = np.arange(len(own))
        part = table.counts[judged]
        strange, total = strange + int((columns[part.indices] < 0).sum()), total + len(part.indices)
        scores = _weighed(part[:, own], model.rarity) @ model.weights + model.bias
        chances = model.chances(scores)
        truth += table.labels[judged].tolist()
        found += [model.classes[at] for at in chances.argmax(axis=1)]
        sure += chances.max(axis=1).tolist()
    return _figures(np.array(truth), np.array(found), np.array(sure), confidence, strange / max(total, 1))


def _figures(
    truth: NDArray[Any], found: NDArray[Any], sure: NDArray[np.float64], confidence: float, unseen: float
) -> Measured:
    right = truth == found
    spoke = sure >= confidence
    names = sorted(set(truth.tolist()))
    precision, recall, f1, texts = precision_recall_fscore_support(truth, found, labels=names, zero_division=0)
    return Measured(
        texts=len(truth),
        accuracy=float(right.mean()),
        macro_f1=float(f1_score(truth, found, labels=names, average="macro", zero_division=0)),
        off=_off(right, sure),
        spoke=float(spoke.mean()),
        right_when_spoken=float(right[spoke].mean()) if spoke.any() else 0.0,
        unseen=unseen,
        classes=tuple(
            ClassFigures(name, float(p), float(r), float(f), int(n))
            for name, p, r, f, n in zip(names, precision, recall, f1, texts, strict=True)
        ),
    )


def _off(right: NDArray[np.bool_], sure: NDArray[np.float64]) -> float:
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [
        abs(float(right[bins == each].mean()) - float(sure[bins == each].mean())) * int((bins == each).sum())
        for each in range(10)
        if (bins == each).any()
    ]
    return sum(gaps) / len(right)
