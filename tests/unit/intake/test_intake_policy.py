"""Who may report, settle and read their own reports: every row of the table."""

from uuid import UUID

import pytest

from gongzhi.base.errors import NotAllowed, Refused
from gongzhi.intake.policy import TABLE, allowed, require
from gongzhi.people.domain.roles import ANONYMOUS, Grant, Role, Viewer

HERE, ELSEWHERE = 370811008001001, 370811008002001
WORKER = Viewer(UUID(int=1), (Grant(Role.GRID_WORKER, 370811008001000, 370811008001999, 5),))
RESIDENT = Viewer(UUID(int=2), (Grant(Role.RESIDENT, 370811008001000, 370811008001999, 5),))
CLERK = Viewer(UUID(int=3), (Grant(Role.DUTY_OFFICER, 370811008000000, 370811008999999, 4),))
ADMIN = Viewer(UUID(int=4), (Grant(Role.ADMINISTRATOR, 370811008001000, 370811008001999, 5),))
COUNTY = (370811000000000, 370811999999999, 3)
SUPERVISOR = Viewer(UUID(int=3), (Grant(Role.SUPERVISOR, *COUNTY),))
ADMINISTRATOR = Viewer(UUID(int=4), (Grant(Role.ADMINISTRATOR, *COUNTY),))
VERIFIER = Viewer(UUID(int=3), (Grant(Role.VERIFIER, 370811008001000, 370811008001999, 5),))
ROWS = [
    ("report", ANONYMOUS, HERE, True),
    ("report", RESIDENT, HERE, True),
    ("report_as_worker", ANONYMOUS, HERE, False),
    ("report_as_worker", RESIDENT, HERE, False),
    ("report_as_worker", WORKER, ELSEWHERE, True),
    ("settle", RESIDENT, HERE, False),
    ("settle", WORKER, HERE, True),
    ("settle", WORKER, ELSEWHERE, False),
    ("attach", ANONYMOUS, HERE, True),
    ("mark_evidence", ANONYMOUS, HERE, False),
    ("mark_evidence", WORKER, HERE, False),
    ("mark_evidence", VERIFIER, HERE, True),
    ("mark_evidence", VERIFIER, ELSEWHERE, False),
    ("own_reports", ANONYMOUS, HERE, False),
    ("own_reports", RESIDENT, HERE, True),
    ("take_call", ANONYMOUS, 0, False),
    ("take_call", WORKER, HERE, False),
    ("take_call", ADMIN, HERE, False),
    ("take_call", CLERK, 0, True),
    ("edit_coded_places", RESIDENT, HERE, False),
    ("edit_coded_places", WORKER, HERE, False),
    ("edit_coded_places", CLERK, HERE, True),
    ("edit_coded_places", CLERK, 370812001001001, False),
    ("edit_coded_places", ADMIN, HERE, True),
    ("edit_coded_places", ADMIN, ELSEWHERE, False),
    ("edit_coded_places", ADMIN, 0, True),
    ("support", ANONYMOUS, HERE, True),
    ("see_suggestions", SUPERVISOR, 0, True),
    ("see_suggestions", ADMINISTRATOR, 0, True),
    ("see_suggestions", CLERK, 0, False),
    ("manage_notices", SUPERVISOR, HERE, True),
    ("manage_notices", ADMINISTRATOR, HERE, True),
    ("manage_notices", ADMINISTRATOR, 370812001001001, False),
    ("manage_notices", WORKER, HERE, False),
    ("edit_notice_texts", ADMINISTRATOR, 0, True),
    ("edit_notice_texts", SUPERVISOR, 0, False),
    ("set_notice_wishes", WORKER, 0, True),
    ("set_notice_wishes", RESIDENT, 0, False),
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
