"""The front door: one question, and the way to everything else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.cases.queries import common_categories


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Ask what is wrong, with the categories that are needed most."""
    return render(request, "web/home.html", {"categories": common_categories(8)})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Explain in plain words how reporting works, and what Gongzhi never does."""
    return render(request, "web/help.html")
