"""What a reader chooses for this browser: language, theme, text size, contrast; in cookies, no JavaScript needed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

# name of the choice: (cookie, values); anything else means "as the device has it".
LOOKS = {
    "theme": ("gongzhi_theme", ("light", "dark")),
    "size": ("gongzhi_size", ("large",)),
    "contrast": ("gongzhi_contrast", ("high",)),
}
YEAR = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen."""
    chosen = request.POST.get("language", "")
    known = chosen in dict(settings.LANGUAGES)
    return _keep(request, settings.LANGUAGE_COOKIE_NAME, chosen if known else "")


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Keep the theme, the text size or the contrast that was chosen."""
    name = next((each for each in LOOKS if each in request.POST), "theme")
    cookie, values = LOOKS[name]
    chosen = request.POST.get(name, "")
    return _keep(request, cookie, chosen if chosen in values else "")


def looks_of(request: HttpRequest) -> dict[str, str]:
    """Return what this browser has chosen, by name; '' where nothing was."""
    found = {name: request.COOKIES.get(cookie, "") for name, (cookie, _values) in LOOKS.items()}
    return {name: value if value in LOOKS[name][1] else "" for name, value in found.items()}


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
