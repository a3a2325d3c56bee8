"""The grid worker's phone page: report, settle on the spot, what is open in the own grids."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gongzhi.base import clock
from gongzhi.base.errors import NotAllowed
from gongzhi.cases import queries
from gongzhi.people.domain.roles import Role
from gongzhi.places.queries import areas_named
from gongzhi.web.access import staff, viewer


@require_GET
@staff
def page(request: HttpRequest) -> HttpResponse:
    """Show a grid worker the own grids and what is open there."""
    who, now = viewer(request), clock.now()
    grants = who.grants_of(Role.GRID_WORKER)
    if not grants:
        raise NotAllowed("web.grid_workers_only", "这一页是网格员用的。", "This page is for grid workers.")
    filters = queries.Filters(desk="area", light=request.GET.get("light", ""))
    page_ = queries.inbox(who, filters, now=now, cursor=request.GET.get("after", ""))
    areas = areas_named({grant.low for grant in grants})
    return render(request, "web/grid/page.html", {"page": page_, "areas": list(areas.values()), "now": now})
