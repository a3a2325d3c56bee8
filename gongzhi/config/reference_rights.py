"""The reference pages of settings and roles, written from the code that they describe."""

from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from gongzhi.cases.domain.process import load_process
from gongzhi.cases.policy import TABLE as CASE_TABLE
from gongzhi.cases.policy import Subject
from gongzhi.config.site import Site
from gongzhi.intake.policy import TABLE as INTAKE_TABLE
from gongzhi.people.domain.roles import ANONYMOUS, Grant, Role, Viewer
from gongzhi.people.policy import TABLE as PEOPLE_TABLE
from gongzhi.people.policy import Place
from gongzhi.places.domain.codes import code_range, parse_code

T = TypeVar("T")
WRITTEN = "<!-- Written from the code by `gongzhi docs write`; do not edit. -->\n"
HELD = {
    Role.RESIDENT: ("居民", "their community", "reports, follows own reports"),
    Role.GRID_WORKER: ("网格员", "grids or communities", "reports, settles on the spot, sees the matters of the area"),
    Role.DUTY_OFFICER: ("值班员", "a centre's area", "files, declines, escalates, closes; reads contact data"),
    Role.DISPATCHER: ("派遣员", "a centre's area", "dispatches, closes; reads contact data"),
    Role.HANDLER: ("经办人", "an organisation", "responds and reports done, where the organisation is lead"),
    Role.VERIFIER: ("核查员", "a centre's area", "checks results; never of a case filed or handled by the same person"),
    Role.SUPERVISOR: ("督查员", "an area", "sees what is yellow and red, by office and area; reads the list of staff"),
    Role.ADMINISTRATOR: ("管理员", "an area", "manages people and organisations; sees no cases"),
}
DONE = {
    "see": "open a case as staff",
    "see_contact": "read a reporter's contact data",
    "assign": "give a case to a person of the lead office",
    "note": "add a remark",
    "answer": "answer the call-back once the case is closed",
    "report": "report a matter",
    "report_as_worker": "report as a grid worker",
    "settle": "settle on the spot",
    "support": 'say "me too" to a public matter and follow it',
    "see_suggestions": "see how suggested categories fare",
    "own_reports": "list the reports made with the own account",
    "take_call": "take a report on the phone at the hotline desk",
    "edit_coded_places": "register, change, print and retire codes of places",
    "manage_notices": "see the outbox of notices, try one again, cancel one",
    "edit_notice_texts": "edit the texts of notices",
    "set_notice_wishes": "set how to hear of own matters",
    "attach": "send photos and a video with a report",
    "mark_evidence": "say what is blurred in a picture, of a case one may open",
    "read": "read the list and log of staff and offices",
    "invite": "invite a colleague",
    "grant_role": "give a role",
    "end_role": "end a role",
    "deactivate": "close an account (not the own one)",
    "reactivate": "open a closed account again",
    "edit_organisation": "make and change offices and centres",
}
# One place, one office and one person of which the rules are asked, to write down what they answer.
TOWN, TOWN_LEVEL = parse_code("370811008")
OFFICE, SOMEBODY, COLLEAGUE = UUID(int=1), UUID(int=2), UUID(int=3)


def settings_page() -> str:
    """Return the reference page of the settings in Markdown."""
    rows = []
    for name, field in Site.model_fields.items():
        alias = field.validation_alias
        variable = alias if isinstance(alias, str) else f"GONGZHI_{name.upper()}"
        default = field.get_default(call_default_factory=True)
        shown = ",".join(default) if isinstance(default, list) else str(default)
        rows.append(f"| `{variable}` | {'`' + shown + '`' if shown else ''} | {field.description} |")
    words = "All settings are environment variables. A wrong value stops the start and is named."
    head = f"# Settings\n\n{WRITTEN}\n{words}\n"
    return "\n".join([head, "| variable | default | meaning |", "| --- | --- | --- |", *rows, ""])


def roles_page() -> str:
    """Return the reference page of roles and rights in Markdown."""
    process = load_process("request")
    parts = [f"# Roles\n\n{WRITTEN}", "| role | 中文 | held in | may |", "| --- | --- | --- | --- |"]
    for role in Role:
        zh, where, may = HELD[role]
        parts.append(f"| `{role.value}` | {zh} | {where} | {may} |")
    parts += [
        "",
        "## Verbs of the request",
        "",
        "| verb | 中文 | from | who | not by who did |",
        "| --- | --- | --- | --- | --- |",
    ]
    for verb, move in process.transitions.items():
        cells = (f"`{verb}`", move.zh, ", ".join(move.sources), ", ".join(move.who), ", ".join(move.not_by) or "–")
        parts.append(f"| {' | '.join(cells)} |")
    parts += ["", "## Besides", "", "Within the own area, or in the lead office.", ""]
    parts += ["| verb | what | who |", "| --- | --- | --- |"]
    for verb, holders in rights():
        parts.append(f"| `{verb}` | {DONE[verb]} | {', '.join(holders)} |")
    return "\n".join(parts) + "\n"


def rights() -> Iterable[tuple[str, list[str]]]:
    """Return each verb of the policies with who may do it, found by asking the policies themselves."""
    with_office = Subject(TOWN, TOWN, TOWN_LEVEL, OFFICE)
    by_reporter = Subject(TOWN, TOWN, TOWN_LEVEL, OFFICE, open=False, is_reporter=True)
    for verb, may in INTAKE_TABLE.items():
        yield verb, ["everybody"] if may(ANONYMOUS, TOWN) else _holders(may, TOWN)
    for verb, may_with in CASE_TABLE.items():
        yield verb, [*(["reporter"] if may_with(ANONYMOUS, by_reporter) else []), *_holders(may_with, with_office)]
    for verb, may_here in PEOPLE_TABLE.items():
        yield verb, _holders(may_here, Place(TOWN, TOWN_LEVEL, COLLEAGUE))


def _holders(may: Callable[[Viewer, T], bool], what: T) -> list[str]:
    low, high = code_range(TOWN, TOWN_LEVEL)
    found = []
    for role in Role:
        office = OFFICE if role is Role.HANDLER else None
        if may(Viewer(SOMEBODY, (Grant(role, low, high, TOWN_LEVEL, office),)), what):
            found.append(role.value)
    return ["everybody with an account"] if len(found) == len(Role) else found
