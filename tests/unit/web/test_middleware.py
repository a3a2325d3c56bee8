"""What is refused before any view sees it, and the headers of every page."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from gongzhi.base.errors import Conflict, NotAllowed, NotFound, Refused
from gongzhi.web.errors import TooLarge, TooMany, Unreadable, own_path, status_of
from gongzhi.web.middleware import HeadersMiddleware, content_security_policy, unreadable

make = RequestFactory()


@pytest.mark.parametrize(
    "request_",
    [
        make.get("/report/?q=a%00b"),
        make.get("/report/?a%00=b"),
        make.post("/report/", {"description": "a\x00b"}),
        make.post("/report/", {"a\x00b": "c"}),
        make.get("/track/a%00b/"),
    ],
)
def test_a_null_byte_is_refused_wherever_it_is(request_: HttpRequest) -> None:
    assert isinstance(unreadable(request_), Unreadable)


def test_an_emoji_storm_is_text() -> None:
    assert unreadable(make.post("/report/", {"description": "🚗💥" * 10_000})) is None


def test_a_body_that_is_too_large_is_refused_unread() -> None:
    request = make.post("/report/", {"description": "x"})
    request.META["CONTENT_LENGTH"] = str(200 * 1024 * 1024)
    assert isinstance(unreadable(request), TooLarge)


def test_more_fields_than_any_form_has_are_refused() -> None:
    assert isinstance(unreadable(make.post("/report/", {f"f{n}": "x" for n in range(600)})), Unreadable)


def test_a_torn_body_is_refused() -> None:
    request = make.generic("POST", "/report/", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=")
    assert isinstance(unreadable(request), Unreadable)


def test_each_error_has_its_status() -> None:
    assert status_of(NotFound("a", "", "")) == 404
    assert status_of(NotAllowed("a", "", "")) == 403
    assert status_of(Conflict("a", "", "")) == 409
    assert status_of(Refused("a", "", "")) == 400
    assert status_of(Refused("a", "", "", fields={"x": "y"})) == 422
    assert status_of(TooMany()) == 429
    assert status_of(TooLarge()) == 413


def test_the_way_back_never_leaves_the_site() -> None:
    request = make.get("/")
    assert own_path(request, "http://testserver/desk/?desk=mine") == "/desk/?desk=mine"
    assert own_path(request, "https://elsewhere.example/x") == "/"
    assert own_path(request, "//elsewhere.example/x") == "/"
    assert own_path(request, "javascript:alert(1)") == "/"


def test_pages_keep_to_themselves() -> None:
    response = HeadersMiddleware(lambda _request: HttpResponse())(make.get("/"))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_only_the_tiles_may_come_from_elsewhere() -> None:
    policy = content_security_policy("https://tiles.example/{z}/{x}/{y}.png")
    assert "img-src 'self' data: blob: https://tiles.example;" in policy
    assert "connect-src 'self' https://tiles.example;" in policy
    assert "script-src 'self';" in policy
