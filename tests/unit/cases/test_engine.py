"""The engine: what it lets happen, what it refuses, and what the log comes to."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from gongzhi.base.errors import Conflict, NotAllowed, Refused
from gongzhi.base.ids import uuid7
from gongzhi.cases.domain.case import Actor, CaseState, ClockStatus, Command, Event, Facts, Opening
from gongzhi.cases.domain.engine import alarms, decide, evolve, fold, open_events, possible
from gongzhi.cases.domain.process import load_process, parse_process
from gongzhi.places.domain.calendar import WorkingCalendar

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkingCalendar.build("Asia/Shanghai")
PROCESS = load_process("request")
OFFICER, DISPATCHER, HANDLER, VERIFIER = (UUID(int=n) for n in range(1, 5))
FIRE = Facts(organisation_id=UUID(int=99), routed="function")
START = datetime(2026, 10, 13, 10, 0, tzinfo=ZONE)


class Story:
    """A case told step by step."""

    def __init__(self, *, auto: bool = False, public: bool = True) -> None:
        opening = Opening(
            uuid7(START),
            "blocked-fire-lane",
            "urgent",
            370811008001001,
            6,
            370811008000000,
            4,
            "web",
            {"response": "1 hours", "resolution": "2 hours"},
            public,
            auto,
        )
        self.now = START
        self.log: list[Event] = []
        self._append(open_events(PROCESS, opening, by=Actor(None, "reporter"), now=START, calendar=CALENDAR))

    case: CaseState | None = None

    def do(self, verb: str, who: UUID, role: str, *given: str, facts: Facts = Facts(), after: int = 10) -> CaseState:
        self.now += timedelta(minutes=after)
        events = decide(
            PROCESS,
            self.case,
            Command(verb, frozenset(given)),
            by=Actor(who, "staff"),
            roles={role},
            facts=facts,
            now=self.now,
            calendar=CALENDAR,
        )
        return self._append(events)

    def to_resolved(self) -> "Story":
        self.do("file", OFFICER, "duty_officer")
        self.do("dispatch", DISPATCHER, "dispatcher", facts=FIRE)
        self.do("respond", HANDLER, "handler")
        self.do("resolve", HANDLER, "handler", "note")
        return self

    def _append(self, events: list[Event]) -> CaseState:
        for event in events:
            self.case = evolve(PROCESS, self.case, event)
            self.log.append(event)
        return self.case


def test_the_seven_steps() -> None:
    story = Story().to_resolved()
    assert story.case.state == "resolved"
    assert story.case.clocks["resolution"].status is ClockStatus.PAUSED
    story.do("verify_pass", VERIFIER, "verifier")
    case = story.do("close", DISPATCHER, "dispatcher")
    assert (case.state, case.open, case.outcome, case.lead_id) == ("closed", False, "resolved", FIRE.organisation_id)
    assert all(clock.status is ClockStatus.STOPPED for clock in case.clocks.values())
    assert case.alarm_at is None
    assert fold(PROCESS, story.log) == case


def test_the_resolution_clock_starts_at_dispatch() -> None:
    story = Story()
    story.do("file", OFFICER, "duty_officer", after=60)
    case = story.do("dispatch", DISPATCHER, "dispatcher", facts=FIRE, after=60)
    assert case.clocks["resolution"].due_at == START + timedelta(hours=4)
    assert case.clocks["accept"].status is ClockStatus.STOPPED


def test_urgent_matters_are_dispatched_by_filing() -> None:
    story = Story(auto=True)
    case = story.do("file", OFFICER, "duty_officer", facts=FIRE)
    assert case.state == "dispatched"
    assert [event.role for event in story.log] == ["reporter", "duty_officer", "system"]


def test_settled_on_the_spot_by_the_worker_who_reported() -> None:
    case = Story().do("settle", HANDLER, "grid_worker", "note")
    assert (case.state, case.outcome, case.public) == ("closed", "settled", True)


@pytest.mark.parametrize(
    ("verb", "role", "given", "missing"),
    [
        ("settle", "grid_worker", (), "note"),
        ("decline", "duty_officer", ("reason",), "elsewhere"),
        ("escalate", "duty_officer", (), "reason"),
    ],
)
def test_what_a_verb_needs_is_asked_for(verb: str, role: str, given: tuple[str, ...], missing: str) -> None:
    with pytest.raises(Refused) as refusal:
        Story().do(verb, OFFICER, role, *given)
    assert missing in refusal.value.fields


def test_a_role_that_may_not_is_told_so() -> None:
    with pytest.raises(NotAllowed):
        Story().do("file", HANDLER, "handler")


def test_somebody_was_first() -> None:
    story = Story()
    story.do("file", OFFICER, "duty_officer")
    with pytest.raises(Conflict):
        story.do("file", DISPATCHER, "duty_officer")


@pytest.mark.parametrize("who", [OFFICER, DISPATCHER, HANDLER])
def test_who_took_part_does_not_verify(who: UUID) -> None:
    with pytest.raises(NotAllowed):
        Story().to_resolved().do("verify_pass", who, "verifier")


def test_a_failed_check_is_counted_and_the_clock_goes_on() -> None:
    story = Story().to_resolved()
    case = story.do("verify_fail", VERIFIER, "verifier", "reason", after=30)
    assert (case.state, case.reworks) == ("handling", 1)
    resolution = case.clocks["resolution"]
    assert resolution.running
    assert resolution.due_at == START + timedelta(minutes=20) + timedelta(hours=2) + timedelta(minutes=30)


def test_a_case_reopens_only_within_its_window() -> None:
    story = Story()
    story.do("settle", HANDLER, "grid_worker", "note")
    assert "reopen" in possible(
        PROCESS, story.case, by=Actor(None, "reporter"), roles={"reporter"}, now=story.now, calendar=CALENDAR
    )
    with pytest.raises(Refused, match="time"):
        story.do("reopen", None, "reporter", "reason", after=60 * 24 * 17)
    story.now -= timedelta(days=10)
    case = story.do("reopen", None, "reporter", "reason")
    assert (case.state, case.reopens, case.open) == ("filed", 1, True)
    assert case.clocks["accept"].running


def test_escalation_moves_the_desk_and_nothing_else() -> None:
    story = Story()
    case = story.do("escalate", OFFICER, "duty_officer", "reason", facts=Facts(parent_desk=(370811000000000, 3)))
    assert (case.state, case.desk_area, case.desk_level, case.escalations) == ("reported", 370811000000000, 3, 1)
    with pytest.raises(Refused, match="above"):
        story.do("escalate", OFFICER, "duty_officer", "reason")


def test_yellow_and_red_are_recorded_once_and_in_order() -> None:
    story = Story(auto=True)
    story.do("file", OFFICER, "duty_officer", facts=FIRE)
    late = story.now + timedelta(hours=5)
    events = alarms(story.case, late)
    assert [(event.type, event.data["clock"]) for event in events] == [
        ("clock.warned", "response"),
        ("clock.missed", "response"),
        ("clock.warned", "resolution"),
        ("clock.missed", "resolution"),
    ]
    story._append(events)
    assert alarms(story.case, late) == []
    assert story.case.alarm_at is None


def test_an_unwanted_case_is_never_public() -> None:
    assert not Story(public=False).do("file", OFFICER, "duty_officer").public


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("owner: centre\n    told_zh: 中心", "told_zh: 中心"), "no owner"),
        (
            (
                "to: handling\n    who: [handler]\n    not_by: [file, dispatch]\n    stop",
                "to: nowhere\n    who: [handler]\n    stop",
            ),
            "unknown state",
        ),
        (("    to: declined\n", "    to: closed\n"), "cannot be reached"),
        (("    from: [verified]\n", "    from: [resolved]\n"), "dead end"),
        (("default: 5 working_days", "default: soon"), "no limit"),
    ],
)
def test_a_wrong_process_is_refused_with_the_place(change: tuple[str, str], words: str) -> None:
    from gongzhi.cases.domain.process import FOLDER

    text = (FOLDER / "request.v1.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    with pytest.raises(ValueError, match=words):
        parse_process(text.replace(*change))
