"""Which public cases may be the same matter as a new one, the likeliest first.

Only what anybody may see decides: the place as it is shown, rounded, so that nobody finds the exact one by moving a
pin about. Of the words there is only whether they are much alike, which takes a third of all groups of three
characters: who tries names or numbers learns nothing.
"""

import math

from gongzhi.cases.domain.category import Category

METRES = 111_320.0  # a degree of latitude
ALIKE = 0.35  # of the groups of three characters that either text has
SHORTEST_WORDS = 6


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the metres between two near points (degrees)."""
    across = (lon - other_lon) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(across, lat - other_lat) * METRES


def reach_m(new: Category, known: Category) -> float:
    """Return how far the rounded place of a known case may lie from the new one."""
    return new.same_within.radius_m + METRES * 10.0**-known.precision / 2


def within_m(metres: float | None, known: Category) -> int | None:
    """Return within how many metres a known case lies, counting how roughly its place is shown; in steps of 50."""
    return None if metres is None else math.ceil((metres + METRES * 10.0**-known.precision / 2) / 50) * 50


def likeness(new: Category, known: Category, metres: float | None, *, alike: bool) -> float:
    """Return how likely a known case is the same matter, 0 to 1; 0 when it is about something else altogether.

    `metres` is None where only the community is known.
    """
    if known.code == new.code:
        kind = 0.5
    elif known.group == new.group:
        kind = 0.25
    else:
        kind = 0.0
    if kind == 0 and not alike:
        return 0.0
    near = 0.5 if metres is None else max(0.0, 1 - metres / reach_m(new, known))
    return kind + 0.3 * near + (0.2 if alike else 0.0)
