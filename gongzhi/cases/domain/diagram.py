"""The state diagram of a process as SVG, drawn from the same data that the engine obeys.

States stand in layers from top to bottom in the order of the file. A move to the next layer goes straight down; one
that skips layers runs in a lane on the left; one that goes back runs in a lane on the right; a move that stays is named
inside its state. Everything is in the colour of the text around it, so that it suits a light and a dark page.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from gongzhi.cases.domain.process import Process, Transition

NODE_WIDTH, NODE_HEIGHT, LOOP_HEIGHT = 132, 46, 18
GAP, MARGIN, LANE = 46, 8, 20
NAME_SIZE, SMALL = 15, 13
LINE = 16  # of small text
WRAP = 66  # the widest line of a label
OWNERS = {
    "centre": ("综治中心", "Centre's desk"),
    "lead": ("主办部门", "Lead office"),
    "": ("结束", "End"),
}
_FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


@dataclass(frozen=True)
class _Arrow:
    """All transitions from one state to another, under one line."""

    source: str
    target: str
    words: tuple[str, ...]
    danger: bool

    @property
    def width(self) -> float:
        return max(map(text_width, self.words))


@dataclass
class _Box:
    layer: int
    column: int
    loops: tuple[str, ...]
    x: float = 0
    y: float = 0

    @property
    def height(self) -> float:
        return NODE_HEIGHT + LOOP_HEIGHT * len(self.loops)

    @property
    def middle(self) -> float:
        return self.x + NODE_WIDTH / 2


@dataclass
class _Plan:
    boxes: dict[str, _Box]
    down: list[_Arrow] = field(default_factory=list)
    branches: list[_Arrow] = field(default_factory=list)
    left: list[_Arrow] = field(default_factory=list)
    right: list[_Arrow] = field(default_factory=list)
    lane_x: dict[tuple[str, str], float] = field(default_factory=dict)
    width: float = 0
    height: float = 0


def state_diagram(process: Process, language: str, *, standalone: bool = False) -> str:
    """Return the diagram as one SVG element, at most about 400 units wide for the shipped processes.

    `standalone` gives it a white ground and black lines, for a file that is shown outside our pages.
    """
    plan = _plan(process, language)
    parts = [part for name in process.states for part in _draw_box(process, name, plan.boxes[name], language)]
    for arrow in plan.down:
        parts += _draw_down(plan, arrow)
    for arrow in plan.branches:
        parts += _draw_branch(plan, arrow)
    for side, arrows in (("left", plan.left), ("right", plan.right)):
        parts += _draw_lanes(plan, side, arrows)
    return _frame(process, plan, parts, language, standalone)


def text_width(text: str, size: float = SMALL) -> float:
    """Return about how wide a text is drawn: a Han character is one em, a Latin one a little more than half."""
    return sum(size if ord(character) > 0x2E7F else size * 0.56 for character in text)


def _plan(process: Process, language: str) -> _Plan:
    arrows, loops = _arrows(process, language)
    layers = _layers(process, arrows)
    rows: dict[int, int] = defaultdict(int)
    plan = _Plan({})
    for name in process.states:
        plan.boxes[name] = _Box(layers[name], rows[layers[name]], loops.get(name, ()))
        rows[layers[name]] += 1
    for arrow in arrows:
        _sort(plan, arrow)
    _place_rows(plan)
    _place_columns(plan)
    return plan


def _arrows(process: Process, language: str) -> tuple[list[_Arrow], dict[str, tuple[str, ...]]]:
    moves: dict[tuple[str, str], list[Transition]] = defaultdict(list)
    for each in process.transitions.values():
        for source in each.sources:
            moves[source, source if each.to == "same" else each.to].append(each)
    loops = {s: tuple(each.name(language) for each in group) for (s, t), group in moves.items() if s == t}
    arrows = [
        _Arrow(s, t, _wrapped(" · ".join(each.name(language) for each in group)), all(each.danger for each in group))
        for (s, t), group in moves.items()
        if s != t
    ]
    return arrows, loops


def _layers(process: Process, arrows: Iterable[_Arrow]) -> dict[str, int]:
    order = {name: at for at, name in enumerate(process.states)}
    forward = [arrow for arrow in arrows if order[arrow.source] < order[arrow.target]]
    layers = dict.fromkeys(order, 0)
    for name in order:  # the order of the file is a topological one for the moves that go forward in it
        for arrow in forward:
            if arrow.source == name:
                layers[arrow.target] = max(layers[arrow.target], layers[name] + 1)
    return layers


def _sort(plan: _Plan, arrow: _Arrow) -> None:
    source, target = plan.boxes[arrow.source], plan.boxes[arrow.target]
    if target.layer <= source.layer:
        plan.right.append(arrow)
    elif target.layer == source.layer + 1 and target.column > source.column:
        plan.branches.append(arrow)
    elif target.layer == source.layer + 1:
        plan.down.append(arrow)
    else:
        plan.left.append(arrow)


def _place_rows(plan: _Plan) -> None:
    y: float = MARGIN
    for layer in range(max(box.layer for box in plan.boxes.values()) + 1):
        row = [box for box in plan.boxes.values() if box.layer == layer]
        for box in row:
            box.y = y
        y += max(box.height for box in row) + GAP
    plan.height = y - GAP + MARGIN


def _place_columns(plan: _Plan) -> None:
    left = _lanes(plan, plan.left)
    x = MARGIN + LANE * len(set(left.values()))
    plan.lane_x |= {key: x - LANE * lane - LANE / 2 for key, lane in left.items()}
    first = x + 4
    middle = first + NODE_WIDTH / 2
    labels = max((arrow.width for arrow in plan.down if plan.boxes[arrow.source].column == 0), default=0)
    edge = max(first + NODE_WIDTH + 14, middle + 8 + labels + 10)
    right = _lanes(plan, plan.right)
    for lane in sorted(set(right.values())):
        plan.lane_x |= {key: edge for key, at in right.items() if at == lane}
        widest = max(arrow.width for arrow in plan.right if right[arrow.source, arrow.target] == lane)
        edge += widest + 16 if lane + 1 in right.values() else 16
    for box in plan.boxes.values():
        box.x = first if box.column == 0 else edge + (NODE_WIDTH + 16) * (box.column - 1)
    lane_ends = [plan.lane_x[a.source, a.target] + 6 + a.width for a in plan.right]
    plan.width = max([box.x + NODE_WIDTH for box in plan.boxes.values()] + lane_ends) + MARGIN


def _lanes(plan: _Plan, arrows: Iterable[_Arrow]) -> dict[tuple[str, str], int]:
    """Give each arrow the innermost lane that no arrow of an overlapping span has; short spans first."""
    taken: list[tuple[int, int, int]] = []
    lanes = {}
    for arrow in sorted(arrows, key=lambda each: abs(_span(plan, each)[1] - _span(plan, each)[0])):
        low, high = _span(plan, arrow)
        used = {lane for lane, start, end in taken if start < high and low < end}
        lane = next(number for number in range(len(used) + 1) if number not in used)
        taken.append((lane, low, high))
        lanes[arrow.source, arrow.target] = lane
    return lanes


def _span(plan: _Plan, arrow: _Arrow) -> tuple[int, int]:
    low, high = sorted((plan.boxes[arrow.source].layer, plan.boxes[arrow.target].layer))
    return low, max(high, low + 1)


def _wrapped(text: str) -> tuple[str, ...]:
    if text_width(text) <= WRAP:
        return (text,)
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer) > WRAP:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


def _draw_box(process: Process, name: str, box: _Box, language: str) -> list[str]:
    state = process.states[name]
    kind = "end" if state.end else "start" if name == process.start else "state"
    thick = {"start": 2.5, "end": 1.25, "state": 1.25}[kind]
    owner = OWNERS[state.owner][0 if language.startswith("zh") else 1]
    shape = (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{NODE_WIDTH}" height="{box.height:g}" rx="8" fill="currentColor" '
        f'fill-opacity="0.06" stroke="currentColor" stroke-width="{thick}"/>'
    )
    inner = ""
    if state.end:
        inner = (
            f'<rect x="{box.x + 3.5:g}" y="{box.y + 3.5:g}" width="{NODE_WIDTH - 7}" height="{box.height - 7:g}" '
            'rx="5" fill="none" stroke="currentColor" stroke-width="1"/>'
        )
    lines = [_text(box.middle, box.y + 20, state.name(language), size=NAME_SIZE, bold=True)]
    lines.append(_text(box.middle, box.y + 37, owner, quiet=True))
    for at, words in enumerate(box.loops):
        lines.append(_text(box.middle, box.y + NODE_HEIGHT + 9 + LOOP_HEIGHT * at, f"↻ {words}"))
    return [f'<g class="gz-diagram-{kind}">', shape, *([inner] if inner else []), *lines, "</g>"]


def _draw_down(plan: _Plan, arrow: _Arrow) -> list[str]:
    source, target = plan.boxes[arrow.source], plan.boxes[arrow.target]
    top, bottom = source.y + source.height, target.y
    bend = bottom - GAP / 2
    path = f"M{source.middle:g} {top:g}V{bend:g}H{target.middle:g}V{bottom - 2:g}"
    words = _label(target.middle + 8, bend, arrow.words)
    return [_line(path, arrow.danger), _head(target.middle, bottom, "down"), *words]


def _draw_branch(plan: _Plan, arrow: _Arrow) -> list[str]:
    source, target = plan.boxes[arrow.source], plan.boxes[arrow.target]
    y = source.y + min(source.height, NODE_HEIGHT) / 2
    path = f"M{source.x + NODE_WIDTH:g} {y:g}H{target.middle:g}V{target.y - 2:g}"
    words = _label(target.middle + 8, target.y - GAP / 2, arrow.words)
    return [_line(path, arrow.danger), _head(target.middle, target.y, "down"), *words]


def _draw_lanes(plan: _Plan, side: str, arrows: list[_Arrow]) -> list[str]:
    parts: list[str] = []
    ends = _attachments(plan, arrows)
    gaps: set[int] = set()
    for arrow in arrows:
        source, target = plan.boxes[arrow.source], plan.boxes[arrow.target]
        x = plan.lane_x[arrow.source, arrow.target]
        out = NODE_WIDTH if side == "right" else 0
        start, end = ends[arrow.source, arrow], ends[arrow.target, arrow]
        tip = target.x + out
        stop = tip + (2 if side == "right" else -2)
        path = f"M{source.x + out:g} {start:g}H{x:g}V{end:g}H{stop:g}"
        gap = _free_gap(_span(plan, arrow), gaps, backwards=side == "right")
        gaps.add(gap)
        below = next(box.y for box in plan.boxes.values() if box.layer == gap + 1)
        parts += [_line(path, arrow.danger), _head(tip, end, "left" if side == "right" else "right")]
        parts += _label(x + 6, below - GAP / 2, arrow.words)
    return parts


def _attachments(plan: _Plan, arrows: Iterable[_Arrow]) -> Mapping[tuple[str, _Arrow], float]:
    """Return the height at which each lane touches each of its two boxes, spread so that no two meet."""
    touching: dict[str, list[_Arrow]] = defaultdict(list)
    for arrow in arrows:
        touching[arrow.source].append(arrow)
        touching[arrow.target].append(arrow)
    return {
        (name, arrow): plan.boxes[name].y + plan.boxes[name].height * (at + 1) / (len(group) + 1)
        for name, group in touching.items()
        for at, arrow in enumerate(group)
    }


def _free_gap(span: tuple[int, int], taken: set[int], *, backwards: bool) -> int:
    candidates = list(range(span[0], span[1]))
    if backwards:
        candidates.reverse()
    return next((gap for gap in candidates if gap not in taken), candidates[0])


def _label(x: float, middle: float, words: tuple[str, ...]) -> list[str]:
    top = middle - LINE * (len(words) - 1) / 2 + 4.5
    return [_text(x, top + LINE * at, line, anchor="start") for at, line in enumerate(words)]


def _text(x: float, y: float, words: str, *, size: int = SMALL, anchor: str = "middle", **style: bool) -> str:
    extra = (' font-weight="600"' if style.get("bold") else "") + (' opacity="0.75"' if style.get("quiet") else "")
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" fill="currentColor"{extra}>'
        f"{escape(words)}</text>"
    )


def _line(path: str, danger: bool) -> str:
    dashes = ' stroke-dasharray="5 4"' if danger else ""
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.25" stroke-linejoin="round"{dashes}/>'


def _head(x: float, y: float, towards: str) -> str:
    corners = {
        "down": ((0, 0), (-4.5, -8), (4.5, -8)),
        "left": ((0, 0), (8, -4.5), (8, 4.5)),
        "right": ((0, 0), (-8, -4.5), (-8, 4.5)),
    }[towards]
    points = " ".join(f"{x + dx:g},{y + dy:g}" for dx, dy in corners)
    return f'<polygon points="{points}" fill="currentColor"/>'


def _frame(process: Process, plan: _Plan, parts: list[str], language: str, standalone: bool) -> str:
    chinese = language.startswith("zh")
    title = f"{process.name(language)}：状态图" if chinese else f"{process.name(language)}: state diagram"
    about = (
        f"{len(process.states)} 个状态，{len(process.transitions)} 种操作；下面的表格写的是同样的内容。"
        if chinese
        else f"{len(process.states)} states, {len(process.transitions)} moves; the tables below say the same."
    )
    size = f'viewBox="0 0 {plan.width:g} {plan.height:g}" width="{plan.width:g}" height="{plan.height:g}"'
    ground = ""
    attributes = f'class="gz-diagram" role="img" aria-labelledby="diagram-title diagram-about" font-family="{_FONT}"'
    if standalone:
        attributes += ' xmlns="http://www.w3.org/2000/svg" color="#1b2733"'
        ground = '<rect width="100%" height="100%" fill="#ffffff"/>\n'
    head = f'<title id="diagram-title">{escape(title)}</title>\n<desc id="diagram-about">{escape(about)}</desc>\n'
    return f"<svg {size} {attributes}>\n{head}{ground}" + "\n".join(parts) + "\n</svg>\n"
