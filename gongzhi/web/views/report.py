"""Report a matter: one form, one answer, one receipt."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.base import clock
from gongzhi.base.errors import GongzhiError, NotAllowed, NotFound, Refused
from gongzhi.cases import queries
from gongzhi.cases.domain.catalogue import Category, shipped_catalogue
from gongzhi.intake.actions import count_suggestion, submit_report
from gongzhi.intake.queries import CodedPlaceRef, Evidence, coded_place, suggested, unsent_evidence
from gongzhi.people.domain.roles import Role
from gongzhi.places.domain.codes import AreaLevel, ancestors
from gongzhi.places.domain.geo import Point
from gongzhi.places.queries import AreaRef, areas_named, drawn_area, grid_at, search_areas
from gongzhi.web.access import viewer
from gongzhi.web.errors import TooMany, status_of
from gongzhi.web.forms.report import ReportForm, fresh_submission
from gongzhi.web.limits import sparingly
from gongzhi.web.middleware import mends_text
from gongzhi.web.responses import SeeOther, private
from gongzhi.web.templatetags.gz_desk import plain
from gongzhi.web.views.support import ask_if_known, known_already
from gongzhi.web.views.track import case_of

SUGGESTED = 6
CHOICES = 12
SHANDONG = (118.2, 36.4)
UNKNOWN = {"places.no_area": "area", "cases.no_category": "category"}


@never_cache
@mends_text
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show the report form, or take the report in and lead to its receipt."""
    if request.method == "POST":
        return _look_up(request) if "find" in request.POST else _take(request)
    form = ReportForm(
        initial={
            "submission": fresh_submission(),
            "category": request.GET.get("category", "")[:80],
            **_scanned(_coded(request.GET)),
        }
    )
    return _show(request, form)


@never_cache
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """Show the receipt in large type, with what happens next and by when."""
    case_id, code = case_of(request, request.GET.get("code", ""))
    link = request.build_absolute_uri(reverse("tracking", args=[code]))
    context = {"case": queries.tracking(case_id, now=clock.now()), "code": code, "link": link}
    return private(render(request, "web/report/done.html", context))


@require_GET
def place_at(request: HttpRequest) -> HttpResponse:
    """Answer where a point lies, as a fragment for the map: the path of areas, or that it is outside."""
    try:
        point = Point(float(request.GET.get("lon", "")), float(request.GET.get("lat", "")))
        hit = grid_at(point, on=clock.today())
    except ValueError:
        return HttpResponse(status=400)
    except Refused as error:
        return render(request, "web/report/place.html", {"outside": error.words(_language())})
    return render(request, "web/report/place.html", {"path": hit.path})


@require_GET
def area_choices(request: HttpRequest) -> HttpResponse:
    """Answer the areas whose name has the words, as radio buttons."""
    return render(request, "web/report/areas.html", _areas(request.GET.get("area_words", "")))


def _coded(sent: QueryDict) -> CodedPlaceRef | None:
    """Return the place whose code was scanned, if the address names one that is in use."""
    try:
        return coded_place(sent.get("at", "")) if "at" in sent else None
    except NotFound:
        return None


def _scanned(place: CodedPlaceRef | None) -> dict[str, Any]:
    """Return what a scanned place fills in: its category, and its point or else its area, with its name."""
    if place is None:
        return {}
    words = " ".join(dict.fromkeys(each for each in (place.name, place.place) if each))
    where = {"lon": plain(place.lon), "lat": plain(place.lat)} if place.lon is not None else {}
    area = {} if where else {"area": place.area.digits if place.area else ""}
    return {"place": words, "category": place.category, **where, **area}


def _take(request: HttpRequest) -> HttpResponse:
    worker = request.POST.get("as") == "worker"
    form = ReportForm(request.POST, settles=worker and request.POST.get("how") == "settle")
    try:
        sparingly(request, "report")
        if worker:
            _still_a_worker(request)
        if not form.is_valid():
            return _show(request, _renewed(form), status=422)
        new = form.report(channel="grid_worker" if worker else "web", language=_language())
        known = [] if worker or "different" in request.POST else known_already(new, request.POST.get("words", ""))
        if known:
            return ask_if_known(request, form, known)
        receipt = submit_report(new, by=viewer(request), now=clock.now())
    except (Refused, NotFound, NotAllowed) as error:
        _blame(form, error)
        return _show(request, form, status=422 if isinstance(error, NotFound) else status_of(error))
    if receipt.again:
        messages.info(request, _("This form had arrived before. It counts once; this is its receipt."))
    else:
        words = request.POST.get("words", "").strip()
        count_suggestion(words or new.description, new.category, seen=bool(words), day=clock.today())
    return private(SeeOther(f"{reverse('report_done')}?code={receipt.code}"))


def _look_up(request: HttpRequest) -> HttpResponse:
    """Without JavaScript a button brings the categories or areas that fit the words; nothing is judged yet."""
    return again(request)


def again(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """Show the form with everything that was typed, before anything is judged."""
    data = {name: value for name, value in request.POST.items() if name in ReportForm.base_fields}
    return _show(request, ReportForm(initial={"submission": fresh_submission(), **data}), status=status)


def _still_a_worker(request: HttpRequest) -> None:
    if viewer(request).has(Role.GRID_WORKER):
        return
    if viewer(request).person_id is None:
        zh = "登录已经过期。请重新登录再发送，您写的内容都还在。"
        raise NotAllowed("web.signed_out", zh, "Your session has ended. Sign in again and send; nothing was lost.")
    zh, en = "您现在不是网格员，不能这样上报。", "You are not a grid worker now, so this cannot be sent as one."
    raise NotAllowed("web.grid_workers_only", zh, en)


def _blame(form: ReportForm, error: GongzhiError) -> None:
    """Put a refusal of the rooms at the fields it is about, or on top."""
    form.is_valid()
    words = error.words(_language())
    about = error.fields or {UNKNOWN.get(error.code, ""): words}
    for name, own in about.items():
        # Only intake says each field's fault in the reader's language; other rooms say one sentence in both.
        form.add_error(name if name in form.fields else None, own if error.code == "intake.invalid" else words)


def _renewed(form: ReportForm) -> ReportForm:
    """Give a form without a usable id a new one; that is nothing a reader can mend."""
    if form.errors.pop("submission", None):
        form.data = {**{name: form.data[name] for name in form.data}, "submission": str(fresh_submission())}
        if not form.errors:
            form.add_error(None, _("Please check everything and send it once more."))
    return form


def _show(request: HttpRequest, form: ReportForm, *, status: int = 200) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    categories = queries.categories()
    chosen = str(form["category"].value() or "")
    words = (request.POST.get("words") or request.GET.get("q", "")).replace("\x00", "").strip()[:200]
    picked = next((each for each in categories if each.code == chosen), None)
    first = [each for each in _first(words, categories) if each is not picked]
    worker = asked.get("as") == "worker" and (request.method == "POST" or viewer(request).has(Role.GRID_WORKER))
    context: dict[str, Any] = {
        "form": form,
        "coded": _coded(asked),
        "chosen": picked,
        "withdrawn": bool(chosen) and picked is None,
        "words": words,
        "first": first,
        "shelves": _shelves(categories, shown={each.code for each in [*first, *([picked] if picked else [])]}),
        "evidence": unsent_of(request),
        **_ground(request, worker=worker),
        "as_worker": worker,
        "settles": worker and asked.get("how") == "settle",
        "signed_out": status == 403 and viewer(request).person_id is None,
        "too_many": status == status_of(TooMany()),
        **_areas(request.POST.get("area_words", "") if "find" in request.POST else "", form),
    }
    return render(request, "web/report/report.html", context, status=status)


def unsent_of(request: HttpRequest) -> list[Evidence]:
    """Return what was uploaded for the form that is shown again."""
    if request.method != "POST":
        return []
    try:
        return unsent_evidence(UUID(request.POST.get("submission", "")))
    except ValueError:
        return []


def _first(words: str, categories: tuple[Category, ...]) -> list[Category]:
    if not words:
        return list(queries.common_categories())
    by_code = {each.code: each for each in categories}
    return [by_code[each.code] for each in suggested(words, categories, SUGGESTED)] or list(queries.common_categories())


def _shelves(categories: tuple[Category, ...], *, shown: set[str]) -> list[tuple[Any, list[Category]]]:
    """Return the categories by group, without those that stand on top already."""
    groups = shipped_catalogue().groups
    rest = [each for each in categories if each.code not in shown]
    found = [(group, [each for each in rest if each.group == group.code]) for group in groups]
    return [(group, members) for group, members in found if members]


def _areas(words: str, form: ReportForm | None = None) -> dict[str, Any]:
    """Return the areas to choose from: those with the words, and the one chosen before, so that nothing is lost."""
    words = words.replace("\x00", "").strip()[:60]
    found = [each for each in search_areas(words, limit=40) if each.level >= AreaLevel.TOWN][:CHOICES]
    chosen = str(form["area"].value() or "") if form else ""
    if chosen.isascii() and chosen.isdigit() and all(each.digits != chosen for each in found):
        found = [each for each in search_areas(chosen, limit=1) if each.digits == chosen] + found
    return {"areas": with_places(found), "searched": bool(words), "chosen_area": chosen, "area_words": words}


def with_places(areas: list[AreaRef]) -> list[tuple[AreaRef, list[AreaRef]]]:
    """Return areas with those above them up to the county: communities of one name lie in many towns."""
    above = {
        each.code: [code for code, level in ancestors(each.code, each.level) if level >= AreaLevel.COUNTY]
        for each in areas
    }
    named = areas_named({code for codes in above.values() for code in codes})
    return [(each, [named[code] for code in reversed(above[each.code]) if code in named]) for each in areas]


def _ground(request: HttpRequest, *, worker: bool) -> dict[str, Any]:
    """Return where the map opens and whose outlines it draws: the worker's own area, else all that is drawn."""
    grants = viewer(request).grants_of(Role.GRID_WORKER) if worker else ()
    own = next(iter(areas_named({grant.low for grant in grants}).values()), None)
    found = own or drawn_area()
    placed = found is not None and found.lon is not None and found.lat is not None
    return {
        "home": (found.lon, found.lat) if found and placed else SHANDONG,
        "home_zoom": 14 if own and placed else 11,
        "outlines": f"{reverse('map_areas')}{f'?within={own.digits}' if own else ''}",
    }


def _language() -> str:
    return get_language() or "zh-hans"
