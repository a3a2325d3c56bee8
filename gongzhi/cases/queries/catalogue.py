"""The catalogue in force: categories from the table, parsed once per revision and process."""

from datetime import datetime
from functools import lru_cache

from django.db import connection

from gongzhi.base.errors import NotFound, Refused
from gongzhi.cases.domain.catalogue import Category
from gongzhi.cases.models import CategoryRow


def categories() -> tuple[Category, ...]:
    """Return all categories in force, in the order of the file."""
    rows = CategoryRow.objects.filter(withdrawn_at=None).order_by("position").values_list("code", "revision")
    known = tuple(rows)
    return _parsed(known)


def category(code: str) -> Category:
    """Return a category in force; raise Refused if it was withdrawn, NotFound if it never was."""
    revision, withdrawn_at = _revision(code)
    if withdrawn_at is not None:
        zh = "这个事件类别刚刚停用了，请另选一个。您填写的内容都还在。"
        en = "This category has just been withdrawn; choose another. What you wrote is still there."
        raise Refused("cases.category_withdrawn", zh, en, fields={"category": zh})
    return _one(code, revision)


def any_category(code: str) -> Category:
    """Return a category, withdrawn or not: running cases keep theirs."""
    return _one(code, _revision(code)[0])


def category_names() -> dict[str, Category]:
    """Return every category by code, withdrawn ones too: for naming the cases of a list."""
    known = tuple(CategoryRow.objects.order_by("position").values_list("code", "revision"))
    return {each.code: each for each in _parsed(known)}


def common_categories(limit: int = 8) -> tuple[Category, ...]:
    """Return the categories that residents need most, one from each group first, for the home page."""
    found: dict[str, Category] = {}
    rest: list[Category] = []
    for each in categories():
        if each.group in found:
            rest.append(each)
        else:
            found[each.group] = each
    return (*found.values(), *rest)[:limit]


def _revision(code: str) -> tuple[int, datetime | None]:
    """Return (revision, withdrawn at or None) of a category; raise NotFound."""
    # Every report asks this, and building the query costs the ORM more than the database needs for the answer.
    with connection.cursor() as cursor:
        cursor.execute("SELECT revision, withdrawn_at FROM cases_category WHERE code = %s", [code])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("cases.no_category", "没有这个事件类别。", "There is no such category.")
    return row[0], row[1]


@lru_cache(maxsize=4)
def _parsed(known: tuple[tuple[str, int], ...]) -> tuple[Category, ...]:
    data = dict(CategoryRow.objects.filter(code__in=[code for code, _ in known]).values_list("code", "data"))
    return tuple(Category.model_validate(data[code]) for code, _ in known)


@lru_cache(maxsize=1024)
def _one(code: str, revision: int) -> Category:
    return Category.model_validate(CategoryRow.objects.values_list("data", flat=True).get(pk=code))


def forget() -> None:
    """Read the catalogue anew at the next question (between tests, where revisions repeat)."""
    _parsed.cache_clear()
    _one.cache_clear()
