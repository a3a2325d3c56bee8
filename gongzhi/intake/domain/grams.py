"""What a text is judged by: single Han characters and pairs of them, words of other letters and pairs of those.

No dictionary is needed. Whatever holds a digit is left out (house numbers, phones, number plates), so that it can stand
neither in a model nor in its reasons. Traditional and simplified characters are different grams; a model learns the
ones its site uses.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gongzhi.cases.domain.text import normal, runs

LONGEST_TEXT = 2_000  # a longer text is judged by its beginning
LONGEST_GRAM = 2
LONGEST_WORD = 24
LONGEST_GIVEN = 60
_GIVEN = "\x1f"  # never in a text: marks what was chosen from a list, not written


class Gram(NamedTuple):
    """A piece of a text and where it stands in the normalised text."""

    text: str
    start: int
    end: int


def grams(normal_text: str) -> Iterator[Gram]:
    """Yield the grams of a normalised text with their places."""
    at = 0
    before: Gram | None = None
    for is_han, run in runs(normal_text):
        at = normal_text.index(run, at)
        if is_han:
            yield from _pieces(run, at)
            before = None
        elif any(each.isdigit() for each in run):
            before = None
        else:
            word = Gram(run[:LONGEST_WORD], at, at + len(run))
            yield word
            if before:
                yield Gram(f"{before.text} {word.text}", before.start, word.end)
            before = word
        at += len(run)


def counted(text: str, given: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return how often each gram stands in a text; what was `given` (a district, a category) counts as a whole."""
    found: dict[str, int] = {}
    for gram in grams(normal(text, LONGEST_TEXT)):
        found[gram.text] = found.get(gram.text, 0) + 1
    names = sorted(given or {})
    values = [f"{name}{_GIVEN}{normal((given or {})[name], LONGEST_GIVEN)}" for name in names]
    for value in values:
        found[value] = 1
    if len(values) > 1:
        found[_GIVEN.join(values)] = 1  # some offices are decided by two things together
    return found


def is_given(gram: str) -> bool:
    """Say whether a gram was chosen from a list and stands in no text."""
    return _GIVEN in gram


def _pieces(run: str, at: int) -> Iterator[Gram]:
    for start in range(len(run)):
        for end in range(start + 1, min(start + LONGEST_GRAM, len(run)) + 1):
            yield Gram(run[start:end], at + start, at + end)
