"""Report a matter: one form, one answer, one receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.base import clock
from gongzhi.base.errors import NotFound, Refused
from gongzhi.cases import queries
from gongzhi.cases.domain.catalogue import Category, shipped_catalogue
from gongzhi.cases.domain.matching import match
from gongzhi.intake.actions import submit_report
from gongzhi.intake.queries import case_by_receipt
from gongzhi.people.domain.roles import Role
from gongzhi.places.domain.codes import AreaLevel
from gongzhi.places.domain.geo import Point
from gongzhi.places.queries import drawn_area, grid_at, search_areas
from gongzhi.web.access import viewer
from gongzhi.web.forms.report import ReportForm, fresh_submission
from gongzhi.web.limits import sparingly

SUGGESTED = 6


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show the report form, or take the report in and lead to its receipt."""
    if request.method == "POST":
        return _take(request)
    form = ReportForm(initial={"submission": fresh_submission(), "category": request.GET.get("category", "")[:80]})
    return _show(request, form)


@never_cache
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """Show the receipt in large type, with what happens next and by when."""
    code = request.GET.get("code", "")
    found = queries.tracking(case_by_receipt(code), now=clock.now())
    link = request.build_absolute_uri(reverse("tracking", args=[code]))
    return private(render(request, "web/report/done.html", {"case": found, "code": code, "link": link}))


@require_GET
def place_at(request: HttpRequest) -> HttpResponse:
    """Answer where a point lies, as a fragment for the map: the path of areas, or that it is outside."""
    try:
        point = Point(float(request.GET.get("lon", "")), float(request.GET.get("lat", "")))
        hit = grid_at(point, on=clock.today())
    except ValueError:
        return HttpResponse(status=400)
    except Refused as error:
        return render(request, "web/report/place.html", {"outside": error.words(get_language() or "zh-hans")})
    return render(request, "web/report/place.html", {"path": hit.path})


@require_GET
def area_choices(request: HttpRequest) -> HttpResponse:
    """Answer the areas whose name has the words, as radio buttons."""
    words = request.GET.get("area_words", "")[:60]
    found = [each for each in search_areas(words, limit=40) if each.level >= AreaLevel.TOWN][:12]
    return render(request, "web/report/areas.html", {"areas": found, "searched": bool(words.strip())})


def _take(request: HttpRequest) -> HttpResponse:
    sparingly(request, "report")
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    who = viewer(request)
    channel = "grid_worker" if request.POST.get("as") == "worker" and who.has(Role.GRID_WORKER) else "web"
    language = get_language() or "zh-hans"
    try:
        receipt = submit_report(form.report(channel=channel, language=language), by=who, now=clock.now())
    except (Refused, NotFound) as error:
        for name, words in (error.fields or {"": ""}).items():
            known = name if name in form.fields else "place" if name == "area" else None
            form.add_error(known, words if known and error.code == "intake.invalid" else error.words(language))
        return _show(request, form, status=422)
    return redirect(f"{reverse('report_done')}?code={receipt.code}")


def _show(request: HttpRequest, form: ReportForm, *, status: int = 200) -> HttpResponse:
    categories = queries.categories()
    chosen = str(form["category"].value() or "")
    words = request.GET.get("q", "").strip()[:200]
    worker = viewer(request).has(Role.GRID_WORKER)
    context: dict[str, Any] = {
        "form": form,
        "chosen": next((each for each in categories if each.code == chosen), None),
        "withdrawn": bool(chosen) and all(each.code != chosen for each in categories),
        "words": words,
        "first": _first(words, categories),
        "shelves": _shelves(categories),
        "areas": _communities(form),
        "home": _middle(),
        "worker": worker,
        "as_worker": worker and (request.POST.get("as") == "worker" or request.GET.get("as") == "worker"),
    }
    return render(request, "web/report/report.html", context, status=status)


def _first(words: str, categories: tuple[Category, ...]) -> list[Category]:
    if not words:
        return list(queries.common_categories())
    by_code = {each.code: each for each in categories}
    return [by_code[each.code] for each in match(words, categories, SUGGESTED)] or list(queries.common_categories())


def _shelves(categories: tuple[Category, ...]) -> list[tuple[Any, list[Category]]]:
    groups = shipped_catalogue().groups
    found = [(group, [each for each in categories if each.group == group.code]) for group in groups]
    return [(group, members) for group, members in found if members]


def _communities(form: ReportForm) -> list[Any]:
    """Return the areas that can be chosen instead of a point: the one chosen before, so that nothing is lost."""
    chosen = str(form["area"].value() or "")
    return search_areas(chosen, limit=1) if chosen.isdigit() else []


def _middle() -> tuple[float, float]:
    found = drawn_area()
    return (found.lon, found.lat) if found and found.lon is not None and found.lat is not None else (117.0, 36.4)


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page with a receipt out of caches, search engines and other sites' logs."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
