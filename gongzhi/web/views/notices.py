"""Notices: the outbox for whoever answers for it, the texts, one's own wishes, and what a demo would have sent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongzhi.base import clock
from gongzhi.base.errors import GongzhiError, Refused
from gongzhi.intake import actions, queries
from gongzhi.intake.domain.notice import Channel, State
from gongzhi.people.queries import profile
from gongzhi.web.access import staff, viewer
from gongzhi.web.forms.notices import NoticeTextForm, NoticeWishForm, wish_initial
from gongzhi.web.forms.people import show_refusal
from gongzhi.web.responses import SeeOther

SHOWN = (State.WAITING, State.FAILED, State.SENT, State.KEPT, State.CANCELLED)


@require_GET
@staff
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the notices about matters in the viewer's areas, without the addresses they go to."""
    asked = request.GET.get("state", "")
    state = State(asked) if asked in [each.value for each in SHOWN] else None
    page = queries.outbox(viewer(request), now=clock.now(), state=state, after=_uuid(request.GET.get("after", "")))
    context = {"page": page, "state": asked if state else "", "states": [each.value for each in SHOWN]}
    fragment = request.headers.get("HX-Request") == "true" and "after" in request.GET
    return render(request, f"web/notices/{'rows' if fragment else 'outbox'}.html", context | {"tab": "outbox"})


@require_POST
@staff
def retry(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Try a notice again."""
    actions.retry_notice(notice_id, by=viewer(request), now=clock.now())
    messages.success(request, _("The notice is sent again within a minute."))
    return SeeOther(_back(request))


@require_POST
@staff
def cancel(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Never send a notice."""
    actions.cancel_notice(notice_id, by=viewer(request), now=clock.now())
    messages.success(request, _("The notice is cancelled and will not be sent."))
    return SeeOther(_back(request))


@require_GET
@staff
def texts(request: HttpRequest) -> HttpResponse:
    """List the texts in force."""
    return render(request, "web/notices/texts.html", {"texts": queries.texts(viewer(request)), "tab": "texts"})


@require_http_methods(["GET", "POST"])
@staff
def text(request: HttpRequest, kind: str, language: str, channel: str) -> HttpResponse:
    """Edit one text: look at it filled in, save it, or go back to the shipped one."""
    who, now = viewer(request), clock.now()
    row = queries.text_row(who, kind, language, channel)
    key = (row.kind, row.language, row.channel)
    form = NoticeTextForm(
        request.POST or None,
        mail=row.channel is Channel.EMAIL,
        initial={"subject": row.text.subject, "body": row.text.body},
    )
    shown = queries.preview(row.text, row.kind, row.language, now=now)
    if request.method == "POST" and request.POST.get("do") == "restore":
        actions.restore_notice_text(*key, by=who, now=now)
        messages.success(request, _("The shipped text is back."))
        return redirect("notice_texts")
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_notice_text(form.text(), row.kind, row.channel)
            if request.POST.get("do") == "save":
                actions.set_notice_text(*key, form.text(), by=who, now=now)
                messages.success(request, _("The text is saved. Notices that wait use it too."))
                return redirect("notice_texts")
            shown = queries.preview(form.text(), row.kind, row.language, now=now)
        except Refused as error:
            show_refusal(form, error)
    context = {"form": form, "row": row, "shown": shown, "tab": "texts"}
    return render(request, "web/notices/text.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff
@never_cache
def wishes(request: HttpRequest) -> HttpResponse:
    """Show and change how the viewer wants to hear."""
    who = viewer(request)
    assert who.person_id is not None
    number = queries.own_numbers([who.person_id]).get(who.person_id, "")
    form = NoticeWishForm(request.POST or None, initial=wish_initial(queries.wish_of(who.person_id), number))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_notice_wish(form.wish(), form.cleaned_data["number"], by=who, now=clock.now())
        except GongzhiError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("notice_wishes")
    context = {"form": form, "profile": profile(who.person_id)}
    return render(request, "web/notices/wishes.html", context, status=422 if form.errors else 200)


@require_GET
def demo(request: HttpRequest) -> HttpResponse:
    """Show what this demo would have sent, to whom in masked form; there is no such page on any other site."""
    return render(request, "web/notices/demo.html", {"rows": queries.demo_outbox()})


def _back(request: HttpRequest) -> str:
    from django.urls import reverse

    state = request.POST.get("state", "")
    return reverse("notices") + (f"?state={state}" if state in [each.value for each in SHOWN] else "")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
