"""Around every request: who looks, in which language; what cannot be read is refused; errors become pages."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from gongzhi.base import clock
from gongzhi.base.errors import GongzhiError
from gongzhi.people.domain.roles import ANONYMOUS, Viewer
from gongzhi.people.queries import viewer_of
from gongzhi.web.errors import TooLarge, Unreadable, answer

DEVICES = "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"
Next = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., Any])


class HeadersMiddleware:
    """Sets the headers that keep a page to itself: no foreign script, frame, form target or device."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.policy = content_security_policy(settings.GONGZHI_SITE.get("tiles_url", ""))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", DEVICES)
        return response


def content_security_policy(tiles_url: str) -> str:
    """Return the policy; only the site's map tiles may come from elsewhere."""
    parts = urlsplit(tiles_url)
    tiles = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: blob:{tiles}",
            f"connect-src 'self'{tiles}",
            "worker-src 'self'",
            "font-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


class ViewerMiddleware:
    """Gives every request its viewer, read only when somebody asks, and the language that the person has chosen."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewer = SimpleLazyObject(partial(_viewer, request))  # type: ignore[attr-defined]
        self._speak(request)
        return self.get_response(request)

    def _speak(self, request: HttpRequest) -> None:
        """First what was chosen in this browser, then what the person has chosen, then what the browser asks for."""
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language


def _viewer(request: HttpRequest) -> Viewer:
    # Without a session there is nobody, and no need to ask the database.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return ANONYMOUS
    read: Viewer | None = getattr(request.user, "viewer", None)
    return read or viewer_of(request.user.pk, clock.now())


class ErrorMiddleware:
    """Refuses what cannot be read before any view sees it, and turns domain errors into pages."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        error = unreadable(request)
        if error is None or (isinstance(error, NullText) and _mended_by_view(request)):
            return self.get_response(request)
        return answer(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a domain error; anything else is our own mistake and goes its way."""
        return answer(request, exception) if isinstance(exception, GongzhiError) else None


class NullText(Unreadable):
    """A text holds null characters; a form can be shown again with everything that was typed."""


def mends_text(view: View) -> View:
    """Mark a view that shows its form again when a text holds null characters, so that nothing typed is lost."""
    view.mends_text = True  # type: ignore[attr-defined]
    return view


def _mended_by_view(request: HttpRequest) -> bool:
    try:
        return request.method == "POST" and hasattr(resolve(request.path_info).func, "mends_text")
    except Resolver404:
        return False


def unreadable(request: HttpRequest) -> GongzhiError | None:
    """Return why a request cannot be read: too large, torn, or with null characters, which no text of ours holds."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return TooLarge()
    try:
        found = any("\x00" in text for text in _texts(request))
    except RequestDataTooBig:
        return TooLarge()
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return Unreadable()
    return NullText() if found else None


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    sources = [request.GET, request.POST] if request.method == "POST" else [request.GET]
    for source in sources:
        for key, values in source.lists():
            yield key
            yield from (str(value) for value in values)
