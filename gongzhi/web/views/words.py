"""How suggested categories fare: agreement by category and by week, and signs of drift."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gongzhi.base import clock
from gongzhi.cases.queries import category_names
from gongzhi.intake.queries import agreement, model
from gongzhi.web.access import staff, viewer

WEEKS = 12


@require_GET
@staff
def page(request: HttpRequest) -> HttpResponse:
    """Show supervisors and administrators how often people chose what was suggested."""
    found = agreement(viewer(request), today=clock.today(), weeks=WEEKS)
    names = category_names()
    learnt = model()
    context = {
        "found": found,
        "categories": [(names.get(each.key), each) for each in found.categories],
        "about": learnt.about if learnt else None,
        "weeks": WEEKS,
    }
    return render(request, "web/words/page.html", context)
