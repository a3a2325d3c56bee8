"""The Chinese texts: merged from the parts that lie beside each other in `locale`, and compiled without gettext."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]
FOLDER = PACKAGE / "locale" / "zh_Hans"
MO = FOLDER / "LC_MESSAGES" / "django.mo"
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Key = tuple[str | None, str]


def parts() -> list[Path]:
    """Return the files of the Chinese texts."""
    return sorted((FOLDER / "parts").glob("*.po"))


def merged() -> Catalog:
    """Return all Chinese texts; raise ValueError where two parts say the same thing differently."""
    whole = Catalog(locale="zh_Hans", domain="django")
    for path in parts():
        with path.open("rb") as file:
            part = read_po(file, locale="zh_Hans")
        for message in part:
            if not message.id:
                continue
            there = whole.get(message.id, message.context)
            if there is not None and there.string != message.string:
                raise ValueError(
                    f"{path.name}: '{message.id}' is '{message.string}' here and '{there.string}' elsewhere"
                )
            whole.add(message.id, message.string, context=message.context, flags=message.flags)
    return whole


def build() -> bool:
    """Compile the texts if a part is newer than what was compiled; return whether it was needed."""
    newest = max((path.stat().st_mtime for path in parts()), default=0.0)
    if MO.exists() and MO.stat().st_mtime >= newest:
        return False
    MO.parent.mkdir(parents=True, exist_ok=True)
    fresh = MO.with_suffix(".new")
    with fresh.open("wb") as file:
        write_mo(file, merged())
    fresh.replace(MO)
    return True


def missing() -> list[Key]:
    """Return (context, text) of every text used in the code that has no Chinese, sorted."""
    whole = merged()
    used = {(context, text) for context, text in used_texts()}
    absent = [key for key in used if not getattr(whole.get(key[1], key[0]), "string", None)]
    return sorted(absent, key=lambda key: (key[1], key[0] or ""))


def used_texts() -> Iterator[Key]:
    """Yield (context, text) of every translatable text in Python files and templates."""
    from django.utils.translation.template import templatize

    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _extracted("python", path.read_bytes())
    for path in sorted(PACKAGE.rglob("templates/**/*")):
        if path.suffix in (".html", ".txt", ".js"):
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            yield from _extracted("javascript", source.encode())


def _extracted(method: str, source: bytes) -> Iterator[Key]:
    for _line, text, _comments, context in extract(method, io.BytesIO(source), keywords=KEYWORDS):  # type: ignore[arg-type]
        first = text[0] if isinstance(text, tuple) else text
        if first:
            yield context, first
