"""Invitations: what is kept of a one-time link, and the answer when it works no longer."""

import hashlib
from datetime import timedelta

from gongzhi.base.errors import NotFound

LASTS = timedelta(days=7)


def hash_token(token: str) -> bytes:
    """Return what is kept of an invitation's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def gone() -> NotFound:
    """Return the answer for a link that does not work (any more); it does not say why, for anybody may ask."""
    return NotFound(
        "people.no_invitation",
        "这个邀请链接无效、已用过或已过期。请联系邀请您的同事重新发一个。",
        "This invitation does not exist, has been used or has expired. Ask your colleague for a new one.",
    )
