"""What is wrong with a catalogue file: every problem with its line, its place and words in both languages."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from gongzhi.cases.domain.category import Catalogue, Category, Group, Limits, Urgency, functions, icons
from gongzhi.cases.domain.process import process_names
from gongzhi.places.domain.calendar import Limit, LimitUnit

T = TypeVar("T", bound=BaseModel)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as fast
MOST_SHARED = 3  # a keyword in more categories than this points nowhere
_SHAPES = {
    "missing": ("缺少这一项，请补上。", "this is missing; add it"),
    "string_too_short": ("不能为空。", "this must not be empty"),
    "too_short": ("至少要有一项。", "at least one is needed"),
    "extra_forbidden": ("没有这个字段，请检查拼写。", "there is no such field; check the spelling"),
    "string_pattern_mismatch": (
        "代码只能用小写英文字母、数字和连字符。",
        "a code is lower-case letters, digits and hyphens only",
    ),
}
# Words that turn a matter into a report on a person; the platform governs matters, not people.
_PERSONAL = (
    "可疑人员", "重点人员", "重点人群", "上访人员", "信访人员", "涉稳人员", "外来人员", "流动人口", "刑满释放",
    "社区矫正", "吸毒人员", "精神病人", "肇事肇祸", "举报人", "举报邻居", "举报个人", "品行", "行踪", "人员轨迹",
    "人脸", "suspicious person", "suspicious people", "person of interest", "key person", "key individuals",
    "ex-convict", "denounce", "informer", "foreigner living", "track a person", "face recognition",
)  # fmt: skip
_ROUGH_HOURS = {LimitUnit.HOURS: 1, LimitUnit.DAYS: 24, LimitUnit.WORKING_HOURS: 3, LimitUnit.WORKING_DAYS: 24}


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a catalogue file: the line (from 1), the path to it, and what to change."""

    line: int
    path: str
    zh: str
    en: str

    def words(self, language: str) -> str:
        """Return what is wrong in the language ('zh-hans' or 'en')."""
        return self.zh if language.startswith("zh") else self.en


def check(text: str) -> list[Problem]:
    """Return all that is wrong with the text of a catalogue, in the order of its lines; empty means usable."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
        data = read_yaml(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return [Problem(line, "", "这不是可以读懂的 YAML。", f"not readable as YAML: {error}")]
    if root is None or not isinstance(data, dict):
        return [Problem(1, "", "目录文件应包含 groups 和 categories。", "a catalogue has groups and categories")]
    report = _Report(root)
    groups = _valid(report, data, "groups", Group)
    categories = _valid(report, data, "categories", Category)
    _check_head(report, data)
    _check_codes(report, data)
    for at, category in categories:
        _check_names(report, at, category, {group.code for _, group in groups})
        _check_limits(report, at, category)
        _check_person(report, at, category)
    for at, group in groups:
        if group.icon not in icons():
            report.add(("groups", at, "icon"), f"没有图标“{group.icon}”。", f"unknown icon '{group.icon}'")
    _check_keywords(report, categories)
    return sorted(set(report.problems))


def read_yaml(text: str) -> Any:
    """Return the data of a YAML text; raise yaml.YAMLError if it is none."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 — one of the two safe loaders


class _Report:
    def __init__(self, root: yaml.Node) -> None:
        self.root, self.problems = root, list[Problem]()

    def add(self, path: tuple[Any, ...], zh: str, en: str) -> None:
        self.problems.append(Problem(self.line(path), ".".join(map(str, path)), zh, en))

    def line(self, path: tuple[Any, ...]) -> int:
        """Return the line of the node at the path, or of the nearest one above it that exists."""
        node, line = self.root, self.root.start_mark.line
        for part in path:
            found = None
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
                if found:
                    line, node = found[0].start_mark.line, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line, found = node.start_mark.line, (node, node)
            if not found:
                break
        return line + 1


def _valid(report: _Report, data: dict[str, Any], name: str, model: type[T]) -> list[tuple[int, T]]:
    found: list[tuple[int, T]] = []
    entries = data.get(name)
    if not isinstance(entries, list):
        report.add((name,), f"缺少列表“{name}”。", f"'{name}' must be a list")
        return []
    for at, entry in enumerate(entries):
        try:
            found.append((at, model.model_validate(entry)))
        except ValidationError as error:
            for each in error.errors():
                report.add((name, at, *each["loc"]), *_shape_words(each))
    return found


def _shape_words(error: Any) -> tuple[str, str]:
    field = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] in ("missing", "string_too_short") and field.rsplit("_", 1)[-1] in ("zh", "en"):
        chinese = field.endswith("zh")
        return (
            f"缺少{'中文' if chinese else '英文'}（{field}）。",
            f"the {'Chinese' if chinese else 'English'} text ({field}) is missing",
        )
    message = error["msg"].removeprefix("Value error, ")
    return _SHAPES.get(error["type"], (f"值不对：{message}", message))


def _check_head(report: _Report, data: dict[str, Any]) -> None:
    try:
        Catalogue.model_validate({**data, "groups": (), "categories": ()})
    except ValidationError as error:
        for each in error.errors():
            if each["loc"] not in (("groups",), ("categories",)):
                report.add(each["loc"], *_shape_words(each))


def _check_codes(report: _Report, data: dict[str, Any]) -> None:
    for name in ("groups", "categories"):
        entries = data[name] if isinstance(data.get(name), list) else []
        seen: set[str] = set()
        for at, entry in enumerate(entries):
            code = entry.get("code") if isinstance(entry, dict) else None
            if isinstance(code, str) and code in seen:
                report.add((name, at, "code"), f"代码“{code}”重复。", f"the code '{code}' is given twice")
            seen.add(str(code))


def _check_names(report: _Report, at: int, category: Category, groups: set[str]) -> None:
    known = {
        "group": (category.group, groups, "分组"),
        "function": (category.function, functions(), "职能"),
        "process": (category.process, process_names(), "流程"),
        "icon": (category.icon, icons(), "图标"),
    }
    for field, (value, names, zh) in known.items():
        if value not in names:
            report.add(("categories", at, field), f"没有{zh}“{value}”。", f"unknown {field} '{value}'")


def _check_limits(report: _Report, at: int, category: Category) -> None:
    for path, limits in _limit_sets(at, category):
        if limits.response and _rough(limits.response) > _rough(limits.resolution):
            report.add(
                (*path, "response"),
                "响应时限比办结时限还长。",
                "the response limit is longer than the resolution limit",
            )
        in_hours = limits.resolution.unit in (LimitUnit.HOURS, LimitUnit.WORKING_HOURS)
        if in_hours and limits.response is None:
            report.add(
                (*path, "resolution"),
                "办结时限按小时计的，必须同时写明响应时限。",
                "a resolution limit in hours needs its own response limit",
            )


def _limit_sets(at: int, category: Category) -> Iterator[tuple[tuple[Any, ...], Limits]]:
    yield ("categories", at, "limits"), category.limits
    for urgency in category.limits_when:
        yield (
            ("categories", at, "limits_when", Urgency(urgency).value),
            Limits.model_validate(category.limits_for(urgency)),
        )


def _rough(limit: Limit) -> int:
    return limit.amount * _ROUGH_HOURS[limit.unit]


def _check_person(report: _Report, at: int, category: Category) -> None:
    texts = {"zh": (category.zh,), "en": (category.en,), "keywords": category.keywords}
    for field, words in texts.items():
        for word in words:
            if any(personal in word.casefold() for personal in _PERSONAL):
                report.add(
                    ("categories", at, field),
                    f"“{word}”是针对人的；类别只能针对地方、设施、物品或服务。",
                    f"'{word}' is about a person; a category is about a place, a thing or a service",
                )


def _check_keywords(report: _Report, categories: list[tuple[int, Category]]) -> None:
    holders: dict[str, list[int]] = defaultdict(list)
    for at, category in categories:
        for word, times in Counter(word.casefold().strip() for word in category.keywords).items():
            holders[word].append(at)
            if times > 1:
                report.add(
                    ("categories", at, "keywords"), f"关键词“{word}”重复。", f"the keyword '{word}' is given twice"
                )
    for word, places in holders.items():
        for at in places if len(places) > MOST_SHARED else ():
            report.add(
                ("categories", at, "keywords"),
                f"关键词“{word}”在 {len(places)} 个类别里都有，起不到区分作用。",
                f"the keyword '{word}' is in {len(places)} categories and tells none of them apart",
            )
