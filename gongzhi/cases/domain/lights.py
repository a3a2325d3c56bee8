"""The light of a case: green, yellow a day before the deadline, red after it, grey while no clock runs."""

from datetime import datetime
from enum import StrEnum


class Light(StrEnum):
    """Colours of the light; a shape goes with each on the page."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


def light(due_at: datetime | None, warn_at: datetime | None, now: datetime) -> Light:
    """Return the light from the stored times of the clock that is due first (None: no clock runs)."""
    if due_at is None or warn_at is None:
        return Light.GREY
    if now >= due_at:
        return Light.RED
    return Light.YELLOW if now >= warn_at else Light.GREEN
