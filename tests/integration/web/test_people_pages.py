"""The pages of people: who opens them, inviting and accepting, ending and closing, and that nothing typed is lost."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from gongzhi.people import actions, queries
from gongzhi.people.actions import SITE, RoleInput
from gongzhi.people.domain.roles import Role
from gongzhi.people.models import Invitation, Membership, PeopleEvent, Person
from gongzhi.places.domain.codes import parse_code
from tests.cast import COUNTY, OTHER_COUNTY, PASSWORD, PEOPLE, TOWN, Cast
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
WORDS = "four words in a row"
DUTY = {"invited_as": "孔令仪", "role": "duty_officer", "area": TOWN}
READERS = {"administrator", "supervisor"}
READ = ["people", "people_log", "organisations", "person", "organisation"]
MANAGE = [
    "invite",
    "people_areas",
    "people_offices",
    "people_parents",
    "organisation_new",
    "organisation_edit",
    "role_change",
    "role_grant",
]


def address(cast: Cast, name: str) -> str:
    args: dict[str, list[UUID]] = {
        "person": [cast.people["handler"]],
        "role_grant": [cast.people["handler"]],
        "organisation": [cast.offices["fire"]],
        "organisation_edit": [cast.offices["fire"]],
        "role_change": [cast.role_of("handler")],
    }
    return reverse(name, args=args.get(name, []))


@pytest.mark.parametrize("page", READ + MANAGE)
def test_who_opens_a_page(cast: Cast, enter, page: str) -> None:  # type: ignore[no-untyped-def]
    target = address(cast, page)
    answer = Client().get(target)
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
    for name in PEOPLE:
        wanted = 200 if name == "administrator" or (name == "supervisor" and page in READ) else 403
        assert enter(name).get(target).status_code == wanted, name


@pytest.mark.parametrize("page", READ + MANAGE)
def test_english_pages_have_no_chinese_of_ours(cast: Cast, enter, page: str) -> None:  # type: ignore[no-untyped-def]
    text = enter("administrator", "en").get(address(cast, page)).content.decode()
    for word in ("人员", "岗位", "部门名称", "邀请", "记录", "保存"):
        assert word not in text


@pytest.mark.parametrize("page", READ + MANAGE)
def test_posts_by_others_change_nothing(cast: Cast, enter, page: str) -> None:  # type: ignore[no-untyped-def]
    handler = cast.people["handler"]
    posts = [
        (reverse("role_end", args=[cast.role_of("handler")]), {}),
        (reverse("role_change", args=[cast.role_of("handler")]), DUTY),
        (reverse("role_grant", args=[handler]), DUTY),
        (reverse("person_deactivate", args=[handler]), {}),
        (reverse("person_reactivate", args=[handler]), {}),
        (reverse("invite"), DUTY),
        (reverse("organisation_new"), {"name": "某局", "kind": "office", "area": COUNTY}),
        (reverse("organisation_edit", args=[cast.offices["fire"]]), {"name": "某局", "kind": "office", "area": COUNTY}),
    ]
    before = PeopleEvent.objects.count()
    for name in ("resident", "duty_officer", "supervisor", "handler"):
        client = enter(name)
        for target, data in posts:
            status = client.post(target, data).status_code
            assert status in (403, 404) or (name == "supervisor" and status == 302), (name, target)
    for target, data in posts:
        assert Client().post(target, data).status_code == 401
    assert PeopleEvent.objects.count() == before


def test_the_list_shows_staff_and_no_resident(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("administrator")
    text = client.get("/people/").content.decode()
    assert "handler 甲" in text and "resident 甲" not in text and "outsider 甲" not in text
    assert "other_duty_officer" not in text
    assert "没有找到人员" in client.get("/people/?q=resident").content.decode()
    assert "handler 甲" not in client.get("/people/?role=verifier").content.decode()
    assert client.get("/people/?role=x&area=y&show=z&q=%F0%9F%98%80").status_code == 200
    assert client.get("/people/?after=x").status_code == 400


def test_more_comes_as_a_fragment(cast: Cast, enter, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(queries.staff_list, "__kwdefaults__", {"cursor": "", "size": 2})
    client = enter("administrator")
    first = client.get("/people/").content.decode()
    more = re.search(r'hx-get="\?(after=[^"]+)"', first)
    assert more
    fragment = client.get(f"/people/?{more[1]}", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in fragment and fragment.count("people-row") >= 2


def test_inviting_shows_the_link_once(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("administrator")
    answer = client.post("/people/invite/", DUTY)
    link = re.search(r'value="(http://[^"]+/invitations/[^"]+/)"', answer.content.decode())
    assert answer.status_code == 200 and link and "no-store" in answer.headers["Cache-Control"]
    page = client.get("/people/").content.decode()
    assert "孔令仪" in page and link[1] not in page
    assert client.get(link[1]).status_code == 200


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"invited_as": ""}, "请写明邀请谁"),
        ({"role": ""}, "请选择岗位"),
        ({"area": ""}, "请选择辖区"),
        ({"area": "", "area_words": "胜利"}, "请从找到的区划里选一个"),
        ({"area": "12345"}, "请选择辖区"),
        ({"area": "370899"}, "没有这个区划"),
        ({"role": "handler"}, "请选择部门"),
        ({"role": "resident"}, "岗位"),
    ],
)
def test_a_bad_invitation_keeps_what_was_typed(cast: Cast, enter, data: dict[str, str], words: str) -> None:  # type: ignore[no-untyped-def]
    sent = {**DUTY, "invited_as": "孔令仪，值班室", **data}
    answer = enter("administrator").post("/people/invite/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422 and words in text
    assert sent["invited_as"] in text and (not data.get("area_words") or "胜利社区" in text)
    assert not Invitation.objects.exists()


def test_an_invitation_elsewhere_is_refused(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("administrator")
    assert client.post("/people/invite/", {**DUTY, "area": OTHER_COUNTY}).status_code == 403
    water = {**DUTY, "role": "handler", "organisation": cast.offices["water"]}
    assert client.post("/people/invite/", water).status_code == 403
    assert not Invitation.objects.exists()


def test_taking_an_invitation_back(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("administrator")
    client.post("/people/invite/", DUTY)
    target = reverse("invitation_revoke", args=[Invitation.objects.get().id])
    assert enter("supervisor").post(target).status_code == 403
    assert client.post(target).status_code == 302
    assert client.post(target).status_code == 404
    assert "孔令仪" not in client.get("/people/").content.decode()


def invitation(cast: Cast, role: RoleInput | None = None) -> str:
    role = role or RoleInput(Role.DUTY_OFFICER, *parse_code(TOWN))
    _id, token = actions.invite("孔令仪", role, by=cast.viewer("administrator", NOON), now=NOON)
    return reverse("accept_invitation", args=[token])


ACCOUNT = {"display_name": "孔令仪", "username": "138 0000 1111", "email": "", "password": WORDS, "again": WORDS}


def test_accepting_signs_in_and_works_once(cast: Cast, client: Client) -> None:
    target = invitation(cast)
    text = client.get(target).content.decode()
    assert "值班员" in text and "金城街道" in text and "administrator 甲" in text
    answer = client.post(target, ACCOUNT)
    assert answer.status_code == 302 and answer.headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert Person.objects.get(username="13800001111").check_password(WORDS)
    assert Client().get(target).status_code == 404
    assert Client().post(target, {**ACCOUNT, "username": "again"}).status_code == 404
    other = Client()
    other.post("/accounts/login/", {"login": "13800001111", "password": WORDS})
    assert other.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    ("data", "words", "english"),
    [
        ({"username": "handler"}, "已经有人用了", "is taken"),
        ({"username": "a@b"}, "", "e-mail address has its own field"),
        ({"username": ""}, "请填写以后登录用的名字", "with which you sign in"),
        ({"display_name": ""}, "请填写同事认识的名字", "by which colleagues know you"),
        ({"email": "no address"}, "", "valid email"),
        ({"password": "short", "again": "short"}, "密码太短", "too short"),
        ({"again": "different words here"}, "两次输入的密码不一样", "passwords differ"),
    ],
)
def test_a_bad_account_keeps_what_was_typed(cast: Cast, data: dict[str, str], words: str, english: str) -> None:
    target = invitation(cast)
    for language, said in (("zh-hans", words), ("en", english)):
        client = Client()
        client.cookies["gongzhi_language"] = language
        answer = client.post(target, {**ACCOUNT, "display_name": "孔令仪甲乙", **data})
        text = answer.content.decode()
        assert answer.status_code == 422 and said in text
        assert data.get("display_name", "孔令仪甲乙") in text and WORDS not in text
    assert Person.objects.count() == len(PEOPLE)


def test_a_link_that_ran_out_says_what_to_do(cast: Cast, settings, client: Client) -> None:  # type: ignore[no-untyped-def]
    target = invitation(cast)
    settings.GONGZHI_NOW = NOON + timedelta(days=7)
    answer = client.get(target)
    assert answer.status_code == 404 and "请联系邀请您的同事" in answer.content.decode()
    assert client.post(target, ACCOUNT).status_code == 404


def test_who_is_signed_in_is_warned(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("resident")
    target = invitation(cast)
    assert "您现在以“resident 甲”的身份登录" in client.get(target).content.decode()
    client.post(target, ACCOUNT)
    assert "孔令仪" in client.get("/account/").content.decode()


def test_changing_and_ending_a_role(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client, handler = enter("administrator"), cast.people["handler"]
    target = address(cast, "role_change")
    assert client.post(target, {"role": "handler"}).status_code == 422
    assert client.post(target, {"role": "verifier", "area": TOWN}).status_code == 302
    page = client.get(address(cast, "person")).content.decode()
    assert "核查员" in page and "以前的岗位" in page
    assert client.post(reverse("role_grant", args=[handler]), {"role": "grid_worker", "area": TOWN}).status_code == 302
    assert client.post(reverse("role_end", args=[cast.role_of("verifier")]), {}, follow=True).status_code == 200
    held = Membership.objects.filter(person_id=handler, ends_at=None).order_by("role")
    assert [row.role for row in held] == ["grid_worker", "verifier"]
    assert client.get(target).status_code == 200
    assert client.post(target, {"role": "verifier", "area": TOWN}).status_code == 409


def test_the_last_administrator_is_told(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("administrator")
    own = reverse("role_end", args=[cast.role_of("administrator")])
    assert "最后一位管理员" in client.post(own, follow=True).content.decode()
    change = reverse("role_change", args=[cast.role_of("administrator")])
    answer = client.post(change, {"role": "verifier", "area": TOWN})
    assert answer.status_code == 422 and "最后一位管理员" in answer.content.decode()
    assert client.post(reverse("person_deactivate", args=[cast.people["administrator"]])).status_code == 403
    second = actions.create_person(username="second", password=WORDS, by=SITE, now=NOON)
    actions.grant_role(second, RoleInput(Role.ADMINISTRATOR, *parse_code(COUNTY)), by=SITE, now=NOON)
    assert client.post(own).headers["Location"] == "/"
    assert client.get("/people/").status_code == 403


def test_a_closed_account_is_signed_out_everywhere_for_good(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    devices = [enter("handler"), enter("handler")]
    assert all(each.get("/desk/").status_code == 200 for each in devices)
    client = enter("administrator")
    close, reopen = (reverse(f"person_{verb}", args=[cast.people["handler"]]) for verb in ("deactivate", "reactivate"))
    assert client.post(close).status_code == 302
    for device in devices:
        for page in ("/desk/", "/account/", "/people/"):
            assert device.get(page).headers["Location"].startswith("/accounts/login/")
        assert device.post("/account/", {"display_name": "x", "language": "en"}).status_code == 401
    fresh = Client()
    answer = fresh.post("/accounts/login/", {"login": "handler", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/inactive/"
    assert "_auth_user_id" not in fresh.session
    assert "账号已停用" in client.get(address(cast, "person")).content.decode()
    assert client.post(reopen).status_code == 302
    assert all(each.get("/desk/").status_code == 302 for each in devices)
    fresh.post("/accounts/login/", {"login": "handler", "password": PASSWORD})
    assert fresh.get("/desk/").status_code == 200


def test_searching_keeps_what_was_chosen(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client, fire = enter("administrator"), cast.offices["fire"]
    for page, query in (
        ("people_areas", f"area_words=胜利&area={TOWN}"),
        ("people_offices", f"office_words=执法&organisation={fire}"),
        ("people_parents", f"parent_words=执法&parent={fire}"),
    ):
        text = client.get(f"{reverse(page)}?{query}").content.decode()
        assert text.count(" checked") == 1 and text.count('type="radio"') >= 2
        assert client.get(f"{reverse(page)}?area=x&organisation=x&parent=x").status_code == 200


def test_other_areas_are_not_there(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("administrator")
    for target in (
        reverse("person", args=[cast.people["other_duty_officer"]]),
        reverse("person", args=[cast.people["resident"]]),
        reverse("organisation", args=[cast.offices["other"]]),
        reverse("organisation_edit", args=[cast.offices["water"]]),
        reverse("role_change", args=[cast.role_of("other_duty_officer")]),
        reverse("role_change", args=[cast.role_of("resident")]),
    ):
        assert client.get(target).status_code == 404
    assert client.post(reverse("role_end", args=[cast.role_of("other_duty_officer")])).status_code == 404
    new = {"name": "某局", "kind": "office", "area": OTHER_COUNTY}
    assert client.post("/organisations/new/", new).status_code == 403


def test_the_log_reads_plainly(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    client = enter("administrator")
    client.post(reverse("person_deactivate", args=[cast.people["verifier"]]))
    assert "administrator 甲停用了verifier 甲的账号。" in client.get("/people/log/").content.decode()
    assert "other_duty_officer" not in client.get("/people/log/").content.decode()


def test_the_own_account(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    assert Client().get("/account/").headers["Location"].startswith("/accounts/login/")
    for name in PEOPLE:
        assert enter(name).get("/account/").status_code == 200
    client = enter("resident")
    answer = client.post("/account/", {"display_name": "卜居民", "language": "en"}, follow=True)
    text = answer.content.decode()
    assert "The changes are saved." in text and '<html lang="en"' in text and "卜居民" in text
    assert client.post("/account/", {"display_name": "名" * 81, "language": "en"}).status_code == 422
    assert client.post("/account/", {"display_name": "名", "language": "tlh"}).status_code == 422
    assert queries.profile(cast.people["resident"]).display_name == "卜居民"


def test_everybody_on_the_staff_has_a_workbench(cast: Cast, enter) -> None:  # type: ignore[no-untyped-def]
    for name in set(PEOPLE) - {"outsider", "resident"}:
        for page in ("/desk/", "/desk/?desk=all", "/desk/news/"):
            assert enter(name).get(page).status_code == 200, (name, page)


@pytest.mark.parametrize(
    ("name", "page"), [("administrator", "/people/"), ("grid_worker", "/grid/"), ("handler", "/desk/")]
)
def test_signing_in_leads_to_the_own_page(cast: Cast, client: Client, name: str, page: str) -> None:
    answer = client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    assert answer.headers["Location"] == page
