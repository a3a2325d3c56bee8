"""Small words for the staff pages."""

from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.cases.domain.catalogue import Category, functions
from gongzhi.cases.domain.process import load_process
from gongzhi.places.domain.codes import short_code as digits
from gongzhi.places.queries import AreaRef

register = template.Library()
CAP = 1000


@register.filter
def capped(count: int) -> str:
    """Write a capped count: '999+' where counting stopped."""
    return f"{CAP - 1}+" if count >= CAP else str(count)


@register.filter
def function_name(code: str) -> str:
    """Write the name of a function."""
    named = functions().get(code)
    return named.name(_language()) if named else code


@register.filter
def evidence(category: Category) -> tuple[str, ...]:
    """Return the evidence wanted for a category, in words."""
    return tuple(category.evidence_wanted(_language()))


@register.filter
def elsewhere(category: Category) -> str:
    """Return where else a reporter can go."""
    return str(category.elsewhere(_language()))


@register.filter
def short_code(area: AreaRef) -> str:
    """Write the official digits of an area."""
    return digits(area.code, area.level)


@register.filter
def plain(number: Any) -> str:
    """Write a number for a machine: a point, no grouping, whatever the language."""
    return "" if number is None else repr(float(number))


@register.filter
def news_words(kind: str) -> str:
    """Say what a piece of news is about."""
    words = {
        "assigned": _("Given to you"),
        "clock.warned": _("▲ Due soon"),
        "clock.missed": _("■ Overdue"),
        "clock.missed.supervise": _("■ Overdue: supervise"),
        "dispatch": _("Newly dispatched to your office"),
        "verify_fail": _("Came back: the check failed"),
        "resolve": _("To be verified"),
        "verify_pass": _("Verified: to be closed"),
    }
    transition = load_process("request").transitions.get(kind)
    return words.get(kind) or (transition.done(_language()) if transition else kind)


def _language() -> str:
    return get_language() or "zh-hans"
