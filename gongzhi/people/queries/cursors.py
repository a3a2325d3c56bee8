"""Keys after which a list goes on: opaque for the reader, checked when they come back."""

import base64
import binascii
import json
from uuid import UUID

from gongzhi.base.errors import Refused


def write_cursor(text: str, id_: UUID) -> str:
    """Return the key after a row, by what the list is sorted by."""
    return base64.urlsafe_b64encode(json.dumps([text, str(id_)]).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[str, UUID]:
    """Return what a key was made of; raise Refused for one we did not make."""
    try:
        text, id_ = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(text, str) or "\x00" in text:
            raise ValueError("no text")
        return text, UUID(id_)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        zh, en = "这个翻页地址无效，请从第一页开始。", "That page address is not valid; start from the first page."
        raise Refused("people.bad_cursor", zh, en) from error
