"""What we do when a case moves, is given to somebody or its light turns: write notices. At least once, idempotent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.base.reactions import reacts_to
from gongzhi.intake.actions.notices import tell_reporter, tell_staff
from gongzhi.intake.domain.notice import TOLD_REPORTER, TOLD_STAFF


@reacts_to(*(f"case.moved:{verb}" for verb in TOLD_REPORTER))
def moved(case_id: UUID, seq: int, type_: str, data: dict[str, Any], at: datetime) -> None:
    """Tell the reporter."""
    tell_reporter(case_id, seq, now=at)


@reacts_to(*TOLD_STAFF)
def staff_concerned(case_id: UUID, seq: int, type_: str, data: dict[str, Any], at: datetime) -> None:
    """Tell whoever has the case, and of red lights the supervisors too."""
    tell_staff(case_id, seq, type_, data, at=at)
