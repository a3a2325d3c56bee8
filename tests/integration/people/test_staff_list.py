"""The list of staff: who is in it, who never is, and that it does not ask more of the database when it grows."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.base.errors import NotAllowed
from gongzhi.people import actions, queries
from gongzhi.people.actions import SITE, RoleInput
from gongzhi.people.domain.roles import ANONYMOUS, Role
from gongzhi.people.queries import StaffFilters
from gongzhi.places.domain.codes import parse_code
from tests.cast import COMMUNITY, COUNTY, PEOPLE, TOWN, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
IN_COUNTY = {
    "grid_worker",
    "duty_officer",
    "dispatcher",
    "handler",
    "verifier",
    "supervisor",
    "administrator",
    "other_handler",
    "county_duty_officer",
}


def names(cast: Cast, filters: StaffFilters = StaffFilters(), by: str = "administrator") -> set[str]:
    page = queries.staff_list(cast.viewer(by, NOON), filters, now=NOON)
    return {row.name.removesuffix(" 甲") for row in page.rows}


@pytest.mark.parametrize("by", ["administrator", "supervisor"])
def test_staff_of_the_area_and_nobody_else(cast: Cast, by: str) -> None:
    assert names(cast, by=by) == IN_COUNTY
    assert names(cast, StaffFilters(words="resident"), by) == set()
    assert names(cast, StaffFilters(words="outsider"), by) == set()
    assert names(cast, StaffFilters(words="甲"), by) == IN_COUNTY


def test_nobody_else_reads_it(cast: Cast) -> None:
    for name in PEOPLE:
        if name not in ("administrator", "supervisor"):
            viewer = cast.viewer(name, NOON)
            for read in (
                lambda viewer=viewer: queries.staff_list(viewer, StaffFilters(), now=NOON),
                lambda viewer=viewer: queries.people_log(viewer),
                lambda viewer=viewer: queries.open_invitations(viewer, now=NOON),
                lambda viewer=viewer: queries.office_list(viewer, now=NOON),
                lambda viewer=viewer: queries.area_choices(viewer),
                lambda viewer=viewer: queries.office_choices(viewer),
            ):
                with pytest.raises(NotAllowed):
                    read()
    assert queries.own_roles(ANONYMOUS, now=NOON) == []


def test_filters(cast: Cast) -> None:
    assert names(cast, StaffFilters(role=Role.HANDLER)) == {"handler", "other_handler"}
    assert names(cast, StaffFilters(area=COMMUNITY)) == {"grid_worker"}
    assert names(cast, StaffFilters(role=Role.VERIFIER, area=COMMUNITY)) == set()
    assert names(cast, StaffFilters(area="胜利社区")) == {"grid_worker"}
    assert names(cast, StaffFilters(area="兖州")) == names(cast, StaffFilters(area="没有的地方")) == set()
    by = cast.viewer("administrator", NOON)
    actions.deactivate(cast.people["verifier"], by=by, now=NOON)
    page = queries.person_page(by, cast.people["handler"], now=NOON)
    actions.end_role(page.roles[0].id, by=by, now=NOON)
    assert names(cast, StaffFilters(shown="closed")) == {"verifier"}
    assert names(cast, StaffFilters(shown="former")) == {"handler"}
    assert names(cast) == IN_COUNTY - {"verifier", "handler"}
    assert names(cast, StaffFilters(shown="former", role=Role.VERIFIER)) == set()


def test_a_phone_number_finds_only_for_administrators(cast: Cast) -> None:
    person = actions.create_person(
        username="13800001111", password="four words in a row", display_name="仲小雨", by=SITE, now=NOON
    )
    actions.grant_role(person, RoleInput(Role.GRID_WORKER, *parse_code(TOWN)), by=SITE, now=NOON)
    assert names(cast, StaffFilters(words="1380000")) == {"仲小雨"}
    assert names(cast, StaffFilters(words="1380000"), "supervisor") == set()
    assert queries.person_page(cast.viewer("supervisor", NOON), person, now=NOON).username == ""


def test_pages_go_through_everybody_once(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    seen: list[UUID] = []
    cursor = "start"
    while cursor:
        page = queries.staff_list(by, StaffFilters(), now=NOON, cursor=cursor.replace("start", ""), size=2)
        seen += [row.id for row in page.rows]
        cursor = page.next
    assert len(seen) == len(set(seen)) == len(IN_COUNTY)
    whole = queries.people_log(by, size=500)
    first = queries.people_log(by, size=3)
    second = queries.people_log(by, size=3, cursor=first.next)
    assert [*first.entries, *second.entries] == list(whole.entries[:6])
    offices = queries.office_list(by, now=NOON, size=2)
    rest = queries.office_list(by, now=NOON, cursor=offices.next)
    assert {row.office.name_zh for row in (*offices.rows, *rest.rows)} == {
        "任城区综治中心",
        "金城街道综治中心",
        "任城区消防救援大队",
        "任城区综合行政执法局",
    }


def test_longer_lists_ask_no_more(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            queries.staff_list(by, StaffFilters(), now=NOON)
            queries.people_log(by)
            queries.office_list(by, now=NOON)
        return len(caught)

    before = asked()
    for number in range(20):
        person = actions.create_person(username=f"more{number}", password="four words in a row", by=SITE, now=NOON)
        actions.grant_role(person, RoleInput(Role.GRID_WORKER, *parse_code(COMMUNITY)), by=SITE, now=NOON)
    assert asked() == before <= 12


def test_choices_lie_inside_the_own_area(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    assert {area.digits for area in queries.area_choices(by)} == {COUNTY, TOWN}
    assert queries.area_choices(by, "胜利社区")[0].digits == COMMUNITY
    assert queries.area_choices(by, "兖州") == [] and queries.area_choices(by, "370812") == []
    assert {office.name_zh for office in queries.office_choices(by, "消防")} == {"任城区消防救援大队"}
    assert queries.office_choices(by, "供水") == []
    chosen = queries.office_choices(by, "消防", chosen=cast.offices["urban"])
    assert [office.id for office in chosen] == [cast.offices["urban"], cast.offices["fire"]]
    assert queries.office_choices(by, "消防", chosen=cast.offices["water"])[0].id == cast.offices["fire"]
