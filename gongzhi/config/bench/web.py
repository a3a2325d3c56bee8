"""A light client: keep-alive connections in threads, form posts with the cookies of signed-in people."""

import http.client
import random
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlencode
from uuid import uuid4

from gongzhi.config.cli.serve import web_command
from gongzhi.config.demo.site import Grid

HOST = "127.0.0.1"
TOKEN = "benchbenchbenchbenchbenchbench12"  # noqa: S105 — a cookie against forgery, chosen by the client itself
CLIENTS = 8


class Server:
    """The real web server as a child process, with two workers."""

    def __init__(self, port: int, workers: int = 2) -> None:
        self.port = port
        self.process = subprocess.Popen(web_command(HOST, port, workers))

    def __enter__(self) -> "Server":
        for _ in range(200):
            try:
                connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
                connection.request("GET", "/help/")
                connection.getresponse().read()
                connection.close()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the web server did not come up")

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(15)


class Client:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)

    def get(self, path: str, session: str = "") -> tuple[int, str]:
        """Ask for a page; return (status, Location)."""
        return self._send("GET", path, None, session)

    def post(self, path: str, fields: dict[str, str], session: str = "") -> tuple[int, str]:
        """Send a form; return (status, Location)."""
        return self._send("POST", path, urlencode({**fields, "csrfmiddlewaretoken": TOKEN}), session)

    def _send(self, method: str, path: str, body: str | None, session: str) -> tuple[int, str]:
        cookies = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")
        headers = {"Cookie": cookies, "Host": "localhost"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")


def report_fields(grids: list[Grid], category: str) -> dict[str, str]:
    """Return a report form from a random grid."""
    grid = random.choice(grids)  # noqa: S311
    lon = sum(x for x, _ in grid.ring) / len(grid.ring)
    lat = sum(y for _, y in grid.ring) / len(grid.ring)
    return {
        "submission": str(uuid4()),
        "category": category,
        "lon": f"{lon:.6f}",
        "lat": f"{lat:.6f}",
        "place": "3号楼前",
        "description": "路面有个脸盆大的坑，昨天有位老人骑车摔倒了。",
        "name": "卜先生",
        "phone": "13800000000",
        "different": "1",  # as from a browser that has shown what is known nearby
    }


def rate(
    work: Callable[[int], Callable[[], None]], seconds: float, clients: int = CLIENTS
) -> tuple[float, list[float]]:
    """Let clients repeat a piece of work for some seconds; return (pieces a second, seconds of each piece)."""
    times: list[list[float]] = [[] for _ in range(clients)]
    failures: list[Exception] = []
    until = [0.0]
    barrier = threading.Barrier(clients + 1)

    def one(number: int) -> None:
        piece = work(number)
        try:
            piece()
            barrier.wait()
            while time.perf_counter() < until[0]:
                begin = time.perf_counter()
                piece()
                times[number].append(time.perf_counter() - begin)
        except threading.BrokenBarrierError:
            return
        except Exception as error:
            failures.append(error)
            barrier.abort()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    until[0] = time.perf_counter() + 3600
    with suppress(threading.BrokenBarrierError):
        barrier.wait(120)
    begin = time.perf_counter()
    until[0] = begin + seconds
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - begin
    if failures:
        raise failures[0]
    every = [each for own in times for each in own]
    return len(every) / spent, every
