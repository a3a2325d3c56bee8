"""How a reporter can be reached, and the seal under which it is kept: authenticated encryption with changeable keys."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


@dataclass(frozen=True)
class Contact:
    """How to reach a reporter, as far as the reporter gave it."""

    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def given(self) -> bool:
        """Say whether there is anything at all."""
        return any(text.strip() for text in (self.name, self.phone, self.email))


class KeyMissing(ValueError):
    """None of the keys opens this: the key it was sealed with has been taken away too early."""


def seal(contact: Contact, keys: Sequence[str]) -> bytes:
    """Return contact data encrypted with the newest (first) key; empty fields are left out."""
    given = {name: text.strip() for name, text in asdict(contact).items() if text.strip()}
    return _sealer(tuple(keys)).encrypt(json.dumps(given).encode())


def unseal(sealed: bytes, keys: Sequence[str]) -> Contact:
    """Return what was sealed with any of the keys; raise KeyMissing."""
    try:
        return Contact(**json.loads(_sealer(tuple(keys)).decrypt(sealed)))
    except InvalidToken as error:
        raise KeyMissing("none of the site's keys opens this contact data") from error


def reseal(sealed: bytes, keys: Sequence[str]) -> bytes:
    """Return the same contact data sealed with the newest (first) key; raise KeyMissing."""
    try:
        return _sealer(tuple(keys)).rotate(sealed)
    except InvalidToken as error:
        raise KeyMissing("none of the site's keys opens this contact data") from error


@lru_cache(maxsize=4)
def _sealer(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
