"""The texts of notices: what is shipped, what may stand in them, and how they are filled in."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from gongzhi.intake.domain.notice import LANGUAGES, Channel, Kind

FILE = Path(__file__).resolve().parents[2] / "notices" / "texts.yaml"
MATTER = frozenset({"number", "link"})
# There is none for the category, the place or the words of a case, so that no text can tell them.
PLACEHOLDERS: dict[Kind, frozenset[str]] = {
    **{kind: MATTER | {"office"} for kind in (Kind.FILED, Kind.DECLINED, Kind.RESOLVED, Kind.CLOSED, Kind.SETTLED)},
    Kind.DISPATCHED: MATTER | {"office", "due"},
    Kind.ASSIGNED: MATTER,
    Kind.WARNED: MATTER | {"due"},
    Kind.MISSED: MATTER | {"due"},
    Kind.DIGEST: frozenset({"assigned", "warned", "missed", "link"}),
}
LONGEST_SUBJECT, LONGEST_BODY, LONGEST_SHORT = 80, 1000, 200
SAMPLES = {"number": "20261013", "assigned": "2", "warned": "3", "missed": "1"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ADDRESS = re.compile(r"://|www\.|[a-z0-9-]+\.(com|cn|net|org|top|xyz|cc)\b", re.I)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
Words = tuple[str, str]  # in Chinese and in English


@dataclass(frozen=True)
class Text:
    """What a notice says; SMS and chat have no subject."""

    subject: str
    body: str


@lru_cache(maxsize=1)
def shipped() -> Mapping[tuple[Kind, str, Channel], Text]:
    """Return the shipped text of every kind, language and channel; raise ValueError where one may not be so."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found: dict[tuple[Kind, str, Channel], Text] = {}
    for kind in Kind:
        for language in LANGUAGES:
            told = data[kind.value][language]
            for channel in Channel:
                mail = channel is Channel.EMAIL
                body = _unwrapped(told["body" if mail else "short"], language)
                text = Text(told["subject"] if mail else "", body)
                wrong = wrong_text(text, kind, channel)
                if wrong:
                    raise ValueError(f"{kind}, {language}, {channel}: {wrong}")
                found[kind, language, channel] = text
    return found


def _unwrapped(words: str, language: str) -> str:
    """Return a text with a line a paragraph: the lines of the file end where the file's width does."""
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", "" if language.startswith("zh") else " ", words.strip())


def wrong_text(text: Text, kind: Kind, channel: Channel, named: Collection[str] = ()) -> dict[str, Words]:
    """Return what is wrong with a text by field, in both languages; `named` are words that would tell of the matter."""
    wrong: dict[str, Words] = {}
    longest = LONGEST_BODY if channel is Channel.EMAIL else LONGEST_SHORT
    for field, words, limit in (("subject", text.subject, LONGEST_SUBJECT), ("body", text.body, longest)):
        found = _wrong(words, kind, limit, named)
        if field == "subject" and "\n" in words:
            found = "主题只能有一行。", "A subject has one line."
        if not words.strip() and (field == "body" or channel is Channel.EMAIL):
            found = "这里要写点什么。", "Something must stand here."
        if found:
            wrong[field] = found
    return wrong


def _wrong(words: str, kind: Kind, limit: int, named: Collection[str]) -> Words | None:
    if len(words) > limit:
        return f"太长了，最多 {limit} 个字。", f"Too long: at most {limit} characters."
    if _CONTROL.search(words):
        return "里面有看不见的控制字符，请删掉。", "There are invisible control characters in it: remove them."
    unknown = [each for each in _PLACEHOLDER.findall(words) if each not in PLACEHOLDERS[kind]]
    if unknown or re.search(r"[{}]", _PLACEHOLDER.sub("", words)):
        known = " ".join(f"{{{each}}}" for each in sorted(PLACEHOLDERS[kind]))
        return f"大括号里只能是：{known}。", f"Only these may stand in braces: {known}."
    if _ADDRESS.search(words):
        return "不能写网址，请用 {link}。", "Write no address: use {link}."
    low = words.casefold()
    telling = next((each for each in named if _stands_in(each.casefold(), low)), None)
    if telling:
        return (
            f"“{telling}”会让旁边的人知道是什么事，请删掉。",
            f"'{telling}' would tell a bystander what the matter is about: remove it.",
        )
    return None


def _stands_in(word: str, text: str) -> bool:
    # A single English word ('thanks', 'petition') is too common to be refused; a whole name is not.
    if word.isascii():
        return " " in word and re.search(rf"\b{re.escape(word)}\b", text) is not None
    return word in text


def fill(text: Text, values: Mapping[str, str]) -> Text:
    """Return the text with its placeholders filled in; what is not known is left empty."""

    def value(match: re.Match[str]) -> str:
        return " ".join(values.get(match[1], "").split())

    return Text(_PLACEHOLDER.sub(value, text.subject), _PLACEHOLDER.sub(value, text.body))


def due_words(due: datetime | None, language: str, zone: ZoneInfo) -> str:
    """Write when something is due, for a notice."""
    if due is None:
        return ""
    here = due.astimezone(zone)
    if language.startswith("zh"):
        return f"{here.month}月{here.day}日 {here:%H:%M}"
    return f"{here.day} {MONTHS[here.month - 1]}, {here:%H:%M}"
