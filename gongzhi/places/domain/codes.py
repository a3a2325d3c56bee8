"""Area codes: 2, 4, 6, 9, 12 or 15 official digits, kept as a 15-digit number so that 'inside' is one range.

Two digits for the province, two for the city, two for the county (GB/T 2260), three each for the town, the community
and the grid (the 12-digit statistical codes and their common extension).
"""

from enum import IntEnum


class AreaLevel(IntEnum):
    """The six levels of area."""

    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWN = 4
    COMMUNITY = 5
    GRID = 6


DIGITS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12, 6: 15}
WIDTH = 15


def parse_code(text: str) -> tuple[int, AreaLevel]:
    """Return (15-digit code, level) of an official code; raise ValueError with what is wrong.

    Zeros at the end denote the higher level (370000000000 is the province), so that a code tells its level.
    """
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) not in DIGITS.values():
        raise ValueError(f"'{text[:20]}' is no area code: 2, 4, 6, 9, 12 or 15 digits are")
    if digits.startswith("0"):
        raise ValueError(f"'{digits}' is no area code: none starts with 0")
    code = int(digits.ljust(WIDTH, "0"))
    return code, level_of(code)


def code_range(code: int, level: int) -> tuple[int, int]:
    """Return the smallest and the largest code inside an area, both included."""
    unit = unit_of(level)
    low = code // unit * unit
    return low, low + unit - 1


def unit_of(level: int) -> int:
    """Return how many codes an area of a level spans."""
    return int(10 ** (WIDTH - DIGITS[level]))


def short_code(code: int, level: int) -> str:
    """Return the official digits of an area."""
    return str(code).rjust(WIDTH, "0")[: DIGITS[level]]


def parent_code(code: int, level: int) -> tuple[int, AreaLevel] | None:
    """Return (code, level) of the area one level up by its digits, or None for a province."""
    if level <= AreaLevel.PROVINCE:
        return None
    return code_range(code, level - 1)[0], AreaLevel(level - 1)


def ancestors(code: int, level: int) -> list[tuple[int, AreaLevel]]:
    """Return (code, level) of all areas above an area by its digits (not itself), nearest first."""
    return [(code_range(code, each)[0], AreaLevel(each)) for each in range(level - 1, 0, -1)]


def level_of(code: int) -> AreaLevel:
    """Return the level that a code's trailing zeros tell."""
    level = AreaLevel.GRID
    while level > AreaLevel.PROVINCE and code_range(code, level - 1)[0] == code:
        level = AreaLevel(level - 1)
    return level
