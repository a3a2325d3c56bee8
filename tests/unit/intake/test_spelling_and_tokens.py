"""What is read out and what is printed: receipt codes by the spelling alphabet, tokens of places."""

import pytest

from gongzhi.intake.domain.coded_place import make_token, parse_token, shown_token
from gongzhi.intake.domain.receipt import ALPHABET
from gongzhi.intake.domain.spelling import spelled


def test_groups_are_read_out_in_both_languages() -> None:
    groups = spelled("7K3M-9QX1", "en")
    assert [each.group for each in groups] == ["7K3M", "9QX1"]
    assert groups[0].said == "seven Kilo three Mike" and groups[1].said == "nine Quebec X-ray one"
    assert spelled("7K3M-9QX1", "zh-hans")[1].said == "九 Q X 幺"


def test_every_character_of_a_receipt_can_be_read_out() -> None:
    assert len(spelled(ALPHABET, "en")[0].said.split()) == len(ALPHABET) == len(spelled(ALPHABET, "zh")[0].said.split())


@pytest.mark.parametrize("random", [0, 1, 2**50 - 1, 123_456_789_012_345])
def test_a_token_comes_back_however_it_is_typed(random: int) -> None:
    token = make_token(random)
    assert len(token) == 10
    typed = shown_token(token).lower().replace("0", "o").replace("1", "l").replace("-", " – ")
    assert parse_token(typed) == token == parse_token(token)


@pytest.mark.parametrize(
    "text", ["", "7K3M9QXR2", "7K3M9QXR2TT", "7K3M9QXR2U", "7K3M9QXR2\x00", "二维码二维码二维码一"]
)
def test_what_is_no_token(text: str) -> None:
    assert parse_token(text) is None
