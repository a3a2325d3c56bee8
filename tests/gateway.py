"""A gateway on this machine, for tests: it takes messages, refuses them, hangs, or takes one and never says so."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class LocalGateway:
    """What a gateway does next ('take', 'refuse', 'hang', 'take_and_hang'), what it was asked and what it took."""

    port: int
    mood: str = "take"
    asked: list[dict[str, str]] = field(default_factory=list)
    taken: list[dict[str, str]] = field(default_factory=list)
    called: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Return the gateway as the site's settings name it."""
        return f"json://127.0.0.1:{self.port}/send?-to={{to}}&-id={{id}}"


@contextmanager
def local_gateway() -> Iterator[LocalGateway]:
    """Run a gateway that speaks HTTP on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
            body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            message = {**query, "title": body["title"], "body": body["message"]}
            gateway.asked.append(message)
            gateway.called.set()
            if gateway.mood.startswith("take"):
                gateway.taken.append(message)
            if gateway.mood.endswith("hang"):
                _dribble(self.wfile, gateway.over)
                return
            self.send_response(200 if gateway.mood == "take" else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    gateway = LocalGateway(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield gateway
    finally:
        gateway.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _dribble(out: BufferedIOBase, over: threading.Event) -> None:
    """Answer a byte now and then, which defeats every time-out that counts from the last byte."""
    with suppress(OSError):
        out.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not over.wait(0.2):
            out.write(b".")


@contextmanager
def local_mail() -> Iterator[tuple[int, list[str]]]:
    """Run a mail server on a free port; yield (port, the mails as they came)."""
    mails: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 local\r\n")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = list(iter(self.rfile.readline, b".\r\n"))
                    mails.append(b"".join(lines).decode())
                self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                if verb == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1], mails
        finally:
            server.shutdown()
            thread.join()
