"""Keys of contact data are changed without losing a row, and a lost key is said instead of hidden."""

from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet

from gongzhi.intake.actions import Rotation, keys, rotate_keys
from gongzhi.intake.domain.contact import Contact, seal, unseal
from gongzhi.intake.models import Party
from gongzhi.intake.queries import KEY_LOST, contact_of
from tests.cast import Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_all_rows_are_sealed_anew_with_progress(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "ROTATE_STEP", 2)
    settings.GONGZHI_KEYS = [OLD]
    cases = [cast.report(NOON, contact=Contact(phone=f"1380000000{n}")).case_id for n in range(5)]
    settings.GONGZHI_KEYS = [NEW, OLD]
    told: list[tuple[int, int]] = []
    assert rotate_keys(progress=lambda done, total: told.append((done, total))) == Rotation(5, 0)
    assert told == [(2, 5), (4, 5), (5, 5)]
    settings.GONGZHI_KEYS = [NEW]
    found = [contact_of(case_id, by=cast.viewer("duty_officer")) for case_id in cases]
    assert [each and each.phone for each in found] == [f"1380000000{n}" for n in range(5)]


def test_a_row_of_a_lost_key_is_counted_and_the_others_go_on(cast: Cast, settings: Any) -> None:
    settings.GONGZHI_KEYS = [OLD]
    kept = cast.report(NOON).case_id
    lost = Party(id=uuid4(), case_id=cast.report(NOON, contact=Contact()).case_id, kind="reporter", created_at=NOON)
    lost.sealed = seal(Contact(phone="1"), [Fernet.generate_key().decode()])
    lost.save()
    settings.GONGZHI_KEYS = [NEW, OLD]
    assert rotate_keys() == Rotation(1, 1)
    assert contact_of(lost.case_id, by=cast.viewer("duty_officer")) == KEY_LOST
    assert unseal(bytes(Party.objects.get(case_id=kept).sealed), [NEW]).given


def test_nothing_to_do_is_fine(db: None) -> None:
    assert rotate_keys() == Rotation(0, 0)
