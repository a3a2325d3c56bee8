"""Organisations: there once, in an order without loops, and never closed over the heads of people or cases."""

from uuid import uuid4

import pytest
from django.utils.translation import override

from gongzhi.base.errors import Refused
from gongzhi.cases.queries import open_cases_of
from gongzhi.people import actions, queries
from gongzhi.people.actions import OrganisationInput
from gongzhi.people.domain.roles import Role
from gongzhi.people.models import Membership, Organisation
from gongzhi.places.domain.codes import parse_code
from tests.cast import COMMUNITY, COUNTY, TOWN, Cast
from tests.conftest import NOON
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def test_an_organisation_with_people_stays_open(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    closed = OrganisationInput("消防", *parse_code(COUNTY), functions=("fire",), active=False)
    with pytest.raises(Refused) as caught, override("en"):
        actions.update_organisation(cast.offices["fire"], closed, by=by, now=NOON)
    assert "People still work there" in caught.value.fields["active"]
    actions.end_role(cast.role_of("handler"), by=by, now=NOON)
    actions.update_organisation(cast.offices["fire"], closed, by=by, now=NOON)
    assert not Organisation.objects.get(pk=cast.offices["fire"]).active
    assert queries.nearest_with_function("fire", *parse_code(COMMUNITY)) is None
    for bad, field in ((OrganisationInput(" ", *parse_code(COUNTY)), "name"), (_kind("x"), "kind")):
        with pytest.raises(Refused) as caught:
            actions.create_organisation(bad, by=by, now=NOON)
        assert list(caught.value.fields) == [field]


def test_an_organisation_with_open_cases_stays_open(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    fire = cast.offices["fire"]
    receipt = cast.report(NOON)
    cast.take_to("dispatched", receipt.case_id, NOON)
    actions.end_role(cast.role_of("handler"), by=by, now=NOON)
    closed = OrganisationInput("消防", *parse_code(COUNTY), functions=("fire",), active=False)
    assert open_cases_of(fire) == 1 and open_cases_of(cast.offices["urban"]) == 0
    with pytest.raises(Refused) as caught, override("en"):
        actions.update_organisation(fire, closed, open_cases=open_cases_of(fire), by=by, now=NOON)
    assert "1 open cases" in caught.value.fields["active"]


def test_who_works_in_an_organisation_moves_with_it(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    moved = OrganisationInput("任城区消防救援大队", *parse_code(TOWN), functions=("fire",))
    actions.update_organisation(cast.offices["fire"], moved, by=by, now=NOON)
    assert Membership.objects.get(pk=cast.role_of("handler")).area_code == parse_code(TOWN)[0]
    assert cast.viewer("handler", NOON).has(Role.HANDLER, parse_code(TOWN)[0], cast.offices["fire"])
    assert not cast.viewer("handler", NOON).has(Role.HANDLER, parse_code(COUNTY)[0])


def test_an_organisation_is_there_once(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    twin = OrganisationInput(" 任城区消防救援大队 ", *parse_code(COUNTY))
    with pytest.raises(Refused) as caught, override("en"):
        actions.create_organisation(twin, by=by, now=NOON)
    assert caught.value.fields == {"name": "There is an organisation of this name in the area already."}
    elsewhere = OrganisationInput("任城区消防救援大队", *parse_code(TOWN))
    made = actions.create_organisation(elsewhere, by=by, now=NOON)
    with pytest.raises(Refused):
        actions.update_organisation(made, twin, by=by, now=NOON)
    actions.update_organisation(made, elsewhere, by=by, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_makes_one_organisation(cast: Cast) -> None:
    by, new = cast.viewer("administrator", NOON), OrganisationInput("任城区水务局", *parse_code(COUNTY))
    errors = at_once([lambda: actions.create_organisation(new, by=by, now=NOON)] * 2)
    assert [type(error) for error in errors].count(Refused) == 1
    assert Organisation.objects.filter(name="任城区水务局").count() == 1


def test_an_organisation_belongs_to_another_but_never_to_itself(cast: Cast) -> None:
    by, county = cast.viewer("administrator", NOON), parse_code(COUNTY)
    fire = cast.offices["fire"]
    station = actions.create_organisation(OrganisationInput("古槐站", *county, parent_id=fire), by=by, now=NOON)
    page = queries.office_page(by, fire, now=NOON)
    assert [each.id for each in page.below] == [station] and page.parent is None
    assert queries.office_page(by, station, now=NOON).parent.id == fire  # type: ignore[union-attr]
    for parent in (station, fire, uuid4()):
        with pytest.raises(Refused) as caught:
            actions.update_organisation(fire, OrganisationInput("消防", *county, parent_id=parent), by=by, now=NOON)
        assert list(caught.value.fields) == ["parent"]
    names = {office.name_zh for office in queries.parent_choices(by)}
    assert "济宁市供水集团" in names and "古槐站" in names and "兖州区综治中心" not in names
    kept = queries.parent_choices(by, "没有", chosen=cast.offices["other"])
    assert [office.id for office in kept] == [cast.offices["other"]]


def _kind(kind: str) -> OrganisationInput:
    return OrganisationInput("某局", *parse_code(COUNTY), kind=kind)
