"""Notices without a database: quiet hours, digests, the next try, what may stand in a text, addresses in URLs."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.intake.domain.gateway import gateway_url, masked, safe_address
from gongzhi.intake.domain.notice import GIVE_UP, Channel, Kind, Mode, Quiet, Wish, next_digest, next_try, pause
from gongzhi.intake.domain.notice_text import PLACEHOLDERS, Text, due_words, fill, shipped, wrong_text

ZONE = ZoneInfo("Asia/Shanghai")
ZONES = [ZONE, ZoneInfo("Europe/Berlin"), ZoneInfo("America/Sao_Paulo"), ZoneInfo("Australia/Lord_Howe")]
HOURS = st.integers(0, 23)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))
MESSAGE = UUID(int=7)


def at(hour: int, minute: int = 0, day: int = 13) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("quiet", "moment", "sent"),
    [
        (Quiet(21, 7), at(20, 59), at(20, 59)),
        (Quiet(21, 7), at(21), at(7, day=14)),
        (Quiet(21, 7), at(23, 30), at(7, day=14)),
        (Quiet(21, 7), at(0, 30), at(7)),
        (Quiet(21, 7), at(6, 59), at(7)),
        (Quiet(21, 7), at(7), at(7)),
        (Quiet(12, 14), at(13), at(14)),
        (Quiet(12, 14), at(14), at(14)),
        (Quiet(0, 0), at(3), at(3)),
        (Quiet(22, 0), at(23), at(0, day=14)),
    ],
)
def test_quiet_hours(quiet: Quiet, moment: datetime, sent: datetime) -> None:
    assert quiet.after(moment, ZONE) == sent


@given(HOURS, HOURS, MOMENTS, st.sampled_from(ZONES))
def test_quiet_hours_end_within_a_day_and_are_then_over(start: int, end: int, moment: datetime, zone: ZoneInfo) -> None:
    quiet = Quiet(start, end)
    sent = quiet.after(moment, zone)
    assert moment <= sent <= moment + timedelta(hours=25)
    assert not quiet.holds(sent, zone)


@given(HOURS, MOMENTS)
def test_a_digest_comes_at_its_hour_within_a_day(hour: int, moment: datetime) -> None:
    found = next_digest(moment, hour, ZONE)
    assert moment < found <= moment + timedelta(days=1)
    assert (found.astimezone(ZONE).hour, found.minute, found.second) == (hour, 0, 0)


def test_it_is_tried_again_later_and_later_and_given_up_after_three_days() -> None:
    assert [pause(n) // timedelta(minutes=1) for n in range(1, 8)] == [1, 5, 15, 60, 240, 720, 720]
    now, tries = at(12), 0
    while (again := next_try(tries + 1, at(12), now)) is not None:
        assert again > now
        now, tries = again, tries + 1
    assert now - at(12) <= GIVE_UP < now - at(12) + pause(tries + 1)
    assert tries == 10


def test_the_usual_wish_and_its_modes() -> None:
    wish = Wish()
    modes = [wish.mode(kind) for kind in (Kind.ASSIGNED, Kind.WARNED, Kind.MISSED, Kind.DIGEST)]
    assert modes == [Mode.NOW, Mode.DIGEST, Mode.NOW, Mode.NOW]


def test_every_shipped_text_may_be_so() -> None:
    assert len(shipped()) == len(Kind) * 2 * len(Channel)
    assert all("{link}" in text.body for text in shipped().values())


def test_there_is_no_placeholder_that_tells_what_a_case_is_about() -> None:
    known = set().union(*PLACEHOLDERS.values())
    assert known == {"number", "link", "office", "due", "assigned", "warned", "missed"}


@pytest.mark.parametrize(
    "body",
    [
        *("{category}", "{place}", "{title}", "{number", "number}", "{{number}}", "{number.real}", "{ number }", "{}"),
        *("https://evil.example", "www.evil.example", "evil.com", "\u202e反", "a\x00b", "", "  ", "长" * 201),
        "关于消防通道堵塞的事项",
        "Your BLOCKED fire lane",
    ],
)
def test_a_text_that_tells_or_misleads_is_refused(body: str) -> None:
    named = ("消防通道堵塞", "Blocked fire lane", "Thanks")
    assert set(wrong_text(Text("", body), Kind.FILED, Channel.SMS, named)) == {"body"}


def test_a_subject_has_one_line_and_mail_needs_one() -> None:
    assert set(wrong_text(Text("a\nb", "{link}"), Kind.FILED, Channel.EMAIL)) == {"subject"}
    assert set(wrong_text(Text("", "{link}"), Kind.FILED, Channel.EMAIL)) == {"subject"}
    assert wrong_text(Text("Thanks", "{link}"), Kind.FILED, Channel.EMAIL, ("Thanks",)) == {}


@given(st.text(alphabet="{}abnumberlink \n", max_size=60))
def test_a_text_that_passes_leaves_no_brace_when_filled(body: str) -> None:
    text = Text("", body)
    if not wrong_text(text, Kind.FILED, Channel.SMS):
        told = fill(text, {"number": "7", "link": "http://localhost/track/"}).body
        assert "{" not in told and "}" not in told


@given(st.text(max_size=30))
def test_a_value_stays_a_value(office: str) -> None:
    told = fill(Text("{office}", "{number}"), {"office": office + "{number}\nBcc: x@y", "number": "7"})
    assert "\n" not in told.subject and told.body == "7" and "{number}" in told.subject


@given(st.sampled_from(Channel), st.text(max_size=80))
def test_no_address_says_anything_else_in_a_url(channel: Channel, text: str) -> None:
    address = safe_address(channel, text)
    url = gateway_url("json://localhost/send?-to={to}&-id={id}", address, MESSAGE)
    assert parse_qs(urlsplit(url).query, keep_blank_values=True) == {"-to": [address], "-id": [str(MESSAGE)]}
    assert urlsplit(url).netloc == "localhost"


@pytest.mark.parametrize(
    ("channel", "text", "address", "shown"),
    [
        (Channel.EMAIL, " wang@example.org ", "wang@example.org", "w***@example.org"),
        (Channel.EMAIL, "a@b.c,d@e.f", "", ""),
        (Channel.EMAIL, '"a,b"@example.org', "", ""),
        (Channel.SMS, "138-0000 0000", "13800000000", "138****0000"),
        (Channel.SMS, "+86 138 0000 0000", "+8613800000000", "+86****0000"),
        (Channel.SMS, "110", "", ""),
        (Channel.SMS, "138/../x", "", ""),
        (Channel.CHAT, "@wang.li", "@wang.li", "@***"),
        (Channel.CHAT, "a?b=c", "", ""),
    ],
)
def test_addresses(channel: Channel, text: str, address: str, shown: str) -> None:
    assert safe_address(channel, text) == address
    assert masked(channel, address) == shown


def test_mail_carries_the_id_of_the_message() -> None:
    url = gateway_url("mailtos://u:p@mail.example?to={to}", "wang@example.org", MESSAGE)
    assert url.endswith(f"?to=wang%40example.org&+X-Gongzhi-Notice={MESSAGE}")


def test_when_something_is_due() -> None:
    assert due_words(at(17, 30), "zh-hans", ZONE) == "10月13日 17:30"
    assert due_words(at(9), "en", ZONE) == "13 Oct, 09:00"
    assert due_words(None, "en", ZONE) == ""
