"""A case as the engine sees it: the folded state, its clocks, the commands that move it and the recorded events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from gongzhi.cases.domain.process import limit_text, parse_limit
from gongzhi.places.domain.calendar import Limit


class ClockStatus(StrEnum):
    """What a clock is doing."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True)
class ClockState:
    """One clock of a case: its limit, when it started, when it is due, when it turns yellow, and its pauses.

    `paused` is what has not been charged so far: seconds for limits in hours, whole days for limits in days.
    """

    limit: Limit
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    status: ClockStatus = ClockStatus.RUNNING
    paused: int = 0
    since: datetime | None = None  # when it was paused or stopped
    warned: bool = False
    missed: bool = False

    def to_data(self) -> dict[str, Any]:
        """Return the clock as it stands in an event and in the case row (JSON)."""
        data: dict[str, Any] = {
            "limit": limit_text(self.limit),
            "from": self.started_at.isoformat(),
            "due": self.due_at.isoformat(),
            "warn": self.warn_at.isoformat(),
            "status": self.status.value,
        }
        if self.paused:
            data["paused"] = self.paused
        if self.since:
            data["since"] = self.since.isoformat()
        for name in ("warned", "missed"):
            if getattr(self, name):
                data[name] = True
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "ClockState":
        """Return the clock that `to_data` wrote."""
        since = data.get("since")
        return cls(
            limit=parse_limit(data["limit"]),
            started_at=datetime.fromisoformat(data["from"]),
            due_at=datetime.fromisoformat(data["due"]),
            warn_at=datetime.fromisoformat(data["warn"]),
            status=ClockStatus(data["status"]),
            paused=data.get("paused", 0),
            since=datetime.fromisoformat(since) if since else None,
            warned=data.get("warned", False),
            missed=data.get("missed", False),
        )

    @property
    def running(self) -> bool:
        """Say whether time is being charged now."""
        return self.status is ClockStatus.RUNNING

    @property
    def alarm_at(self) -> datetime | None:
        """Return when the minute task must look at this clock next: yellow, then red, then never again."""
        if not self.running or self.missed:
            return None
        return self.due_at if self.warned else min(self.warn_at, self.due_at)


@dataclass(frozen=True)
class CaseState:
    """The folded state of a case: what its log comes to."""

    id: UUID
    process: str
    version: int
    category: str
    urgency: str
    area_code: int
    area_level: int
    state: str
    seq: int
    desk_area: int
    desk_level: int
    opened_at: datetime
    limits: Mapping[str, str] = field(default_factory=dict)
    wants_public: bool = False
    auto_dispatch: bool = False
    open: bool = True
    public: bool = False
    lead_id: UUID | None = None
    assignee_id: UUID | None = None
    outcome: str = ""
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    closed_at: datetime | None = None
    updated_at: datetime | None = None
    clocks: Mapping[str, ClockState] = field(default_factory=dict)
    actors: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)  # who has done what, by verb
    reworks: int = 0
    reopens: int = 0
    escalations: int = 0
    solved: bool | None = None
    satisfied: bool | None = None

    @property
    def next_due(self) -> ClockState | None:
        """Return the running clock that is due first; it gives the case its light."""
        running = [clock for clock in self.clocks.values() if clock.running]
        return min(running, key=lambda clock: clock.due_at) if running else None

    @property
    def alarm_at(self) -> datetime | None:
        """Return when the minute task must look at this case next."""
        alarms = [clock.alarm_at for clock in self.clocks.values() if clock.alarm_at]
        return min(alarms) if alarms else None


@dataclass(frozen=True)
class Actor:
    """Who gives a command: a person, or nobody (the system, or a reporter known only by the receipt)."""

    person_id: UUID | None
    role: str


@dataclass(frozen=True)
class Command:
    """A wish to move a case: the verb and the names of what was given with it (texts stay outside the log)."""

    verb: str
    given: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facts:
    """What the engine may not look up: the organisation routed or chosen, the parent area's desk."""

    organisation_id: UUID | None = None
    organisation_area: tuple[int, int] | None = None
    routed: str = ""
    parent_desk: tuple[int, int] | None = None


@dataclass(frozen=True)
class Event:
    """One entry of the append-only log; `data` holds ids, codes and times only, never personal data."""

    case_id: UUID
    seq: int
    type: str
    at: datetime
    actor_id: UUID | None
    role: str
    data: Mapping[str, Any]

    @property
    def types(self) -> tuple[str, ...]:
        """Return what reactions may ask for: the type, and for a move the type with its verb."""
        verb = self.data.get("verb")
        return (self.type, f"{self.type}:{verb}") if verb else (self.type,)


@dataclass(frozen=True)
class Opening:
    """What a new case starts from; `limits` are the category's, by clock name."""

    id: UUID
    category: str
    urgency: str
    area_code: int
    area_level: int
    desk_area: int
    desk_level: int
    channel: str
    limits: Mapping[str, str]
    public: bool
    auto_dispatch: bool
