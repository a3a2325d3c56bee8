"""Draw docs/img/blur.svg from the figures of `gongzhi bench blur --json FILE`: python scripts/blur_chart.py FILE."""

import json
import sys
from html import escape
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "docs" / "img" / "blur.svg"
COLOURS = {"faces": "#206bc4", "plates": "#0ca678"}
ROW, LEFT, WIDE = 26, 190, 330


def chart(results: list[dict[str, object]]) -> str:
    """Return bars of the shares hidden, by kind and size."""
    rows: list[tuple[str, str, float, str]] = []
    for each in results:
        kind, _hidden, name = str(each["name"]).partition(" hidden, ")
        if name.endswith(" px"):
            rows.append((kind, name, float(str(each["value"])), str(each["unit"])))
    rows.sort(key=lambda row: (row[0], int(row[1].partition("–")[0])))
    parts = []
    for place, (kind, name, share, number) in enumerate(rows):
        y = 44 + place * ROW + 14 * (kind == "plates")
        parts += [
            f'<text x="{LEFT - 10}" y="{y + 14}" text-anchor="end">{kind}, {escape(name)}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{WIDE}" height="18" rx="3" fill="#e6e8ec"/>',
            f'<rect x="{LEFT}" y="{y}" width="{WIDE * share:.1f}" height="18" rx="3" fill="{COLOURS[kind]}"/>',
            f'<text x="{LEFT + WIDE + 10}" y="{y + 14}">{share:.0%} {escape(number)}</text>',
        ]
    height = 44 + len(rows) * ROW + 24
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {height}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#1f2937">'
        "<title>Faces and plates hidden, by size</title>"
        f'<rect width="640" height="{height}" fill="#ffffff"/>'
        '<text x="20" y="26" font-size="15" font-weight="600">Hidden, by size in a picture of 1600 × 1200</text>'
        f"{''.join(parts)}</svg>\n"
    )


if __name__ == "__main__":
    OUT.write_text(chart(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["results"]), encoding="utf-8")
