"""Receipt codes: what a reporter keeps to follow a report without an account.

A code is made from the submission's own id and a key of the site, so that a form sent twice gives the same receipt.
It has 75 bits and a check character, in Crockford's base 32 (no I, L, O, U), and only its keyed hash is stored.
"""

import hashlib
import hmac
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 15
GROUP = 4
_FORGIVEN = str.maketrans({"I": "1", "L": "1", "O": "0"})


def make_receipt(submission_id: UUID, key: bytes) -> str:
    """Return the receipt of a submission: four groups of four characters, such as 7K3M-9QXR-2TBP-04HV."""
    number = int.from_bytes(hmac.digest(key, b"receipt:" + submission_id.bytes, hashlib.sha256)[:10], "big") >> 5
    digits = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(LENGTH)))
    return grouped(digits + _check(digits))


def parse_receipt(text: str) -> str | None:
    """Return the receipt as it was made for what a person typed (case, spaces, O for 0…), or None if it is none."""
    digits = "".join(text.upper().split()).replace("-", "").translate(_FORGIVEN)
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
    # Weights differ by place, so that two neighbours exchanged are noticed as well as one wrong character.
    return ALPHABET[sum((place * 2 + 1) * ALPHABET.index(each) for place, each in enumerate(digits)) % 31]
