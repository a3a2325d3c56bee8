"""Notices: who hears of what, in what order, and what a gateway that hangs, refuses and recovers does to it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from gongzhi.base.errors import Conflict, NotFound, Refused
from gongzhi.base.ids import uuid7
from gongzhi.cases.actions import raise_alarms
from gongzhi.cases.actions.words import assign
from gongzhi.cases.models import Case
from gongzhi.cases.queries import log_of
from gongzhi.cases.tasks import run_reactions
from gongzhi.intake import actions, queries
from gongzhi.intake.actions import Courier
from gongzhi.intake.domain.notice import Channel, Kind, Mode, Quiet, State, Wish
from gongzhi.intake.domain.notice_text import Text
from gongzhi.intake.models import Gateway, Notice, Party
from gongzhi.intake.queries import Contact
from gongzhi.people.domain.roles import Viewer
from gongzhi.people.models import Person
from tests.cast import Cast
from tests.conftest import NOON
from tests.gateway import LocalGateway, local_gateway, local_mail

pytestmark = pytest.mark.django_db
MAIL = Contact("王居民", "13800000000", "wang@example.org")


def react() -> int:
    """Run the queued reactions as the worker would, newest first: an order that nobody promises otherwise."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs = ProcrastinateJob.objects.filter(task_name="cases.run_reactions", status="todo").order_by("-id")
    found = [(job.id, job.args["items"]) for job in jobs]
    # The queue's tables are not emptied after tests that commit: their cases are gone, their jobs are not.
    there = {str(id_) for id_ in Case.objects.values_list("id", flat=True)}
    for _id, items in found:
        run_reactions.func([each for each in items if each[0] in there])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = ANY(%s)", [[id_ for id_, _items in found]]
        )
    return len(found)


def closed(cast: Cast, now: datetime = NOON, **more: Any) -> UUID:
    """Report a matter with contact data and take it to its end; return the case."""
    case_id = cast.report(now, **{"contact": MAIL, **more}).case_id
    cast.take_to("closed", case_id, now)
    return case_id


def told(case_id: UUID) -> list[tuple[str, str, str]]:
    rows = Notice.objects.filter(case_id=case_id).order_by("seq", "id")
    return [(row.kind, row.channel, row.state) for row in rows]


@pytest.fixture
def gateway(settings: Any) -> Iterator[LocalGateway]:
    with local_gateway() as found:
        settings.GONGZHI_GATEWAYS = {"email": found.url}
        yield found


class Present:
    """A clock that a story moves on."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def send() -> Iterator[Callable[..., int]]:
    with Courier(timeout=6.0) as courier:

        def run(now: datetime, channel: Channel = Channel.EMAIL) -> int:
            clock = Present(now)
            return actions.deliver(channel, courier, clock=clock, until=now + timedelta(seconds=1))

        yield run


def test_the_reporter_hears_of_filing_dispatch_resolution_and_closing(cast: Cast) -> None:
    case_id = closed(cast)
    assert react() > 0
    kinds = ["filed", "dispatched", "resolved", "closed"]
    assert told(case_id) == [(kind, "email", "waiting") for kind in kinds]
    notice = Notice.objects.filter(case_id=case_id).first()
    assert notice and notice.recipient == Party.objects.get(case_id=case_id).id
    stored = str(list(Notice.objects.values()))
    assert "wang@" not in stored and "1380000" not in stored and "消防" not in stored


def test_a_reaction_that_runs_twice_doubles_nothing(cast: Cast) -> None:
    case_id = closed(cast)
    react()
    before = told(case_id)
    for event in log_of(case_id):
        run_reactions.func([(str(case_id), event.seq)])
    assert told(case_id) == before


def test_without_contact_data_nobody_is_told(cast: Cast) -> None:
    case_id = closed(cast, contact=Contact())
    react()
    assert told(case_id) == []


def test_a_phone_number_is_reached_by_sms_and_not_at_night(cast: Cast) -> None:
    night = NOON.replace(hour=22)
    case_id = closed(cast, night, contact=Contact("", "138-0000 0000"))
    react()
    rows = Notice.objects.filter(case_id=case_id)
    assert {row.channel for row in rows} == {"sms"}
    assert {row.next_at for row in rows} == {(night + timedelta(days=1)).replace(hour=8)}


def test_a_gateway_that_hangs_refuses_and_recovers(cast: Cast, gateway: LocalGateway, send: Callable[..., int]) -> None:
    cases = [closed(cast), closed(cast)]
    react()
    now = NOON + timedelta(hours=1)
    gateway.mood = "hang"
    assert send(now) == 1, "after one call that hangs the gateway is left alone"
    assert send(now + timedelta(seconds=30)) == 0
    gateway.mood = "refuse"
    now += timedelta(minutes=2)
    assert send(now) == 2, "the first of each case; the third failure in a row makes it rest"
    gateway.mood = "take"
    for _ in range(6):
        now += timedelta(minutes=61)
        send(now)
    assert not Notice.objects.exclude(state="sent").exists()
    for case_id in cases:
        number = str(case_number(case_id))
        titles = [each["title"] for each in gateway.taken if number in each["title"]]
        assert titles == [
            f"事项 {number} 已立案",
            f"事项 {number} 已派遣",
            f"事项 {number} 正在核查",
            f"事项 {number} 已结案，请您评价",
        ]
    assert len({each["id"] for each in gateway.taken}) == len(gateway.taken) == 8
    assert {each["to"] for each in gateway.taken} == {"wang@example.org"}
    tried = [each["id"] for each in gateway.asked]
    assert len(tried) == 11 and set(tried) == {each["id"] for each in gateway.taken}, "tried again under the same id"


def case_number(case_id: UUID) -> int:
    return Notice.objects.filter(case_id=case_id).values_list("data__number", flat=True)[0]


def test_an_answer_that_is_lost_repeats_the_same_message(
    cast: Cast, gateway: LocalGateway, send: Callable[..., int]
) -> None:
    receipt = cast.report(NOON, contact=MAIL)
    cast.move(receipt.case_id, "decline", "duty_officer", NOON, reason="不属于受理范围", elsewhere="请拨打 12345")
    react()
    gateway.mood = "take_and_hang"
    send(NOON)
    gateway.mood = "take"
    send(NOON + timedelta(minutes=2))
    assert len(gateway.taken) == 2 and len({each["id"] for each in gateway.taken}) == 1
    assert told(receipt.case_id) == [("declined", "email", "sent")]


def test_a_later_notice_waits_for_the_earlier_one(cast: Cast, gateway: LocalGateway, send: Callable[..., int]) -> None:
    case_id = closed(cast)
    react()
    Notice.objects.filter(case_id=case_id, kind="filed").update(next_at=NOON + timedelta(days=1))
    assert send(NOON + timedelta(hours=2)) == 0
    Notice.objects.filter(case_id=case_id, kind="filed").update(state=State.CANCELLED)
    assert send(NOON + timedelta(hours=2)) == 3


def test_what_a_dead_sender_left_is_sent_under_the_same_id(
    cast: Cast, gateway: LocalGateway, send: Callable[..., int]
) -> None:
    case_id = closed(cast)
    react()
    first = Notice.objects.filter(case_id=case_id).order_by("seq")[0]
    now = NOON + timedelta(hours=1)
    Notice.objects.filter(pk=first.id).update(state="sending", attempts=1, next_at=now + timedelta(minutes=5))
    assert send(now) == 0, "it may still be on its way, and the others wait for it"
    assert send(now + timedelta(minutes=6)) == 4
    assert gateway.taken[0]["id"] == str(first.id)


def test_after_three_days_it_has_failed_and_can_be_tried_again_or_cancelled(
    cast: Cast, gateway: LocalGateway, send: Callable[..., int]
) -> None:
    case_id = closed(cast)
    react()
    gateway.mood = "refuse"
    now = NOON + timedelta(days=3, hours=1)
    send(now)
    row = Notice.objects.get(case_id=case_id, kind="filed")
    assert (row.state, row.error) == ("failed", "refused")
    admin = cast.viewer("administrator")
    with pytest.raises(NotFound):
        actions.retry_notice(row.id, by=cast.viewer("duty_officer"), now=now)
    with pytest.raises(NotFound):
        actions.cancel_notice(uuid7(NOON), by=admin, now=now)
    gateway.mood = "take"
    actions.retry_notice(row.id, by=admin, now=now)
    Gateway.objects.update(open_until=None)
    send(now)
    row.refresh_from_db()
    assert row.state == "sent" and row.decided_by == cast.people["administrator"]
    with pytest.raises(Conflict):
        actions.cancel_notice(row.id, by=admin, now=now)


def test_erased_contact_data_cancels_what_waits(cast: Cast) -> None:
    case_id = closed(cast)
    react()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_party WHERE case_id = %s", [case_id])
    assert {row.state for row in Notice.objects.filter(case_id=case_id)} == {"cancelled"}


def test_without_a_gateway_everything_is_kept(cast: Cast, send: Callable[..., int], settings: Any) -> None:
    settings.GONGZHI_GATEWAYS = {}
    case_id = closed(cast)
    react()
    assert send(NOON + timedelta(hours=2)) == 0
    assert {state for _kind, _channel, state in told(case_id)} == {"kept"}


def test_mail_carries_the_same_message_id_at_every_try(cast: Cast, settings: Any, send: Callable[..., int]) -> None:
    with local_mail() as (port, mails):
        settings.GONGZHI_GATEWAYS = {"email": f"mailto://127.0.0.1:{port}/?from=centre@example.org&to={{to}}"}
        case_id = closed(cast, language="en")
        react()
        first = Notice.objects.filter(case_id=case_id).order_by("seq")[0]
        assert send(NOON + timedelta(hours=1)) == 4
        again = NOON + timedelta(hours=2)
        Notice.objects.filter(pk=first.id).update(state="waiting", next_at=again)
        assert send(again) == 1
    assert len(mails) == 5
    both = [mail for mail in mails if f"Message-ID: <{first.id}@" in mail]
    assert both == [mails[0], mails[4]] and f"X-Gongzhi-Notice: {first.id}" in mails[0]
    assert "To: wang@example.org" in mails[0] and "fire" not in mails[0].lower()


def test_staff_hear_as_they_wish(cast: Cast, settings: Any) -> None:
    give_mail(cast, "handler", "supervisor", "other_handler")
    case_id = cast.report(NOON).case_id
    now = cast.take_to("handling", case_id, NOON)
    wish(cast, "handler", Wish(warned=Mode.DIGEST, missed=Mode.NOW, quiet=Quiet(12, 18)))
    raise_alarms(now=now + timedelta(hours=3))
    react()
    rows = {(row.kind, row.recipient): row for row in Notice.objects.filter(case_id=case_id)}
    handler, supervisor = cast.people["handler"], cast.people["supervisor"]
    assert {key for key in rows if key[0] in ("warned", "missed")} == {
        ("warned", handler),
        ("missed", handler),
        ("missed", supervisor),
    }
    tomorrow = (NOON + timedelta(days=1)).replace(hour=8)
    assert rows["warned", handler].digest_at == tomorrow
    assert rows["missed", handler].next_at == NOON.replace(hour=18)
    assert rows["missed", supervisor].next_at < NOON.replace(hour=18)
    assert rows["missed", handler].language == "en"


def test_a_digest_tells_counts_only(cast: Cast, gateway: LocalGateway, send: Callable[..., int]) -> None:
    give_mail(cast, "handler")
    wish(cast, "handler", Wish(warned=Mode.DIGEST, missed=Mode.DIGEST))
    for _ in range(3):
        case_id = cast.report(NOON, contact=Contact()).case_id
        cast.take_to("handling", case_id, NOON)
    raise_alarms(now=NOON + timedelta(hours=4))
    react()
    morning = (NOON + timedelta(days=1)).replace(hour=8)
    send(morning - timedelta(minutes=1))
    assert gateway.taken == []
    assert actions.gather_digests(now=morning) == 1
    assert actions.gather_digests(now=morning) == 0
    send(morning)
    assert [each["title"] for each in gateway.taken] == ["Today: 0 given to you, 3 yellow, 3 red"]
    assert set(Notice.objects.exclude(kind="digest").values_list("state", flat=True)) == {"gathered"}


def test_who_is_given_a_matter_hears_but_not_who_takes_it(cast: Cast) -> None:
    give_mail(cast, "handler")
    case_id = cast.report(NOON, contact=Contact()).case_id
    cast.take_to("dispatched", case_id, NOON)
    handler = cast.people["handler"]
    assign(case_id, handler, by=cast.viewer("handler"), now=NOON + timedelta(minutes=20))
    react()
    assert told(case_id) == []


def test_a_closed_account_hears_nothing(cast: Cast, gateway: LocalGateway, send: Callable[..., int]) -> None:
    give_mail(cast, "supervisor")
    case_id = cast.report(NOON, contact=Contact()).case_id
    cast.take_to("handling", case_id, NOON)
    raise_alarms(now=NOON + timedelta(hours=4))
    react()
    Person.objects.update(is_active=False)
    assert send(NOON + timedelta(hours=5)) == 0
    assert told(case_id) == [("missed", "email", "cancelled")]


def test_a_text_is_edited_checked_and_restored(cast: Cast) -> None:
    admin, key = cast.viewer("administrator"), (Kind.FILED, "zh-hans", Channel.EMAIL)
    with pytest.raises(Refused) as caught:
        actions.set_notice_text(*key, Text("消防通道堵塞 {number}", "{link}"), by=admin, now=NOON)
    assert set(caught.value.fields) == {"subject"}
    actions.set_notice_text(*key, Text("{number} 号", "见 {link}"), by=admin, now=NOON)
    case_id = closed(cast)
    react()
    assert filed_subject(admin) == f"{case_number(case_id)} 号"
    actions.restore_notice_text(*key, by=admin, now=NOON)
    assert filed_subject(admin).startswith("事项")
    assert queries.outbox(cast.viewer("supervisor"), now=NOON).may_edit_texts is False


def test_a_request_speaks_to_no_gateway(cast: Cast, gateway: LocalGateway, client: Any, monkeypatch: Any) -> None:
    def no_process(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a request started a process")

    monkeypatch.setattr("gongzhi.intake.actions.sending.subprocess.Popen", no_process)
    gateway.mood = "hang"
    case_id = closed(cast, submission_id=uuid4())
    assert gateway.asked == [] and told(case_id) == [], "moves only queue a job; the worker writes and sends"


def filed_subject(viewer: Viewer) -> str:
    rows = queries.outbox(viewer, now=NOON).rows
    return next(row.text.subject for row in rows if row.kind is Kind.FILED)


def give_mail(cast: Cast, *names: str) -> None:
    for name in names:
        Person.objects.filter(pk=cast.people[name]).update(email=f"{name}@example.org", language="en")


def wish(cast: Cast, name: str, wanted: Wish) -> None:
    actions.set_notice_wish(wanted, "", by=cast.viewer(name), now=NOON)
