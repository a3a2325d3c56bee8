"""What the front end built: the bundles by their hashed names, and the icons."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

DIST = Path(__file__).resolve().parent / "static" / "dist"


def built() -> bool:
    """Say whether the front end has been built; without it pages work but are plain."""
    return (DIST / "manifest.json").is_file()


def bundle(name: str) -> tuple[list[str], list[str]]:
    """Return the addresses of a bundle's (style sheets, scripts); both empty before the front end is built.

    The addresses do not pass the static storage: a second hash in the name would load a module twice, once under
    each name, for its chunks import it by the first.
    """
    entry = _read("manifest.json").get(f"src/{name}.ts")
    if entry is None:
        return [], []
    return [_address(each) for each in entry.get("css", [])], [_address(entry["file"])]


def icon_paths(name: str) -> str:
    """Return the inside of an icon's SVG; a plain circle for a name that the build did not find."""
    icons = _read("icons.json")
    return str(icons.get(name) or icons.get("circle") or '<circle cx="12" cy="12" r="9"/>')


def _address(file: str) -> str:
    return f"{settings.STATIC_URL}dist/{file}"


def _read(name: str) -> dict[str, Any]:
    path = DIST / name
    try:
        stamp = path.stat().st_mtime_ns if settings.DEBUG or settings.TESTING else 0
        return _parsed(path, stamp)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=8)
def _parsed(path: Path, _stamp: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
