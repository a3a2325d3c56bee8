"""What PostgreSQL alone reaches: pgbench's own TPC-B, and pgbench with the very statements of one request."""

import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import ClientCursor

from gongzhi.config import embedded

UUID_TEXT = re.compile(r"'([0-9a-f]{8}-?[0-9a-f]{4}-?[47][0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12})'(?:::uuid)?")
BYTES_TEXT = re.compile(r"'\\\\?x([0-9a-f]{64})'(?:::bytea)?")


def tpcb(seconds: int) -> float:
    """Return pgbench's TPC-B transactions a second (scale 10, two clients)."""
    _pgbench("-i", "-q", "-s", "10")
    return _tps(_pgbench("-c", "2", "-j", "2", "-T", str(seconds)))


def same_sql(statements: list[str], seconds: int, clients: int) -> float:
    """Return how often a second pgbench runs the statements of one request as one transaction."""
    script = "\\set r random(1, 281474976710655)\nBEGIN;\n" + ";\n".join(statements) + ";\nCOMMIT;\n"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "request.sql"
        file.write_text(script, encoding="utf-8")
        return _tps(_pgbench("-n", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", str(file)))


def captured(act: Callable[[], Any]) -> list[str]:
    """Return the statements that an act sends, with their values written in."""
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        cursor = ClientCursor(connection.connection)
        found.append(cursor.mogrify(sql, params) if params is not None else sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return found


def as_script(statements: list[str]) -> list[str]:
    """Return the statements for pgbench: what must be new each time made from a random number, the rest as it was."""
    fresh: dict[str, str] = {}
    written = []
    for statement in statements:
        if statement.upper().startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")):
            continue
        if "INSERT INTO" in statement.upper() or "defer_jobs" in statement:
            for found in (*UUID_TEXT.finditer(statement), *BYTES_TEXT.finditer(statement)):
                fresh.setdefault(found.group(0), _new(found, len(fresh)))
        text = " ".join(statement.split("\n"))
        for old, expression in fresh.items():
            text = text.replace(old, expression)
        written.append(text)
    return written


def _new(found: re.Match[str], number: int) -> str:
    if found.re is BYTES_TEXT:
        return f"decode(md5('{number}a' || :r) || md5('{number}b' || :r), 'hex')"
    # The time stays, so that the row falls into the same partition; what was random is made from the script's number.
    return f"('{found.group(1).replace('-', '')[:20]}' || lpad(to_hex((:r)::bigint), 12, '0'))::uuid"


def _pgbench(*arguments: str) -> str:
    values = connection.get_connection_params()
    command = [str(embedded.binaries() / "pgbench"), "-h", str(values["host"]), "-p", str(values["port"])]
    command += ["-U", values.get("user", "postgres"), *arguments, str(values["dbname"])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=str(settings.HOME))
    if done.returncode:
        raise RuntimeError(f"pgbench failed: {done.stderr[-800:]}")
    return done.stdout


def _tps(output: str) -> float:
    found = re.search(r"tps = ([0-9.]+)", output)
    if found is None:
        raise RuntimeError(f"pgbench said nothing of its rate: {output[-400:]}")
    return float(found.group(1))
