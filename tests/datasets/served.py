"""A web server on this machine, whose answers a test decides."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """Files and answers by path, and which paths were asked for."""

    address: str
    files: dict[str, bytes | Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        return f"{self.address}/{name}"


def truncated(content: bytes) -> Answer:
    """Promises all of it, gives half and hangs up."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content[: len(content) // 2])

    return answer


def slow(content: bytes, parts: int, pause: float, *, tells_size: bool = True) -> Answer:
    """Gives it in parts, waiting `pause` s before each."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        if tells_size:
            request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        for number in range(parts):
            time.sleep(pause)
            request.wfile.write(content[number * len(content) // parts : (number + 1) * len(content) // parts])

    return answer


@contextmanager
def served() -> Iterator[Site]:
    """A site that is there while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.lstrip("/")
            site.asked.append(name)
            match site.files.get(name):
                case None:
                    self.send_error(404)
                case bytes() as content:
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                case answer:
                    try:
                        answer(self)
                    except ConnectionError:  # the other side has had enough
                        self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
