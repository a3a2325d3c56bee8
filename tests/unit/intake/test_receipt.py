"""Receipt codes: the same for the same form, forgiving of typing, and never guessed by a slip."""

from itertools import combinations
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.intake.domain.receipt import ALPHABET, make_receipt, parse_receipt, receipt_hash

KEY = b"k" * 32
CODE = make_receipt(UUID(int=1), KEY)


def test_a_form_has_one_receipt_and_another_form_another() -> None:
    one, two = uuid4(), uuid4()
    assert make_receipt(one, KEY) == make_receipt(one, KEY) != make_receipt(two, KEY)
    assert make_receipt(one, KEY) != make_receipt(one, b"another key")


def test_a_receipt_is_four_groups_without_letters_that_look_like_figures() -> None:
    groups = CODE.split("-")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert not set("".join(groups)) & set("ILOU")


@given(st.uuids(version=4))
def test_what_was_made_is_read(submission: UUID) -> None:
    code = make_receipt(submission, KEY)
    assert parse_receipt(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        CODE.replace("-", " – "),
        CODE.replace("-", "—"),
        f"  {CODE}\n",
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("1", "i"),
        "".join(chr(ord(each) + 0xFEE0) for each in CODE),  # full width, as Chinese keyboards type
        f"https://gongzhi.example/track/{CODE}/",
    ],
)
def test_how_people_type_is_forgiven(typed: str) -> None:
    assert parse_receipt(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", " ", "X", CODE[:-1], CODE + "7", "0" * 15 + "1", "回执码", "\x00", "A" * 100_000, "🧾" * 16]
)
def test_what_is_no_receipt_is_none(typed: str) -> None:
    assert parse_receipt(typed) is None


def test_every_single_slip_is_noticed() -> None:
    digits = CODE.replace("-", "")
    for place, right in enumerate(digits):
        for wrong in set(ALPHABET) - {right}:
            assert parse_receipt(digits[:place] + wrong + digits[place + 1 :]) is None


@settings(deadline=None, max_examples=40)
@given(st.uuids(version=4))
def test_two_characters_exchanged_are_noticed(submission: UUID) -> None:
    digits = make_receipt(submission, KEY).replace("-", "")
    for a, b in combinations(range(len(digits)), 2):
        if digits[a] != digits[b]:
            swapped = list(digits)
            swapped[a], swapped[b] = swapped[b], swapped[a]
            assert parse_receipt("".join(swapped)) is None


def test_what_is_stored_depends_on_the_key() -> None:
    assert receipt_hash(CODE, KEY) != receipt_hash(CODE, b"another key")
    assert CODE.encode() not in receipt_hash(CODE, KEY)
