"""What every template is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from gongzhi.base import clock
from gongzhi.cases.queries import news_count
from gongzhi.people.domain.roles import ANONYMOUS
from gongzhi.web.nav import navigation
from gongzhi.web.views.choices import looks_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site, the viewer, the language, the look, the present moment and, when asked for, the navigation."""
    viewer = getattr(request, "viewer", ANONYMOUS)
    return {
        # Not "site": allauth's pages have another thing of that name.
        "platform": {"name": settings.GONGZHI_SITE["site_name"], **settings.GONGZHI_SITE},
        "viewer": viewer,
        "language": get_language() or settings.LANGUAGE_CODE,
        "look": looks_of(request),
        "now": clock.now(),
        "nav": SimpleLazyObject(lambda: navigation(viewer, request)),
        "news_count": SimpleLazyObject(lambda: news_count(viewer)),
    }
