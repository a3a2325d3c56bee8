"""Danger in a caller's words: what must be handed to 110, 119 or 120 before anything is written down.

The words are data (`gongzhi/catalogue/danger.yaml`). It warns rather once too often than not at
all, and decides nothing.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from gongzhi.cases.domain.catalogue import Urgency
from gongzhi.cases.domain.text import normal

FILE = Path(__file__).resolve().parents[2] / "catalogue" / "danger.yaml"
LONGEST_WORDS = 2_000


class Danger(BaseModel):
    """One kind of danger: its names, the numbers to phone, what to tell the caller, and the words that show it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[a-z]+$")
    zh: str
    en: str
    numbers: tuple[str, ...] = Field(min_length=1)
    say_zh: str
    say_en: str
    words: tuple[str, ...] = ()
    never: tuple[str, ...] = Field(default=(), alias="not")

    def name(self, language: str) -> str:
        """Return the name in the language."""
        return self.zh if language.startswith("zh") else self.en

    def say(self, language: str) -> str:
        """Return what to tell the caller, in the language."""
        return self.say_zh if language.startswith("zh") else self.say_en


EMERGENCY = Danger(
    code="emergency",
    zh="紧急情况",
    en="Emergency",
    numbers=("110", "119", "120"),
    say_zh="请先离开危险的地方；治安拨打 110，火情和救援拨打 119，有人受伤拨打 120，我们同时登记。",
    say_en="Get away from the danger first; phone 110 for the police, 119 for fire and rescue, 120 if anybody is hurt."
    " We write it down at the same time.",
)


@cache
def dangers() -> tuple[Danger, ...]:
    """Return the kinds of danger in the order in which they are shown."""
    return tuple(Danger.model_validate(each) for each in yaml.safe_load(FILE.read_text(encoding="utf-8")))


def dangers_in(words: str, urgency: Urgency | str = Urgency.NORMAL) -> tuple[Danger, ...]:
    """Return the kinds of danger in the words; for an emergency without any, the one that names all three numbers."""
    text = normal(words, LONGEST_WORDS)
    found = tuple(each for each in dangers() if _shows(each, text))
    return found or ((EMERGENCY,) if urgency == Urgency.EMERGENCY else ())


def numbers_of(found: Iterable[Danger]) -> tuple[str, ...]:
    """Return the numbers to phone, each once, in the order of the kinds."""
    return tuple(dict.fromkeys(number for danger in found for number in danger.numbers))


def _shows(danger: Danger, text: str) -> bool:
    for harmless in danger.never:
        text = text.replace(harmless, "□")
    return any(_stands_in(word, text) for word in danger.words)


def _stands_in(word: str, text: str) -> bool:
    at = text.find(word)
    # A Latin word begins where a word begins, so that 'gun' is not in 'begun'; its end is free ('flames', 'drowning').
    while word.isascii() and at > 0 and text[at - 1].isascii() and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at >= 0
