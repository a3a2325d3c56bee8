"""Who sees what: every address asked for by each of the cast and by nobody; an unknown address fails this test."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from gongzhi.base.ids import uuid7
from gongzhi.cases import queries
from gongzhi.intake.actions import PlaceInput, Support, register_place, support
from gongzhi.intake.models import Attachment
from tests.cast import PASSWORD, PEOPLE, Cast
from tests.conftest import NOON
from tests.pictures import photo

EVERYBODY = {*PEOPLE, "nobody"}
CLERKS = {"duty_officer", "other_duty_officer", "county_duty_officer"}
STAFF = EVERYBODY - {"nobody", "outsider", "resident"}
SEES_CASE = {"grid_worker", "duty_officer", "dispatcher", "handler", "verifier", "supervisor", "county_duty_officer"}
SIGNED_IN = EVERYBODY - {"nobody"}
ADMIN = {"administrator"}
DESKS = {"duty_officer", "dispatcher", "verifier", "county_duty_officer"}
READS_PEOPLE = {"administrator", "supervisor"}

# name of the address: (arguments by name, who gets it with 200). Addresses that only take POST are in POSTED below.
PAGES: dict[str, tuple[dict[str, str], set[str]]] = {
    "home": ({}, EVERYBODY),
    "help": ({}, EVERYBODY),
    "report": ({}, EVERYBODY),
    "report_done": ({"?code": "receipt"}, EVERYBODY),
    "place_at": ({"?lon": "116.58", "?lat": "35.40"}, EVERYBODY),
    "area_choices": ({}, EVERYBODY),
    "track": ({}, EVERYBODY),
    "tracking": ({"code": "receipt"}, EVERYBODY),
    "my_reports": ({}, SIGNED_IN),
    "public_list": ({}, EVERYBODY),
    "public_case": ({"number": "number"}, EVERYBODY),
    "public_map": ({}, EVERYBODY),
    "map_areas": ({}, EVERYBODY),
    "map_cases": ({"?bbox": "116,35,117,36"}, EVERYBODY),
    "catalogue": ({}, EVERYBODY),
    "category": ({"code": "pothole"}, EVERYBODY),
    "category_match": ({}, EVERYBODY),
    "processes": ({}, EVERYBODY),
    "process": ({"name": "request"}, EVERYBODY),
    "grid": ({}, {"grid_worker"}),
    "near": ({"?category": "pothole", "?lon": "116.58", "?lat": "35.40"}, EVERYBODY),
    "follow": ({"code": "follows"}, EVERYBODY),
    "suggestions": ({}, READS_PEOPLE),
    "desk": ({}, STAFF),
    "news": ({}, STAFF),
    "supervisor": ({}, {"supervisor"}),
    "case": ({"case_id": "case"}, SEES_CASE),
    "evidence_unsent": ({"submission": "absent"}, EVERYBODY),
    "evidence_unsent_file": ({"submission": "absent", "attachment_id": "absent"}, set()),
    "evidence_own_file": ({"code": "receipt", "attachment_id": "photo", "size": "full"}, EVERYBODY),
    "evidence_file": ({"attachment_id": "photo", "size": "full"}, SEES_CASE),
    "evidence_page": ({"case_id": "case", "attachment_id": "photo"}, SEES_CASE),
    "people": ({}, READS_PEOPLE),
    "people_log": ({}, READS_PEOPLE),
    "people_areas": ({}, ADMIN),
    "people_offices": ({}, ADMIN),
    "people_parents": ({}, ADMIN),
    "person": ({"person_id": "handler"}, READS_PEOPLE),
    "invite": ({}, ADMIN),
    "organisations": ({}, READS_PEOPLE),
    "organisation": ({"organisation_id": "office"}, READS_PEOPLE),
    "organisation_new": ({}, ADMIN),
    "organisation_edit": ({"organisation_id": "office"}, ADMIN),
    "account": ({}, SIGNED_IN),
    "call": ({}, CLERKS),
    "call_done": ({"?code": "receipt"}, CLERKS),
    "scan": ({"token": "token"}, set()),
    "codes": ({}, CLERKS | ADMIN),
    "code_new": ({}, CLERKS | ADMIN),
    "code_areas": ({}, CLERKS | ADMIN),
    "code_grids": ({}, CLERKS | ADMIN),
    "code_print": ({}, CLERKS | ADMIN),
    "code_edit": ({"token": "code"}, {"duty_officer", "county_duty_officer", "administrator"}),
    "accept_invitation": ({"token": "token"}, set()),
    "notices": ({}, READS_PEOPLE),
    "notice_texts": ({}, ADMIN),
    "notice_text": ({"kind": "filed", "language": "en", "channel": "sms"}, ADMIN),
    "notice_wishes": ({}, STAFF),
    "demo_notices": ({}, set()),  # this is no demo; test_notice_pages.py asks on one
}
# Everybody may ask; signed in or not decides between the page and a redirect, and allauth says which.
ACCOUNT_PAGES = ("account_", "allauth")


@pytest.fixture
def clients(cast: Cast) -> dict[str, Client]:
    found = {"nobody": Client()}
    for name in PEOPLE:
        found[name] = Client()
        assert (
            found[name].login(username=name, password=PASSWORD)
            or found[name].post("/accounts/login/", {"login": name, "password": PASSWORD}).status_code == 302
        )
    return found


@pytest.fixture
def things(cast: Cast, settings: Any, tmp_path: Path) -> dict[str, str]:
    receipt = cast.report(NOON)
    cast.take_to("handling", receipt.case_id, NOON)
    settings.GONGZHI_NOW = NOON + timedelta(hours=1)
    number = queries.public_list(queries.PublicFilters(), now=settings.GONGZHI_NOW).rows[0].number
    return {
        "absent": str(uuid4()),
        "photo": a_photo(receipt.case_id, settings, tmp_path),
        "receipt": receipt.code,
        "case": str(receipt.case_id),
        "number": str(number),
        "follows": support(
            Support(number, uuid4(), "somebody"), by=cast.viewer("outsider"), now=settings.GONGZHI_NOW
        ).code,
        "handler": str(cast.people["handler"]),
        "office": str(cast.offices["fire"]),
        "token": "no-such-token",
        "code": register_place(
            PlaceInput("bin", "东门垃圾桶", point=cast.inside), by=cast.viewer("duty_officer"), now=NOON
        ),
    }


def a_photo(case_id: UUID, settings: Any, folder: Path) -> str:
    """Put a photo on the case that is ready but not blurred yet; return its id."""
    options = {"location": folder, "base_url": None}
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "evidence": store}
    (folder / "clear.webp").write_bytes(photo("webp"))
    names = {"clear": "clear.webp", "thumb": "clear.webp", "state": "ready", "kind": "photo", "purpose": "report"}
    size = {"width": 640, "height": 480, "bytes": 1, "sha256": b"", "created_at": NOON}
    return str(Attachment.objects.create(id=uuid7(NOON), case_id=case_id, **names, **size).id)


def addresses() -> Iterator[tuple[str, str]]:
    """Yield (name, pattern) of every address of the site."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, str]]:
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, prefix + str(each.pattern))
            elif isinstance(each, URLPattern):
                yield each.name or "", prefix + str(each.pattern)

    yield from walk(get_resolver().url_patterns, "/")


def test_every_address_is_in_the_table() -> None:
    unknown = [
        (name, pattern)
        for name, pattern in addresses()
        if name not in PAGES and name not in POSTED and not name.startswith(ACCOUNT_PAGES)
    ]
    assert unknown == []


@pytest.mark.parametrize("name", list(PAGES))
def test_who_sees_a_page(name: str, clients: dict[str, Client], things: dict[str, str]) -> None:
    path = address_of(name, PAGES[name][0], things)
    if path is None:
        pytest.fail(f"{name} is no address any more: take it out of the table")
    for who, client in clients.items():
        answer = client.get(path)
        seen = answer.status_code == 200
        assert seen == (who in PAGES[name][1]), f"{who} got {answer.status_code} for {path}"
        if not seen:
            assert answer.status_code in (302, 403, 404), f"{who}: {path}: {answer.status_code}"


BOX = {"kind": "face", "x": "1", "y": "1", "width": "9", "height": "9"}
# name: (arguments, form, who may; others are refused with 401, 403, 404 or a page that asks to sign in)
POSTED: dict[str, tuple[dict[str, str], dict[str, str], set[str]]] = {
    "language": ({}, {"language": "en"}, EVERYBODY),
    "look": ({}, {"theme": "dark"}, EVERYBODY),
    "bulk_dispatch": ({}, {}, STAFF),
    "news_seen": ({}, {}, STAFF),
    "case_move": ({"case_id": "case"}, {"verb": "respond"}, set()),
    "case_note": ({"case_id": "case"}, {"note": "看过了"}, SEES_CASE),
    "case_assign": ({"case_id": "case"}, {"person": ""}, {"handler"}),
    "call_look": ({"part": "words"}, {"description": "路灯不亮"}, CLERKS),
    "call_file": ({}, {"code": "none"}, set()),
    "code_retire": ({"token": "code"}, {}, {"duty_officer", "county_duty_officer", "administrator"}),
    "track_answer": ({"code": "receipt"}, {}, set()),
    "track_reopen": ({"code": "receipt"}, {"text": "x"}, set()),
    "track_note": ({"code": "receipt"}, {"text": "还在"}, EVERYBODY),
    "me_too": ({"number": "number"}, {"ticket": "none"}, EVERYBODY),
    "follow_contact": ({"code": "follows"}, {"phone": "1"}, EVERYBODY),
    "follow_stop": ({"code": "absent"}, {}, set()),
    "evidence_add": ({}, {}, set()),
    "evidence_remove": ({"submission": "absent", "attachment_id": "photo"}, {}, EVERYBODY),  # the form, shown again
    "evidence_box": ({"case_id": "case", "attachment_id": "photo"}, BOX, DESKS),
    "evidence_undo": ({"case_id": "case", "attachment_id": "photo"}, {"ref": "x"}, DESKS),
    "role_end": ({"membership_id": "absent"}, {}, set()),
    "role_change": ({"membership_id": "absent"}, {}, set()),
    "role_grant": ({"person_id": "absent"}, {}, set()),
    "person_deactivate": ({"person_id": "absent"}, {}, set()),
    "person_reactivate": ({"person_id": "absent"}, {}, set()),
    "invitation_revoke": ({"invitation_id": "absent"}, {}, set()),
    "notice_retry": ({"notice_id": "absent"}, {}, set()),
    "notice_cancel": ({"notice_id": "absent"}, {}, set()),
}


@pytest.mark.parametrize("name", list(POSTED))
def test_who_may_send(name: str, clients: dict[str, Client], things: dict[str, str]) -> None:
    things["absent"] = str(uuid7(NOON))
    arguments, form, allowed = POSTED[name]
    path = address_of(name, arguments, things)
    if path is None:
        pytest.fail(f"{name} is no address any more: take it out of the table")
    for who, client in clients.items():
        answer = client.post(path, form)
        done = answer.status_code in (200, 204, 302, 303) and "/accounts/login" not in answer.headers.get(
            "Location", ""
        )
        assert done == (who in allowed), f"{who} got {answer.status_code} for {path}"
        assert answer.status_code < 500


@pytest.mark.parametrize("who", sorted(EVERYBODY - SEES_CASE))
def test_a_case_elsewhere_and_no_case_sound_the_same(
    who: str, clients: dict[str, Client], things: dict[str, str]
) -> None:
    cases = [things["case"], str(uuid4())]
    answers = [clients[who].get(f"/desk/cases/{case}/") for case in cases]
    assert answers[0].status_code == answers[1].status_code
    # The token against forgery is masked anew in each page; everything else is the same, letter by letter.
    pages = [
        re.sub(r"\b[A-Za-z0-9]{64}\b", "", answer.content.decode()).replace(case, "")
        for answer, case in zip(answers, cases, strict=True)
    ]
    assert pages[0] == pages[1]


def address_of(name: str, arguments: dict[str, str], things: dict[str, str]) -> str | None:
    """Return an address of the table with its arguments filled in, or None where there is none of this name."""
    from django.urls import NoReverseMatch, reverse

    inside = {key: things.get(value, value) for key, value in arguments.items() if not key.startswith("?")}
    query = "&".join(f"{key[1:]}={things.get(value, value)}" for key, value in arguments.items() if key.startswith("?"))
    try:
        return reverse(name, kwargs=inside) + (f"?{query}" if query else "")
    except NoReverseMatch:
        return None
