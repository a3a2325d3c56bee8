"""A category: what a matter can be about, whose work it is, by when it must be done, and what the public sees of it.

No category is about a person: a matter concerns a place, a thing or a service.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator

from gongzhi.cases.domain.process import ClockName, Named, limit_text, parse_limit
from gongzhi.places.domain.calendar import Limit

FOLDER = Path(__file__).resolve().parents[2] / "catalogue"
CLOCKS: tuple[ClockName, ...] = ("accept", "response", "resolution", "verification")
_CODE = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


class Urgency(StrEnum):
    """How fast a matter must move; an emergency is also a reason to phone 110, 119 or 120 first."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"


def _read_limit(value: object) -> Limit:
    if isinstance(value, Limit):
        return value
    if not isinstance(value, str):
        raise ValueError(f"'{value}' is no limit; write it as '5 working_days'")
    return parse_limit(value)


LimitText = Annotated[Limit, PlainValidator(_read_limit), PlainSerializer(limit_text, return_type=str)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LimitChanges(_Frozen):
    """Limits that another urgency changes; what is not given stays as it is."""

    accept: LimitText | None = None
    response: LimitText | None = None
    resolution: LimitText | None = None
    verification: LimitText | None = None

    def written(self) -> dict[str, str]:
        """Return the limits given here as texts ('2 hours') by clock name."""
        given = {name: getattr(self, name) for name in CLOCKS}
        return {name: limit_text(limit) for name, limit in given.items() if limit is not None}


class Limits(LimitChanges):
    """The limits of a category by clock; a clock without one has the default of the process."""

    resolution: LimitText


class Duplicates(_Frozen):
    """Where and since when a matter may be the same as a new one: within metres, open or closed at most days ago."""

    radius_m: int = Field(ge=1, le=5_000)
    days: int = Field(ge=0, le=365)


# What a category says nothing about: a place is walked around, a thing stands still, a service is a quarter's.
USUAL_DUPLICATES = {
    "place": Duplicates(radius_m=100, days=14),
    "thing": Duplicates(radius_m=60, days=14),
    "service": Duplicates(radius_m=500, days=14),
    "advice": Duplicates(radius_m=1_000, days=30),
}


class Stage(Named):
    """A named part of the work with its own limit, such as 'demolition' within 20 working days."""

    limit: LimitText


class Group(Named):
    """A shelf of the catalogue."""

    code: str = Field(pattern=_CODE)
    icon: str


class Category(Named):
    """One kind of matter: its words, whose work it is, its limits, what evidence helps, and what the public sees.

    `precision` is the number of decimals of longitude and latitude in public (3 is about 100 m); `source` says where
    the limits come from; `dispatch` says whether filing sends the case on without a dispatcher's choice.
    """

    code: str = Field(pattern=_CODE, max_length=60)
    group: str
    hint_zh: str = Field(min_length=1)
    hint_en: str = Field(min_length=1)
    keywords: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...] = Field(min_length=1)
    about: Literal["place", "thing", "service", "advice"]
    urgency: Urgency = Urgency.NORMAL
    function: str
    limits: Limits
    limits_when: Mapping[Urgency, LimitChanges] = Field(default_factory=dict)
    stages: tuple[Stage, ...] = ()
    evidence: tuple[Named, ...] = Field(min_length=1)
    public: bool
    precision: int = Field(default=3, ge=0, le=5)
    duplicates: Duplicates | None = None
    dispatch: Literal["auto", "manual"]
    process: str = "request"
    source: Named
    icon: str
    elsewhere_zh: str = Field(min_length=1)
    elsewhere_en: str = Field(min_length=1)
    withdrawn: bool = False

    @property
    def same_within(self) -> Duplicates:
        """Return where and since when another matter may be the same one."""
        return self.duplicates or USUAL_DUPLICATES[self.about]

    def hint(self, language: str) -> str:
        """Return the sentence that says what belongs here, in the language ('zh-hans' or 'en')."""
        return self.hint_zh if language.startswith("zh") else self.hint_en

    def elsewhere(self, language: str) -> str:
        """Return where else to go when the matter is declined."""
        return self.elsewhere_zh if language.startswith("zh") else self.elsewhere_en

    def evidence_wanted(self, language: str) -> tuple[str, ...]:
        """Return what helps to prove the matter, as short texts."""
        return tuple(each.name(language) for each in self.evidence)

    def limits_for(self, urgency: Urgency | str) -> dict[str, str]:
        """Return the limits by clock name as texts ('5 working_days') for a case of the given urgency."""
        changes = self.limits_when.get(Urgency(urgency))
        return self.limits.written() | (changes.written() if changes else {})


class Catalogue(_Frozen):
    """A profile of categories in the order in which people see them.

    `shared` holds texts that many entries use through YAML anchors; nothing reads it.
    """

    profile: str = Field(pattern=_CODE)
    version: int = Field(ge=1)
    shared: Mapping[str, Named] = Field(default_factory=dict, exclude=True)
    groups: tuple[Group, ...] = Field(min_length=1)
    categories: tuple[Category, ...] = Field(min_length=1)

    def category(self, code: str) -> Category:
        """Return the category with this code; raise KeyError if there is none."""
        return next((each for each in self.categories if each.code == code), None) or _missing(code)

    def in_group(self, code: str) -> tuple[Category, ...]:
        """Return the categories of a group that are not withdrawn, in order."""
        return tuple(each for each in self.categories if each.group == code and not each.withdrawn)

    def __iter__(self) -> Iterator[Category]:  # type: ignore[override]
        return iter(self.categories)


def _missing(code: str) -> Category:
    raise KeyError(code)


@cache
def functions() -> Mapping[str, Named]:
    """Return the functions an organisation can have, by code, in the order in which people see them."""
    data = yaml.safe_load((FOLDER / "functions.yaml").read_text(encoding="utf-8"))
    return {code: Named.model_validate(names) for code, names in data.items()}


@cache
def icons() -> frozenset[str]:
    """Return the names of the Tabler icons that are built into the pages and that a category may use."""
    return frozenset(yaml.safe_load((FOLDER / "icons.yaml").read_text(encoding="utf-8")))
