"""The categories that words may mean: what was learnt, then the keyword matches; and how suggestions fared."""

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, Q, Sum
from django.db.models.functions import TruncWeek

from gongzhi.cases.domain.catalogue import Category
from gongzhi.cases.domain.matching import match
from gongzhi.intake.domain.learnt import Answer, Model, ModelDamaged, unpacked
from gongzhi.intake.models import SuggestionCount
from gongzhi.intake.policy import require
from gongzhi.people.domain.roles import Viewer

log = logging.getLogger(__name__)
LEAST_SHOWN = 5  # a share of fewer is not told
_lock = threading.Lock()
_read: tuple[tuple[int, int, int] | None, Model | None] = (None, None)


@dataclass(frozen=True)
class Suggested:
    """A category to choose from: how strongly it is meant (0 to 1), the words that spoke for it, who says so.

    `learnt` says that closed matters taught it; its score is then how likely it is, else only a rank.
    """

    code: str
    score: float
    because: tuple[str, ...]
    learnt: bool = False


@dataclass(frozen=True)
class Fared:
    """How suggestions fared: how many times, how many were followed, had no say, and the share of strange grams."""

    key: str
    times: int
    agreed: int
    abstained: int
    unseen: float

    @property
    def agreement(self) -> float | None:
        """Return the share of suggestions that were followed; None where there are too few to say."""
        spoke = self.times - self.abstained
        return self.agreed / spoke if spoke >= LEAST_SHOWN else None

    @property
    def abstention(self) -> float | None:
        """Return the share that had no say; None where there are too few to say."""
        return self.abstained / self.times if self.times >= LEAST_SHOWN else None


@dataclass(frozen=True)
class Agreement:
    """Suggestions by chosen category and by week (Mondays), those seen before choosing and those not."""

    categories: tuple[Fared, ...]
    weeks: tuple[Fared, ...]
    seen: Fared
    unseen: Fared


def model_path() -> Path:
    """Return where the learnt model of this site lies."""
    return Path(settings.HOME) / "suggest" / "model.npz"


def model() -> Model | None:
    """Return the learnt model, read anew when its file was replaced; None without one or with a damaged one."""
    global _read  # noqa: PLW0603 — one model a process
    try:
        told = os.stat(model_path())  # noqa: PTH116 — asked at every suggestion
        mark = (told.st_mtime_ns, told.st_ino, told.st_size)
    except OSError:
        return None
    if _read[0] == mark:
        return _read[1]
    with _lock:
        if _read[0] != mark:
            try:
                _read = mark, unpacked(model_path().read_bytes())
            except (ModelDamaged, OSError) as error:
                log.error("%s cannot be used, suggestions are by keywords: %s", model_path(), error)
                _read = mark, None
        return _read[1]


def answer_to(words: str) -> Answer | None:
    """Return what the learnt model says to the words; None without a model."""
    found = model()
    return found.suggest(words, settings.SITE.suggest_confidence) if found and words.strip() else None


def suggested(words: str, categories: Sequence[Category], limit: int) -> list[Suggested]:
    """Return the categories in force that the words may mean: first what was learnt, then what keywords say."""
    in_force = {each.code for each in categories if not each.withdrawn}
    answer = answer_to(words)
    learnt = [each for each in answer.suggestions if each.code in in_force] if answer else []
    found = {each.code: Suggested(each.code, round(each.confidence, 3), each.because, learnt=True) for each in learnt}
    for each in match(words, categories, limit):
        found.setdefault(each.code, Suggested(each.code, each.score, each.because))
    return list(found.values())[:limit]


def agreement(viewer: Viewer, *, today: date, weeks: int = 12) -> Agreement:
    """Return how the suggestions of some weeks fared, for supervisors and administrators."""
    require("see_suggestions", viewer)
    return agreement_since(today - timedelta(weeks=weeks))


def agreement_since(day: date) -> Agreement:
    """Return how suggestions fared since a day (for the command line, which has no viewer)."""
    rows = SuggestionCount.objects.filter(day__gte=day)
    by_category = _sums(rows.values(key=F("chosen")))
    by_week = _sums(rows.annotate(key=TruncWeek("day")).values("key"))
    seen = {each["key"]: each for each in _sums(rows.values(key=F("seen")))}
    return Agreement(
        tuple(_fared(each["key"], each) for each in sorted(by_category, key=lambda each: -each["total"])),
        tuple(_fared(each["key"].isoformat(), each) for each in sorted(by_week, key=_key, reverse=True)),
        _fared("seen", seen.get(True)),
        _fared("unseen", seen.get(False)),
    )


def _key(row: dict[str, Any]) -> Any:
    return row["key"]


def _sums(rows: Any) -> list[dict[str, Any]]:
    sums = {
        "total": Sum("times"),
        "agreed": Sum("times", filter=Q(suggested=F("chosen")), default=0),
        "abstained": Sum("times", filter=Q(suggested=""), default=0),
        "all_grams": Sum("grams"),
        "strange": Sum("unseen"),
    }
    return list(rows.annotate(**sums).order_by("key"))


def _fared(key: str, row: dict[str, Any] | None) -> Fared:
    if row is None:
        return Fared(key, 0, 0, 0, 0.0)
    return Fared(key, row["total"], row["agreed"], row["abstained"], row["strange"] / max(row["all_grams"], 1))
