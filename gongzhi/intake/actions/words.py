"""Learn the site's model of words and categories, put it in its place, and count how suggestions fare."""

import os
import tempfile
from collections.abc import Callable, Iterable
from datetime import date, datetime

import numpy as np
from django.db import connection

from gongzhi.cases.queries import category_names, closed_words
from gongzhi.intake.domain.learnt import Model, packed
from gongzhi.intake.queries.words import answer_to, model_path

COUNT = """
INSERT INTO intake_suggestion_count (day, suggested, chosen, seen, times, grams, unseen)
VALUES (%s, %s, %s, %s, 1, %s, %s)
ON CONFLICT (day, suggested, chosen, seen) DO UPDATE SET times = intake_suggestion_count.times + 1,
    grams = intake_suggestion_count.grams + excluded.grams, unseen = intake_suggestion_count.unseen + excluded.unseen
"""


def learn_model(
    *, most: int, now: datetime, samples: Iterable[tuple[str, str]] | None = None, say: Callable[[str], None]
) -> Model:
    """Learn from (category, words) samples, or else from the newest closed cases, and put the model in its place.

    Raises TooLittle where there are not two categories with enough texts. The words leave no other copy.
    """
    from gongzhi.intake.domain.training import Corpus, learn

    corpus = Corpus()
    known = category_names()
    for category, words in closed_words(most) if samples is None else samples:
        if samples is not None or category in known:
            corpus.add(category, words)
        if len(corpus) % 5_000 == 0:
            say(f"{len(corpus):,} texts read")
    table = corpus.table()
    model = learn(table, np.arange(len(table)), {"at": now.isoformat(timespec="seconds")}, say)
    keep_model(model)
    return model


def keep_model(model: Model) -> None:
    """Put a model where the site reads it, whole or not at all: a reader sees the old file or the new one."""
    path = model_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".model-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(packed(model))
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)  # noqa: PTH105 — one call, one inode
    except BaseException:
        os.unlink(name)  # noqa: PTH108
        raise


def count_suggestion(words: str, chosen: str, *, seen: bool, day: date) -> None:
    """Count what the model says to the words of a report beside the category that was chosen; keep no word."""
    answer = answer_to(words)
    if answer is None:
        return
    suggested = "" if answer.abstained else answer.suggestions[0].code
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [day, suggested, chosen, seen, answer.grams, answer.unseen])
