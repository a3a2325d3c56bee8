"""Clocks are computed anew when a calendar has changed: by command, logged, and only where something changes."""

from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner

from gongzhi.cases.actions import recompute_clocks
from gongzhi.cases.models import Case, Event
from gongzhi.cases.queries import log_of, replay_differences
from gongzhi.config.cli import calendar as cli
from gongzhi.places.actions import override_day, set_working_hours
from gongzhi.places.domain.codes import code_range, parse_code
from tests.cast import COUNTY, OTHER_COUNTY, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = code_range(*parse_code(COUNTY)), code_range(*parse_code(OTHER_COUNTY))


def due_of(case_id) -> datetime | None:  # type: ignore[no-untyped-def]
    return Case.objects.get(pk=case_id).due_at


def days_off(first: date, count: int) -> None:
    for day in range(count):
        override_day(
            parse_code(COUNTY)[0], first + timedelta(days=day), works=False, reason="雪灾停工", by=None, now=NOON
        )


def test_a_new_day_off_moves_what_is_due_and_leaves_a_line(cast: Cast) -> None:
    case = cast.report(NOON, category="dirty-road").case_id
    before = due_of(case)
    assert before is not None
    days_off(before.date(), 1)
    assert due_of(case) == before, "running clocks keep their times until they are computed anew"
    dry = recompute_clocks(*HERE, now=NOON, dry_run=True)
    assert (dry.seen, dry.changed) == (1, 1) and due_of(case) == before
    assert recompute_clocks(*ELSEWHERE, now=NOON).seen == 0
    done = recompute_clocks(*HERE, now=NOON)
    assert (done.seen, done.changed) == (1, 1)
    after = due_of(case)
    assert after is not None and after.date() > before.date()
    event = log_of(case)[-1]
    assert (event.type, event.role, event.actor_id) == ("clock.recomputed", "system", None)
    assert recompute_clocks(*HERE, now=NOON).changed == 0
    assert Event.objects.filter(case_id=case).count() == event.seq
    assert not list(replay_differences())


def test_a_light_goes_back_only_if_the_new_times_say_so(cast: Cast) -> None:
    from gongzhi.cases.actions import raise_alarms

    case = cast.report(NOON, category="dirty-road").case_id
    due = due_of(case)
    assert due is not None
    raise_alarms(now=due + timedelta(minutes=1))
    assert Case.objects.get(pk=case).clocks["accept"]["missed"]
    days_off(due.date(), 3)
    recompute_clocks(*HERE, now=due + timedelta(minutes=2))
    clock = Case.objects.get(pk=case).clocks["accept"]
    assert "missed" not in clock and Case.objects.get(pk=case).next_due_at is not None
    assert not list(replay_differences())


def test_paused_clocks_change_and_stopped_ones_keep_their_past(cast: Cast) -> None:
    case = cast.report(NOON, category="dirty-road").case_id
    for verb, who, texts in (
        ("file", "duty_officer", {}),
        ("respond", "other_handler", {}),
        ("resolve", "other_handler", {"note": "已冲洗"}),
    ):
        cast.move(case, verb, who, NOON, **texts)
    before = Case.objects.get(pk=case).clocks
    set_working_hours(parse_code(COUNTY)[0], "09:00-12:00, 15:00-19:00", by=None, now=NOON)
    recompute_clocks(*HERE, now=NOON + timedelta(hours=1))
    after = Case.objects.get(pk=case).clocks
    assert after["accept"] == before["accept"] and after["response"] == before["response"]
    assert after["resolution"]["due"] != before["resolution"]["due"]
    assert after["resolution"]["status"] == "paused"
    assert not list(replay_differences())


def test_the_commands(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "set_up", lambda: None)
    case = cast.report(NOON, category="dirty-road").case_id
    due = due_of(case)
    assert due is not None
    run = CliRunner()
    set_day = run.invoke(cli.calendar, ["day", COUNTY, due.date().isoformat(), "--off", "--reason", "雪灾"])
    assert set_day.exit_code == 0, set_day.output
    assert "1 of 1 open cases would get" in run.invoke(cli.calendar, ["recompute", COUNTY, "--dry-run"]).output
    assert "1 of 1 open cases got" in run.invoke(cli.calendar, ["recompute", COUNTY]).output
    for words in (["recompute", "x"], ["hours", COUNTY, "8-12"], ["day", "99", "2026-10-14", "--off", "--reason", "x"]):
        bad = run.invoke(cli.calendar, words)
        assert bad.exit_code == 1 and "Error" in bad.output, words
