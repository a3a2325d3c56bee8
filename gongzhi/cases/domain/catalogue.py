"""The catalogue: a profile of categories, read from `gongzhi/catalogue/<profile>.yaml`.

Loading refuses a file that would leave a case without an office, a limit or words in both languages.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gongzhi.cases.domain.catalogue_check import Problem, check, read_yaml
from gongzhi.cases.domain.category import (
    CLOCKS,
    FOLDER,
    Catalogue,
    Category,
    Group,
    LimitChanges,
    Limits,
    Stage,
    Urgency,
    functions,
    icons,
)
from gongzhi.cases.domain.process import ClockRule, Process, parse_limit
from gongzhi.places.domain.calendar import Limit

__all__ = [
    "CLOCKS",
    "Catalogue",
    "CatalogueError",
    "Category",
    "Group",
    "LimitChanges",
    "LimitInForce",
    "Limits",
    "Problem",
    "Stage",
    "Urgency",
    "check",
    "functions",
    "icons",
    "limits_in_force",
    "load_catalogue",
    "shipped_catalogue",
]


class CatalogueError(ValueError):
    """A catalogue that cannot be used; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        first = "; ".join(f"line {each.line}, {each.path}: {each.en}" for each in problems[:5])
        super().__init__(first + (f"; and {len(problems) - 5} more" if len(problems) > 5 else ""))
        self.problems = problems


def load_catalogue(source: Path | str) -> Catalogue:
    """Return the catalogue in a file (a Path) or a text; raise CatalogueError with every problem found."""
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    problems = check(text)
    if problems:
        raise CatalogueError(problems)
    return Catalogue.model_validate(read_yaml(text))


@cache
def shipped_catalogue(profile: str = "shandong") -> Catalogue:
    """Return the catalogue of a shipped profile; raise FileNotFoundError if there is none of that name."""
    return load_catalogue(FOLDER / f"{profile}.yaml")


@dataclass(frozen=True)
class LimitInForce:
    """The limit of one clock for one category and urgency; `usual` says that it is the default of the process."""

    clock: ClockRule
    limit: Limit
    usual: bool


def limits_in_force(category: Category, process: Process, urgency: Urgency | str) -> tuple[LimitInForce, ...]:
    """Return the limits that a case of the category has, for every clock of its process in order."""
    given = category.limits_for(urgency)
    return tuple(
        LimitInForce(rule, parse_limit(given.get(name, rule.default)), name not in given)
        for name, rule in process.clocks.items()
    )
