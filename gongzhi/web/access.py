"""Who may open a page at all; what they may see and do on it is decided by the rooms' policies."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from gongzhi.base.errors import NotAllowed
from gongzhi.people.domain.roles import Viewer
from gongzhi.web.errors import own_path

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
    return render(request, "web/session_ended.html", {"back": own_path(request, back)}, status=401)
