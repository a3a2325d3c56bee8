"""Who may open a page at all; what they may see and do on it is decided by the rooms' policies."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from gongzhi.base.errors import NotAllowed
from gongzhi.people.domain.roles import Viewer

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def viewer(request: HttpRequest) -> Viewer:
    """Return who looks at the page; nobody signed in is a viewer without grants."""
    return request.viewer  # type: ignore[attr-defined]


def staff(view: View) -> View:
    """Let only members of staff in: others are sent to sign in, and what they typed is kept in their browser."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = viewer(request)
        if person.person_id is None:
            return ask_to_sign_in(request)
        if not person.is_staff:
            raise NotAllowed(
                "web.staff_only",
                "这一页是工作人员用的。您反映的事情请在“查进度”里看。",
                "This page is for staff. Follow your own reports under 'Track'.",
            )
        return view(request, *args, **kwargs)

    return inner  # type: ignore[return-value]


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a reader to the sign-in page; after a POST say first that the session ended and that the text is kept."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    back = request.POST.get("next", "") or request.META.get("HTTP_REFERER", "")
    return render(request, "web/session_ended.html", {"back": _own_path(request, back)}, status=401)


def _own_path(request: HttpRequest, address: str) -> str:
    if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        parts = urlsplit(address)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"
