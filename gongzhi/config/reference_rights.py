"""The reference pages of settings and roles, written from the code that they describe."""

from gongzhi.cases.domain.process import load_process
from gongzhi.cases.policy import TABLE as CASE_TABLE
from gongzhi.config.site import Site
from gongzhi.people.domain.roles import Role
from gongzhi.people.policy import TABLE as PEOPLE_TABLE

WRITTEN = "<!-- Written from the code by `gongzhi docs write`; do not edit. -->\n"
HELD = {
    Role.RESIDENT: ("居民", "their community", "reports, follows own reports"),
    Role.GRID_WORKER: ("网格员", "grids or communities", "reports, settles on the spot, sees the matters of the area"),
    Role.DUTY_OFFICER: ("值班员", "a centre's area", "files, declines, escalates, closes; reads contact data"),
    Role.DISPATCHER: ("派遣员", "a centre's area", "dispatches, closes; reads contact data"),
    Role.HANDLER: ("经办人", "an organisation", "responds and reports done, where the organisation is lead"),
    Role.VERIFIER: ("核查员", "a centre's area", "checks results; never of a case filed or handled by the same person"),
    Role.SUPERVISOR: ("督查员", "an area", "sees what is yellow and red, by office and area"),
    Role.ADMINISTRATOR: ("管理员", "an area", "manages people and organisations; sees no cases"),
}
DONE = {
    "see": "open a case as staff",
    "see_contact": "read a reporter's contact data",
    "assign": "give a case to a person of the lead office",
    "note": "add a remark",
    "answer": "answer the call-back (the reporter only)",
}


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
    parts += ["", "Besides, on a case: " + "; ".join(f"`{verb}`: {DONE[verb]}" for verb in CASE_TABLE) + "."]
    parts += [
        "",
        "On people and organisations, within the own area: " + ", ".join(f"`{v}`" for v in PEOPLE_TABLE) + ".",
    ]
    return "\n".join(parts) + "\n"
