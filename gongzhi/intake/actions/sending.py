"""Hand a message to the process that speaks to gateways, and end that process when a gateway does not answer."""

import json
import select
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from uuid import UUID

COURIER = Path(__file__).with_name("courier.py")
START = 60.0  # seconds the process may take to load, on a busy machine
ANSWERS = {"sent": "", "refused": "refused", "invalid": "invalid"}


class Courier:
    """One process for the calls of one gateway; started at the first call, and again after it had to be ended."""

    def __init__(self, *, timeout: float) -> None:
        self.timeout = timeout
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Courier":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def send(self, url: str, title: str, body: str, message_id: UUID) -> str:
        """Send a message; return '' if the gateway took it, else 'refused', 'invalid', 'timeout' or 'lost'."""
        process = self._running()
        if process is None:
            return "lost"
        call = json.dumps({"url": url, "title": title, "body": body, "id": str(message_id)})
        try:
            assert process.stdin is not None
            process.stdin.write(call.encode() + b"\n")
            process.stdin.flush()
        except OSError:
            self.end()
            return "lost"
        answer = self._read(process, self.timeout)
        if answer not in ANSWERS:
            self.end()
            return "lost" if answer == "" else "timeout"
        return ANSWERS[answer]

    def end(self) -> None:
        """End the process at once, whatever it does."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def _running(self) -> "subprocess.Popen[bytes] | None":
        if self._process is None:
            # The URL holds passwords: it goes through the pipe, not the command line, which everybody can read.
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(COURIER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            if self._read(self._process, START) != "ready":
                self.end()
        return self._process

    @staticmethod
    def _read(process: "subprocess.Popen[bytes]", timeout: float) -> str | None:
        """Return the next answer, '' if the process ended, None if it took too long."""
        assert process.stdout is not None
        deadline, found = time.monotonic() + timeout, b""
        while not found.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                return None
            piece = process.stdout.read1(64)  # type: ignore[attr-defined]
            if not piece:
                return ""
            found += piece
        return found.decode().strip()
