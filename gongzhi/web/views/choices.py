"""What a reader chooses for this browser: the language and the theme, kept in cookies; no JavaScript needed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEME_COOKIE = "gongzhi_theme"
THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen."""
    chosen = request.POST.get("language", "")
    known = chosen in dict(settings.LANGUAGES)
    return _keep(request, settings.LANGUAGE_COOKIE_NAME, chosen if known else "")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme that was chosen; anything else means: as the device has it."""
    chosen = request.POST.get("theme", "")
    return _keep(request, THEME_COOKIE, chosen if chosen in THEMES else "")


def _keep(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    back = request.POST.get("next", "")
    response = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/")
    return remember(response, cookie, value)


def remember(response: HttpResponse, cookie: str, value: str) -> HttpResponse:
    """Keep a choice in this browser for a year; '' forgets it."""
    if value:
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(cookie, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(cookie, samesite="Lax")
    return response
