"""Receipt codes: what a reporter keeps to follow a report without an account.

A code is made from the submission's own id and a key of the site, so that a form sent twice gives the same receipt.
It has 75 bits and a check character, in Crockford's base 32 (no I, L, O, U), and only its keyed hash is stored.
"""

import hashlib
import hmac
import re
import unicodedata
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 15
GROUP = 4
LONGEST_TYPED = 300
_FORGIVEN = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BETWEEN = re.compile(r"[\s.,·_\u2010-\u2015\u2212-]+")  # blanks and every kind of hyphen that keyboards make


def make_receipt(submission_id: UUID, key: bytes) -> str:
    """Return the receipt of a submission: four groups of four characters, such as 7K3M-9QXR-2TBP-04HV."""
    number = int.from_bytes(hmac.digest(key, b"receipt:" + submission_id.bytes, hashlib.sha256)[:10], "big") >> 5
    digits = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(LENGTH)))
    return grouped(digits + _check(digits))


def parse_receipt(text: str) -> str | None:
    """Return the receipt as it was made for what a person typed, or None if it is none.

    Case, blanks, hyphens, full-width characters, O for 0 and I or L for 1 are forgiven; so is the whole address of
    the tracking page, which people copy.
    """
    typed = unicodedata.normalize("NFKC", text[:LONGEST_TYPED]).upper().rstrip("/ \n").rsplit("/", 1)[-1]
    digits = _BETWEEN.sub("", typed).translate(_FORGIVEN)
    if len(digits) != LENGTH + 1 or any(each not in ALPHABET for each in digits):
        return None
    return grouped(digits) if _check(digits[:-1]) == digits[-1] else None


def receipt_hash(receipt: str, key: bytes) -> bytes:
    """Return what is stored of a receipt: a keyed hash, from which the receipt cannot be found again."""
    return hmac.digest(key, b"stored:" + receipt.encode(), hashlib.sha256)


def grouped(digits: str) -> str:
    """Return the digits in groups of four."""
    return "-".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def _check(digits: str) -> str:
    # A sum over the field of 32 elements with another weight at each place: one wrong character and any two
    # exchanged are always noticed.
    total = 0
    for each in digits:
        total = _doubled(total) ^ ALPHABET.index(each)
    return ALPHABET[_doubled(total)]


def _doubled(element: int) -> int:
    element <<= 1
    return element ^ 0b100101 if element & 32 else element  # modulo x^5 + x^2 + 1, which is primitive
