"""Contact data is sealed with the newest key and opens with any that is still there."""

import pytest
from cryptography.fernet import Fernet

from gongzhi.intake.domain.contact import Contact, KeyMissing, reseal, seal, unseal

OLD, NEW, FOREIGN = (Fernet.generate_key().decode() for _ in range(3))
SOMEBODY = Contact("王居民", "13800000000", "wang@example.org")


def test_what_was_sealed_opens_again_and_tells_nothing_before() -> None:
    sealed = seal(SOMEBODY, [OLD])
    assert unseal(sealed, [OLD]) == SOMEBODY
    assert b"138" not in sealed and "王".encode() not in sealed


def test_empty_fields_are_not_kept() -> None:
    assert unseal(seal(Contact(phone=" 110 "), [OLD]), [OLD]) == Contact(phone="110")
    assert Contact(" ").given is False and SOMEBODY.given is True


def test_after_rotation_the_old_key_is_no_longer_needed() -> None:
    sealed = reseal(seal(SOMEBODY, [OLD]), [NEW, OLD])
    assert unseal(sealed, [NEW]) == SOMEBODY
    with pytest.raises(KeyMissing):
        unseal(sealed, [OLD])


def test_without_the_right_key_nothing_opens() -> None:
    with pytest.raises(KeyMissing):
        unseal(seal(SOMEBODY, [OLD]), [FOREIGN])
    with pytest.raises(KeyMissing):
        reseal(b"torn", [NEW])
