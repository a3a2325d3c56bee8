"""Before a report is sent: what is known nearby. "Me too" counts and follows it; "mine is different" goes on."""

from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongzhi.base import clock
from gongzhi.base.errors import GongzhiError, NotFound, Refused
from gongzhi.cases import queries
from gongzhi.cases.domain.catalogue import Category, Urgency
from gongzhi.intake import actions
from gongzhi.intake.actions import ReportInput
from gongzhi.intake.queries import Contact, Followed, followed, receipt_of_submission, supporters_of, supporters_of_each
from gongzhi.places.domain.codes import AreaLevel, code_range, parse_code
from gongzhi.web.access import viewer
from gongzhi.web.forms.report import ReportForm
from gongzhi.web.limits import sparingly, still_allowed
from gongzhi.web.middleware import mends_text
from gongzhi.web.responses import SeeOther, private
from gongzhi.web.tickets import fresh_ticket, submission_of
from gongzhi.web.views.choices import remember

COOKIE = "gongzhi_me_too"
LOOKS = 120  # in ten minutes from one address; the wizard asks at every step
SUPPORTED = 10
SUPPORTED_ONE = 4  # of one matter: a household, not a crowd
WRONG_GUESSES = 30
WORDS = 400


@dataclass(frozen=True)
class Known:
    """A public matter that may be the same, how many said "me too", and the ticket with which one more can."""

    row: object
    within: int | None
    supporters: int
    ticket: str


@never_cache
@require_GET
def near(request: HttpRequest) -> HttpResponse:
    """Answer what is known near the place given, as a fragment for the form; empty for nothing."""
    sparingly(request, "near", LOOKS)
    form = ReportForm(request.GET)
    form.is_valid()  # only what is there counts here; the form itself is judged when it is sent
    data = form.cleaned_data
    point = (data["lon"], data["lat"]) if data.get("lon") is not None and data.get("lat") is not None else None
    known = _known(data.get("category", ""), point, data.get("area", ""), request.GET.get("words", ""))
    return render(request, "web/support/list.html", {"known": known, "goes_on": True})


def known_already(new: ReportInput, words: str) -> list[Known]:
    """Return the public matters that a report may repeat; none for an emergency and for a form that was sent before."""
    point = (new.point.lon, new.point.lat) if new.point else None
    area = str(new.area_code) if new.area_code else ""
    found = _known(new.category, point, area, f"{words} {new.description}")
    return [] if found and receipt_of_submission(new.submission_id) else found


def ask_if_known(request: HttpRequest, form: ReportForm, known: list[Known]) -> HttpResponse:
    """Show what is known nearby with the whole report kept, before it is taken in."""
    kept = [(name, request.POST[name]) for name in (*form.fields, "words") if name in request.POST]
    return render(request, "web/support/near.html", {"known": known, "kept": kept})


@never_cache
@mends_text
@require_POST
def me_too(request: HttpRequest, number: int) -> HttpResponse:
    """Count somebody once for a public matter and lead to the code that follows it."""
    submission = submission_of(request.POST.get("ticket", ""), number)
    if submission is None:
        messages.warning(request, _("That page was too old. Nothing was counted yet: press “Me too” once more."))
        return SeeOther(reverse("public_case", args=[number]))
    sparingly(request, "me-too", SUPPORTED)
    sparingly(request, f"me-too:{number}", SUPPORTED_ONE)
    browser = request.COOKIES.get(COOKIE, "")[:64] or uuid4().hex
    new = actions.Support(number, submission, browser, _language())
    try:
        done = actions.support(new, by=viewer(request), now=clock.now())
    except Refused as error:
        messages.info(request, error.words(_language()))
        return SeeOther(reverse("public_case", args=[number]))
    if done.again and not done.code:
        messages.info(request, _("You are counted for this matter already; once is enough."))
        return remember(SeeOther(reverse("public_case", args=[number])), COOKIE, browser)
    return private(remember(SeeOther(reverse("follow", args=[done.code])), COOKIE, browser))


@never_cache
@require_GET
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Show a followed matter to whoever holds the code: what is public of it, and nothing more."""
    found = _followed(request, code)
    return _show(request, found) if found.code == code else private(redirect("follow", code=found.code))


@never_cache
@mends_text
@require_POST
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Keep how a supporter wishes to be told; sealed, and not for this matter's reporter or office."""
    sparingly(request, "note")
    found = _followed(request, code)
    given = Contact("", request.POST.get("phone", ""), request.POST.get("email", ""))
    try:
        actions.tell_supporter(found.code, given, by=viewer(request), now=clock.now())
    except Refused as error:
        return _show(request, found, error)
    messages.success(request, _("Kept.") if given.given else _("Taken away."))
    return private(SeeOther(reverse("follow", args=[found.code])))


@never_cache
@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Take a "me too" back."""
    found = _followed(request, code)
    actions.stop_following(found.code, by=viewer(request), now=clock.now())
    messages.success(request, _("You no longer follow this matter, and are not counted for it."))
    return private(SeeOther(reverse("public_case", args=[found.number]) if found.number else reverse("track")))


def _known(code: str, point: tuple[float, float] | None, area: str, words: str) -> list[Known]:
    category = _category(code)
    if category is None or category.urgency is Urgency.EMERGENCY:
        return []
    new = queries.NewMatter(category, point, None if point else _range(area), words[:WORDS])
    found = queries.near_cases(new, now=clock.now())
    counts = supporters_of_each([each.id for each in found]) if found else {}
    return [Known(each.row, each.within_m, counts.get(each.id, 0), fresh_ticket(each.row.number)) for each in found]


def _category(code: str) -> Category | None:
    """Return a category in force; None for anything else, which is judged when the report is sent."""
    try:
        return queries.category(code) if code else None
    except (NotFound, Refused):
        return None


def _range(text: str) -> tuple[int, int] | None:
    try:
        code, level = parse_code(text)
    except ValueError:
        return None
    # In a whole town everything would be near.
    return code_range(code, level) if level >= AreaLevel.COMMUNITY else None


def _followed(request: HttpRequest, typed: str) -> Followed:
    still_allowed(request, "guess", WRONG_GUESSES)
    found = followed(typed)
    if found is None:
        sparingly(request, "guess", WRONG_GUESSES)
        zh, en = "没有查到这个关注码。", "Nobody follows a matter with this code."
        raise NotFound("intake.no_receipt", zh, en)
    return found


def _show(request: HttpRequest, found: Followed, error: GongzhiError | None = None) -> HttpResponse:
    case = queries.public_case(found.number, now=clock.now()) if found.number else None
    context = {
        "case": case,
        "code": found.code,
        "supporters": supporters_of(found.case_id),
        "reachable": found.reachable,
        "failure": error.words(_language()) if error else "",
    }
    return private(render(request, "web/support/follow.html", context, status=422 if error else 200))


def _language() -> str:
    return get_language() or "zh-hans"
