"""Text for searching: Chinese as pairs of characters, everything else as words.

Chinese words are often two characters and are not separated, so a run of Han characters is indexed by every pair of
neighbours; no dictionary is needed and none can be out of date. PostgreSQL stores the result by `array_to_tsvector`.
"""

import re
import unicodedata
from collections.abc import Iterator

LONGEST_TEXT = 20_000  # characters that are read
MOST_LEXEMES = 4_000
MOST_QUERY_LEXEMES = 24
LONGEST_WORD = 40

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>(?:(?![{HAN}])[^\W_])+)")


def normal(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return at most `longest` characters of the text with widths and letter cases made equal (NFKC, case folded)."""
    return unicodedata.normalize("NFKC", text[:longest]).casefold()[:longest]


def runs(normal_text: str) -> Iterator[tuple[bool, str]]:
    """Yield the runs of a normalised text in order: (True, Han characters) or (False, one word of other letters)."""
    for found in _RUN.finditer(normal_text):
        yield found["han"] is not None, found[0]


def pairs(han: str) -> list[str]:
    """Return every pair of neighbours in a run of Han characters; a run of one is itself."""
    return [han[at : at + 2] for at in range(len(han) - 1)] or [han]


def lexemes(text: str) -> list[str]:
    """Return what a text is found by, each once, in order of appearance: at most 4,000 of at most 40 characters."""
    return _distinct(text, MOST_LEXEMES)


def query_lexemes(text: str) -> list[str]:
    """Return what a text must contain to be found by a query: all of these; empty when nothing can be searched for."""
    found = _distinct(text[:400], MOST_QUERY_LEXEMES)
    # A lone character ('号' in '12号') is most often a part of a pair in the text; it is asked for only by itself.
    return [each for each in found if len(each) > 1 or each.isascii()] or found


def _distinct(text: str, most: int) -> list[str]:
    found: dict[str, None] = {}
    for is_han, run in runs(normal(text)):
        for lexeme in pairs(run) if is_han else [run[:LONGEST_WORD]]:
            found[lexeme] = None
            if len(found) >= most:
                return list(found)
    return list(found)
