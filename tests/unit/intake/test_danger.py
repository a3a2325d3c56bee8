"""Danger in what a caller says: shown for each kind in both languages, not for a blocked fire lane."""

import pytest

from gongzhi.intake.domain.danger import EMERGENCY, dangers, dangers_in, numbers_of


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("三楼着火了，有浓烟", ["fire"]),
        ("楼道里闻到很大的燃气味", ["gas"]),
        ("围墙倒塌，砸到人了", ["collapse", "injury"]),
        ("电线断了掉在地上，有人触电", ["electric"]),
        ("小孩落水了", ["drowning"]),
        ("电梯坏了，人被困在里面", ["trapped"]),
        ("楼下有人持刀打人", ["violence"]),
        ("There is a fire on the third floor", ["fire"]),
        ("I can smell gas in the stairs", ["gas"]),
        ("A wall collapsed and a man is bleeding", ["collapse", "injury"]),
        ("ＦＩＲＥ： the house is on fire", ["fire"]),
        ("有辆车把消防通道堵住了", []),
        ("灭火器过期了，火灾隐患很大", []),
        ("a car blocks the fire lane next to the fire hydrant", []),
        ("work has begun late, the gunpowder shop is closed", ["violence"]),
        ("the works have begun", []),
        ("路灯不亮", []),
        ("", []),
    ],
)
def test_what_shows(words: str, codes: list[str]) -> None:
    assert [each.code for each in dangers_in(words)] == codes


def test_a_fire_beside_a_fire_lane_is_a_fire() -> None:
    assert [each.code for each in dangers_in("消防通道堵了，里面着火了")] == ["fire"]


def test_an_emergency_without_such_words_names_all_three() -> None:
    assert dangers_in("不好了", "emergency") == (EMERGENCY,)
    assert dangers_in("不好了", "urgent") == ()
    assert numbers_of((EMERGENCY,)) == ("110", "119", "120")


def test_numbers_are_named_once() -> None:
    assert numbers_of(dangers_in("房子倒塌，有人受伤")) == ("119", "120")


def test_every_kind_has_words_in_both_languages_and_they_show_it() -> None:
    for danger in dangers():
        assert any(word.isascii() for word in danger.words) and any(not word.isascii() for word in danger.words)
        assert all(word == word.casefold() for word in (*danger.words, *danger.never)), danger.code
        for word in danger.words:
            assert danger in dangers_in(word), word
    assert len({each.code for each in dangers()}) == len(dangers())
