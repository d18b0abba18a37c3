"""Real hosts on loopback addresses that answer well, badly, slowly, endlessly or never."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Host:
    """A host that runs. `asked` counts its requests by path, `most` is how many it had at once."""

    base: str
    asked: Counter[str] = field(default_factory=Counter)
    most: int = 0

    def __call__(self, path: str) -> str:
        return self.base + path


# path → (status, headers)
ANSWERS: dict[str, tuple[int, dict[str, str]]] = {
    "/200": (200, {}),
    "/204": (204, {}),
    "/401": (401, {"WWW-Authenticate": "Basic"}),
    "/403": (403, {}),
    "/404": (404, {}),
    "/410": (410, {}),
    "/429": (429, {"Retry-After": "1"}),
    "/500": (500, {}),
    "/503": (503, {}),
    "/999": (999, {}),
    "/moved": (301, {"Location": "/200"}),
    "/moved-to-404": (302, {"Location": "/404"}),
    "/loop": (302, {"Location": "/loop"}),
    "/metadata": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}),
    "/lan": (302, {"Location": "http://192.168.1.1/"}),
    "/malformed": (302, {"Location": "http://[::1/"}),
    "/members": (302, {"Location": "/login?next=/members"}),
    "/login?next=/members": (200, {}),
    "/login": (200, {}),
}


@contextmanager
def host(ip: str = "127.0.0.1", robots: str | None = None) -> Iterator[Host]:
    """A host at a loopback address, until the block ends."""
    facts = Host("")
    lock = threading.Lock()
    inside = 0

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            nonlocal inside
            with lock:
                inside += 1
                facts.asked[self.path] += 1
                facts.most = max(facts.most, inside)
            try:
                self._answer()
            except OSError:
                pass  # the other side had enough
            finally:
                with lock:
                    inside -= 1

        def _answer(self) -> None:
            if self.path == "/robots.txt":
                self._send(200 if robots else 404, {"Content-Type": "text/plain"}, (robots or "").encode())
            elif self.path.startswith("/slow"):
                time.sleep(0.4)
                self._send(200, {}, b"slow")
            elif self.path in ("/endless", "/endless-redirect"):
                self.send_response(200 if self.path == "/endless" else 302)
                self.send_header("Location", "/200")
                self.end_headers()
                while True:
                    self.wfile.write(b"x" * 65536)
            else:
                status, headers = ANSWERS.get(self.path, (404, {}))
                self._send(status, headers, b"")

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status, "Answer")
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((ip, 0), Handler)
    facts.base = f"http://{ip}:{server.server_port}"
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
