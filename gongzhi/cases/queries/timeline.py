"""The log in plain words: for colleagues with names, for the reporter and the public with offices only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.cases.domain.case import Event
from gongzhi.cases.domain.process import Process
from gongzhi.cases.models import Note
from gongzhi.people.queries import OrganisationRef, organisation_names, person_names

PLAIN = {
    "case.opened": ("收到反映", "Reported"),
    "case.erased": ("保存期已满，文字和联系方式已删除", "The retention ended: words and contact data were erased"),
    "clock.recomputed": ("工作日历有变，期限已重算", "The working calendar changed; the times were computed anew"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline: when, what (in both languages), who (staff pages only), which office, and the texts."""

    seq: int
    at: datetime
    kind: str
    zh: str
    en: str
    role: str
    who: str
    office: OrganisationRef | None
    texts: tuple[tuple[str, str], ...]
    light: str = ""

    def words(self, language: str) -> str:
        """Return what happened, in the language."""
        return self.zh if language.startswith("zh") else self.en


def timeline(process: Process, log: list[Event], *, for_staff: bool) -> list[Entry]:
    """Return the timeline, oldest first; without `for_staff` it holds no person and no internal remark."""
    case_id = log[0].case_id
    notes: dict[int, list[tuple[str, str]]] = {}
    found = Note.objects.filter(case_id=case_id)
    if not for_staff:
        found = found.filter(told=True)
    for note in found.order_by("seq", "kind"):
        notes.setdefault(note.seq, []).append((note.kind, note.text))
    people: set[UUID] = {event.actor_id for event in log if event.actor_id} if for_staff else set()
    people |= {UUID(e.data["assignee"]) for e in log if for_staff and e.data.get("assignee")}
    names = person_names(people) if people else {}
    offices = organisation_names({UUID(e.data["lead"]) for e in log if e.data.get("lead")})
    entries = [_entry(process, event, notes, names, offices) for event in log]
    if for_staff:
        return entries
    internal = ("case.assigned", "clock.warned")
    return [e for e in entries if e.kind not in internal and not (e.kind == "case.noted" and not e.texts)]


def _entry(
    process: Process,
    event: Event,
    notes: dict[int, list[tuple[str, str]]],
    names: dict[UUID, str],
    offices: dict[UUID, OrganisationRef],
) -> Entry:
    zh, en, light = _words(process, event, names)
    lead = event.data.get("lead")
    return Entry(
        seq=event.seq,
        at=event.at,
        kind=event.type,
        zh=zh,
        en=en,
        role=event.role,
        # A reporter is never named in a log: the organisation complained about may read it.
        who=names.get(event.actor_id, "") if event.actor_id and event.role != "reporter" and event.seq > 1 else "",
        office=offices.get(UUID(lead)) if lead else None,
        texts=tuple(notes.get(event.seq, ())),
        light=light,
    )


def _words(process: Process, event: Event, names: dict[UUID, str]) -> tuple[str, str, str]:
    data = event.data
    if event.type == "case.moved":
        transition = process.transitions[data["verb"]]
        return transition.done_zh, transition.done_en, ""
    if event.type in ("clock.warned", "clock.missed"):
        clock = process.clocks[data["clock"]]
        if event.type == "clock.warned":
            return f"{clock.zh}亮黄灯", f"Yellow light: {clock.en}", "yellow"
        return f"{clock.zh}超期，亮红灯", f"Red light: {clock.en} overdue", "red"
    if event.type == "case.assigned":
        name = names.get(UUID(data["assignee"]), "") if data.get("assignee") else ""
        return (f"交给{name}办理", f"Given to {name}", "") if name else ("退回部门待分", "Back to the office", "")
    if event.type == "case.answered":
        solved = ("已解决", "solved") if data["solved"] else ("未解决", "not solved")
        happy = ("满意", "satisfied") if data["satisfied"] else ("不满意", "not satisfied")
        return f"回访：{solved[0]}，{happy[0]}", f"Call-back: {solved[1]}, {happy[1]}", ""
    if event.type == "case.danger_told":
        numbers = data["numbers"]
        return (
            f"接线时已请来电人先拨打 {'、'.join(numbers)}",
            f"The caller was told to phone {', '.join(numbers)} first",
            "",
        )
    return *PLAIN.get(event.type, ("留言", "Remark")), ""
