"""The own account: name, language, and what one's roles are."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.base import clock
from gongzhi.base.errors import Refused
from gongzhi.people import actions, queries
from gongzhi.web.access import ask_to_sign_in, viewer
from gongzhi.web.forms.people import ProfileForm, show_refusal
from gongzhi.web.views.choices import remember


@require_http_methods(["GET", "POST"])
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Show and change what a person may set about the own account."""
    who = viewer(request)
    if who.person_id is None:
        return ask_to_sign_in(request)
    mine = queries.profile(who.person_id)
    language = get_language() or settings.LANGUAGE_CODE
    first = {"display_name": mine.display_name, "language": language}
    form = ProfileForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_profile(display_name=data["display_name"], language=data["language"], by=who, now=clock.now())
        except Refused as error:
            show_refusal(form, error)
        else:
            with override(data["language"]):
                messages.success(request, _("The changes are saved."))
            # What was chosen in this browser before must not hide what is chosen now.
            return remember(redirect("account"), settings.LANGUAGE_COOKIE_NAME, data["language"])
    roles = queries.own_roles(who, now=clock.now())
    context = {"form": form, "profile": mine, "roles": roles}
    return render(request, "web/people/account.html", context, status=422 if form.errors else 200)
