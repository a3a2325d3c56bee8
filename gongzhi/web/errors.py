"""The one place where what went wrong becomes a page: what happened, what to do, and that nothing was lost."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.base.errors import Conflict, GongzhiError, NotAllowed, NotFound, Refused

STATUS: dict[type[GongzhiError], int] = {NotFound: 404, NotAllowed: 403, Refused: 400, Conflict: 409}


class TooMany(Refused):
    """Too much came from one address in a short time."""

    def __init__(self) -> None:
        super().__init__(
            "web.too_many",
            "短时间内从这个网络提交得太多了。请过十分钟再试，您填写的内容还在。",
            "Too much came from this network in a short time. Try again in ten minutes; what you typed is still there.",
        )


class TooLarge(Refused):
    """A request is larger than anything the site takes."""

    def __init__(self) -> None:
        super().__init__(
            "web.too_large",
            "提交的内容太大，没有收下。请缩短文字再提交，您填写的内容还在。",
            "That was too large and was not taken. Shorten the text and send it again; what you typed is still there.",
        )


class FilesTooLarge(TooLarge):
    """Files are larger together than one request may be, or nobody says how large they are."""

    def __init__(self) -> None:
        Refused.__init__(
            self,
            "web.files_too_large",
            "文件太大，没有收下。一张照片最多 20 MB，一段视频最多 50 MB；请减少一些再发，其他内容都还在。",
            "The files are too large and were not taken. A photo may have 20 MB, a video 50 MB; send fewer or"
            " smaller ones. Everything else is still there.",
        )


class Unreadable(Refused):
    """A request holds characters or a form that cannot be read."""

    def __init__(self) -> None:
        super().__init__(
            "web.unreadable",
            "提交的内容里有无法识别的字符，没有收下。请删掉特殊字符再提交，您填写的内容还在。",
            "That held characters which cannot be read, and was not taken. Remove special characters and send it again;"
            " what you typed is still there.",
        )


def status_of(error: GongzhiError) -> int:
    """Return the HTTP status of a domain error; 422 when it names the fields to mend."""
    if isinstance(error, TooMany):
        return 429
    if isinstance(error, TooLarge):
        return 413
    if isinstance(error, Refused) and error.fields:
        return 422
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def answer(request: HttpRequest, error: GongzhiError) -> HttpResponse:
    """Return the response for a domain error: a page, a fragment for htmx, JSON for the map; or the way to sign in."""
    signed_out = getattr(getattr(request, "viewer", None), "person_id", None) is None
    wants_page = request.method in ("GET", "HEAD") and not _is_htmx(request) and not _wants_json(request)
    if isinstance(error, NotAllowed) and signed_out and wants_page:
        return redirect_to_login(request.get_full_path())
    return show(request, status_of(error), error.words(get_language() or "zh-hans"), code=error.code)


def show(request: HttpRequest, status: int, words: str, *, code: str = "", kept: bool | None = None) -> HttpResponse:
    """Return an error as the page, fragment or JSON that was asked for; `kept` says that typed text is not lost."""
    if _wants_json(request):
        return JsonResponse({"code": code, "detail": words}, status=status)
    context = {
        "status": status,
        "title": _title(status),
        "words": words,
        "code": code,
        "kept": request.method == "POST" if kept is None else kept,
        "back": own_path(request, request.META.get("HTTP_REFERER", "")),
    }
    if not _is_htmx(request):
        return render(request, "web/error.html", context, status=status)
    response = render(request, "web/parts/error.html", context, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#gz-messages", "innerHTML show:top"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old to be trusted; what was typed is kept in this browser."""
    words = _("This form was open for long or you signed in elsewhere, so it was not taken. Go back and send it again.")
    return show(request, 403, words, code="web.csrf", kept=True)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own refusals (400)."""
    return show(request, 400, _("The request could not be read. Check the address or go back and try again."))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own 403."""
    return show(request, 403, _("You may not do this. If you think you should, ask the administrator of your area."))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address."""
    return show(request, 404, _("There is nothing at this address. It may have been moved or mistyped."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own mistake: a page that needs neither the database nor the viewer."""
    context: dict[str, Any] = {"language": get_language() or "zh-hans"}
    return HttpResponseServerError(render_to_string("web/500.html", context))


def own_path(request: HttpRequest, address: str) -> str:
    """Return the path of an address of this site, and the front door for any other."""
    try:
        here = {request.get_host()}
    except DisallowedHost:  # the very reason why this page is shown
        here = set()
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=here):
        return "/"
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _title(status: int) -> str:
    titles = {
        400: _("That could not be done"),
        401: _("Please sign in again"),
        403: _("Not allowed"),
        404: _("Not found"),
        409: _("Somebody else was first"),
        413: _("Too large"),
        422: _("Something needs mending"),
        429: _("Too many at once"),
    }
    return titles.get(status, _("That could not be done"))


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _wants_json(request: HttpRequest) -> bool:
    accept = request.headers.get("Accept", "")
    return "json" in accept and "html" not in accept
