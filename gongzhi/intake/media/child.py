"""Start the process that opens a file, and understand what it says or how it ended."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from gongzhi.intake.domain.evidence import WORDS

ROOT = Path(__file__).resolve().parents[3]
LONGEST = {"probe": 30, "photo": 60, "video": 400}  # seconds


class Unusable(Exception):
    """A file cannot be used; `code` is one of the words of the domain."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def run(task: str, source: Path, folder: Path | None = None) -> dict[str, Any]:
    """Let a process of its own probe a file or make it anew (into the folder); raise Unusable."""
    command = [sys.executable, "-m", "gongzhi.intake.media", task, str(source), *([str(folder)] if folder else [])]
    # Nothing of our own surroundings: neither keys nor the database's address.
    surroundings = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    place = folder or tempfile.gettempdir()
    try:
        done = subprocess.run(
            command,
            env=surroundings,
            cwd=place,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST[task],
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unusable("busy") from error
    try:
        said: dict[str, Any] = json.loads(done.stdout[-4000:])
    except ValueError as error:
        # It ended by a signal or for want of memory: the file is to blame, and it is all the same to its sender.
        raise Unusable("busy" if done.returncode == -24 else "broken") from error  # 24: SIGXCPU
    if "refused" in said:
        raise Unusable(said["refused"] if said["refused"] in WORDS else "broken")
    return said
