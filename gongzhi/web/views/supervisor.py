"""The supervisor's desk, and what is new for me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gongzhi.base import clock
from gongzhi.cases import queries
from gongzhi.cases.actions import mark_news_seen
from gongzhi.web.access import staff, viewer


@require_GET
@staff
def desk(request: HttpRequest) -> HttpResponse:
    """Show what is yellow and red in the supervisor's areas, by organisation and by area."""
    now = clock.now()
    found = queries.supervisor_desk(viewer(request), now=now)
    return render(request, "web/desk/supervisor.html", {"desk": found, "now": now})


@require_GET
@staff
def news_page(request: HttpRequest) -> HttpResponse:
    """Show the latest news on the viewer's desks."""
    now = clock.now()
    return render(request, "web/desk/news.html", {"items": queries.news(viewer(request), now=now), "now": now})


@require_POST
@staff
def news_seen(request: HttpRequest) -> HttpResponse:
    """Mark all news as read."""
    mark_news_seen(by=viewer(request), now=clock.now())
    return redirect("news")
