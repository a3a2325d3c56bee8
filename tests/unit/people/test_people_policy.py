"""Every row of the table of who may manage people, without a database."""

from uuid import uuid4

import pytest

from gongzhi.base.errors import NotAllowed
from gongzhi.people.domain.roles import ANONYMOUS, Grant, Role, Viewer
from gongzhi.people.policy import TABLE, Place, allowed, managed, readable, require
from gongzhi.places.domain.codes import code_range, parse_code

COUNTY, TOWN, OTHER, CITY = (parse_code(digits) for digits in ("370811", "370811008", "370812", "3708"))
MANAGING = {"invite", "grant_role", "end_role", "deactivate", "reactivate", "edit_organisation"}


def holder(role: Role, area: tuple[int, int] = COUNTY) -> Viewer:
    return Viewer(uuid4(), (Grant(role, *code_range(*area), area[1]),))


def test_the_table_holds_these_verbs_and_no_other() -> None:
    assert set(TABLE) == MANAGING | {"read"}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("verb", sorted(TABLE))
def test_only_administrators_manage_and_supervisors_read(verb: str, role: Role) -> None:
    expected = role is Role.ADMINISTRATOR or (role is Role.SUPERVISOR and verb == "read")
    assert allowed(verb, holder(role), Place(*COUNTY)) is expected
    assert allowed(verb, holder(role), Place(*TOWN)) is expected
    assert not allowed(verb, holder(role), Place(*OTHER))
    assert not allowed(verb, holder(role), Place(*CITY))


@pytest.mark.parametrize("verb", sorted(TABLE))
def test_nobody_signed_in_may_do_nothing(verb: str) -> None:
    with pytest.raises(NotAllowed):
        require(verb, ANONYMOUS, Place(*COUNTY))


def test_nobody_closes_the_own_account() -> None:
    viewer = holder(Role.ADMINISTRATOR)
    assert not allowed("deactivate", viewer, Place(*COUNTY, viewer.person_id))
    assert allowed("deactivate", viewer, Place(*COUNTY, uuid4()))


def test_ranges_are_those_of_the_roles() -> None:
    assert readable(holder(Role.SUPERVISOR)) == [code_range(*COUNTY)]
    assert managed(holder(Role.ADMINISTRATOR, TOWN)) == [code_range(*TOWN)]
    for viewer in (ANONYMOUS, holder(Role.DUTY_OFFICER)):
        with pytest.raises(NotAllowed):
            readable(viewer)
    with pytest.raises(NotAllowed):
        managed(holder(Role.SUPERVISOR))
