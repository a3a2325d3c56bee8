"""Organisations and centres: the list, one of them, making and changing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.base import clock
from gongzhi.base.errors import Refused
from gongzhi.cases.domain.catalogue import functions
from gongzhi.cases.queries import open_cases_of
from gongzhi.people import actions, queries
from gongzhi.people.policy import managed, not_allowed
from gongzhi.people.queries import OfficePage
from gongzhi.web.access import staff, viewer
from gongzhi.web.forms.people import OrganisationForm, show_refusal


@require_GET
@staff
def office_list(request: HttpRequest) -> HttpResponse:
    """Show the organisations in the viewer's area."""
    words, function = request.GET.get("q", "").strip()[:80], request.GET.get("function", "")
    known = functions()
    page = queries.office_list(
        viewer(request),
        now=clock.now(),
        words=words,
        function=function if function in known else "",
        cursor=request.GET.get("after", ""),
    )
    context = {"page": page, "words": words, "function": function, "functions": known, "tab": "organisations"}
    fragment = request.headers.get("HX-Request") == "true" and "after" in request.GET
    return render(request, f"web/people/{'organisation_rows' if fragment else 'organisations'}.html", context)


@require_GET
@staff
def office(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Show an organisation with its people."""
    found = queries.office_page(viewer(request), organisation_id, now=clock.now())
    context = {"page": found, "functions": _named(found), "tab": "organisations"}
    return render(request, "web/people/organisation.html", context)


@require_http_methods(["GET", "POST"])
@staff
def new(request: HttpRequest) -> HttpResponse:
    """Make an organisation."""
    who = viewer(request)
    managed(who)
    form = OrganisationForm(request.POST or None, viewer=who, initial={"kind": "office", "active": True})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_organisation(form.organisation(active=True), by=who, now=clock.now())
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The organisation is there. Invite the people who work in it."))
            return redirect("organisation", made)
    context = {"form": form, "tab": "organisations"}
    return render(request, "web/people/organisation_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff
def edit(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Change an organisation, or close it."""
    who, now = viewer(request), clock.now()
    found = queries.office_page(who, organisation_id, now=now)
    if not found.may_edit:
        raise not_allowed()
    form = OrganisationForm(request.POST or None, viewer=who, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            given = form.organisation(active=form.cleaned_data["active"])
            leads = open_cases_of(organisation_id)
            actions.update_organisation(organisation_id, given, open_cases=leads, by=who, now=now)
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("organisation", organisation_id)
    context = {"form": form, "page": found, "tab": "organisations"}
    return render(request, "web/people/organisation_form.html", context, status=422 if form.errors else 200)


def _initial(page: OfficePage) -> dict[str, object]:
    office = page.office
    return {
        "name": office.name_zh,
        "name_en": office.name_en,
        "kind": office.kind,
        "functions": list(office.functions),
        "phone": page.phone,
        "active": office.active,
        "area": page.path[-1].digits if page.path else "",
        "parent": page.parent.id if page.parent else None,
    }


def _named(page: OfficePage) -> list[object]:
    known = functions()
    return [known.get(code, code) for code in page.office.functions]
