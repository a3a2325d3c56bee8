"""The workbench: desks with counts, the list, and dispatching several matters at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongzhi.base import clock
from gongzhi.cases import queries
from gongzhi.cases.actions import MoveInput, move_many
from gongzhi.cases.domain.process import load_process
from gongzhi.web.access import staff, viewer
from gongzhi.web.forms.desk import FilterForm, SelectionForm


@require_GET
@staff
def workbench(request: HttpRequest) -> HttpResponse:
    """Show one desk of the viewer: its open cases by deadline, filtered."""
    who, now = viewer(request), clock.now()
    counts = queries.desk_counts(who, now=now)
    fallback = counts[-1].desk if len(counts) > 1 else "mine"
    filters = FilterForm(request.GET).filters(fallback)
    page = queries.inbox(who, filters, now=now, cursor=request.GET.get("after", ""))
    process = load_process("request")
    context = {
        "counts": counts,
        "filters": filters,
        "page": page,
        "now": now,
        "states": [(code, state) for code, state in process.states.items() if not state.end],
        "categories": queries.categories(),
        "chips": [(_without(request, name), words) for name, words in _chips(filters)],
        "may_dispatch": any(grant.role == "dispatcher" for grant in who.grants),
        "fragment": request.headers.get("HX-Request") == "true" and "after" in request.GET,
    }
    template = "web/desk/rows.html" if context["fragment"] else "web/desk/workbench.html"
    return render(request, template, context)


@require_POST
@staff
def bulk_dispatch(request: HttpRequest) -> HttpResponse:
    """Dispatch the ticked matters, each to the office that the routing finds; say what was not done and why."""
    who, now = viewer(request), clock.now()
    ids = SelectionForm(request.POST).ids
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/desk/"
    if not ids:
        messages.warning(request, _("Tick at least one matter first."))
        return redirect(back)
    results = move_many(ids, MoveInput("dispatch"), by=who, now=now)
    done = sum(error is None for _id, error in results)
    if done:
        messages.success(request, ngettext("%(n)d matter dispatched.", "%(n)d matters dispatched.", done) % {"n": done})
    language = get_language() or "zh-hans"
    refusals: dict[str, int] = {}
    for _id, error in results:
        if error is not None:
            refusals[error.words(language)] = refusals.get(error.words(language), 0) + 1
    for words, count in refusals.items():
        messages.error(request, _("%(n)d not dispatched: %(why)s") % {"n": count, "why": words})
    return redirect(back)


def _chips(filters: queries.Filters) -> list[tuple[str, str]]:
    """Return (parameter, words) of each filter that is set, for the chips that take it away again."""
    chips: list[tuple[str, str]] = []
    lights = {"red": _("red"), "yellow": _("yellow"), "green": _("green")}
    language = get_language() or "zh-hans"
    if filters.light:
        chips.append(("light", lights[filters.light]))
    if filters.state:
        state = load_process("request").states.get(filters.state)
        chips.append(("state", state.name(language) if state else filters.state))
    if filters.category:
        category = queries.category_names().get(filters.category)
        chips.append(("category", category.name(language) if category else filters.category))
    if filters.area:
        chips.append(("area", _("one area")))
    if filters.lead_id:
        chips.append(("lead", _("one office")))
    if filters.words:
        chips.append(("q", f"“{filters.words}”"))
    if filters.closed:
        chips.append(("closed", _("closed ones")))
    return chips


def _without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    for each in (name, "after"):
        query.pop(each, None)
    return "?" + query.urlencode()
