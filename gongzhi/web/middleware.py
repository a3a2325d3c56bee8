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
from gongzhi.web.errors import FilesTooLarge, TooLarge, Unreadable, answer

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
            "media-src 'self'",
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


def takes_files(view: View, most: int, *, staff: bool = False) -> View:
    """Mark a view that takes files: requests of up to `most` bytes; with `staff` only members of staff send more."""
    view.takes_files = (most, staff)  # type: ignore[attr-defined]
    return view


def _most_bytes(request: HttpRequest) -> tuple[int, bool]:
    """Return how many bytes a request may have, and whether its view takes files."""
    try:
        most, staff = getattr(resolve(request.path_info).func, "takes_files", (0, False))
    except Resolver404:
        most, staff = 0, False
    if most and request.method == "POST" and (not staff or request.viewer.is_staff):  # type: ignore[attr-defined]
        return most, True
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE, False


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
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        most, files = _most_bytes(request)
        if length > most:
            return FilesTooLarge() if files else TooLarge()
    if not length and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return FilesTooLarge()  # of unknown length: nothing of it is read
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
