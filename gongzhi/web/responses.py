"""Answers that several pages give."""

from django.http import HttpResponse, HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """Leads on after something was sent (303): the page there is asked for, and a reload sends nothing again."""

    status_code = 303


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page with a receipt out of search engines and other sites' logs (`never_cache` keeps it out of caches)."""
    # Not "no-referrer": then browsers send forms of the page with the origin "null", which looks like a forgery.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
