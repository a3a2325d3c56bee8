"""Random walks through the process, by the real engine: what must always hold, holds after every step."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.base.errors import GongzhiError
from gongzhi.base.ids import uuid7
from gongzhi.cases.domain.case import Actor, CaseState, Command, Event, Facts, Opening
from gongzhi.cases.domain.engine import alarms, decide, evolve, fold, open_events
from gongzhi.cases.domain.process import load_process
from gongzhi.cases.models import row_values
from gongzhi.places.queries.calendars import _statutory

START = datetime(2026, 9, 25, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PROCESS = load_process("request")
VERBS = sorted(PROCESS.transitions)
ROLES = sorted({role for each in PROCESS.transitions.values() for role in each.who})
NEEDS = ("note", "reason", "elsewhere")
STEP = st.tuples(
    st.sampled_from(VERBS),
    st.sampled_from(ROLES),
    st.integers(1, 6),
    st.sets(st.sampled_from(NEEDS)),
    st.booleans(),
    st.integers(0, 60 * 24 * 6),
)
GUIDED = [
    "file",
    "dispatch",
    "respond",
    "resolve",
    "verify_pass",
    "close",
    "reopen",
    "verify_fail",
    "escalate",
    "settle",
]


@settings(max_examples=250, deadline=None)
@given(st.lists(STEP, max_size=25), st.booleans(), st.lists(st.sampled_from(GUIDED), max_size=12))
def test_what_must_always_hold(steps: list[tuple], auto: bool, guided: list[str]) -> None:
    calendar = _statutory("Asia/Shanghai")
    opening = Opening(
        uuid7(START),
        "pothole",
        "normal",
        370811008001001,
        6,
        370811008000000,
        4,
        "web",
        {"resolution": "5 working_days"},
        True,
        auto,
    )
    log = open_events(PROCESS, opening, by=Actor(None, "reporter"), now=START, calendar=calendar)
    case, now = evolve(PROCESS, None, log[0]), START
    plan = [(verb, None, n % 6 + 1, set(NEEDS), True, 45) for n, verb in enumerate(guided)] + list(steps)
    for step in plan:
        now += timedelta(minutes=step[-1])
        case, log = _step(case, log, step, now)
    assert fold(PROCESS, log) == case


def _step(case: CaseState, log: list[Event], step: tuple, now: datetime) -> tuple[CaseState, list[Event]]:
    """Let time pass, turn the lights that are due, and try one verb; what is refused changes nothing."""
    verb, role, who, given_, found, _minutes = step
    turned = alarms(case, now)
    for event in turned:
        case = evolve(PROCESS, case, event)
    log = log + turned
    facts = Facts(UUID(int=77) if found else None, None, "function", (370811000000000, 3) if found else None)
    roles = {role} if role else set(PROCESS.transitions[verb].who)
    by, command = Actor(UUID(int=who), "staff"), Command(verb, frozenset(given_))
    calendar = _statutory("Asia/Shanghai")
    try:
        moved = decide(PROCESS, case, command, by=by, roles=roles, facts=facts, now=now, calendar=calendar)
    except GongzhiError:
        return case, log
    for event in moved:
        case = evolve(PROCESS, case, event)
    _holds(case, log + moved)
    return case, log + moved


def _holds(case: CaseState, log: list[Event]) -> None:
    state = PROCESS.states[case.state]
    running = [name for name, clock in case.clocks.items() if clock.running]
    assert case.open == (not state.end)
    assert bool(running) == case.open, "an open case has a running clock, a closed one has none"
    assert case.desk_area
    if state.owner == "lead":
        assert case.lead_id, "a case with an office has exactly one lead"
    handlers = set(case.actors.get("respond", ())) | set(case.actors.get("resolve", ()))
    last_verified = [e for e in log if e.type == "case.moved" and e.data["verb"] == "verify_pass"]
    for event in last_verified:
        before = [e for e in log if e.seq < event.seq and e.type == "case.moved"]
        assert event.actor_id not in {e.actor_id for e in before if e.data["verb"] in ("respond", "resolve", "file")}
    assert handlers.isdisjoint(set(case.actors.get("file", ()))) or case.reopens
    values = row_values(case)
    assert (values["due_at"] is None) == (not running)
    if case.alarm_at:
        assert case.open
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
