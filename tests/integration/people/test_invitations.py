"""Invitations: once, for seven days, by somebody who may, and for one account even when two come at once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from gongzhi.base.errors import GongzhiError, NotAllowed, NotFound, Refused
from gongzhi.people import actions, queries
from gongzhi.people.actions import SITE, RoleInput
from gongzhi.people.domain.roles import Role
from gongzhi.people.models import Invitation, Membership, PeopleEvent, Person
from gongzhi.places.domain.codes import parse_code
from tests.cast import COUNTY, OTHER_COUNTY, TOWN, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
DUTY = RoleInput(Role.DUTY_OFFICER, *parse_code(TOWN))
WORDS = "four words in a row"


def invite(cast: Cast, role: RoleInput = DUTY) -> str:
    return actions.invite("孔令仪", role, by=cast.viewer("administrator", NOON), now=NOON)[1]


def accept(token: str, username: str = "kong", *, after: timedelta = timedelta(hours=1)):  # type: ignore[no-untyped-def]
    return actions.accept_invitation(token, username=username, password=WORDS, display_name="孔令仪", now=NOON + after)


def test_a_link_makes_an_account_with_the_role(cast: Cast) -> None:
    token = invite(cast)
    shown = queries.invitation_of(token, now=NOON)
    assert (shown.invited_as, shown.role, shown.invited_by) == ("孔令仪", Role.DUTY_OFFICER, "administrator 甲")
    person = accept(token)
    assert queries.viewer_of(person, NOON + timedelta(hours=2)).roles == {Role.DUTY_OFFICER}
    granted = Membership.objects.get(person_id=person)
    assert granted.granted_by == cast.people["administrator"]
    lines = PeopleEvent.objects.filter(person_id=person).order_by("id")
    assert {line.type for line in lines} == {"person.joined", "role.granted"}
    assert queries.open_invitations(cast.viewer("administrator", NOON), now=NOON) == []


def test_a_handler_is_invited_into_an_organisation(cast: Cast) -> None:
    token = invite(cast, RoleInput(Role.HANDLER, 0, 0, cast.offices["fire"]))
    person = accept(token)
    assert (person, "孔令仪") in queries.handlers_of(cast.offices["fire"], NOON + timedelta(hours=2))


def test_only_the_hash_of_the_link_is_kept(cast: Cast) -> None:
    token = invite(cast)
    row = Invitation.objects.values_list().get()
    assert token not in str(row) and token.encode() not in bytes(Invitation.objects.get().token_hash)


@pytest.mark.parametrize("why", ["used", "expired", "revoked", "unknown", "closed inviter", "inviter without the role"])
def test_a_link_that_works_no_longer(cast: Cast, why: str) -> None:
    token = invite(cast)
    after = timedelta(hours=1)
    if why == "used":
        accept(token, "first")
    elif why == "expired":
        after = timedelta(days=7)
    elif why == "revoked":
        row = Invitation.objects.get()
        actions.revoke_invitation(row.id, by=cast.viewer("administrator", NOON), now=NOON)
    elif why == "unknown":
        token = "x" * 43
    else:
        person = actions.create_person(username="second", password=WORDS, by=SITE, now=NOON)
        actions.grant_role(person, RoleInput(Role.ADMINISTRATOR, *parse_code(COUNTY)), by=SITE, now=NOON)
        by = queries.viewer_of(person, NOON)
        if why == "closed inviter":
            actions.deactivate(cast.people["administrator"], by=by, now=NOON)
        else:
            role = Membership.objects.get(person_id=cast.people["administrator"])
            actions.end_role(role.id, by=by, now=NOON)
    people = Person.objects.count()
    with pytest.raises(NotFound) as caught:
        accept(token, after=after)
    assert caught.value.code == "people.no_invitation"
    with pytest.raises(NotFound):
        queries.invitation_of(token, now=NOON + after)
    assert Person.objects.count() == people


def test_an_invitation_elsewhere_is_not_mine(cast: Cast) -> None:
    admin = cast.viewer("administrator", NOON)
    with pytest.raises(NotAllowed):
        actions.invite("某人", RoleInput(Role.DUTY_OFFICER, *parse_code(OTHER_COUNTY)), by=admin, now=NOON)
    person = actions.create_person(username="other-admin", password=WORDS, by=SITE, now=NOON)
    actions.grant_role(person, RoleInput(Role.ADMINISTRATOR, *parse_code(OTHER_COUNTY)), by=SITE, now=NOON)
    other = queries.viewer_of(person, NOON)
    id_, _token = actions.invite("某人", RoleInput(Role.VERIFIER, *parse_code(OTHER_COUNTY)), by=other, now=NOON)
    assert queries.open_invitations(admin, now=NOON) == []
    with pytest.raises(NotAllowed):
        actions.revoke_invitation(id_, by=admin, now=NOON)
    actions.revoke_invitation(id_, by=other, now=NOON)
    with pytest.raises(NotFound):
        actions.revoke_invitation(id_, by=other, now=NOON)


def test_a_refused_form_leaves_the_link_good(cast: Cast) -> None:
    token = invite(cast)
    with pytest.raises(Refused) as caught:
        accept(token, "handler")
    assert list(caught.value.fields) == ["username"]
    assert accept(token, "kong")


@pytest.mark.parametrize("whom", ["", "  ", "x" * 255, "a\x00"])
def test_one_says_whom_one_invites(cast: Cast, whom: str) -> None:
    with pytest.raises(Refused) as caught:
        actions.invite(whom, DUTY, by=cast.viewer("administrator", NOON), now=NOON)
    assert list(caught.value.fields) == ["invited_as"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("names", [("one", "two"), ("same", "same")])
def test_two_who_accept_at_once_make_one_account(cast: Cast, names: tuple[str, str]) -> None:
    token = invite(cast)
    ended = _at_once([(token, name) for name in names])
    assert sorted(type(each).__name__ for each in ended) == ["NotFound", "UUID"]
    assert Person.objects.filter(username__in=names).count() == 1
    assert Membership.objects.filter(person__username__in=names).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_links_and_one_name_make_one_account(cast: Cast) -> None:
    ended = _at_once([(invite(cast), "same"), (invite(cast), "same")])
    assert sorted(type(each).__name__ for each in ended) == ["Refused", "UUID"]
    refused = next(each for each in ended if isinstance(each, Refused))
    assert list(refused.fields) == ["username"]
    assert Person.objects.filter(username="same").count() == 1


def _at_once(pairs: list[tuple[str, str]]) -> list[object]:
    barrier, ended = Barrier(len(pairs)), [object()] * len(pairs)

    def run(position: int) -> None:
        barrier.wait()
        try:
            ended[position] = accept(*pairs[position])
        except GongzhiError as error:
            ended[position] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(position,)) for position in range(len(pairs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended
