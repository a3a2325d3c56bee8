"""The minute task as the worker runs it: gateways in threads of their own, and senders that meet each other."""

import threading
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from gongzhi.intake import actions, tasks
from gongzhi.intake.actions import Courier
from gongzhi.intake.domain.notice import Channel
from gongzhi.intake.models import Notice
from gongzhi.intake.queries import Contact
from tests.cast import make_cast
from tests.conftest import NOON
from tests.gateway import local_gateway
from tests.integration.intake.test_notices import MAIL, Present, closed, react

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_gateway_that_hangs_keeps_no_other_waiting(settings: Any, monkeypatch: Any) -> None:
    cast = make_cast(NOON)
    settings.GONGZHI_NOW = NOON + timedelta(hours=1)
    monkeypatch.setattr(tasks, "CALL", 6.0)
    with local_gateway() as mail, local_gateway() as sms:
        settings.GONGZHI_GATEWAYS = {"email": mail.url, "sms": sms.url}
        mail.mood = "hang"
        closed(cast)
        closed(cast, contact=Contact("", "13800000001"))
        react()
        tasks.notices.func(0)
        assert len(mail.asked) == 1 and len(sms.taken) == 4
        mail.mood, settings.GONGZHI_NOW = "take", NOON + timedelta(hours=2)
        tasks.notices.func(0)
    assert len(mail.taken) == 4 and set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def test_two_senders_at_once_send_everything_once_and_in_order(settings: Any) -> None:
    cast = make_cast(NOON)
    with local_gateway() as gateway:
        settings.GONGZHI_GATEWAYS = {"email": gateway.url}
        for _ in range(4):
            closed(cast)
        react()
        now = NOON + timedelta(hours=1)

        def run() -> None:
            try:
                with Courier(timeout=15.0) as courier:
                    while Notice.objects.exclude(state="sent").exists():
                        actions.deliver(Channel.EMAIL, courier, clock=Present(now), until=now + timedelta(seconds=1))
            finally:
                connection.close()

        senders = [threading.Thread(target=run) for _ in range(2)]
        for each in senders:
            each.start()
        for each in senders:
            each.join(60)
    assert len(gateway.taken) == len({each["id"] for each in gateway.taken}) == 16
    order: dict[UUID, list[int]] = {}
    for each in gateway.taken:
        row = Notice.objects.get(pk=each["id"])
        assert row.case_id
        order.setdefault(row.case_id, []).append(row.seq)
    assert len(order) == 4 and all(found == sorted(found) for found in order.values())


def test_nothing_waits_while_a_gateway_hangs(settings: Any) -> None:
    cast = make_cast(NOON)
    settings.GONGZHI_NOW = NOON + timedelta(hours=1)
    with local_gateway() as gateway:
        settings.GONGZHI_GATEWAYS, gateway.mood = {"email": gateway.url}, "hang"
        case_id = cast.report(NOON, contact=MAIL).case_id
        cast.take_to("handling", case_id, NOON)
        react()
        sender = threading.Thread(target=send_and_close)
        sender.start()
        assert gateway.called.wait(60), "the sender is in the middle of a call that does not end"
        form = {
            **{"submission": str(uuid4()), "category": "street-light", "description": "路灯不亮", "place": "东门外"},
            **{"lon": f"{cast.inside.lon:.6f}", "lat": f"{cast.inside.lat:.6f}", "email": "li@example.org"},
        }
        began = time.monotonic()
        answer = Client().post("/report/", form)
        assert answer.status_code == 303, answer.content.decode()[-2000:]
        cast.move(case_id, "resolve", "handler", NOON + timedelta(hours=1), note="已挪车")
        react()
        took = time.monotonic() - began
        assert sender.is_alive(), f"a report, a move and their reactions were done meanwhile, in {took:.2f} s"
        assert took < 3, took
        sender.join(60)
    assert set(Notice.objects.values_list("kind", "state")) == {
        *(("filed", "waiting"), ("dispatched", "waiting"), ("resolved", "waiting")),
    }


def send_and_close() -> None:
    try:
        tasks.notices.func(0)
    finally:
        connection.close()


def test_one_run_at_a_time(settings: Any) -> None:
    make_cast(NOON)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [tasks.LOCK])
            held.set()
            done.wait(30)
            cursor.execute("SELECT pg_advisory_unlock(%s)", [tasks.LOCK])
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    gathered: list[object] = []
    settings.GONGZHI_GATEWAYS = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "gather_digests", lambda **more: gathered.append(more))
        tasks.notices.func(0)
        assert gathered == []
        done.set()
        other.join(30)
        tasks.notices.func(0)
    assert len(gathered) == 1
