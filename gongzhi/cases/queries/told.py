"""What a notice about a case is made from: its number, its times and who has it; no word of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.cases.domain.case import ClockState
from gongzhi.cases.models import Case
from gongzhi.cases.policy import no_case


@dataclass(frozen=True)
class CaseTold:
    """Of a case, what may stand in a notice, and what decides who gets it."""

    number: int
    area_code: int
    area_level: int
    desk_area: int
    desk_level: int
    lead_id: UUID | None
    assignee_id: UUID | None
    due: dict[str, datetime]  # by clock


def case_told(case_id: UUID) -> CaseTold:
    """Return what a notice about a case is made from; raise NotFound."""
    names = ("number", "area_code", "area_level", "desk_area", "desk_level", "lead_id", "assignee_id", "clocks")
    row = Case.objects.filter(pk=case_id).values(*names).first()
    if row is None:
        raise no_case()
    clocks = row.pop("clocks")
    return CaseTold(**row, due={name: ClockState.from_data(data).due_at for name, data in clocks.items()})
