"""One person, one name to sign in with."""

import pytest

from gongzhi.web.accounts import normal_username


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0000 0000", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("１３８００００００００", "13800000000"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("  王  小明 ", "王 小明"),
        ("Room 12345", "Room 12345"),
        ("12-34", "12-34"),
    ],
)
def test_a_phone_number_has_one_form_and_a_name_single_spaces(typed: str, kept: str) -> None:
    assert normal_username(typed) == kept
