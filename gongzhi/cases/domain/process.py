"""A process: which states a matter passes, who may move it, what that needs and which clocks run.

The rules are data in `processes/<name>.v<N>.yaml`. Loading refuses unknown states, states without an owner,
unreachable states and dead ends, so that a wrong file is found when it is written and not when a case is stuck.
"""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from gongzhi.places.domain.calendar import Limit, LimitUnit, WarnRule

FOLDER = Path(__file__).resolve().parents[2] / "processes"
ClockName = Literal["accept", "response", "resolution", "verification"]
Need = Literal["note", "reason", "elsewhere", "organisation"]


def parse_limit(text: str) -> Limit:
    """Return the limit written as '5 working_days', '2 hours'…; raise ValueError with what is wrong."""
    try:
        amount, unit = text.split()
        limit = Limit(int(amount), LimitUnit(unit))
    except ValueError:
        units = ", ".join(unit.value for unit in LimitUnit)
        raise ValueError(f"'{text}' is no limit; write a whole number and one of: {units}") from None
    if limit.amount < 1:
        raise ValueError(f"'{text}': a limit is at least 1")
    return limit


def limit_text(limit: Limit) -> str:
    """Return a limit in the written form that `parse_limit` reads."""
    return f"{limit.amount} {limit.unit.value}"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Named(_Frozen):
    """Something with a Chinese and an English name."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def name(self, language: str) -> str:
        """Return the name in the language ('zh-hans' or 'en')."""
        return self.zh if language.startswith("zh") else self.en


class ClockRule(Named):
    """A clock of the process and the limit it has where the category gives none."""

    default: str

    @field_validator("default")
    @classmethod
    def _is_limit(cls, value: str) -> str:
        parse_limit(value)
        return value


class State(Named):
    """A state, the step of the seven it belongs to, and whose desk it is on."""

    step: str
    owner: Literal["centre", "lead", ""] = ""
    end: bool = False
    told_zh: str
    told_en: str

    def told(self, language: str) -> str:
        """Return what the reporter is told while the case is in this state."""
        return self.told_zh if language.startswith("zh") else self.told_en


class Transition(Named):
    """A verb: from where to where, by whom, with what, and what it does to clocks, desk and counters."""

    done_zh: str
    done_en: str
    sources: tuple[str, ...] = Field(alias="from", min_length=1)
    to: str
    who: tuple[str, ...] = Field(min_length=1)
    not_by: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    start: tuple[ClockName, ...] = ()
    stop: tuple[ClockName, ...] = ()
    pause: tuple[ClockName, ...] = ()
    resume: tuple[ClockName, ...] = ()
    lead: Literal["keep", "set", "clear"] = "keep"
    desk: Literal["keep", "parent"] = "keep"
    takes: bool = False
    counts: Literal["", "reworks", "reopens", "escalations"] = ""
    outcome: str = ""
    publish: bool = False
    within: str = ""
    next: str = ""
    primary: bool = False
    danger: bool = False

    def done(self, language: str) -> str:
        """Return the log's words for this transition once it has happened."""
        return self.done_zh if language.startswith("zh") else self.done_en


class Process(Named):
    """A whole process; `states` and `transitions` by name."""

    name_: str = Field(alias="name")
    version: int = Field(ge=1)
    start: str
    yellow: WarnRule
    clocks: dict[ClockName, ClockRule]
    steps: dict[str, Named]
    states: dict[str, State]
    transitions: dict[str, Transition]

    @property
    def key(self) -> str:
        """Return the process's own name, such as 'request'."""
        return self.name_

    def from_state(self, state: str) -> dict[str, Transition]:
        """Return the transitions that leave a state, by verb, in the order of the file."""
        return {verb: each for verb, each in self.transitions.items() if state in each.sources}

    @model_validator(mode="after")
    def _holds_together(self) -> "Process":
        problems = [*_unknown_names(self), *_ownerless(self), *_unreachable(self), *_dead_ends(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _unknown_names(process: Process) -> list[str]:
    states, verbs = process.states, process.transitions
    found = [] if process.start in states else [f"start: unknown state '{process.start}'"]
    found += [
        f"state {name}: unknown step '{each.step}'" for name, each in states.items() if each.step not in process.steps
    ]
    for verb, each in verbs.items():
        names = (*each.sources, *([each.to] if each.to != "same" else []))
        found += [f"transition {verb}: unknown state '{name}'" for name in names if name not in states]
        found += [f"transition {verb}: unknown verb '{name}' in not_by" for name in each.not_by if name not in verbs]
        if each.next and (each.next not in verbs or each.to not in verbs[each.next].sources):
            found.append(f"transition {verb}: '{each.next}' cannot follow it")
        clocks = (*each.start, *each.stop, *each.pause, *each.resume)
        found += [f"transition {verb}: unknown clock '{name}'" for name in clocks if name not in process.clocks]
        if each.within:
            parse_limit(each.within)
    return found


def _ownerless(process: Process) -> list[str]:
    return [
        f"state {name}: " + ("an end has no owner" if each.end else "no owner: say whose desk it is on")
        for name, each in process.states.items()
        if each.end == bool(each.owner)
    ]


def _unreachable(process: Process) -> list[str]:
    seen, todo = {process.start}, [process.start]
    while todo:
        state = todo.pop()
        for each in process.from_state(state).values():
            if each.to not in seen and each.to != "same":
                seen.add(each.to)
                todo.append(each.to)
    return [f"state {name}: cannot be reached from '{process.start}'" for name in process.states if name not in seen]


def _dead_ends(process: Process) -> list[str]:
    leads_out = {name for name, each in process.states.items() if each.end}
    while True:
        more = {
            source
            for each in process.transitions.values()
            if each.to in leads_out
            for source in each.sources
            if source not in leads_out
        }
        if not more:
            break
        leads_out |= more
    return [
        f"state {name}: a dead end, no way leads from it to an end" for name in process.states if name not in leads_out
    ]


def parse_process(text: str) -> Process:
    """Return the process written in YAML; raise ValueError that names every place that is wrong."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"not readable as YAML: {error}") from error
    return Process.model_validate(data)


@cache
def load_process(name: str, version: int = 0) -> Process:
    """Return the shipped process `name` in the given version (0: the newest); raise LookupError if there is none."""
    versions = {int(path.name.rsplit(".v", 1)[1][:-5]): path for path in FOLDER.glob(f"{name}.v*.yaml")}
    if not versions or (version and version not in versions):
        raise LookupError(f"no process '{name}' version {version or '(any)'} in {FOLDER}")
    return parse_process(versions[version or max(versions)].read_text(encoding="utf-8"))


def process_names() -> list[str]:
    """Return the names of the shipped processes, sorted."""
    return sorted({path.name.rsplit(".v", 1)[0] for path in FOLDER.glob("*.v*.yaml")})
