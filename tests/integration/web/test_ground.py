"""The ground of the web room: language, theme, accounts, errors, headers."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import path

from gongzhi.base.errors import Conflict, NotAllowed, NotFound, Refused
from gongzhi.config.urls import urlpatterns as site_urls

pytestmark = pytest.mark.django_db
PASSWORD = "four words in a row"
RAISED: dict[str, Exception] = {
    "notfound": NotFound("x.none", "没有这件事。", "There is no such matter."),
    "notallowed": NotAllowed("x.no", "不能这样做。", "You may not do this."),
    "refused": Refused("x.bad", "不行。", "That will not do."),
    "fields": Refused("x.bad", "不行。", "That will not do.", fields={"note": "x"}),
    "conflict": Conflict("x.late", "别人先办了。", "Somebody was first."),
}


def fails(_request: Any, kind: str) -> Any:
    raise RAISED[kind]


urlpatterns = [*site_urls, path("fails/<str:kind>/", fails)]
with_failures = pytest.mark.urls(__name__)


def test_the_front_door_asks_one_question(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "发生了什么？" in page and '<html lang="zh-Hans"' in page
    english = client.get("/", headers={"accept-language": "en-GB"}).content.decode()
    assert "What is wrong?" in english and '<html lang="en"' in english


def test_the_language_that_was_chosen_stays(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/help/?a=1"})
    assert answer.status_code == 302 and answer.headers["Location"] == "/help/?a=1"
    assert "What Gongzhi never does" in client.get("/help/").content.decode()
    client.post("/language/", {"language": "tlh"})
    assert "共治不做的事" in client.get("/help/").content.decode()


def test_a_choice_never_leads_elsewhere(client: Client) -> None:
    assert client.post("/look/", {"theme": "dark", "next": "//elsewhere.example"}).headers["Location"] == "/"


def test_the_theme_is_in_the_page_before_it_is_drawn(client: Client) -> None:
    assert "data-bs-theme" not in client.get("/help/").content.decode()
    client.post("/look/", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/help/").content.decode()
    client.post("/look/", {"theme": ""})
    assert "data-bs-theme" not in client.get("/help/").content.decode()


def test_no_page_carries_a_script_or_style_of_its_own(client: Client) -> None:
    for address in ("/", "/help/", "/accounts/login/", "/accounts/signup/", "/nothing-here/"):
        page = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page), address


def sign_up(client: Client, name: str, email: str = "") -> Any:
    data = {"username": name, "email": email, "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/accounts/signup/", data)


def test_a_resident_opens_an_account_with_a_phone_number(client: Client) -> None:
    assert sign_up(client, "138 0000 0000").headers["Location"] == "/"
    person = get_user_model().objects.get(username="13800000000")
    assert person.email is None and person.language == "zh-hans"
    assert person.password.startswith("argon2")
    client.post("/accounts/logout/")
    answer = client.post("/accounts/login/", {"login": "13800000000", "password": PASSWORD})
    assert answer.status_code == 302 and answer.headers["Location"] == "/"


def test_two_people_without_e_mail_are_two_people(client: Client) -> None:
    sign_up(client, "一号居民")
    client.post("/accounts/logout/")
    assert sign_up(client, "二号居民").status_code == 302
    assert get_user_model().objects.filter(email=None).count() == 2


def test_the_same_number_written_otherwise_is_taken(client: Client) -> None:
    sign_up(client, "13800000000")
    client.post("/accounts/logout/")
    answer = sign_up(client, "138-0000-0000")
    assert answer.status_code == 200 and "aria-invalid" in answer.content.decode()


def test_a_wrong_password_is_said_and_the_name_is_kept(client: Client) -> None:
    page = client.post("/accounts/login/", {"login": "nobody", "password": "wrong"}).content.decode()
    assert 'value="nobody"' in page and "data-error" in page


def test_a_person_reads_in_their_own_language(client: Client) -> None:
    sign_up(client, "reader")
    get_user_model().objects.update(language="en")
    assert '<html lang="en"' in client.get("/help/").content.decode()
    client.post("/language/", {"language": "zh-hans"})
    assert '<html lang="zh-Hans"' in client.get("/help/").content.decode()


def test_pages_of_accounts_are_ours_in_both_languages(client: Client) -> None:
    addresses = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/"]
    for address in addresses:
        for language in ("zh-CN", "en"):
            page = client.get(address, headers={"accept-language": language})
            assert page.status_code == 200 and "gz-header" in page.content.decode(), address
    sign_up(client, "reader")
    for address in ("/accounts/logout/", "/accounts/password/change/", "/accounts/email/"):
        assert "gz-header" in client.get(address).content.decode(), address


@with_failures
@pytest.mark.parametrize(
    ("kind", "status"), [("notfound", 404), ("notallowed", 403), ("refused", 400), ("fields", 422), ("conflict", 409)]
)
def test_an_error_is_a_page_that_says_what_happened(client: Client, kind: str, status: int) -> None:
    sign_up(client, "reader")
    answer = client.post(f"/fails/{kind}/", headers={"referer": "http://testserver/desk/?desk=mine"})
    page = answer.content.decode()
    assert answer.status_code == status
    assert RAISED[kind].zh in page and "内容没有丢" in page  # type: ignore[attr-defined]
    assert 'href="/desk/?desk=mine"' in page and "data-keep-drafts" in page


@with_failures
def test_an_error_is_a_fragment_for_htmx_and_json_for_the_map(client: Client) -> None:
    fragment = client.get("/fails/refused/", headers={"hx-request": "true", "accept-language": "en"})
    assert fragment.headers["HX-Retarget"] == "#gz-messages" and "<html" not in fragment.content.decode()
    assert "That will not do." in fragment.content.decode()
    data = client.get("/fails/notfound/", headers={"accept": "application/geo+json"})
    assert data.status_code == 404 and data.json()["code"] == "x.none"


@with_failures
def test_who_is_signed_out_is_led_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/fails/notallowed/?a=1")
    assert answer.headers["Location"] == "/accounts/login/?next=/fails/notallowed/%3Fa%3D1"


def test_a_null_byte_is_a_clear_page(client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "a\x00", "password": "b"})
    assert answer.status_code == 400 and "无法识别的字符" in answer.content.decode()
    assert client.get("/help/?q=%00").status_code == 400


def test_a_body_that_is_too_large_is_a_clear_page(client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "x" * 3_000_000})
    assert answer.status_code == 413 and "内容没有丢" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_its_text_kept() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/accounts/login/", {"login": "x", "password": "y"})
    page = answer.content.decode()
    assert answer.status_code == 403 and "请返回再提交一次" in page and "data-keep-drafts" in page


def test_an_unknown_address_is_said_in_plain_words(client: Client) -> None:
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404 and "这个网址下没有内容" in answer.content.decode()


def test_a_page_asks_the_database_for_nobody_when_nobody_is_signed_in(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.get("/help/")
    with django_assert_num_queries(0):
        client.get("/help/")


def test_another_host_name_is_refused_and_not_our_fault(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    for referer in ("", "https://evil.example/x"):
        answer = client.get("/", headers={"host": "evil.example", "referer": referer})
        assert answer.status_code == 400 and "evil.example" not in answer.content.decode()


def test_text_size_and_contrast_are_kept_each_by_itself(client: Client) -> None:
    client.post("/look/", {"size": "large"})
    client.post("/look/", {"contrast": "high"})
    page = client.get("/help/").content.decode()
    assert 'data-size="large"' in page and 'data-contrast="high"' in page and "data-bs-theme" not in page
    client.post("/look/", {"size": ""})
    client.post("/look/", {"contrast": "<script>"})
    page = client.get("/help/").content.decode()
    assert "data-size" not in page and "data-contrast" not in page
