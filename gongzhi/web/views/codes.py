"""Places with a code: the list, registering, changing, retiring, codes for all grids, the labels, and the scan."""

from typing import Any
from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.base import clock
from gongzhi.base.errors import Conflict, NotAllowed, NotFound, Refused
from gongzhi.cases.queries import category_names
from gongzhi.intake import actions, queries
from gongzhi.intake.actions.coded_place import MOST_GRIDS
from gongzhi.intake.domain.coded_place import shown_token
from gongzhi.intake.policy import require
from gongzhi.places.domain.codes import level_of, short_code
from gongzhi.places.queries import area, areas_named, drawn_area
from gongzhi.web.access import staff, viewer
from gongzhi.web.forms.codes import KINDS, CodedPlaceForm, GridsForm, filters_of, initial_of, own_areas
from gongzhi.web.limits import sparingly, still_allowed
from gongzhi.web.middleware import mends_text
from gongzhi.web.views.report import SHANDONG

WRONG_CODES = 60  # in ten minutes from one address; right ones do not count
A_PAGE = 8  # labels on a sheet of A4


@require_GET
@staff
def place_list(request: HttpRequest) -> HttpResponse:
    """Show the places with a code in the viewer's areas."""
    filters, _tokens = filters_of(request.GET)
    found = queries.kept_places(viewer(request), filters, after=request.GET.get("after", "")[:10])
    context = {
        "page": found,
        "filters": filters,
        "kinds": KINDS,
        "area": areas_named({filters.area[0]}).get(filters.area[0]) if filters.area else None,
        "categories": category_names(),
    }
    return render(request, "web/codes/list.html", context)


@mends_text
@require_http_methods(["GET", "POST"])
@staff
def new(request: HttpRequest) -> HttpResponse:
    """Register a place."""
    require("edit_coded_places", viewer(request))
    form = CodedPlaceForm(request.POST or None, viewer=viewer(request), initial={"kind": "bin"})
    if request.method == "POST" and form.is_valid():
        try:
            token = actions.register_place(form.given(), by=viewer(request), now=clock.now())
        except (Refused, NotAllowed, NotFound) as error:
            _blame(form, error)
        else:
            messages.success(request, _("The code is there. Print its label and put it up."))
            return redirect("code_edit", token)
    return _form(request, form)


@mends_text
@require_http_methods(["GET", "POST"])
@staff
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Show a place with its label, and change it."""
    found = queries.kept_place(viewer(request), token)
    form = CodedPlaceForm(request.POST or None, viewer=viewer(request), initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_place(token, form.given(), by=viewer(request), now=clock.now())
        except (Refused, NotAllowed, Conflict, NotFound) as error:
            _blame(form, error)
        else:
            messages.success(request, _("The changes are saved; the label stays as it is."))
            return redirect("code_edit", token)
    return _form(request, form, place=found, sign=_label(request, found))


@require_POST
@staff
def retire(request: HttpRequest, token: str) -> HttpResponse:
    """Retire a code."""
    actions.retire_place(token, by=viewer(request), now=clock.now())
    messages.success(
        request, _("The code is retired. Take the label down; who scans it is led to the ordinary report.")
    )
    return redirect("codes")


@require_GET
@staff
def areas(request: HttpRequest) -> HttpResponse:
    """Answer the areas of one's own with the words, as radio buttons."""
    require("edit_coded_places", viewer(request))
    words, chosen = request.GET.get("area_words", ""), request.GET.get("area", "")
    return render(request, "web/people/areas.html", {"areas": own_areas(viewer(request), words), "chosen": chosen})


@require_http_methods(["GET", "POST"])
@staff
def grids(request: HttpRequest) -> HttpResponse:
    """Count the grids of an area that have no code, then make one for each, at most 500 at a time."""
    who = viewer(request)
    require("edit_coded_places", who)
    sent = request.POST if request.method == "POST" else request.GET
    form = GridsForm(sent if "area" in sent or "area_words" in sent else None, viewer=who)
    context: dict[str, Any] = {"form": form, "categories": category_names().values(), "most": MOST_GRIDS}
    if form.is_bound and form.is_valid():
        chosen, category = form.cleaned_data["area"], form.cleaned_data["category"]
        try:
            missing = len(queries.grids_without_code(who, chosen))
            if request.method == "POST":
                made = actions.register_grids(chosen, category, by=who, now=clock.now())
                words = ngettext("%(n)d code made.", "%(n)d codes made.", made) % {"n": made}
                messages.success(request, words)
                digits = short_code(chosen, level_of(chosen))
                return redirect(f"{reverse('codes')}?{urlencode({'kind': 'grid', 'area': digits})}")
            context |= {"area": area(chosen), "missing": missing, "next": min(missing, MOST_GRIDS), "chosen": category}
        except (Refused, NotFound, NotAllowed) as error:
            form.add_error("area", error.words(_language()))
    return render(request, "web/codes/grids.html", context, status=422 if form.errors and "area" in sent else 200)


@require_GET
@staff
def print_labels(request: HttpRequest) -> HttpResponse:
    """Show sheets of labels to print: those ticked, or all that pass the filters."""
    filters, tokens = filters_of(request.GET)
    found = queries.labels(viewer(request), filters, tokens)
    drawn = [_label(request, each) for each in found]
    sheets = [drawn[at : at + A_PAGE] for at in range(0, len(drawn), A_PAGE)]
    return render(request, "web/codes/print.html", {"sheets": sheets, "count": len(drawn)})


@never_cache
@require_GET
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """Lead who scanned a code to the report with place and category filled in, or to the ordinary report."""
    still_allowed(request, "code", WRONG_CODES)
    try:
        found = queries.coded_place(token)
    except NotFound:
        sparingly(request, "code", WRONG_CODES)
        return render(request, "web/codes/gone.html", status=404)
    step = "#details" if found.category and found.category in category_names() else ""
    return redirect(f"{reverse('report')}?{urlencode({'at': found.token})}{step}")


def _label(request: HttpRequest, place: queries.CodedPlaceRef) -> dict[str, Any]:
    address = request.build_absolute_uri(reverse("scan", args=[place.token]))
    # Error correction M: a label outdoors gets scratched. No style attributes, which the security policy forbids.
    code = segno.make(address, error="m", micro=False)
    drawing = code.svg_inline(omitsize=True, border=2, dark="#000", light="#fff", svgclass="label-qr", lineclass=None)
    short = reverse("scan", args=[shown_token(place.token)])
    return {"place": place, "svg": SafeString(drawing), "host": request.get_host(), "path": short}


def _form(request: HttpRequest, form: CodedPlaceForm, **more: Any) -> HttpResponse:
    ground = drawn_area()
    placed = ground is not None and ground.lon is not None and ground.lat is not None
    own = next(iter(areas_named({grant.low for grant in viewer(request).grants}).values()), None)
    at = own if own and own.lon is not None else ground if placed else None
    context = {
        "form": form,
        "home": (at.lon, at.lat) if at else SHANDONG,
        "outlines": f"{reverse('map_areas')}{f'?within={own.digits}' if own else ''}",
        **more,
    }
    return render(request, "web/codes/form.html", context, status=422 if form.errors else 200)


def _blame(form: CodedPlaceForm, error: Refused | NotAllowed | Conflict | NotFound) -> None:
    words = error.words(_language())
    if isinstance(error, NotAllowed):
        form.add_error("area", _("This place lies outside your area."))
    elif isinstance(error, Refused):
        form.blame(error, words)
    else:
        form.add_error(None, words)


def _language() -> str:
    return get_language() or "zh-hans"
