"""Which words of a report are kept, and what is said about those that cannot be."""

import pytest

from gongzhi.intake.domain.words import LIMITS, TEXT_LIMIT, cleaned, wrong_texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  灯不亮 \r\n", "灯不亮"),
        ("一\r\n二\r三\n四", "一\n二\n三\n四"),
        ("a\tb", "a\tb"),
        ("a\x07\x1b[31mb", "a[31mb"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("\ufeff", ""),
    ],
)
def test_a_text_is_kept_without_what_nobody_sees(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


@pytest.mark.parametrize("text", ["灯不亮", "x", "🚗💥" * 500, "字" * TEXT_LIMIT, "<script>", "مرحبا"])
def test_words_of_all_kinds_are_taken(text: str) -> None:
    assert wrong_texts({"description": text}) == {}


@pytest.mark.parametrize("text", ["", " \n ", "\u200b\u200d", "\u0301"])
def test_nothing_to_read_is_said(text: str) -> None:
    assert wrong_texts({"description": cleaned(text)})["description"][1] == "Say what is wrong, in a few words."


@pytest.mark.parametrize("name", LIMITS)
def test_each_text_has_a_limit_and_the_words_name_both_numbers(name: str) -> None:
    zh, en = wrong_texts({name: "字" * 100_000})[name]
    assert "100000" in zh and str(LIMITS[name]) in zh and "100,000" in en and "nothing was lost" in en


def test_a_null_byte_is_said() -> None:
    zh, en = wrong_texts({"place": "a\x00b"})["place"]
    assert "空字节" in zh and "null byte" in en
