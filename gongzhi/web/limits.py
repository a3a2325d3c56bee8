"""How much one address may send in a while; counted in each process, enough against a flood from one place."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from gongzhi.web.errors import TooMany

WINDOW = 600  # seconds


def sparingly(request: HttpRequest, what: str, most: int | None = None) -> None:
    """Count one act of the request's address; raise TooMany beyond `most` (default: the site's rate) in ten minutes."""
    most = settings.SITE.report_rate if most is None else most
    if not most:
        return
    key = f"rate:{what}:{address_of(request)}"
    cache.add(key, 0, WINDOW)
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two
        count = 1
    if count > most:
        raise TooMany


def address_of(request: HttpRequest) -> str:
    """Return the address the request came from: the proxy's word for it where the site stands behind one."""
    if settings.SITE.https:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded:
            return str(forwarded).rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
