"""Me too: counted once whatever is tried, opening nothing but what is public."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from gongzhi.base.errors import NotFound, Refused
from gongzhi.cases.queries import public_id, public_list
from gongzhi.cases.queries.public import PublicFilters
from gongzhi.intake.actions import Support, rotate_keys, stop_following, support, tell_supporter
from gongzhi.intake.domain.contact import unseal
from gongzhi.intake.models import Supporter
from gongzhi.intake.queries import Contact, case_by_receipt, followed, supporters_of
from gongzhi.people.domain.roles import ANONYMOUS, Viewer
from tests.cast import Cast
from tests.conftest import NOON


@pytest.fixture
def number(cast: Cast) -> int:
    """Make a public matter, reported by the resident with the own account; return its number."""
    receipt = cast.report(NOON, by=cast.viewer("resident"))
    cast.take_to("handling", receipt.case_id, NOON)
    return public_list(PublicFilters(), now=NOON).rows[0].number


def send(number: int, browser: str = "a", by: Viewer = ANONYMOUS, **more: Any) -> Any:
    return support(Support(number, more.get("form") or uuid4(), browser), by=by, now=NOON)


def count(number: int) -> int:
    return supporters_of(public_id(number))


def test_one_form_counts_once_and_gives_its_code_again(number: int) -> None:
    form = uuid4()
    first, again = send(number, form=form), send(number, form=form)
    assert first.code == again.code and (first.again, again.again) == (False, True) and count(number) == 1


def test_a_browser_and_a_person_count_once(cast: Cast, number: int) -> None:
    who = cast.viewer("outsider")
    assert send(number, "a").code
    assert send(number, "a").code == ""
    assert send(number, "b", by=who).code
    assert send(number, "c", by=who).code == ""
    assert count(number) == 2


def test_the_reporter_is_counted_already(cast: Cast, number: int) -> None:
    with pytest.raises(Refused):
        send(number, by=cast.viewer("resident"))
    assert count(number) == 0


def test_what_is_not_public_cannot_be_supported(cast: Cast, number: int) -> None:
    cast.report(NOON)  # not filed, so not public
    for other in (number + 1, 0, 10**9):
        with pytest.raises(NotFound):
            send(other)


def test_a_code_follows_and_opens_no_report(number: int) -> None:
    code = send(number).code
    found = followed(code.lower().replace("-", " "))
    assert found and found.number == number and found.code == code
    with pytest.raises(NotFound):
        case_by_receipt(code)


def test_a_receipt_is_no_code_to_follow(cast: Cast) -> None:
    assert followed(cast.report(NOON).code) is None


def test_a_contact_is_sealed_changed_rotated_and_gone_with_the_support(number: int, settings: Any) -> None:
    from cryptography.fernet import Fernet

    code = send(number).code
    tell_supporter(code, Contact("王", "13800000000", ""), by=ANONYMOUS, now=NOON)
    sealed = bytes(Supporter.objects.get().sealed)
    assert b"13800000000" not in sealed
    assert unseal(sealed, settings.GONGZHI_KEYS) == Contact("", "13800000000", "")
    new = Fernet.generate_key().decode()
    settings.GONGZHI_KEYS = [new, *settings.GONGZHI_KEYS]
    assert rotate_keys().resealed == 2  # the reporter's own contact is the other
    assert unseal(bytes(Supporter.objects.get().sealed), [new]).phone == "13800000000"
    tell_supporter(code, Contact(), by=ANONYMOUS, now=NOON)
    assert Supporter.objects.get().sealed is None
    stop_following(code, by=ANONYMOUS, now=NOON + timedelta(days=1))
    assert count(number) == 0 and followed(code) is None


def test_nothing_kept_ties_one_browser_across_matters(cast: Cast, number: int) -> None:
    other = cast.report(NOON, category="pothole")
    cast.move(other.case_id, "file", "duty_officer", NOON + timedelta(minutes=1))
    (second,) = {row.number for row in public_list(PublicFilters(), now=NOON).rows} - {number}
    send(number, "a")
    send(second, "a")
    marks = {bytes(each) for each in Supporter.objects.values_list("browser", flat=True)}
    assert len(marks) == 2 and b"a" not in marks
