"""The worked examples in the documentation of clocks are what the calendar computes."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest

from gongzhi.cases.domain.process import parse_limit
from gongzhi.places.domain.calendar import WorkingCalendar

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "clocks-and-lights.md"
ZONE = ZoneInfo("Asia/Shanghai")
CHINA = holidays.country_holidays("CN", years=[2026])
MADE_UP = {day for day in CHINA.weekend_workdays if day.year == 2026}
CALENDAR = WorkingCalendar.build("Asia/Shanghai", days_off=set(CHINA) - MADE_UP, working_days=MADE_UP)


def examples() -> list[dict[str, str]]:
    """Return the rows of every table that has a due column, by heading."""
    found: list[dict[str, str]] = []
    heads: list[str] = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not heads or not cells:
            heads = cells if "due" in cells else []
        elif set(line) != {"|", "-"}:
            found.append(dict(zip(heads, cells, strict=True)))
    return found


def at(text: str) -> datetime:
    return datetime.strptime(text, "%a %d %b %Y, %H:%M").replace(tzinfo=ZONE)


@pytest.mark.parametrize("row", examples(), ids=lambda row: f"{row['starts']} {row['limit']}")
def test_an_example_is_what_the_calendar_says(row: dict[str, str]) -> None:
    amount, _, unit = row["limit"].partition(" ")
    limit = parse_limit(f"{amount} {unit.rstrip('s').replace(' ', '_')}s")
    start, paused = at(row["starts"]), 0
    if "paused" in row:
        paused = CALENDAR.pause_length(limit, at(row["paused"]), at(row["goes on"]))
    due = CALENDAR.due(start, limit, paused=paused)
    assert due == at(row["due"])
    assert CALENDAR.warn_at(start, due, limit, paused=paused) == at(row["yellow from"])
    for moment in (start, due):
        assert moment.strftime("%a %-d %b %Y, %H:%M") in row.values(), "the weekday is right too"


def test_there_are_examples() -> None:
    assert len(examples()) >= 11
