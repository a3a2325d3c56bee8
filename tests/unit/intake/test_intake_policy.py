"""Who may report, settle and read their own reports: every row of the table."""

from uuid import UUID

import pytest

from gongzhi.base.errors import NotAllowed, Refused
from gongzhi.intake.policy import TABLE, allowed, require
from gongzhi.people.domain.roles import ANONYMOUS, Grant, Role, Viewer

HERE, ELSEWHERE = 370811008001001, 370811008002001
WORKER = Viewer(UUID(int=1), (Grant(Role.GRID_WORKER, 370811008001000, 370811008001999, 5),))
RESIDENT = Viewer(UUID(int=2), (Grant(Role.RESIDENT, 370811008001000, 370811008001999, 5),))
SUPERVISOR = Viewer(UUID(int=3), (Grant(Role.SUPERVISOR, 370811008001000, 370811008001999, 5),))
ROWS = [
    ("report", ANONYMOUS, HERE, True),
    ("report", RESIDENT, HERE, True),
    ("report_as_worker", ANONYMOUS, HERE, False),
    ("report_as_worker", RESIDENT, HERE, False),
    ("report_as_worker", WORKER, ELSEWHERE, True),
    ("settle", RESIDENT, HERE, False),
    ("settle", WORKER, HERE, True),
    ("settle", WORKER, ELSEWHERE, False),
    ("own_reports", ANONYMOUS, HERE, False),
    ("own_reports", RESIDENT, HERE, True),
    ("support", ANONYMOUS, HERE, True),
    ("see_suggestions", ANONYMOUS, HERE, False),
    ("see_suggestions", WORKER, HERE, False),
    ("see_suggestions", SUPERVISOR, HERE, True),
]


@pytest.mark.parametrize(("verb", "viewer", "area", "expected"), ROWS)
def test_who_may(verb: str, viewer: Viewer, area: int, expected: bool) -> None:
    assert allowed(verb, viewer, area) is expected


def test_every_verb_is_told_here() -> None:
    assert {row[0] for row in ROWS} == set(TABLE)


def test_a_refusal_says_what_can_be_done() -> None:
    with pytest.raises(Refused, match="goes to the centre") as caught:
        require("settle", WORKER, ELSEWHERE)
    assert set(caught.value.fields) == {"settled"}
    with pytest.raises(NotAllowed):
        require("report_as_worker", RESIDENT)
