"""What a measurement gives, and under which conditions."""

import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Result:
    """One figure; `goal` is what is to be reached ('' for orientation), `met` None where there is no goal."""

    name: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None


@dataclass
class Run:
    """All figures of one run, and its conditions."""

    conditions: dict[str, Any] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, *, least: float | None = None, most: float | None = None) -> None:
        """Keep a figure; `least` or `most` is the goal."""
        goal, met = "", None
        if least is not None:
            goal, met = f"≥ {least:g}", value >= least
        if most is not None:
            goal, met = f"≤ {most:g}", value <= most
        self.results.append(Result(name, round(value, 4), unit, goal, met))

    def data(self) -> dict[str, Any]:
        """Return the run as the JSON file has it."""
        return {"conditions": self.conditions, "results": [asdict(result) for result in self.results]}


def machine() -> dict[str, Any]:
    """Return what machine this is, as far as it matters for a figure."""
    memory = 0
    info = Path("/proc/meminfo")
    if info.exists():
        memory = int(info.read_text().split("MemTotal:")[1].split()[0]) // 1024
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_mb": memory,
        "load_before": os.getloadavg()[0],
    }


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
