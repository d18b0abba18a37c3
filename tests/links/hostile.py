"""A hostile web: every kind of bad answer, with the verdict that it must get and how often it may be asked for."""

from __future__ import annotations

import gzip
import socket
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import NamedTuple

from tests.links.hosts import Answer, Request

Step = Callable[[Request], None]


class Case(NamedTuple):
    """An answer; the verdict and the reason that it must get; the requests for this very path."""

    answer: Answer
    verdict: str
    reason: str
    requests: int = 1
    to: str = ""


def status(code: int, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: request.send(code, named)


def turns(*answers: Answer) -> Answer:
    """One answer after the other, the last one for good."""
    return lambda request: answers[min(request.turn, len(answers)) - 1](request)


def reset(request: Request) -> None:
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()


def nothing(request: Request) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)


def raw(content: bytes) -> Answer:
    return lambda request: void(request.wfile.write(content))


def void(_: object) -> None:
    return None


def endless(code: int, **headers: str) -> Answer:
    def answer(request: Request) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        while True:
            request.wfile.write(b"x" * 65536)

    return answer


def dripping(start: bytes) -> Answer:
    """A byte now and then, for ever: no single read takes long."""

    def answer(request: Request) -> None:
        request.wfile.write(start)
        while True:
            time.sleep(0.1)
            request.wfile.write(b"x")

    return answer


def endless_head(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        request.wfile.write(b"X-More: " + b"x" * 4000 + b"\r\n")


BOMB = gzip.compress(b" " * 40_000_000)  # 40 MB out of 40 kB


def bomb(request: Request) -> None:
    request.send(200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, BOMB)


def cookie(request: Request) -> None:
    if "seen=1" in request.headers.get("Cookie", ""):
        request.send(200)
    else:
        request.send(302, {"Location": request.path, "Set-Cookie": "seen=1"})


def dated(request: Request) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=1)
    request.send(503, {"Retry-After": format_datetime(moment, usegmt=True)})


CASES: dict[str, Case] = {
    "/200": Case(status(200), "ok", "200", 7),  # itself, and all that leads there
    "/204": Case(status(204), "ok", "204"),
    "/300": Case(status(300), "ok", "300"),
    "/304": Case(status(304), "unchecked", ""),
    "/401": Case(status(401, WWW_Authenticate="Basic"), "unverifiable", "401"),
    "/403": Case(status(403), "unverifiable", "403"),
    "/404": Case(status(404), "broken", "404", 2),
    "/410": Case(status(410), "broken", "410"),
    "/451": Case(status(451), "broken", "451"),
    "/999": Case(status(999), "unverifiable", "999"),
    "/head-405": Case(status(200), "ok", "200"),
    # a limit, a bad moment
    "/429": Case(status(429, Retry_After="1"), "unverifiable", "429", 2),
    "/429-once": Case(turns(status(429, Retry_After="1"), status(200)), "ok", "200", 2),
    "/429-bare": Case(status(429), "unverifiable", "429", 2),
    "/429-bare-once": Case(turns(status(429), status(200)), "ok", "200", 2),
    "/429-long": Case(status(429, Retry_After="3600"), "unverifiable", "429"),
    "/429-odd": Case(turns(status(429, Retry_After="soon\x00²"), status(200)), "ok", "200", 2),
    "/503": Case(status(503), "unverifiable", "503", 2),
    "/503-dated": Case(turns(dated, status(200)), "ok", "200", 2),
    "/500": Case(status(500), "broken", "500", 2),
    "/502-once": Case(turns(status(502), status(200)), "ok", "200", 2),
    "/511": Case(status(511), "unverifiable", "511"),
    "/reset": Case(reset, "broken", "connection", 2),
    "/reset-once": Case(turns(reset, status(200)), "ok", "200", 2),
    "/nothing": Case(nothing, "broken", "connection", 2),
    "/garbage": Case(raw(b"\x16\x03\x01 this is no HTTP\r\n\r\n"), "broken", "connection", 2),
    # redirects
    "/moved": Case(status(301, Location="/200#part"), "moved", "301", to="/200"),
    "/moved-308": Case(status(308, Location="/moved-308-on"), "moved", "308", to="/200"),
    "/moved-308-on": Case(status(301, Location="/200"), "moved", "301", 2, to="/200"),
    "/moved-slash": Case(status(301, Location="/moved-slash/"), "moved", "301", to="/moved-slash/"),
    "/moved-slash/": Case(status(200), "ok", "200", 2),
    "/moved-by-302": Case(status(301, Location="/elsewhere"), "ok", "200"),
    "/elsewhere": Case(status(302, Location="/200"), "ok", "200", 2),
    "/moved-to-404": Case(status(301, Location="/404"), "broken", "404"),
    "/moved/home": Case(status(301, Location="/"), "broken", "home"),
    "/": Case(status(200), "ok", "200", 2),
    "/loop": Case(status(302, Location="/loop"), "broken", "redirects", 2),
    "/circle": Case(status(302, Location="/circle/on"), "broken", "redirects", 2),
    "/long-way": Case(lambda request: request.send(302, {"Location": "/way/1"}), "broken", "redirects"),
    "/metadata": Case(status(302, Location="http://169.254.169.254/latest/meta-data/"), "unverifiable", "private"),
    "/lan": Case(status(301, Location="http://192.168.1.1/"), "unverifiable", "private"),
    "/lan-in-six": Case(status(302, Location="http://[::ffff:10.0.0.1]/"), "unverifiable", "private"),
    "/malformed": Case(status(302, Location="http://[::1/"), "broken", "location"),
    "/malformed-port": Case(status(302, Location="http://127.0.0.1:99999999/"), "broken", "location"),
    "/no-location": Case(status(302), "broken", "302"),
    "/app": Case(status(302, Location="whatsapp://send?text=x"), "unverifiable", "scheme"),
    "/file": Case(status(302, Location="file:///etc/passwd"), "unverifiable", "scheme"),
    "/members": Case(status(302, Location="/login?next=/members"), "unverifiable", "login"),
    "/login": Case(status(200), "ok", "200"),
    "/cookie": Case(cookie, "ok", "200", 2),
    # too slow, too much
    "/slow": Case(lambda request: (time.sleep(0.3), request.send(200))[1], "ok", "200"),
    "/endless": Case(endless(200), "ok", "200"),
    "/endless-404": Case(endless(404), "broken", "404"),
    "/endless-redirect": Case(endless(302, Location="/200"), "ok", "200"),
    "/endless-head": Case(endless_head, "broken", "connection", 2),
    "/dripping": Case(dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "), "broken", "timeout", 2),
    "/dripping-body": Case(dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"), "ok", "200"),
    "/bomb": Case(bomb, "ok", "200"),
    "/cut-off": Case(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nhalf"), "ok", "200"),
    "/no-gzip": Case(status(200, Content_Encoding="gzip", Content_Type="text/html"), "ok", "200"),
}
# not linked to, only led to: (answer, requests)
_WAY = {f"/way/{step}": status(302, Location=f"/way/{step + 1}") for step in range(1, 20)}
ONLY_LED_TO: dict[str, tuple[Answer, int]] = {
    "/circle/on": (status(302, Location="/circle"), 1),
    "/login?next=/members": (status(200), 1),
    **{path: (answer, 1 if int(path.rsplit("/", 1)[1]) <= 10 else 0) for path, answer in _WAY.items()},
}
ANSWERS: dict[str, Answer] = {
    **{path: case.answer for path, case in CASES.items()},
    **{path: answer for path, (answer, _) in ONLY_LED_TO.items()},
}
