"""What a text is found by: pairs of Han characters, words of everything else, never what the database refuses."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.cases.domain.text import LONGEST_WORD, MOST_LEXEMES, MOST_QUERY_LEXEMES, lexemes, query_lexemes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("消防通道", ["消防", "防通", "通道"]),
        ("井", ["井"]),
        ("水，电", ["水", "电"]),
        ("3号楼", ["3", "号楼"]),
        ("Fire LANE blocked", ["fire", "lane", "blocked"]),
        ("ＡＢＣ１２３", ["abc123"]),
        ("WiFi坏了，要修", ["wifi", "坏了", "要修"]),
        ("井盖 井盖 井盖", ["井盖"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
        (" \t\n，。！", []),
        ("\x00\ud800😀", []),
        ("café Straße", ["café", "strasse"]),
    ],
)
def test_lexemes_of_a_text(text: str, expected: list[str]) -> None:
    assert lexemes(text) == expected


def test_a_query_is_found_in_the_text_it_was_cut_from() -> None:
    text = "幸福路12号院3号楼楼下消防通道被一辆白色面包车堵住了，call the Fire Brigade"
    for query in ("消防通道", "面包车", "幸福路12号", "fire brigade", "堵住了"):
        assert set(query_lexemes(query)) <= set(lexemes(text))
    assert not set(query_lexemes("路灯")) <= set(lexemes(text))


@given(st.text(max_size=300))
def test_no_text_gives_an_empty_overlong_or_repeated_lexeme(text: str) -> None:
    found = lexemes(text)
    assert len(found) == len(set(found))
    assert all(0 < len(each) <= LONGEST_WORD and "\x00" not in each for each in found)
    "".join(found).encode()


@given(st.text(alphabet="消防通道堵塞abc 12，\u3000", max_size=60))
def test_whatever_is_asked_in_the_same_words_is_found(text: str) -> None:
    assert set(query_lexemes(text)) <= set(lexemes(text))


def test_a_hundred_thousand_characters_stay_quick_and_bounded() -> None:
    started = time.perf_counter()
    for text in (
        "消防通道堵塞" * 20_000,
        "".join(map(chr, range(0x4E00, 0x9FFF))) * 5,
        "word " * 20_000,
        "ﷺ" * 100_000,
    ):
        assert len(lexemes(text)) <= MOST_LEXEMES
        assert len(query_lexemes(text)) <= MOST_QUERY_LEXEMES
    assert time.perf_counter() - started < 1
