"""Follow a report: by its receipt code, or by one's own account."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongzhi.base import clock
from gongzhi.base.errors import Conflict, NotFound, Refused
from gongzhi.cases import actions, queries
from gongzhi.intake.queries import case_by_receipt, is_reporter, reports_of
from gongzhi.web.access import ask_to_sign_in, viewer
from gongzhi.web.forms.report import AnswerForm, ReasonForm
from gongzhi.web.limits import sparingly
from gongzhi.web.views.report import private

GUESSES = 60


@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt code, or lead on to what it belongs to."""
    code = request.GET.get("code", "").strip()
    failure = ""
    if code:
        sparingly(request, "track", GUESSES)
        try:
            case_by_receipt(code)
        except NotFound as error:
            failure = error.words(get_language() or "zh-hans")
        else:
            return redirect("tracking", code="".join(code.upper().split()))
    context = {"code": code, "failure": failure}
    return render(request, "web/track/enter.html", context, status=404 if failure else 200)


@never_cache
@require_GET
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a report to whoever holds its receipt."""
    sparingly(request, "track", GUESSES * 10)
    return _show(request, case_by_receipt(code), code)


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """List the reports made with the own account."""
    who = viewer(request)
    if who.person_id is None:
        return ask_to_sign_in(request)
    found = [queries.tracking(each.case_id, now=clock.now()) for each in reports_of(who)[:30]]
    return private(render(request, "web/track/mine.html", {"cases": found}))


@never_cache
@require_GET
def own(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show one of the reports made with the own account."""
    if not is_reporter(viewer(request), case_id):
        raise NotFound("intake.not_yours", "没有这件事，或者不是您反映的。", "There is no such report of yours.")
    return _show(request, case_id, "")


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Take the reporter's answer to the call-back."""
    case_id = case_by_receipt(code)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, case_id, code, failure=_("Answer both questions."))
    try:
        actions.answer(case_id, by=viewer(request), now=clock.now(), **form.cleaned_data)
    except (Refused, Conflict) as error:
        return _show(request, case_id, code, failure=error.words(get_language() or "zh-hans"))
    messages.success(request, _("Thank you. Your answer counts in the public figures."))
    return redirect("tracking", code=code)


@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Reopen a closed matter within its window."""
    case_id = case_by_receipt(code)
    move = actions.MoveInput("reopen", {"reason": request.POST.get("reason", "")})
    try:
        actions.move_case(case_id, move, by=viewer(request), now=clock.now(), is_reporter=True)
    except (Refused, Conflict) as error:
        return _show(request, case_id, code, failure=error.words(get_language() or "zh-hans"))
    messages.success(request, _("Reopened. The centre looks at it again."))
    return redirect("tracking", code=code)


@require_POST
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Add a remark of the reporter."""
    sparingly(request, "note")
    case_id = case_by_receipt(code)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, case_id, code, failure=_("Write what you want to say."))
    try:
        new = actions.NewNote(form.cleaned_data["reason"], told=True)
        actions.note(case_id, new, by=viewer(request), now=clock.now(), is_reporter=True)
    except (Refused, Conflict) as error:
        return _show(request, case_id, code, failure=error.words(get_language() or "zh-hans"))
    messages.success(request, _("Remark added."))
    return redirect("tracking", code=code)


def _show(request: HttpRequest, case_id: UUID, code: str, *, failure: str = "") -> HttpResponse:
    found = queries.tracking(case_id, now=clock.now())
    context = {"case": found, "code": code, "failure": failure, "typed": request.POST.get("reason", "")}
    return private(render(request, "web/track/page.html", context, status=422 if failure else 200))
