"""How a receipt code is read out on the phone: group by group, each character by a word that cannot be misheard."""

from dataclasses import dataclass

# English: the letters of the ICAO spelling alphabet (Annex 10, volume II). Chinese: figures as they are said on the
# phone, where one is 幺, and letters by their names.
ICAO_WORDS = """
Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel Juliett Kilo Mike November Papa Quebec Romeo Sierra Tango Victor
Whiskey X-ray Yankee Zulu
"""
ICAO = {word[0]: word for word in ICAO_WORDS.split()}
FIGURES_ZH = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))
FIGURE_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FIGURES_EN = dict(zip("0123456789", FIGURE_WORDS, strict=True))


@dataclass(frozen=True)
class Spelled:
    """One group of a code, and how it is read out."""

    group: str
    said: str


def spelled(code: str, language: str) -> tuple[Spelled, ...]:
    """Return the groups of a code (between hyphens) with how each is read out in the language."""
    return tuple(Spelled(group, _said(group, language)) for group in code.split("-"))


def _said(group: str, language: str) -> str:
    if language.startswith("zh"):
        return " ".join(FIGURES_ZH.get(each, each) for each in group)
    return " ".join(FIGURES_EN.get(each) or ICAO[each] for each in group)
