"""People of staff: the list, one person with the roles, what to do about them, and the log."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.base import clock
from gongzhi.base.errors import Conflict, Refused
from gongzhi.people import actions, queries
from gongzhi.people.domain.roles import Role, Viewer
from gongzhi.people.policy import not_allowed
from gongzhi.people.queries import OrganisationRef
from gongzhi.web.access import staff, viewer
from gongzhi.web.forms.people import STAFF_ROLES, AreaForm, OrganisationForm, RoleForm, StaffFilterForm, show_refusal


@require_GET
@staff
def staff_list(request: HttpRequest) -> HttpResponse:
    """Show the members of staff in the viewer's area, and the open invitations."""
    who, now = viewer(request), clock.now()
    filters = StaffFilterForm(request.GET).filters()
    page = queries.staff_list(who, filters, now=now, cursor=request.GET.get("after", ""))
    context = {"page": page, "filters": filters, "roles": [role.value for role in STAFF_ROLES]}
    if _more(request):
        return render(request, "web/people/rows.html", context)
    context["invitations"] = queries.open_invitations(who, now=now)
    context["tab"] = "people"
    return render(request, "web/people/people.html", context)


@require_GET
@staff
def log(request: HttpRequest) -> HttpResponse:
    """Show what was done about people and organisations in the viewer's area, newest first."""
    page = queries.people_log(viewer(request), cursor=request.GET.get("after", ""))
    template = "web/people/log_rows.html" if _more(request) else "web/people/log.html"
    return render(request, template, {"page": page, "tab": "log"})


@require_GET
@staff
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a member of staff."""
    found = queries.person_page(viewer(request), person_id, now=clock.now())
    return render(request, "web/people/person.html", {"person": found, "tab": "people"})


@require_GET
@staff
def areas(request: HttpRequest) -> HttpResponse:
    """Answer the areas inside the viewer's own whose name or code has the words, as radio buttons."""
    form = AreaForm(request.GET, viewer=viewer(request))
    return render(request, "web/people/areas.html", {"areas": form.areas, "chosen": request.GET.get("area", "")})


@require_GET
@staff
def offices(request: HttpRequest) -> HttpResponse:
    """Answer the organisations inside the viewer's area whose name has the words, as radio buttons."""
    found = RoleForm(request.GET, viewer=viewer(request)).offices
    return _offices(request, "organisation", found)


@require_GET
@staff
def parents(request: HttpRequest) -> HttpResponse:
    """Answer the organisations to which another may belong whose name has the words, as radio buttons."""
    found = OrganisationForm(request.GET, viewer=viewer(request)).parents
    return _offices(request, "parent", found)


def _offices(request: HttpRequest, field: str, found: list[OrganisationRef]) -> HttpResponse:
    context = {"offices": found, "field": field, "chosen": request.GET.get(field, "")}
    return render(request, "web/people/offices.html", context)


@require_http_methods(["GET", "POST"])
@staff
def role_grant(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give a member of staff one more role."""
    who, now = viewer(request), clock.now()
    found = queries.person_page(who, person_id, now=now)
    if not found.may_grant:
        raise not_allowed()
    form = RoleForm(request.POST or None, viewer=who)
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant_role(person_id, form.role_input(), by=who, now=now)
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("%(name)s has the role from now on.") % {"name": found.name})
            return redirect("person", person_id)
    context = {"form": form, "name": found.name, "person_id": person_id, "tab": "people"}
    return render(request, "web/people/role.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff
def role_change(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """End a role and give another in its place."""
    who, now = viewer(request), clock.now()
    held, name = queries.held_role(who, membership_id)
    first = {
        "role": held.role.value,
        "area": held.area.digits if held.area else "",
        "organisation": held.organisation.id if held.organisation else None,
    }
    form = RoleForm(request.POST or None, viewer=who, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(membership_id, form.role_input(), by=who, now=now)
        except Refused as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The role of %(name)s was changed.") % {"name": name})
            return _after(request, held.person_id, who, now)
    context = {"form": form, "name": name, "person_id": held.person_id, "held": held, "tab": "people"}
    return render(request, "web/people/role.html", context, status=422 if form.errors else 200)


@require_POST
@staff
def role_end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """End a role now."""
    who, now = viewer(request), clock.now()
    held, name = queries.held_role(who, membership_id)
    said = _("The role of %(name)s has ended.") % {"name": name}
    _try(request, said, lambda: actions.end_role(membership_id, by=who, now=now))
    return _after(request, held.person_id, who, now)


@require_POST
@staff
def deactivate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Close an account; its owner is signed out everywhere at once."""
    who, now = viewer(request), clock.now()
    found = queries.person_page(who, person_id, now=now)
    said = _("The account of %(name)s is closed, and all its sessions have ended.") % {"name": found.name}
    _try(request, said, lambda: actions.deactivate(person_id, by=who, now=now))
    return redirect("person", person_id)


@require_POST
@staff
def reactivate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open a closed account again."""
    who, now = viewer(request), clock.now()
    found = queries.person_page(who, person_id, now=now)
    said = _("The account of %(name)s is open again.") % {"name": found.name}
    _try(request, said, lambda: actions.reactivate(person_id, by=who, now=now))
    return redirect("person", person_id)


def _try(request: HttpRequest, said: str, act: Callable[[], None]) -> None:
    """Act and say that it is done, or say on the same page why it is not."""
    try:
        act()
    except (Refused, Conflict) as error:
        messages.error(request, error.words(get_language() or "zh-hans"))
    else:
        messages.success(request, said)


def _after(request: HttpRequest, person_id: UUID, who: Viewer, now: datetime) -> HttpResponse:
    """Return to the person; whoever just gave up the own office as administrator goes to the desk."""
    if person_id == who.person_id:
        left = queries.viewer_of(person_id, now)
        if not left.grants_of(Role.ADMINISTRATOR, Role.SUPERVISOR):
            return redirect("desk" if left.is_staff else "home")
    return redirect("person", person_id)


def _more(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and "after" in request.GET
