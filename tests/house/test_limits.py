"""The limits of the house: short functions, short files, few parameters, no rooms for odds and ends."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for folder in ("gongzhi", "tests", "scripts")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
BANNED = {"utils.py", "helpers.py", "common.py", "manager.py", "misc.py"}
FUNCTION_LINES, FILE_LINES, PARAMETERS = 40, 400, 7
# The engine's whole contract, and the log line, are given by name; both say why beside their signature.
MANY_PARAMETERS = {"decide", "_moved", "record", "set_boundary", "import_", "create"}


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_keeps_the_limits(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    problems = []
    if path.name in BANNED:
        problems.append("a file for odds and ends")
    if text.count("\n") > FILE_LINES:
        problems.append(f"{text.count(chr(10))} lines, at most {FILE_LINES}")
    for function in functions(path):
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > FUNCTION_LINES:
            problems.append(f"{function.name}: {lines} lines, at most {FUNCTION_LINES}")
        arguments = function.args.args + function.args.kwonlyargs + function.args.posonlyargs
        count = len([each for each in arguments if each.arg not in ("self", "cls")])
        if count > PARAMETERS and function.name not in MANY_PARAMETERS and "tests" not in path.parts:
            problems.append(f"{function.name}: {count} parameters, at most {PARAMETERS}")
    assert not problems


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.name == "models.py"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_models_hold_no_behaviour(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s+ordering\s*=", text, re.M), "no Meta.ordering: the query says the order"
    assert "def save(" not in text, "no save() override: an action does it"
    assert "django.db.models.signals" not in text


def test_public_functions_say_what_they_do() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
        for path in FILES
        if "gongzhi" in path.parts[len(ROOT.parts)]
        for function in functions(path)
        if not function.name.startswith("_") and not ast.get_docstring(function) and not _nested(path, function)
    ]
    assert silent == []


def test_no_signals_and_no_workplace() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    hosts = re.compile(
        "|".join(["pypi" + r"\.org", "npmjs" + r"\.(org|com)", "files" + r"\.pythonhosted", "index" + "-url *="])
    )
    found = []
    for name in tracked:
        path = ROOT / name
        if not path.is_file() or path.suffix in (".png", ".jpg", ".webp", ".woff2"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if hosts.search(line) and name != "tests/house/test_limits.py":
                found.append(f"{name}:{number}: {line.strip()[:80]}")
    assert found == []


def _nested(path: Path, function: ast.FunctionDef) -> bool:
    """Say whether a function stands inside another or in a private class, whose words serve for both."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(
        function.lineno > outer.lineno and (function.end_lineno or 0) <= (outer.end_lineno or 0)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef) or (isinstance(outer, ast.ClassDef) and outer.name.startswith("_"))
    )
