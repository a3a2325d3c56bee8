"""Invitations: to make one, to take it back, and to accept it."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.base import clock
from gongzhi.base.errors import Refused
from gongzhi.people import actions, queries
from gongzhi.people.policy import managed
from gongzhi.web.access import staff, viewer
from gongzhi.web.forms.people import AcceptForm, InviteForm, show_refusal
from gongzhi.web.limits import sparingly


@require_http_methods(["GET", "POST"])
@never_cache
@staff
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a colleague; the link is shown once, in the answer itself, and kept nowhere."""
    who, now = viewer(request), clock.now()
    managed(who)
    form = InviteForm(request.POST or None, viewer=who)
    if request.method == "POST" and form.is_valid():
        try:
            _id, token = actions.invite(form.cleaned_data["invited_as"], form.role_input(), by=who, now=now)
        except Refused as error:
            show_refusal(form, error)
        else:
            link = request.build_absolute_uri(reverse("accept_invitation", args=[token]))
            invitation = queries.invitation_of(token, now=now)
            context = {"link": link, "invitation": invitation, "tab": "people"}
            return render(request, "web/people/invited.html", context)
    context = {"form": form, "tab": "people"}
    return render(request, "web/people/invite.html", context, status=422 if form.errors else 200)


@require_POST
@staff
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    actions.revoke_invitation(invitation_id, by=viewer(request), now=clock.now())
    messages.success(request, _("The invitation was taken back; its link works no longer."))
    return redirect("people")


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password", "again")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let the invited colleague make the own account; whoever holds the link is asked for nothing else."""
    now = clock.now()
    if request.method == "POST":
        sparingly(request, "invitation")
    invitation = queries.invitation_of(token, now=now)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.accept_invitation(
                token,
                username=data["username"],
                password=data["password"],
                display_name=data["display_name"],
                email=data["email"],
                now=now,
            )
        except Refused as error:
            show_refusal(form, error)
        else:
            return _sign_in(request, data["username"], data["password"])
    context = {"form": form, "invitation": invitation}
    return render(request, "web/people/accept.html", context, status=422 if form.errors else 200)


def _sign_in(request: HttpRequest, username: str, password: str) -> HttpResponse:
    person = authenticate(request, username=username, password=password)
    messages.success(request, _("Welcome. Your account is ready; next time sign in with the name you just chose."))
    if person is None:
        return redirect("account_login")
    login(request, person)
    return redirect(get_adapter().get_login_redirect_url(request))
