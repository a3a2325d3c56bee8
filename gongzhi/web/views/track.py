"""Follow a report: by its receipt code, or by one's own account (which knows the codes of its reports)."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongzhi.base import clock
from gongzhi.base.errors import Conflict, NotAllowed, NotFound, Refused
from gongzhi.cases import actions, queries
from gongzhi.intake.domain.receipt import parse_receipt
from gongzhi.intake.queries import case_by_receipt, evidence_of, followed, reports_of, supporters_of
from gongzhi.web.access import ask_to_sign_in, viewer
from gongzhi.web.forms.report import AnswerForm, WordsForm
from gongzhi.web.limits import sparingly, still_allowed
from gongzhi.web.middleware import mends_text
from gongzhi.web.responses import SeeOther, private
from gongzhi.web.views.public import around

WRONG_GUESSES = 30  # in ten minutes from one address; right codes do not count


@never_cache
@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt code, or lead on to what it belongs to."""
    typed = request.GET.get("code", "").strip()[:300]
    failure = ""
    if typed:
        still_allowed(request, "guess", WRONG_GUESSES)
        follows = followed(typed)
        if follows:
            return private(redirect("follow", code=follows.code))
        try:
            return private(redirect("tracking", code=case_of(request, typed)[1]))
        except NotFound as error:
            failure = error.words(get_language() or "zh-hans")
    context = {"code": typed, "failure": failure}
    return render(request, "web/track/enter.html", context, status=404 if failure else 200)


@never_cache
@require_GET
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a report to whoever holds its receipt."""
    case_id, right = case_of(request, code)
    return _show(request, case_id, right) if code == right else private(redirect("tracking", code=right))


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """List the reports made with the own account."""
    who = viewer(request)
    if who.person_id is None:
        return ask_to_sign_in(request)
    codes = {each.case_id: each.code for each in reports_of(who)}
    rows = queries.own_rows(codes, now=clock.now())
    return private(render(request, "web/track/mine.html", {"rows": [(row, codes[row.id]) for row in rows]}))


@never_cache
@mends_text
@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Take the reporter's answer to the call-back."""
    case_id, code = case_of(request, code)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, case_id, code, failed="answer", failure=_("Answer both questions."))
    return _do(
        request,
        (case_id, code),
        "answer",
        lambda: actions.answer(case_id, by=viewer(request), now=clock.now(), **form.cleaned_data),
        _("Thank you. Your answer counts in the public figures."),
    )


@never_cache
@mends_text
@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Have a closed matter looked at again, within its window."""
    case_id, code = case_of(request, code)
    move = actions.MoveInput("reopen", {"reason": request.POST.get("text", "")})
    return _do(
        request,
        (case_id, code),
        "reopen",
        lambda: actions.move_case(case_id, move, by=viewer(request), now=clock.now(), is_reporter=True),
        _("Reopened. The centre looks at it again."),
    )


@never_cache
@mends_text
@require_POST
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Add a remark of the reporter."""
    sparingly(request, "note")
    case_id, code = case_of(request, code)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _show(request, case_id, code, failed="note", failure=str(form.errors["text"][0]))
    new = actions.NewNote(form.cleaned_data["text"], told=True)
    return _do(
        request,
        (case_id, code),
        "note",
        lambda: actions.note(case_id, new, by=viewer(request), now=clock.now(), is_reporter=True),
        _("Remark added."),
    )


def case_of(request: HttpRequest, typed: str) -> tuple[UUID, str]:
    """Return (case id, receipt as it was made) of a typed code; raise NotFound, or TooMany after many wrong ones."""
    still_allowed(request, "guess", WRONG_GUESSES)
    try:
        return case_by_receipt(typed), parse_receipt(typed) or ""
    except NotFound:
        sparingly(request, "guess", WRONG_GUESSES)
        raise


def _do(
    request: HttpRequest, case: tuple[UUID, str], verb: str, act: Callable[[], object], thanks: str
) -> HttpResponse:
    """Carry out an act of the reporter and say so, or show the page again with what was wrong."""
    try:
        act()
    except (Refused, Conflict, NotAllowed) as error:
        return _show(request, *case, failed=verb, failure=error.words(get_language() or "zh-hans"))
    messages.success(request, thanks)
    return private(SeeOther(reverse("tracking", args=[case[1]])))


def _show(request: HttpRequest, case_id: UUID, code: str, *, failed: str = "", failure: str = "") -> HttpResponse:
    case = queries.tracking(case_id, now=clock.now())
    context = {
        "case": case,
        "supporters": supporters_of(case_id),
        "evidence": evidence_of(viewer(request), case_id, own_case=case_id),
        "around": around(case.area_path),
        "code": code,
        "failed": failed,
        "failure": failure,
        "typed": request.POST.get("text", ""),
    }
    return private(render(request, "web/track/page.html", context, status=422 if failed else 200))
