"""The four ways in which a request can end badly; each says in Chinese and English what happened and what to do."""

from typing import Any


class GongzhiError(Exception):
    """A refusal with a stable code and words in both languages.

    `code` is dotted and stable (`cases.no_such_transition`); `zh` and `en` are whole sentences that say what
    happened and what to do; `fields` maps the name of a form field to what is wrong with it.
    """

    def __init__(self, code: str, zh: str, en: str, *, fields: dict[str, str] | None = None, **params: Any) -> None:
        super().__init__(en)
        self.code, self.zh, self.en, self.params = code, zh, en, params
        self.fields = fields or {}

    def words(self, language: str) -> str:
        """Return the sentence in the given language ('zh-hans' or 'en')."""
        return self.zh if language.startswith("zh") else self.en


class NotFound(GongzhiError):
    """There is no such thing, or the viewer may not know that there is."""


class NotAllowed(GongzhiError):
    """The viewer may see it but may not do this."""


class Refused(GongzhiError):
    """The request cannot be carried out as it stands; the words say what to change."""


class Conflict(GongzhiError):
    """Somebody else was first; look again and decide anew."""
