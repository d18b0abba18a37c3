"""The fake's front door: tells the requests apart, knows who calls, counts, answers, and fails when it is told to."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import jwt
from tests.support.github import githttp, graph, rest
from tests.support.github.faults import Broken, Fault, broken
from tests.support.github.hub import Hub
from tests.support.github.shapes import Shapes
from tests.support.github.world import NOBODY, Refusal, Token

_GIT = re.compile(r"/([^/]+)/([^/]+?)(?:\.git)?(/info/refs|/git-upload-pack|/git-receive-pack)")
_JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass
class Request:
    """One request as it came, for the tests to look at. `kind`: rest, graphql, git or pages."""

    method: str
    path: str
    query: str
    login: str
    kind: str
    body: bytes = b""
    status: int = 0
    fault: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


class Server:
    """Listens on a free port of 127.0.0.1 until `close`."""

    def __init__(self, hub: Hub, pages: Path) -> None:
        self.hub = hub
        self.pages = pages
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.violations: list[str] = []
        self.before: list[Callable[[Request], None]] = []
        self.public_keys: dict[int, Any] = {}
        self.closing = threading.Event()
        self.http = _Http(("127.0.0.1", 0), _Handler)
        self.http.server = self
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.shapes = Shapes(hub, self.address, self.address)
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.closing.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join(10)

    # -- who calls -----------------------------------------------------------------------------------------------

    def token(self, header: str) -> Token | None:
        """None for a token that is not known; `NOBODY` where there is none."""
        if not header:
            return NOBODY
        value = githttp.password(header)
        known = self.hub.tokens.get(value)
        if known is not None:
            return known if known.expires is None or known.expires > self.hub.now else None
        if value.count(".") == 2:
            return self._signed_by_app(value)
        return None

    def _signed_by_app(self, value: str) -> Token | None:
        try:
            number = int(jwt.decode(value, options={"verify_signature": False})["iss"])
            jwt.decode(value, self.public_keys[number], algorithms=["RS256"])
        except (jwt.PyJWTError, KeyError, ValueError):
            return None
        return Token(value, None, self.hub.apps[number])

    def _spend(self, token: Token, cost: int, resource: str = "core") -> dict[str, str]:
        if token.resets is None or token.resets <= self.hub.now:
            token.spent, token.resets = {}, self.hub.now + timedelta(hours=1)
        token.spent[resource] = min(self.hub.limit, token.spent.get(resource, 0) + cost)
        return {
            "X-RateLimit-Limit": str(self.hub.limit),
            "X-RateLimit-Remaining": str(self.hub.limit - token.spent[resource]),
            "X-RateLimit-Used": str(token.spent[resource]),
            "X-RateLimit-Reset": str(int(token.resets.timestamp())),
            "X-RateLimit-Resource": resource,
        }

    # -- one request ---------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Broken:
        for look in self.before:
            look(request)
        token = self.token(request.headers.get("Authorization", ""))
        request.login = token.login if token is not None else ""
        target = request.path + (f"?{request.query}" if request.query else "")
        fault = next((f for f in self.faults if f.meets(request.method, target, request.body, request.login)), None)
        if fault is None:
            return self._answer(request, token)
        request.fault = fault.kind
        real: bytes | None = None
        if fault.done or fault.kind in ("cut", "graphql partial", "slow"):
            if fault.kind == "slow":
                self.closing.wait(fault.seconds)
                return self._answer(request, token)
            real = self._answer(request, token).body
        return broken(fault, int((self.hub.now + timedelta(hours=1)).timestamp()), real)

    def _answer(self, request: Request, token: Token | None) -> Broken:
        if request.kind == "pages":
            return self._page(request.path)
        if request.kind == "git":
            return self._git(request, token)
        if token is None:
            return _out(rest.refused(Refusal(401, "Bad credentials")))
        spent = self._spend(token, 0, "graphql" if request.kind == "graphql" else "core")
        if spent["X-RateLimit-Remaining"] == "0" and request.path != "/rate_limit":
            refusal = Refusal(403, f"API rate limit exceeded for {token.login or '127.0.0.1'}.", headers=spent)
            return _out(rest.refused(refusal))
        with self.hub.lock:
            if request.kind == "graphql":
                return self._graphql(request, token)
            return self._rest(request, token)

    def _rest(self, request: Request, token: Token) -> Broken:
        query = dict(parse_qsl(request.query))

        def call(place: dict[str, str], body: Any) -> rest.Call:
            return rest.Call(self.hub, self.shapes, token, place, query, body)

        answer = rest.handle(call, request.method, request.path, request.body)
        raw = b"" if answer.body is None else json.dumps(answer.body).encode()
        tag = f'"{hashlib.sha256(raw + (request.headers.get("Authorization", "")).encode()).hexdigest()}"'
        if request.method in ("GET", "HEAD") and answer.status == 200:
            answer.headers["ETag"] = tag
            answer.headers["Cache-Control"] = "private, max-age=60, s-maxage=60"
            if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
                return Broken(304, answer.headers | self._spend(token, 0), b"")
        free = request.path == "/rate_limit"
        headers = {**_JSON, **answer.headers, **self._spend(token, 0 if free else 1)}
        return Broken(answer.status, headers, raw)

    def _graphql(self, request: Request, token: Token) -> Broken:
        if token is NOBODY:
            return _out(rest.refused(Refusal(401, "This endpoint requires you to be authenticated.")))
        try:
            given = json.loads(request.body)
        except ValueError:
            return _out(rest.refused(Refusal(400, "Problems parsing JSON")))
        body, cost = graph.answer(self.hub, self.shapes, token, given)
        headers = {**_JSON, **self._spend(token, cost, "graphql")}
        return Broken(200, headers, json.dumps(body).encode())

    def _git(self, request: Request, token: Token | None) -> Broken:
        found = _GIT.fullmatch(request.path)
        assert found is not None
        home = self.hub.repositories.get(f"{found[1]}/{found[2]}".lower())
        if token is None:
            return Broken(401, {"WWW-Authenticate": 'Basic realm="GitHub"'}, b"Invalid username or token.\n")
        if home is None:
            asks = token is NOBODY
            return Broken(401 if asks else 404, {"WWW-Authenticate": 'Basic realm="GitHub"'} if asks else {}, b"")
        status, headers, body = githttp.backend(
            self.hub, home, token, request.method, found[3], request.query, request.headers, request.body
        )
        return Broken(status, dict(headers), body)

    def _page(self, path: str) -> Broken:
        """A file of a site that was deployed, as Pages serves it."""
        wanted = (self.pages / unquote(path).removeprefix("/pages/")).resolve()
        if wanted.is_dir() and not path.endswith("/"):
            return Broken(301, {"Location": f"{self.address}{path}/"}, b"")
        if wanted.is_dir():
            wanted /= "index.html"
        status = 200
        if not wanted.is_file() or not wanted.is_relative_to(self.pages.resolve()):
            owner_and_name = Path(*Path(path.removeprefix("/pages/")).parts[:2])
            status, wanted = 404, self.pages / owner_and_name / "404.html"
        body = wanted.read_bytes() if wanted.is_file() else b"<!DOCTYPE html><title>Site not found</title>"
        kind = mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
        return Broken(status, {"Content-Type": kind, "Cache-Control": "max-age=600"}, body)


def _out(answer: rest.Answer) -> Broken:
    return Broken(answer.status, _JSON | answer.headers, json.dumps(answer.body).encode())


class _Http(ThreadingHTTPServer):
    server: Server
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        server = self.server.server
        parts = urlsplit(self.path)
        if _GIT.fullmatch(parts.path):
            kind = "git"
        elif parts.path == "/graphql":
            kind = "graphql"
        else:
            kind = "pages" if parts.path.startswith("/pages/") else "rest"
        request = Request(self.command, parts.path, parts.query, "", kind, self._read(), headers=dict(self.headers))
        try:
            answer = server.answer(request)
        except Exception as error:
            said = str(error) if isinstance(error, rest.Violation) else traceback.format_exc()
            server.violations.append(f"{request.method} {request.path}: {said}")
            answer = Broken(418, {"Content-Type": "text/plain"}, said.encode())
        request.status = answer.status
        server.requests.append(request)
        self._send(answer)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET  # noqa: N815

    def _read(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _send(self, answer: Broken) -> None:
        if answer.status == 0:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() != "content-length":
                self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(answer.body)))
        if answer.cut is not None:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD" and answer.status not in (204, 304):
            self.wfile.write(answer.body if answer.cut is None else answer.body[: answer.cut])

    def version_string(self) -> str:
        return "github.com"

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.server.server.hub.now.astimezone(UTC), usegmt=True)

    def log_message(self, *arguments: Any) -> None:
        """The tests look at `requests` instead."""
