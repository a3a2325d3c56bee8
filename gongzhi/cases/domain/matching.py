"""From the words somebody typed to the categories they may mean, each with the words that spoke for it.

A suggestion, never a decision: it is explained, it abstains when nothing fits, and a person chooses. No model and no
network: keywords weigh by their length, then pairs of characters and words by how few categories they occur in.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gongzhi.cases.domain.catalogue import Category
from gongzhi.cases.domain.text import normal, pairs, runs

LONGEST_WORDS = 1_000  # a longer text is judged by its beginning
LEAST_SCORE = 1.6  # below this nothing is suggested
LEAST_SHARE = 0.3  # of the best score; what is further behind is noise
_COVERED = 0.35  # a keyword that is part of a longer one found in the same text ("垃圾" in "垃圾分类")
_SCATTERED = 0.6  # a keyword whose characters stand in order with a few others between
_SLIP = 0.95  # a Latin word with one slip of the finger
_GAP = 3
_PAIR = 0.75
_HINT = 0.4
# Pairs and words that say where or how, not what.
_WHERE_AND_HOW = """
没有 不能 不到 有人 没人 我们 他们 我家 一个 什么 怎么 可以 时候 已经 现在 今天 昨天 晚上 小区
村里 家里 门口 楼下 路上 路边 旁边 附近 这里 那里 里面 上面 下面 前面 后面 地方 公共 问题 情况
反映 希望 需要 解决 处理 坏了 不好 很多 一直 还有 有点 就是 太大 大了 在这 东西 我想 想要 你好
您好 请问 谢谢 帮忙 服务 安全 有个 有一 号楼 单元 在路 一堆 这个 那个 不了 出来 起来 上了 住了
不上 不下 不着 不管 不行 天天 怎办
a an and are at be been by can car do for from has have i in is it its me my near no not of on or our out so
that the there they this to up was we what when where which with you your about front house home please
someone road street public place open new old big very too all day night today
"""
_EMPTY = frozenset(_WHERE_AND_HOW.split())
_PARTICLES = frozenset("了的么们这那吗呢吧啊就也都还把被给很几一是有在")


@dataclass(frozen=True)
class Match:
    """A category that may be meant: its code, how strongly (0 to 1), and the words that spoke for it."""

    code: str
    score: float
    because: tuple[str, ...]


class _Said(NamedTuple):
    """What a category says of itself; hashed at every call, so that the index is built once."""

    code: str
    zh: str
    en: str
    words: tuple[str, ...]
    hints: tuple[str, str]


@dataclass(frozen=True)
class _Index:
    keywords: Mapping[str, tuple[str, ...]]  # keyword to codes
    terms: Mapping[str, Mapping[str, float]]  # pair or word to weight by code


def match(words: str, categories: Sequence[Category], limit: int = 5) -> list[Match]:
    """Return at most `limit` categories that the words may mean, best first; empty when nothing fits."""
    index = _index(tuple(_said(each) for each in categories if not each.withdrawn))
    text = _squeezed(normal(words, LONGEST_WORDS))
    scores: dict[str, float] = defaultdict(float)
    because: dict[str, dict[str, None]] = defaultdict(dict)
    for keyword, weight in _keywords_in(text, index).items():
        for code in index.keywords[keyword]:
            scores[code] += weight
            because[code][keyword] = None
    terms: dict[str, dict[str, None]] = defaultdict(dict)
    for term, found in _terms_in(text, index):
        for code, weight in found.items():
            scores[code] += weight
            terms[code][term] = None
    best = max(scores.values(), default=0.0)
    least = max(LEAST_SCORE, best * LEAST_SHARE)
    ranked = sorted(((score, code) for code, score in scores.items() if score >= least), key=lambda each: -each[0])
    return [
        Match(code, round(score / (score + 3), 3), _spoken(because.get(code) or terms[code], text))
        for score, code in ranked[:limit]
    ]


def _said(category: Category) -> _Said:
    return _Said(category.code, category.zh, category.en, category.keywords, (category.hint_zh, category.hint_en))


def _keywords(said: _Said) -> tuple[str, ...]:
    found = (_squeezed(normal(each)) for each in (*re.split(r"[、，（）]", said.zh), said.en, *said.words))
    return tuple(dict.fromkeys(each for each in found if each))


@lru_cache(maxsize=8)
def _index(entries: tuple[_Said, ...]) -> _Index:
    keywords: dict[str, list[str]] = defaultdict(list)
    terms: dict[str, dict[str, float]] = defaultdict(dict)
    for entry in entries:
        own = _keywords(entry)
        for keyword in own:
            keywords[keyword].append(entry.code)
        for weight, texts in ((_HINT, entry.hints), (1.0, own)):
            for text in texts:
                for term in _terms(normal(text)):
                    terms[term][entry.code] = weight
    rarity = {term: math.log((len(entries) + 1) / len(codes)) / 2 for term, codes in terms.items()}
    weighted = {
        term: {code: weight * rarity[term] * _PAIR for code, weight in codes.items()} for term, codes in terms.items()
    }
    return _Index({word: tuple(codes) for word, codes in keywords.items()}, weighted)


def _squeezed(text: str) -> str:
    """Drop spaces and punctuation beside Han characters ('消防 通道' is '消防通道'); keep one space elsewhere."""
    parts: list[str] = []
    was_han = True
    for is_han, run in runs(text):
        parts.append(run if is_han or was_han else f" {run}")
        was_han = is_han
    return "".join(parts)


def _keywords_in(text: str, index: _Index) -> dict[str, float]:
    exact = [keyword for keyword in index.keywords if _stands_in(keyword, text)]
    stems = frozenset(_stem(run) for is_han, run in runs(text) if not is_han)
    found = {}
    for keyword in exact:
        covered = any(keyword != other and keyword in other for other in exact)
        found[keyword] = _keyword_weight(keyword) * (_COVERED if covered else 1)
    for keyword in index.keywords:
        if keyword not in found and (_scattered(keyword, text) if _is_han(keyword) else _words_in(keyword, stems)):
            found[keyword] = _keyword_weight(keyword) * _SCATTERED
    return found


def _words_in(keyword: str, stems: frozenset[str]) -> bool:
    """Say whether all words of a Latin keyword of several stand in the text, in any order."""
    return " " in keyword and all(_stem(word) in stems for word in keyword.split())


def _stands_in(keyword: str, text: str) -> bool:
    if _is_han(keyword):
        return keyword in text
    at = text.find(keyword)
    # A Latin keyword begins at the beginning of a word; its end is free, so that 'street light' is in 'street lights'.
    while at > 0 and text[at - 1].isascii() and text[at - 1].isalnum():
        at = text.find(keyword, at + 1)
    return at >= 0


def _is_han(text: str) -> bool:
    return not text[0].isascii()


def _keyword_weight(keyword: str) -> float:
    if _is_han(keyword):
        return 1.0 + 0.9 * len(keyword)
    return 1.5 + 1.5 * (keyword.count(" ") + 1)


def _scattered(keyword: str, text: str) -> bool:
    """Say whether the keyword's characters stand in the text in order, at most three others between all of them."""
    if not 3 <= len(keyword) <= 8:
        return False
    start = text.find(keyword[0])
    while start >= 0:
        at, end = start, start + len(keyword) + _GAP
        for character in keyword[1:]:
            at = text.find(character, at + 1, end)
            if at < 0:
                break
        else:
            return True
        start = text.find(keyword[0], start + 1)
    return False


def _terms(text: str) -> Iterable[str]:
    for is_han, run in runs(text):
        if is_han:
            yield from (pair for pair in pairs(run) if pair not in _EMPTY and not _PARTICLES.intersection(pair))
        elif len(run) > 1 and run not in _EMPTY:
            yield _stem(run)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _terms_in(text: str, index: _Index) -> Iterable[tuple[str, Mapping[str, float]]]:
    strangers = 0
    for term in dict.fromkeys(_terms(text)):
        if term in index.terms:
            yield term, index.terms[term]
        elif len(term) >= 5 and term.isascii() and strangers < 20:
            strangers += 1
            near = _nearest(term, index)
            if near:
                yield near, {code: weight * _SLIP for code, weight in index.terms[near].items()}


def _nearest(word: str, index: _Index) -> str | None:
    """Return the known word that is one slip of the finger away, if there is one."""
    return next((known for known in index.terms if known[0] == word[0] and _one_slip(word, known)), None)


def _one_slip(word: str, known: str) -> bool:
    if abs(len(word) - len(known)) > 1 or len(known) < 4 or not known.isascii():
        return False
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    rest, other = word[start:], known[start:]
    swapped = len(rest) >= 2 and len(other) >= 2 and rest[1] + rest[0] + rest[2:] == other
    return swapped or other in (rest[1:], rest[:1] + rest[1:]) or other[1:] in (rest, rest[1:])


def _spoken(words: Iterable[str], text: str) -> tuple[str, ...]:
    """Return the words with neighbouring pairs joined, without those that are part of another."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1][-1] == word[0] and joined[-1] + word[1:] in text:
            joined[-1] += word[1:]
        else:
            joined.append(word)
    return tuple(each for each in joined if not any(each != other and each in other for other in joined))[:6]
