"""The case page and what can be done on it."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongzhi.base import clock
from gongzhi.base.errors import Conflict, GongzhiError, NotAllowed, Refused
from gongzhi.cases import actions, queries
from gongzhi.intake.actions import move_with_evidence
from gongzhi.intake.queries import contact_of, evidence_of, supporters_of
from gongzhi.people.queries import handlers_of, organisations_with
from gongzhi.web.access import staff, viewer
from gongzhi.web.forms.desk import AssignForm, MoveForm, NoteForm
from gongzhi.web.forms.evidence import paths_of
from gongzhi.web.middleware import takes_files


@require_GET
@staff
def page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a case to a member of staff, and let its reporter know that it was opened."""
    who, now = viewer(request), clock.now()
    found = queries.case_page(who, case_id, now=now)
    actions.mark_seen(case_id, by=who, subject=queries.subject_for(case_id), now=now)
    return render(request, "web/desk/case.html", _context(request, found))


@partial(takes_files, most=121 * 1024 * 1024, staff=True)
@require_POST
@staff
def move(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Carry out one verb on a case."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _again(request, case_id, "", _first_error(form))
    try:
        photos = paths_of(request)
        done = move_with_evidence(case_id, form.move(), photos, by=viewer(request), now=clock.now())
    except (Refused, Conflict, NotAllowed) as error:
        return _again(request, case_id, form.cleaned_data["verb"], error.words(_language()), error)
    transition = queries.process_of(done.state).transitions[form.cleaned_data["verb"]]
    messages.success(request, transition.done(_language()))
    return redirect("case", case_id=case_id)


@require_POST
@staff
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add a remark to a case."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _again(request, case_id, "note", _first_error(form))
    try:
        actions.note(case_id, form.new_note(), by=viewer(request), now=clock.now())
    except (Refused, Conflict) as error:
        return _again(request, case_id, "note", error.words(_language()), error)
    messages.success(request, _("Remark added."))
    return redirect("case", case_id=case_id)


@require_POST
@staff
def assign(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give a case to a colleague of the office."""
    form = AssignForm(request.POST)
    if not form.is_valid():
        return _again(request, case_id, "assign", _first_error(form))
    try:
        actions.assign(case_id, form.cleaned_data["person"], by=viewer(request), now=clock.now())
    except (Refused, Conflict) as error:
        return _again(request, case_id, "assign", error.words(_language()), error)
    messages.success(request, _("Assigned."))
    return redirect("case", case_id=case_id)


def _context(request: HttpRequest, found: queries.CasePage, **more: Any) -> dict[str, Any]:
    chooses = any(action.transition.lead == "set" for action in found.actions)
    return {
        "case": found,
        "now": clock.now(),
        "supporters": supporters_of(found.id),
        "contact": contact_of(found.id, by=viewer(request)) if found.may_see_contact else None,
        "colleagues": handlers_of(found.lead.id, clock.now()) if found.may_assign and found.lead else [],
        "offices": organisations_with(None, found.area_path[-1].code, found.area_path[-1].level) if chooses else [],
        "evidence": evidence_of(viewer(request), found.id),
        "typed": {},
        **more,
    }


def _again(
    request: HttpRequest, case_id: UUID, verb: str, words: str, error: GongzhiError | None = None
) -> HttpResponse:
    """Show the case as it is now, with what went wrong and everything that was typed still in its form."""
    found = queries.case_page(viewer(request), case_id, now=clock.now())
    typed = {name: request.POST.get(name, "") for name in ("note", "reason", "elsewhere")}
    status = {Conflict: 409, NotAllowed: 403}.get(type(error), 422) if error else 422
    context = _context(request, found, failed=verb, failure=words, typed=typed)
    return render(request, "web/desk/case.html", context, status=status)


def _first_error(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])


def _language() -> str:
    return get_language() or "zh-hans"
