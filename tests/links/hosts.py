"""Real hosts on loopback addresses that answer well, badly, slowly, endlessly or never."""

from __future__ import annotations

import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Host:
    """A host that runs. `asked` counts its requests by path, `most` is how many it had at once."""

    base: str
    asked: Counter[str] = field(default_factory=Counter)
    most: int = 0
    methods: set[str] = field(default_factory=set)

    def __call__(self, path: str) -> str:
        return self.base + path


class Request(BaseHTTPRequestHandler):
    """A request that an answer is made for. `turn` counts the requests for its path, from 1."""

    turn = 0

    def send(self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response(status, "Answer")
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.leave()
        self.end_headers()
        self.wfile.write(body)

    def leave(self) -> None:
        """The request is no longer in flight: its answer goes out, and the other side may ask the next thing."""

    def page(self, text: str, status: int = 200) -> None:
        self.send(status, {"Content-Type": "text/html; charset=utf-8"}, text.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


Answer = Callable[[Request], None]


def _missing(request: Request) -> None:
    request.send(404)


# what `host` knows when nothing else is said
PLAIN: dict[str, Answer] = {
    f"/{status}": (lambda request, status=status: request.send(status)) for status in (200, 401, 403, 404, 410)
}


@contextmanager
def host(
    ip: str = "127.0.0.1",
    robots: str | int | Answer | None = None,
    answers: Mapping[str, Answer] = PLAIN,
    other: Answer = _missing,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Host]:
    """A host at a loopback address, until the block ends. `robots`: its robots.txt, or a status or an
    answer instead of it."""
    facts = Host("")
    lock = threading.Lock()
    inside = 0

    class Handler(Request):
        inside = True

        def do_GET(self) -> None:
            nonlocal inside
            with lock:
                inside += 1
                facts.asked[self.path] += 1
                facts.methods.add(self.command)
                facts.most = max(facts.most, inside)
                self.turn = facts.asked[self.path]
            try:
                if self.path == "/robots.txt" and callable(robots):
                    robots(self)
                elif self.path == "/robots.txt":
                    status = robots if isinstance(robots, int) else 200 if robots else 404
                    self.send(status, {"Content-Type": "text/plain"}, str(robots or "").encode())
                else:
                    answers.get(self.path, other)(self)
            except OSError:
                pass  # the other side had enough
            finally:
                self.leave()
                self.inside = True  # for the next request of a kept connection

        def leave(self) -> None:
            nonlocal inside
            with lock:
                inside -= self.inside
                self.inside = False

        def do_HEAD(self) -> None:
            facts.methods.add(self.command)
            self.send(405)

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a handshake that our own side breaks off

        def finish_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
            if tls is not None:
                request = tls.wrap_socket(request, server_side=True)
            super().finish_request(request, client_address)

    server = Server((ip, 0), Handler)
    facts.base = f"{'https' if tls else 'http'}://{ip}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield facts
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def silent(ip: str = "127.0.0.1") -> Iterator[str]:
    """A host that takes the connection and never says a word."""
    with socket.create_server((ip, 0), backlog=16) as listening:
        yield f"http://{ip}:{listening.getsockname()[1]}"


def closed(ip: str = "127.0.0.1") -> str:
    """A host whose port nobody listens on."""
    with socket.create_server((ip, 0)) as listening:
        return f"http://{ip}:{listening.getsockname()[1]}"
