"""Accounts, roles and organisations: what each of the cast may do, what the log keeps, and who is never shut out."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from gongzhi.base.errors import Conflict, NotAllowed, NotFound, Refused
from gongzhi.people import actions, queries
from gongzhi.people.actions import SITE, OrganisationInput, RoleInput
from gongzhi.people.domain.roles import ANONYMOUS, Role, Viewer
from gongzhi.people.models import Membership, PeopleEvent, Person
from gongzhi.people.policy import TABLE, Place, allowed
from gongzhi.places.domain.codes import parse_code
from tests.cast import COUNTY, OTHER_COUNTY, PEOPLE, TOWN, Cast
from tests.conftest import NOON
from tests.threads import at_once

pytestmark = pytest.mark.django_db
DUTY = RoleInput(Role.DUTY_OFFICER, *parse_code(TOWN))
ELSEWHERE = RoleInput(Role.DUTY_OFFICER, *parse_code(OTHER_COUNTY))


def last_event() -> PeopleEvent:
    return PeopleEvent.objects.order_by("-at", "-id")[0]


def second_administrator(now: datetime = NOON) -> UUID:
    person = actions.create_person(username="second", password="four words in a row", by=SITE, now=now)
    actions.grant_role(person, RoleInput(Role.ADMINISTRATOR, *parse_code(COUNTY)), by=SITE, now=now)
    return person


def do_anything(verb: str, cast: Cast, by: Viewer) -> None:
    """Do what a verb of the policy stands for, to somebody in the county."""
    handler = cast.people["handler"]
    office = OrganisationInput("某局", *parse_code(COUNTY))
    acts = {
        "read": lambda: queries.person_page(by, handler, now=NOON),
        "invite": lambda: actions.invite("某人", DUTY, by=by, now=NOON),
        "grant_role": lambda: actions.grant_role(handler, DUTY, by=by, now=NOON),
        "end_role": lambda: actions.end_role(cast.role_of("handler"), by=by, now=NOON),
        "deactivate": lambda: actions.deactivate(handler, by=by, now=NOON),
        "reactivate": lambda: actions.reactivate(cast.people["verifier"], by=by, now=NOON),
        "edit_organisation": lambda: actions.update_organisation(cast.offices["fire"], office, by=by, now=NOON),
    }
    acts[verb]()


@pytest.mark.parametrize("verb", sorted(TABLE))
def test_every_verb_for_each_of_the_cast(cast: Cast, verb: str) -> None:
    actions.deactivate(cast.people["verifier"], by=cast.viewer("administrator", NOON), now=NOON)
    for name in [*PEOPLE, "nobody"]:
        by = ANONYMOUS if name == "nobody" else cast.viewer(name, NOON)
        may = name == "administrator" or (name == "supervisor" and verb == "read")
        with transaction.atomic():
            if may:
                do_anything(verb, cast, by)
            else:
                before = PeopleEvent.objects.count()
                with pytest.raises(NotAllowed):
                    do_anything(verb, cast, by)
                assert PeopleEvent.objects.count() == before, name
            transaction.set_rollback(True)


@pytest.mark.parametrize("verb", sorted(TABLE))
def test_an_administrator_ends_at_the_border(cast: Cast, verb: str) -> None:
    by = cast.viewer("administrator", NOON)
    assert not allowed(verb, by, Place(*parse_code(OTHER_COUNTY)))
    assert not allowed(verb, by, Place(*parse_code("3708")))
    other = cast.people["other_duty_officer"]
    for act in (
        lambda: actions.grant_role(cast.people["handler"], ELSEWHERE, by=by, now=NOON),
        lambda: actions.end_role(cast.role_of("other_duty_officer"), by=by, now=NOON),
        lambda: actions.deactivate(other, by=by, now=NOON),
        lambda: actions.invite("某人", ELSEWHERE, by=by, now=NOON),
        lambda: actions.change_role(cast.role_of("duty_officer"), ELSEWHERE, by=by, now=NOON),
        lambda: actions.update_organisation(
            cast.offices["fire"], OrganisationInput("某局", *parse_code(OTHER_COUNTY)), by=by, now=NOON
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotFound):
        queries.person_page(by, other, now=NOON)


def test_residents_cannot_be_managed(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    for name in ("resident", "outsider"):
        with pytest.raises(NotFound):
            actions.deactivate(cast.people[name], by=by, now=NOON)
        with pytest.raises(NotFound):
            queries.person_page(by, cast.people[name], now=NOON)


def test_a_person_with_a_role_elsewhere_is_not_closed_from_here(cast: Cast) -> None:
    actions.grant_role(cast.people["handler"], ELSEWHERE, by=SITE, now=NOON)
    with pytest.raises(NotAllowed):
        actions.deactivate(cast.people["handler"], by=cast.viewer("administrator", NOON), now=NOON)
    page = queries.person_page(cast.viewer("administrator", NOON), cast.people["handler"], now=NOON)
    assert not page.may_deactivate and page.username == ""
    assert [held.role for held in page.roles] == [Role.HANDLER]


def test_each_action_leaves_its_line(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    person = cast.people["handler"]
    expected = []

    def done(type_: str) -> None:
        expected.append(type_)
        event = last_event()
        assert (event.type, event.actor_id, event.at) == (type_, by.person_id, now)

    now = NOON + timedelta(minutes=1)
    actions.grant_role(person, DUTY, by=by, now=now)
    done("role.granted")
    now += timedelta(minutes=1)
    actions.end_role(cast.role_of("verifier"), by=by, now=now)
    done("role.ended")
    now += timedelta(minutes=1)
    actions.deactivate(person, by=by, now=now)
    done("person.deactivated")
    now += timedelta(minutes=1)
    actions.reactivate(person, by=by, now=now)
    done("person.reactivated")
    now += timedelta(minutes=1)
    office = actions.create_organisation(OrganisationInput("水务局", *parse_code(COUNTY)), by=by, now=now)
    done("organisation.created")
    now += timedelta(minutes=1)
    actions.update_organisation(office, OrganisationInput("水利局", *parse_code(COUNTY)), by=by, now=now)
    done("organisation.changed")
    assert last_event().data == {"changed": ["name"]}
    now += timedelta(minutes=1)
    invitation, _token = actions.invite("某人", DUTY, by=by, now=now)
    done("person.invited")
    now += timedelta(minutes=1)
    actions.revoke_invitation(invitation, by=by, now=now)
    done("person.invitation_revoked")
    page = queries.people_log(by)
    assert [entry.type for entry in page.entries][: len(expected)] == expected[::-1]
    assert page.entries[0].actor == "administrator 甲"


@pytest.mark.parametrize("statement", ["UPDATE people_event SET type = 'x'", "DELETE FROM people_event"])
def test_the_log_cannot_be_altered(cast: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_log_holds_no_names(cast: Cast) -> None:
    texts = " ".join(str(data) for data in PeopleEvent.objects.values_list("data", flat=True))
    assert "甲" not in texts and "handler" in texts


def test_the_last_administrator_stays(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    for act in (
        lambda: actions.end_role(cast.role_of("administrator"), by=by, now=NOON),
        lambda: actions.change_role(cast.role_of("administrator"), DUTY, by=by, now=NOON),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "people.last_administrator"
    with pytest.raises(NotAllowed):
        actions.deactivate(cast.people["administrator"], by=by, now=NOON)
    assert [held.role for held in queries.own_roles(by, now=NOON)] == [Role.ADMINISTRATOR]
    second_administrator()
    actions.end_role(cast.role_of("administrator"), by=by, now=NOON)
    assert not cast.viewer("administrator", NOON).is_staff


def test_an_area_keeps_an_administrator_of_its_own_size(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    person = actions.create_person(username="town", password="four words in a row", by=SITE, now=NOON)
    small = actions.grant_role(person, RoleInput(Role.ADMINISTRATOR, *parse_code(TOWN)), by=by, now=NOON)
    for act in (
        lambda: actions.end_role(cast.role_of("administrator"), by=by, now=NOON),
        lambda: actions.change_role(
            cast.role_of("administrator"), RoleInput(Role.ADMINISTRATOR, *parse_code(TOWN)), by=by, now=NOON
        ),
    ):
        with pytest.raises(Refused) as caught, transaction.atomic():
            act()
        assert caught.value.code == "people.last_administrator"
    with transaction.atomic():
        actions.end_role(small, by=by, now=NOON)
        transaction.set_rollback(True)
    above = actions.create_person(username="city", password="four words in a row", by=SITE, now=NOON)
    actions.grant_role(above, RoleInput(Role.ADMINISTRATOR, *parse_code("3708")), by=SITE, now=NOON)
    actions.end_role(cast.role_of("administrator"), by=by, now=NOON)


def test_a_closed_administrator_does_not_count(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    actions.deactivate(second_administrator(), by=by, now=NOON)
    with pytest.raises(Refused):
        actions.end_role(cast.role_of("administrator"), by=by, now=NOON)


def test_roles_hold_from_their_start_to_their_end(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    before = cast.role_of("handler")
    after = actions.change_role(before, DUTY, by=by, now=NOON)
    assert cast.viewer("handler", NOON - timedelta(seconds=1)).roles == {Role.HANDLER}
    assert cast.viewer("handler", NOON).roles == {Role.DUTY_OFFICER}
    page = queries.person_page(by, cast.people["handler"], now=NOON)
    assert [held.id for held in page.roles] == [after] and [held.id for held in page.past] == [before]
    with pytest.raises(Conflict):
        actions.end_role(before, by=by, now=NOON)
    assert actions.grant_role(cast.people["handler"], DUTY, by=by, now=NOON) == after


def test_a_handler_belongs_to_an_organisation_in_the_area(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    person = cast.people["verifier"]
    for office in (None, uuid4()):
        with pytest.raises(Refused) as caught, override("en"):
            actions.grant_role(person, RoleInput(Role.HANDLER, 0, 0, office), by=by, now=NOON)
        assert caught.value.fields == {"organisation": "A handler belongs to an organisation; choose one."}
    with pytest.raises(NotAllowed):
        actions.grant_role(person, RoleInput(Role.HANDLER, 0, 0, cast.offices["water"]), by=by, now=NOON)
    given = actions.grant_role(person, RoleInput(Role.HANDLER, 0, 0, cast.offices["fire"]), by=by, now=NOON)
    assert Membership.objects.get(pk=given).area_code == parse_code(COUNTY)[0]
    with pytest.raises(NotFound):
        actions.grant_role(uuid4(), DUTY, by=by, now=NOON)


def test_who_left_can_be_opened_again(cast: Cast) -> None:
    by = cast.viewer("administrator", NOON)
    person = cast.people["verifier"]
    actions.deactivate(person, by=by, now=NOON)
    with pytest.raises(Refused, match="already deactivated"):
        actions.deactivate(person, by=by, now=NOON)
    assert cast.viewer("verifier", NOON) == ANONYMOUS
    actions.end_role(cast.role_of("verifier"), by=by, now=NOON)
    actions.reactivate(person, by=by, now=NOON)
    with pytest.raises(Refused, match="not deactivated"):
        actions.reactivate(person, by=by, now=NOON)
    assert Person.objects.get(pk=person).session_round == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": " "}, "username"),
        ({"username": "HANDLER"}, "username"),
        ({"username": "x" * 151}, "username"),
        ({"username": "a\x00b"}, "username"),
        ({"password": "short"}, "password"),
        ({"display_name": "名" * 81}, "display_name"),
        ({"display_name": "a\x00"}, "display_name"),
    ],
)
def test_a_bad_account_is_refused_in_both_languages(cast: Cast, changes: dict[str, str], field: str) -> None:
    values = {"username": "new", "password": "four words in a row", **changes}
    said = []
    for language in ("zh-hans", "en"):
        with override(language), pytest.raises(Refused) as caught:
            actions.create_person(**values, by=SITE, now=NOON)  # type: ignore[arg-type]
        assert list(caught.value.fields) == [field]
        said.append(caught.value.fields[field])
    assert said[0] != said[1] and said[1].isascii()


def test_an_address_belongs_to_one_account(cast: Cast) -> None:
    actions.create_person(username="a1", password="four words in a row", email="A@x.example", by=SITE, now=NOON)
    with pytest.raises(Refused) as caught:
        actions.create_person(username="a2", password="four words in a row", email="a@x.example", by=SITE, now=NOON)
    assert list(caught.value.fields) == ["email"]


def test_staff_who_take_another_name_leave_a_line(cast: Cast) -> None:
    for name in ("handler", "resident"):
        by = cast.viewer(name, NOON)
        before = PeopleEvent.objects.count()
        actions.set_profile(display_name=f"{name} 甲", language="en", by=by, now=NOON)
        assert PeopleEvent.objects.count() == before
        actions.set_profile(display_name="改名", language="en", by=by, now=NOON)
        assert PeopleEvent.objects.count() == before + (name == "handler")
    event = last_event()
    assert (event.type, event.person_id, event.data) == ("person.renamed", cast.people["handler"], {})
    assert event.area_code == parse_code(COUNTY)[0]


def test_capitals_make_no_second_account(cast: Cast) -> None:
    for field, value in (("username", "HANDLER"), ("email", "A@X.example")):
        Person.objects.filter(username="verifier").update(email="a@x.example")
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.filter(username="resident").update(**{field: value})


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_leave_one(cast: Cast) -> None:
    second = second_administrator(NOON - timedelta(days=1))
    first = cast.people["administrator"]
    viewers = {id_: queries.viewer_of(id_, NOON) for id_ in (first, second)}
    roles = {id_: Membership.objects.get(person_id=id_, ends_at=None).id for id_ in viewers}
    acts = [
        lambda: actions.end_role(roles[second], by=viewers[first], now=NOON),
        lambda: actions.deactivate(first, by=viewers[second], now=NOON),
    ]
    errors = at_once(acts)
    assert [type(error) for error in errors].count(Refused) == 1
    left = Membership.objects.filter(role="administrator", ends_at=None, person__is_active=True)
    assert left.count() == 1
