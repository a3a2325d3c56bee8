"""How much one address may send in a while; counted in each process, enough against a flood from one place."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from gongzhi.web.errors import TooMany

WINDOW = 600  # seconds
HOUSEHOLD = 64  # bits of an IPv6 address that belong to one connection; its owner has all addresses below


def sparingly(request: HttpRequest, what: str, most: int | None = None) -> None:
    """Count one act of the request's address; raise TooMany beyond `most` (default: the site's rate) in ten minutes."""
    if _count(request, what) > _most(most):
        raise TooMany


def still_allowed(request: HttpRequest, what: str, most: int | None = None) -> None:
    """Raise TooMany if the address has used up what it may do; count nothing."""
    if cache.get(_key(request, what), 0) >= _most(most):
        raise TooMany


def _count(request: HttpRequest, what: str) -> int:
    key = _key(request, what)
    cache.add(key, 0, WINDOW)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1


def _most(most: int | None) -> float:
    most = settings.SITE.report_rate if most is None else most
    return most or float("inf")


def _key(request: HttpRequest, what: str) -> str:
    return f"rate:{what}:{address_of(request)}"


def address_of(request: HttpRequest) -> str:
    """Return the address the request came from: the proxy's word for it where the site stands behind one.

    Of an IPv6 address only the network counts. What is no address at all (a socket) is one and the same.
    """
    told = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SITE.https:
        # The proxy next to us writes the last one; all before it can be invented by the sender.
        told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip() or told
    try:
        address = ip_address(told)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(int(address) >> (128 - HOUSEHOLD))
    return str(getattr(address, "ipv4_mapped", None) or address)
