"""Pages of the reference that are written from the data the platform runs on, so that they cannot be out of date."""

from collections.abc import Iterable
from pathlib import Path

from gongzhi.cases.domain.catalogue import Catalogue, Category, Urgency, functions, shipped_catalogue
from gongzhi.cases.domain.diagram import OWNERS, state_diagram
from gongzhi.cases.domain.process import Process, Transition, load_process, parse_limit
from gongzhi.config.reference_rights import roles_page, settings_page
from gongzhi.places.domain.calendar import Limit

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
_NEEDS = {
    "note": "a note of what was done",
    "reason": "a reason",
    "elsewhere": "where else to go",
    "organisation": "an organisation (routed or chosen)",
}
_WRITTEN = "<!-- Written from the data by gongzhi.config.reference; do not edit. -->\n"


def pages() -> dict[Path, str]:
    """Return every generated file of the reference with its text, diagrams included."""
    process = load_process("request")
    return {
        FOLDER / "catalogue.md": catalogue_page(),
        FOLDER / "process-request.md": process_page("request"),
        FOLDER / "settings.md": settings_page(),
        FOLDER / "roles.md": roles_page(),
        FOLDER / "img" / "process-request.en.svg": state_diagram(process, "en", standalone=True),
        FOLDER / "img" / "process-request.zh.svg": state_diagram(process, "zh-hans", standalone=True),
    }


def write_pages() -> list[Path]:
    """Write the generated files of the reference; return those that changed."""
    changed = []
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def catalogue_page(profile: str = "shandong") -> str:
    """Return the reference page of a catalogue in Markdown."""
    catalogue = shipped_catalogue(profile)
    parts = [
        f"# Catalogue: {profile}\n\n{_WRITTEN}",
        f"Version {catalogue.version}: {len(catalogue.categories)} categories in {len(catalogue.groups)} groups. "
        "A category is about a place, a thing, a service or an idea, never about a person. Limits not given here are "
        "the defaults of the [process](process-request.md). *Auto* means that filing sends the case straight to the "
        "nearest organisation with the function; otherwise a dispatcher decides. *Shown* is the number of decimals of "
        "a public case's place (3 is about 100 m), *same within* where and how long after closing a public case may "
        "be the same matter as a new one; a dash means that the case is not public.\n",
        *(_group_section(catalogue, group.code) for group in catalogue.groups),
        _stages_section(catalogue),
        _functions_section(),
    ]
    return "\n".join(parts)


def process_page(name: str) -> str:
    """Return the reference page of the newest version of a process in Markdown."""
    process = load_process(name)
    parts = [
        f"# Process: {name} ({process.en} · {process.zh})\n\n{_WRITTEN}",
        f"Version {process.version}, from `gongzhi/processes/{name}.v{process.version}.yaml`. A running case keeps the "
        "version it was opened with.\n",
        f"![State diagram of the process {name}](img/process-{name}.en.svg)\n",
        f"[中文状态图](img/process-{name}.zh.svg)\n",
        "## States\n",
        _table(("state", "name", "中文", "desk"), (_state_row(process, state) for state in process.states)),
        "## Moves\n",
        _table(
            ("verb", "name", "中文", "from", "to", "who", "needs", "not by who did", "clocks and more"),
            (_move_row(process, verb, each) for verb, each in process.transitions.items()),
        ),
        "## Clocks\n",
        _table(
            ("clock", "name", "中文", "default limit"),
            (
                (f"`{key}`", rule.en, rule.zh, limit_words(parse_limit(rule.default)))
                for key, rule in process.clocks.items()
            ),
        ),
        f"A light turns yellow {process.yellow.days_before} working day before a limit given in days and for the last "
        f"{process.yellow.fraction:.0%} of a limit given in hours; it is red once the limit has passed.\n",
    ]
    return "\n".join(parts)


def limit_words(limit: Limit) -> str:
    """Return a limit in English words, such as '1 working day'."""
    unit = limit.unit.value.replace("_", " ")
    return f"{limit.amount} {unit[:-1] if limit.amount == 1 else unit}"


def _group_section(catalogue: Catalogue, code: str) -> str:
    group = next(each for each in catalogue.groups if each.code == code)
    heads = (
        "code",
        "English",
        "中文",
        "urgency",
        "function",
        "first response",
        "done within",
        "auto",
        "shown",
        "same within",
    )
    rows = [_category_row(each) for each in catalogue.in_group(code)]
    return f"## {group.en} · {group.zh}\n\n" + _table(heads, rows)


def _category_row(category: Category) -> tuple[str, ...]:
    urgent = "" if category.urgency is Urgency.NORMAL else category.urgency.value
    response = category.limits.response
    return (
        f"`{category.code}`",
        category.en,
        category.zh,
        urgent,
        f"`{category.function}`",
        limit_words(response) if response else "",
        limit_words(category.limits.resolution),
        "auto" if category.dispatch == "auto" else "",
        str(category.precision) if category.public else "–",
        f"{category.same_within.radius_m} m, {category.same_within.days} d" if category.public else "–",
    )


def _stages_section(catalogue: Catalogue) -> str:
    rows = [
        (f"`{category.code}`", stage.en, stage.zh, limit_words(stage.limit))
        for category in catalogue
        for stage in category.stages
    ]
    return "## Stages with limits of their own\n\n" + _table(("category", "stage", "中文", "limit"), rows)


def _functions_section() -> str:
    rows = ((f"`{code}`", named.en, named.zh) for code, named in functions().items())
    return "## Functions\n\nWhat an organisation can be responsible for.\n\n" + _table(
        ("code", "English", "中文"), rows
    )


def _state_row(process: Process, name: str) -> tuple[str, ...]:
    state = process.states[name]
    return f"`{name}`", state.en, state.zh, OWNERS[state.owner][1]


def _move_row(process: Process, verb: str, move: Transition) -> tuple[str, ...]:
    return (
        f"`{verb}`",
        move.en,
        move.zh,
        ", ".join(process.states[each].en for each in move.sources),
        "stays" if move.to == "same" else process.states[move.to].en,
        ", ".join(each.replace("_", " ") for each in move.who),
        ", ".join(_NEEDS[each] for each in move.needs),
        ", ".join(process.transitions[each].en for each in move.not_by),
        "; ".join(_effects(move)),
    )


def _effects(move: Transition) -> list[str]:
    clocks = {"starts": move.start, "stops": move.stop, "pauses": move.pause, "resumes": move.resume}
    found = [f"{kind} {', '.join(names)}" for kind, names in clocks.items() if names]
    if move.within:
        found.append(f"within {move.within}")
    if move.counts:
        found.append(f"counts {move.counts}")
    if move.desk == "parent":
        found.append("goes to the centre above")
    return found


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


if __name__ == "__main__":
    for changed_page in write_pages():
        print(changed_page)
