"""The hotline desk: one page for a call, what helps while the caller speaks, and the receipt to read out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.base import clock
from gongzhi.base.errors import Conflict, GongzhiError, NotAllowed, NotFound, Refused
from gongzhi.cases import actions, queries
from gongzhi.cases.policy import allowed as allowed_with_case
from gongzhi.intake.actions import Said, another_caller, take_call
from gongzhi.intake.domain.spelling import spelled
from gongzhi.intake.policy import require
from gongzhi.web.access import staff, viewer
from gongzhi.web.errors import show, status_of
from gongzhi.web.forms.call import CallForm
from gongzhi.web.forms.report import fresh_submission
from gongzhi.web.middleware import mends_text
from gongzhi.web.responses import SeeOther, private
from gongzhi.web.views.call_look import known, looked, places, suggested
from gongzhi.web.views.track import case_of

PARTS = {"words": suggested, "places": places, "known": known}


@never_cache
@mends_text
@require_http_methods(["GET", "POST"])
@staff
def page(request: HttpRequest) -> HttpResponse:
    """Show the desk, or take the call: a new case, or one more caller for a known one."""
    require("take_call", viewer(request))
    if request.method == "GET":
        return _show(request, CallForm(initial={"submission": fresh_submission()}))
    if "find" in request.POST:
        return _show(request, CallForm(initial=_given(request)))
    return _another(request) if request.POST.get("known") else _take(request)


@never_cache
@require_POST
def look(request: HttpRequest, part: str) -> HttpResponse:
    """Answer, while the caller speaks, with categories, places, what is known, or the case of a receipt."""
    who = viewer(request)
    if who.person_id is None:
        # Not the page that asks to sign in: this goes into a corner of the one that is open.
        return show(request, 401, _("Your session has ended. Sign in again; what you typed is kept in this browser."))
    require("take_call", who)
    if part == "receipt":
        return private(render(request, "web/call/receipt.html", receipt_answer(request)))
    if part not in PARTS:
        raise NotFound("web.no_part", "没有这个内容。", "There is no such part.")
    context = PARTS[part](who, request.POST, now=clock.now())
    return render(request, f"web/call/look_{part}.html", {**context, "swap": True})


@never_cache
@require_GET
@staff
def done(request: HttpRequest) -> HttpResponse:
    """Show the receipt to read out, what happens next, and the way to file it now."""
    require("take_call", viewer(request))
    case_id, code = case_of(request, request.GET.get("code", ""))
    context = {
        "case": queries.tracking(case_id, now=clock.now()),
        "code": code,
        "groups": spelled(code, _language()),
        "may_file": _may_file(request, case_id),
        "opens": _may_open(request, case_id),
    }
    return private(render(request, "web/call/done.html", context))


@never_cache
@require_POST
@staff
def file_now(request: HttpRequest) -> HttpResponse:
    """File the case of the call, an act of its own, and stay at the desk."""
    require("take_call", viewer(request))
    case_id, code = case_of(request, request.POST.get("code", ""))
    try:
        done = actions.move_case(case_id, actions.MoveInput("file"), by=viewer(request), now=clock.now())
        messages.success(request, queries.process_of(done.state).transitions["file"].done(_language()))
    except (Refused, Conflict, NotAllowed, NotFound) as error:
        messages.error(request, error.words(_language()))
    return private(SeeOther(f"{reverse('call_done')}?code={code}"))


def receipt_answer(request: HttpRequest) -> dict[str, Any]:
    """Return the case of the receipt that the caller reads out, or why there is none; never found in another way."""
    typed = request.POST.get("code", "").strip()[:300]
    if not typed:
        return {"receipt_code": "", "receipt_failure": _("Type the receipt code that the caller reads out.")}
    try:
        case_id, code = case_of(request, typed)
    except NotFound as error:
        return {"receipt_code": typed, "receipt_failure": error.words(_language())}
    found = queries.tracking(case_id, now=clock.now())
    latest = [entry for entry in reversed(found.timeline) if entry.texts or entry.kind == "case.moved"][:3]
    opens = _may_open(request, case_id)
    return {"receipt_code": code, "earlier": found, "latest": latest, "opens": opens, "now": clock.now()}


def _take(request: HttpRequest) -> HttpResponse:
    given = _given(request)
    form = CallForm(given)
    if "submission" in form.errors:  # nothing that a clerk can mend
        given["submission"] = str(fresh_submission())
        form = CallForm(given)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        receipt = take_call(form.report(_language()), form.told_codes, by=viewer(request), now=clock.now())
    except (Refused, NotFound) as error:
        _blame(form, error)
        return _show(request, form, status=422 if isinstance(error, NotFound) else status_of(error))
    if receipt.again:
        messages.info(request, _("This form had arrived before. It counts once; this is its receipt."))
    return private(SeeOther(f"{reverse('call_done')}?code={receipt.code}"))


def _another(request: HttpRequest) -> HttpResponse:
    form = CallForm(_given(request))
    said = Said(request.POST.get("description", ""), form.told_codes, _language())
    try:
        another_caller(UUID(request.POST["known"]), said, by=viewer(request), now=clock.now())
    except ValueError:
        raise NotFound("cases.not_found", "没有这件事。", "There is no such matter.") from None
    except (Refused, Conflict, NotFound) as error:
        form.errors.clear()
        _blame(form, error)
        return _show(request, form, status=422)
    messages.success(request, _("Noted: another caller for this matter. Ready for the next call."))
    return redirect("call")


def _given(request: HttpRequest) -> QueryDict:
    """Return what was sent; a choice whose card is no longer in the list stands in the field that keeps it."""
    given = request.POST.copy()
    for name in ("category", "where"):
        if not given.get(name):
            given[name] = given.get(f"kept_{name}", "")
    return given


def _blame(form: CallForm, error: GongzhiError) -> None:
    form.is_valid()
    for name, own in (error.fields or {"": ""}).items():
        field = {"place": "place", "area": "where"}.get(name, name)
        words = own if error.code == "intake.invalid" else error.words(_language())
        form.add_error(field if field in form.fields else None, words)


def _show(request: HttpRequest, form: CallForm, *, status: int = 200) -> HttpResponse:
    given = _given(request)
    context = {
        "form": form,
        **looked(viewer(request), given, now=clock.now()),
        **(receipt_answer(request) if request.POST.get("find") == "receipt" else {}),
    }
    return private(render(request, "web/call/page.html", context, status=status))


def _may_file(request: HttpRequest, case_id: UUID) -> bool:
    """Say whether the process lets this clerk file the case now; it may belong to a desk elsewhere."""
    if not _may_open(request, case_id):
        return False
    found = queries.case_page(viewer(request), case_id, now=clock.now())
    return any(action.verb == "file" for action in found.actions)


def _may_open(request: HttpRequest, case_id: UUID) -> bool:
    return allowed_with_case("see", viewer(request), queries.subject_for(case_id))


def _language() -> str:
    return get_language() or "zh-hans"
