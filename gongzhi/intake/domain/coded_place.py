"""Places with a code: what can carry one, and the token in it."""

import re
import unicodedata
from enum import StrEnum

from gongzhi.intake.domain.receipt import ALPHABET

TOKEN_LENGTH = 10
TOKEN_BITS = 5 * TOKEN_LENGTH
NAME_LIMIT = 80
_FORGIVEN = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BETWEEN = re.compile(r"[\s.,·_\u2010-\u2015\u2212-]+")


class PlaceKind(StrEnum):
    """What a code hangs on; a place or a thing, never a person or a household."""

    BIN = "bin"
    LIFT = "lift"
    LAMP = "lamp"
    TOILET = "toilet"
    PLAYGROUND = "playground"
    GATE = "gate"
    GRID = "grid"
    OTHER = "other"


def make_token(random: int) -> str:
    """Return the token of 50 random bits: ten characters of Crockford's base 32, which nobody can count through."""
    return "".join(ALPHABET[(random >> (5 * place)) & 31] for place in reversed(range(TOKEN_LENGTH)))


def parse_token(text: str) -> str | None:
    """Return the token typed or scanned, or None; case, hyphens, O for 0 and I or L for 1 are forgiven."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", text[:40]).upper()).translate(_FORGIVEN)
    return digits if len(digits) == TOKEN_LENGTH and all(each in ALPHABET for each in digits) else None


def shown_token(token: str) -> str:
    """Return a token as it is printed, in two groups of five."""
    return f"{token[:5]}-{token[5:]}"
