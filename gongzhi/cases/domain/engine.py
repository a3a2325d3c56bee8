"""The engine: `decide` turns a command into events or refuses it; `evolve` folds an event into the case.

Both are pure. The engine looks nothing up: the rules are the process, time and calendar are arguments, and what
a neighbour knows comes as facts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.base.errors import Conflict, NotAllowed, Refused
from gongzhi.cases.domain.case import Actor, CaseState, ClockState, ClockStatus, Command, Event, Facts, Opening
from gongzhi.cases.domain.process import Process, Transition, parse_limit
from gongzhi.places.domain.calendar import WorkingCalendar

SYSTEM = Actor(None, "system")
_NEED_WORDS = {
    "note": ("请写明做了什么。", "Say what was done."),
    "reason": ("请写明原因。", "Give the reason."),
    "elsewhere": ("请写明还可以到哪里办理。", "Say where else the reporter can go."),
    "organisation": ("没有找到可以派遣的部门，请选择一个。", "No office was found to dispatch to; choose one."),
}


def open_events(
    process: Process, opening: Opening, *, by: Actor, now: datetime, calendar: WorkingCalendar
) -> list[Event]:
    """Return the first event of a case: opened on the centre's desk, with the acceptance clock running."""
    state = process.states[process.start]
    clocks = {}
    if any("accept" in each.stop for each in process.transitions.values()):
        clocks["accept"] = _start_clock(process, "accept", opening.limits, now, calendar).to_data()
    data = {
        "process": process.key,
        "version": process.version,
        "category": opening.category,
        "urgency": opening.urgency,
        "area": opening.area_code,
        "area_level": opening.area_level,
        "state": process.start,
        "desk": [opening.desk_area, opening.desk_level],
        "channel": opening.channel,
        "limits": dict(opening.limits),
        "public": opening.public,
        "auto": opening.auto_dispatch,
        "clocks": clocks,
    }
    if not state.owner:
        raise Refused("cases.no_owner", "流程的起始状态没有负责人。", "The first state of the process has no owner.")
    return [Event(opening.id, 1, "case.opened", now, by.person_id, by.role, data)]


def possible(
    process: Process, case: CaseState, *, by: Actor, roles: Collection[str], now: datetime, calendar: WorkingCalendar
) -> dict[str, Transition]:
    """Return the transitions this actor may make now, by verb: what the page offers and nothing else."""
    return {
        verb: each
        for verb, each in process.from_state(case.state).items()
        if set(each.who) & set(roles) and not _barred(case, each, by) and _in_window(case, each, now, calendar)
    }


def decide(  # noqa: PLR0913 — the signature is the engine's whole contract
    process: Process,
    case: CaseState,
    command: Command,
    *,
    by: Actor,
    roles: Collection[str],
    facts: Facts,
    now: datetime,
    calendar: WorkingCalendar,
) -> list[Event]:
    """Return the events that carry out a command; raise NotAllowed, Refused or Conflict with the reason."""
    transition = _admit(process, case, command, by=by, roles=roles, now=now, calendar=calendar)
    for need in transition.needs:
        given = facts.organisation_id is not None if need == "organisation" else need in command.given
        if not given:
            zh, en = _NEED_WORDS[need]
            raise Refused("cases.missing", zh, en, fields={need: zh})
    event = _moved(process, case, command.verb, by=by, roles=roles, facts=facts, now=now, calendar=calendar)
    events = [event]
    if transition.next and case.auto_dispatch and facts.organisation_id:
        after = evolve(process, case, event)
        follow = _moved(
            process, after, transition.next, by=SYSTEM, roles=("system",), facts=facts, now=now, calendar=calendar
        )
        events.append(follow)
    return events


def evolve(process: Process, case: CaseState | None, event: Event) -> CaseState:
    """Fold one event into the case; the first event makes it."""
    if case is None:
        return _opened(event)
    data = event.data
    case = replace(case, seq=event.seq, updated_at=event.at)
    if event.type == "case.moved":
        return _after_move(process, case, event)
    if event.type == "case.assigned":
        return replace(case, assignee_id=_uuid(data.get("assignee")))
    if event.type == "case.answered":
        return replace(case, solved=data["solved"], satisfied=data["satisfied"])
    if event.type == "clock.recomputed":
        return replace(case, clocks={**case.clocks, **_clocks(data)})
    if event.type in ("clock.warned", "clock.missed"):
        clock = case.clocks[data["clock"]]
        turned = replace(clock, warned=True, missed=clock.missed or event.type == "clock.missed")
        return replace(case, clocks={**case.clocks, data["clock"]: turned})
    return case


def fold(process: Process, events: Iterable[Event]) -> CaseState:
    """Return the case that a whole log comes to; raise ValueError on an empty or gapped log."""
    case: CaseState | None = None
    for event in events:
        if event.seq != (case.seq + 1 if case else 1):
            raise ValueError(f"case {event.case_id}: event {event.seq} does not follow {case.seq if case else 0}")
        case = evolve(process, case, event)
    if case is None:
        raise ValueError("an empty log makes no case")
    return case


def alarms(case: CaseState, now: datetime) -> list[Event]:
    """Return the yellow and red events that are due at `now` and not yet recorded, in due order."""
    found: list[tuple[datetime, str, str]] = []
    for name, clock in case.clocks.items():
        if not clock.running:
            continue
        if not clock.warned and clock.warn_at <= now:
            found.append((clock.warn_at, "clock.warned", name))
        if not clock.missed and clock.due_at <= now:
            found.append((clock.due_at, "clock.missed", name))
    found.sort(key=lambda each: (each[0], each[1] == "clock.missed", each[2]))
    return [
        Event(case.id, case.seq + 1 + index, type_, now, None, "system", {"clock": name, "due": due.isoformat()})
        for index, (due, type_, name) in enumerate(found)
    ]


def recomputed(process: Process, case: CaseState, *, now: datetime, calendar: WorkingCalendar) -> list[Event]:
    """Return the event that gives the clocks of a case the times of a calendar that has changed; none if all stands.

    What pauses have taken off so far stays as it was counted; clocks that have stopped keep their past.
    """
    changed = {}
    for name, clock in case.clocks.items():
        after = _timed(process, clock, now, calendar)
        if clock.status is not ClockStatus.STOPPED and after != clock:
            changed[name] = after.to_data()
    if not changed:
        return []
    return [Event(case.id, case.seq + 1, "clock.recomputed", now, None, "system", {"clocks": changed})]


def _admit(
    process: Process,
    case: CaseState,
    command: Command,
    *,
    by: Actor,
    roles: Collection[str],
    now: datetime,
    calendar: WorkingCalendar,
) -> Transition:
    transition = process.transitions.get(command.verb)
    if transition is None:
        raise Refused("cases.unknown_verb", "没有这个操作。", "There is no such action.")
    if not set(transition.who) & set(roles):
        raise NotAllowed(
            "cases.not_your_role",
            f"您的岗位不能“{transition.zh}”这件事。",
            f"Your role may not '{transition.en}' this matter.",
        )
    if case.state not in transition.sources:
        state = process.states[case.state]
        raise Conflict(
            "cases.moved_meanwhile",
            f"事件现在是“{state.zh}”，不能“{transition.zh}”。可能别人刚刚办过，请刷新再看。",
            f"The matter is now '{state.en}' and cannot '{transition.en}'. Somebody may have just acted: look again.",
        )
    if _barred(case, transition, by):
        raise NotAllowed(
            "cases.independence",
            "立案、办理、核查必须由不同的人来做；您已经参与过这件事的前一环节。",
            "Filing, handling and verifying are done by different people; you took part in an earlier step.",
        )
    if not _in_window(case, transition, now, calendar):
        raise Refused(
            "cases.window_over",
            "可以重新办理的期限已过，请重新反映。",
            "The time in which this could be reopened is over; please make a new report.",
        )
    return transition


def _barred(case: CaseState, transition: Transition, by: Actor) -> bool:
    return by.person_id is not None and any(by.person_id in case.actors.get(verb, ()) for verb in transition.not_by)


def _in_window(case: CaseState, transition: Transition, now: datetime, calendar: WorkingCalendar) -> bool:
    if not transition.within or case.closed_at is None:
        return True
    return now <= calendar.due(case.closed_at, parse_limit(transition.within))


def _moved(  # noqa: PLR0913 — as `decide`
    process: Process,
    case: CaseState,
    verb: str,
    *,
    by: Actor,
    roles: Collection[str],
    facts: Facts,
    now: datetime,
    calendar: WorkingCalendar,
) -> Event:
    transition = process.transitions[verb]
    role = next((each for each in transition.who if each in roles), by.role)
    to = case.state if transition.to == "same" else transition.to
    data: dict[str, Any] = {"verb": verb, "from": case.state, "to": to}
    if transition.lead == "set":
        data["lead"] = str(facts.organisation_id)
        data["routed"] = facts.routed
    if transition.desk == "parent":
        if facts.parent_desk is None:
            raise Refused(
                "cases.no_parent", "上面没有更高一级的中心了。", "There is no centre above this one to escalate to."
            )
        data["desk"] = list(facts.parent_desk)
    clocks = _clock_changes(process, case, transition, now, calendar)
    if process.states[to].end:
        clocks |= {
            name: replace(clock, status=ClockStatus.STOPPED, since=now)
            for name, clock in {**case.clocks, **clocks}.items()
            if clock.status is not ClockStatus.STOPPED
        }
    if clocks:
        data["clocks"] = {name: clock.to_data() for name, clock in clocks.items()}
    return Event(case.id, case.seq + 1, "case.moved", now, by.person_id, role, data)


def _clock_changes(
    process: Process, case: CaseState, transition: Transition, now: datetime, calendar: WorkingCalendar
) -> dict[str, ClockState]:
    changed: dict[str, ClockState] = {}
    for name in transition.start:
        changed[name] = _start_clock(process, name, case.limits, now, calendar)
    for name in transition.stop:
        if name in case.clocks and case.clocks[name].status is not ClockStatus.STOPPED:
            changed[name] = replace(case.clocks[name], status=ClockStatus.STOPPED, since=now)
    for name in transition.pause:
        if name in case.clocks and case.clocks[name].running:
            changed[name] = replace(case.clocks[name], status=ClockStatus.PAUSED, since=now)
    for name in transition.resume:
        clock = case.clocks.get(name)
        if clock and clock.status is ClockStatus.PAUSED:
            changed[name] = _resume_clock(process, clock, now, calendar)
    return changed


def _start_clock(
    process: Process, name: str, limits: Mapping[str, str], now: datetime, calendar: WorkingCalendar
) -> ClockState:
    limit = parse_limit(limits.get(name) or process.clocks[name].default)  # type: ignore[index]
    due = calendar.due(now, limit)
    return ClockState(limit, now, due, calendar.warn_at(now, due, limit, rule=process.yellow))


def _resume_clock(process: Process, clock: ClockState, now: datetime, calendar: WorkingCalendar) -> ClockState:
    assert clock.since is not None
    paused = clock.paused + calendar.pause_length(clock.limit, clock.since, now)
    running = replace(clock, status=ClockStatus.RUNNING, paused=paused, since=None)
    return _timed(process, running, now, calendar)


def _timed(process: Process, clock: ClockState, now: datetime, calendar: WorkingCalendar) -> ClockState:
    due = calendar.due(clock.started_at, clock.limit, paused=clock.paused)
    warn = calendar.warn_at(clock.started_at, due, clock.limit, paused=clock.paused, rule=process.yellow)
    # A light that was yellow or red stays recorded only if the new times still say so.
    return replace(
        clock,
        due_at=due,
        warn_at=warn,
        warned=clock.warned and warn <= now,
        missed=clock.missed and due <= now,
    )


def _opened(event: Event) -> CaseState:
    data = event.data
    return CaseState(
        id=event.case_id,
        process=data["process"],
        version=data["version"],
        category=data["category"],
        urgency=data["urgency"],
        area_code=data["area"],
        area_level=data["area_level"],
        state=data["state"],
        seq=event.seq,
        desk_area=data["desk"][0],
        desk_level=data["desk"][1],
        opened_at=event.at,
        updated_at=event.at,
        limits=data["limits"],
        wants_public=data["public"],
        auto_dispatch=data["auto"],
        clocks=_clocks(data),
    )


def _clocks(data: Mapping[str, Any]) -> dict[str, ClockState]:
    return {name: ClockState.from_data(clock) for name, clock in data["clocks"].items()}


def _after_move(process: Process, case: CaseState, event: Event) -> CaseState:
    data = event.data
    transition = process.transitions[data["verb"]]
    state = process.states[data["to"]]
    changes: dict[str, Any] = {"state": data["to"], "open": not state.end}
    if "clocks" in data:
        changes["clocks"] = {**case.clocks, **_clocks(data)}
    if event.actor_id:
        done = case.actors.get(data["verb"], ())
        changes["actors"] = {**case.actors, data["verb"]: tuple(dict.fromkeys((*done, event.actor_id)))}
    if transition.lead == "set":
        changes |= {"lead_id": UUID(data["lead"]), "assignee_id": None, "dispatched_at": event.at}
    if transition.lead == "clear":
        changes |= {"lead_id": None, "assignee_id": None, "solved": None, "satisfied": None}
    if "desk" in data:
        changes |= {"desk_area": data["desk"][0], "desk_level": data["desk"][1]}
    if transition.takes:
        changes["assignee_id"] = event.actor_id
    if transition.counts:
        changes[transition.counts] = getattr(case, transition.counts) + 1
    if transition.publish and case.wants_public:
        changes["public"] = True
    if data["verb"] in ("file", "settle") and case.filed_at is None:
        changes["filed_at"] = event.at
    changes["closed_at"] = event.at if state.end else None
    changes["outcome"] = transition.outcome if state.end else ""
    return replace(case, **changes)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
