"""The catalogue and the processes, to read; and the categories that typed words may mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.base.errors import NotFound
from gongzhi.cases import queries
from gongzhi.cases.domain.catalogue import Category, Group, Urgency, limits_in_force, shipped_catalogue
from gongzhi.cases.domain.diagram import OWNERS, state_diagram
from gongzhi.cases.domain.matching import match
from gongzhi.cases.domain.process import (
    ClockRule,
    Process,
    State,
    Transition,
    load_process,
    parse_limit,
    process_names,
)
from gongzhi.intake.queries import Suggested, suggested
from gongzhi.places.domain.calendar import Limit
from gongzhi.web.access import viewer

MOST_SUGGESTED = 6
MOST_FOUND = 30


@dataclass(frozen=True)
class Shelf:
    """A group of the catalogue with its categories; `group` is None for those of a group that is gone."""

    group: Group | None
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class Found:
    """A category that the words may mean, and the words that spoke for it."""

    category: Category
    because: tuple[str, ...]
    learnt: bool = False


@dataclass(frozen=True)
class StateRow:
    """A state as a row of the table beside the diagram; `step` is empty where it only repeats the name."""

    state: State
    step: str
    owner: str


@dataclass(frozen=True)
class MoveRow:
    """A move as a row of the table beside the diagram, everything in words."""

    move: Transition
    sources: tuple[str, ...]
    target: str
    needs: tuple[str, ...]
    barred: tuple[str, ...]
    effects: tuple[str, ...]
    within: Limit | None


@dataclass(frozen=True)
class ClockRow:
    """A clock of a process with the limit it has where the category gives none."""

    rule: ClockRule
    limit: Limit


@require_GET
def shelves(request: HttpRequest) -> HttpResponse:
    """Show the catalogue by group, or the categories that the words in `q` may mean."""
    words = request.GET.get("q", "").strip()
    categories = queries.categories()
    found = _found(words, categories, MOST_FOUND) if words else ()
    context = {"base": _base(request), "words": words, "found": found, "shelves": _shelves(categories)}
    return render(request, "web/catalogue/catalogue.html", context | {"count": len(categories)})


@require_GET
def category_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show all that a category says: limits by urgency, whose work it is, evidence, what the public sees."""
    category = queries.any_category(code)
    process = load_process(category.process)
    urgencies = dict.fromkeys((category.urgency, *category.limits_when))
    context = {
        "base": _base(request),
        "category": category,
        "group": next((each for each in shipped_catalogue().groups if each.code == category.group), None),
        "process": process,
        "limits": [(_urgency_words(each), limits_in_force(category, process, each)) for each in urgencies],
        "urgency": _urgency_words(category.urgency),
        "nearness": _nearness(category.precision),
        "withdrawn": category.code not in {each.code for each in queries.categories()},
    }
    return render(request, "web/catalogue/category.html", context)


@require_GET
def suggestions(request: HttpRequest) -> HttpResponseBase:
    """Answer the words in `q` with category cards to choose from (or as JSON, if asked for by `Accept`)."""
    words = request.GET.get("q", "").strip()
    categories = queries.categories()
    matches = suggested(words, categories, MOST_SUGGESTED)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"categories": [_as_data(each, categories) for each in matches]})
    by_code = {each.code: each for each in categories}
    other = by_code.get("hotline-matter")
    context = {
        "words": words,
        "found": [Found(by_code[each.code], each.because, each.learnt) for each in matches],
        "other": other if words and other and other.code not in {each.code for each in matches} else None,
        "common": () if words else queries.common_categories(),
    }
    return render(request, "web/catalogue/suggestions.html", context)


@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    """Show the processes that cases follow."""
    found = [load_process(name) for name in process_names()]
    return render(request, "web/catalogue/processes.html", {"base": _base(request), "processes": found})


@require_GET
def process_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a process: its diagram, and the same in tables for those who cannot see it."""
    if name not in process_names():
        raise NotFound("web.no_process", "没有这个流程。", "There is no such process.")
    process = load_process(name)
    context = {
        "base": _base(request),
        "process": process,
        "diagram": state_diagram(process, _language()),
        "clocks": [ClockRow(rule, parse_limit(rule.default)) for rule in process.clocks.values()],
        "percent": round(process.yellow.fraction * 100),
        "states": [_state_row(process, each) for each in process.states.values()],
        "moves": [_move_row(process, each) for each in process.transitions.values()],
    }
    return render(request, "web/catalogue/process.html", context)


def _base(request: HttpRequest) -> str:
    return "web/base_staff.html" if viewer(request).is_staff else "web/base_resident.html"


def _language() -> str:
    return get_language() or "zh-hans"


def _shelves(categories: Sequence[Category]) -> list[Shelf]:
    groups = shipped_catalogue().groups
    found = [Shelf(group, tuple(each for each in categories if each.group == group.code)) for group in groups]
    known = {group.code for group in groups}
    found.append(Shelf(None, tuple(each for each in categories if each.group not in known)))
    return [shelf for shelf in found if shelf.categories]


def _found(words: str, categories: Sequence[Category], limit: int) -> tuple[Found, ...]:
    by_code = {each.code: each for each in categories}
    return tuple(Found(by_code[each.code], each.because) for each in match(words, categories, limit))


def _as_data(found: Suggested, categories: Sequence[Category]) -> dict[str, object]:
    category = next(each for each in categories if each.code == found.code)
    names = {"name": category.name(_language()), "hint": category.hint(_language())}
    return {"code": found.code, **names, "score": found.score, "learnt": found.learnt, "because": list(found.because)}


def _urgency_words(urgency: Urgency) -> str:
    return {Urgency.NORMAL: _("Normal"), Urgency.URGENT: _("Urgent"), Urgency.EMERGENCY: _("Emergency")}[urgency]


def _nearness(precision: int) -> str:
    return {
        0: _("about 100 km"),
        1: _("about 10 km"),
        2: _("about 1 km"),
        3: _("about 100 m"),
        4: _("about 10 m"),
        5: _("about 1 m"),
    }[precision]


def _state_row(process: Process, state: State) -> StateRow:
    owner = OWNERS[state.owner][0 if _language().startswith("zh") else 1]
    step, name = process.steps[state.step].name(_language()), state.name(_language())
    return StateRow(state, "" if step == name else step, owner)


def _move_row(process: Process, move: Transition) -> MoveRow:
    language = _language()
    needs = {
        "note": _("a note of what was done"),
        "reason": _("a reason"),
        "elsewhere": _("where else to go"),
        "organisation": _("an office (routed or chosen)"),
    }
    return MoveRow(
        move=move,
        sources=tuple(process.states[each].name(language) for each in move.sources),
        target=_("stays as it is") if move.to == "same" else process.states[move.to].name(language),
        needs=tuple(needs[each] for each in move.needs),
        barred=tuple(process.transitions[each].name(language) for each in move.not_by),
        effects=_effects(process, move),
        within=parse_limit(move.within) if move.within else None,
    )


def _effects(process: Process, move: Transition) -> tuple[str, ...]:
    sides = (
        (_("starts: %(clocks)s"), move.start),
        (_("stops: %(clocks)s"), move.stop),
        (_("pauses: %(clocks)s"), move.pause),
        (_("resumes: %(clocks)s"), move.resume),
    )
    comma = "、" if _language().startswith("zh") else ", "
    clocks = tuple(
        words % {"clocks": comma.join(process.clocks[name].name(_language()) for name in names)}
        for words, names in sides
        if names
    )
    return clocks + ((_("goes to the centre above"),) if move.desk == "parent" else ())
