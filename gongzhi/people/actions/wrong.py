"""Refusals that name the fields to mend, in the language of whoever reads them."""

from collections.abc import Mapping

from django.utils.translation import get_language

from gongzhi.base.errors import Refused

Words = tuple[str, str]


def wrong(code: str, fields: Mapping[str, Words], words: Words | None = None) -> Refused:
    """Return a refusal; `fields` maps a field to (Chinese, English), `words` says the whole (default: the first)."""
    zh, en = words or next(iter(fields.values()))
    chosen = 0 if (get_language() or "zh-hans").startswith("zh") else 1
    return Refused(code, zh, en, fields={name: each[chosen] for name, each in fields.items()})


def unreadable(*texts: str) -> bool:
    """Say whether a text holds a null byte, which the database does not take."""
    return any("\x00" in text for text in texts)
