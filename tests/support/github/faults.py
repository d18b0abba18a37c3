"""Ways in which GitHub fails. `FakeGitHub.fail` arms one; the next requests that match meet it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "502",
    "503",
    "500 html",
    "401",
    "404",
    "secondary 403",
    "secondary 429",
    "primary",
    "slow",
    "cut",
    "refused",
    "nonsense",
    "empty",
    "wrong shape",
    "graphql errors",
    "graphql partial",
    "graphql timeout",
]
KINDS: tuple[str, ...] = Kind.__args__  # type: ignore[attr-defined]

_UNICORN = (
    "<!DOCTYPE html>\n<html><head><title>Unicorn! · GitHub</title></head><body><p>We had issues.</p></body></html>\n"
)
_LIMIT = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"


@dataclass
class Fault:
    """`path`: a regular expression searched in path and query. `text`: what the body must contain, of a query say.
    `times`: how many requests meet it, `after`: how many that match pass first. `done`: the request is carried out, and
    only its answer is lost."""

    kind: Kind
    method: str = ""
    path: str = ""
    text: str = ""
    login: str = ""
    times: int = 1
    after: int = 0
    done: bool = False
    seconds: float = 0.0
    met: list[str] = field(default_factory=list)

    def meets(self, method: str, path: str, body: bytes, login: str) -> bool:
        """Whether this request meets the fault; counts it."""
        fits = (
            (not self.method or method == self.method)
            and re.search(self.path, path) is not None
            and self.text.encode() in body
            and (not self.login or login == self.login)
            and (not self.kind.startswith("graphql") or path.startswith("/graphql"))
        )
        if not fits or len(self.met) >= self.times:
            return False
        if self.after:
            self.after -= 1
            return False
        self.met.append(f"{method} {path}")
        return True


@dataclass(frozen=True)
class Broken:
    """An answer as it goes out, well-formed or not. `cut`: after so many bytes of the body the connection ends."""

    status: int
    headers: dict[str, str]
    body: bytes
    cut: int | None = None


def broken(fault: Fault, reset: int, real: bytes | None) -> Broken:
    """What the fault makes of an answer. `real`: the body that would have been sent, where it is known."""
    as_json = {"Content-Type": "application/json; charset=utf-8"}
    html = {"Content-Type": "text/html; charset=utf-8"}

    def said(status: int, message: str, **headers: str) -> Broken:
        body = {"message": message, "documentation_url": _LIMIT, "status": str(status)}
        return Broken(status, as_json | {key.replace("_", "-"): value for key, value in headers.items()}, _dump(body))

    wait = str(int(fault.seconds))
    exceeded = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    whole = real or b'{"data": {"repository": {"pullRequests": {"nodes": [{"number": 1}]}}}}'
    answers: dict[str, Broken] = {
        "502": Broken(502, html, b"<html><head><title>502 Bad Gateway</title></head><body></body></html>\n"),
        "503": said(503, "Service unavailable"),
        "500 html": Broken(500, html, _UNICORN.encode()),
        "401": said(401, "Bad credentials"),
        "404": said(404, "Not Found"),
        "secondary 403": said(403, exceeded, Retry_After=wait),
        "secondary 429": said(429, exceeded, Retry_After=wait),
        "primary": said(
            403,
            "API rate limit exceeded for user ID 1.",
            X_RateLimit_Limit="5000",
            X_RateLimit_Remaining="0",
            X_RateLimit_Used="5000",
            X_RateLimit_Reset=str(reset),
            X_RateLimit_Resource="core",
        ),
        "cut": Broken(200, as_json, whole, cut=len(whole) // 2),
        "refused": Broken(0, {}, b"", cut=0),
        "nonsense": Broken(200, as_json, b"\xff\xfe not JSON at all {"),
        "empty": Broken(200, as_json, b""),
        "wrong shape": Broken(200, as_json, _dump(["this", "is", "no", "answer"])),
        "graphql errors": Broken(
            200,
            as_json,
            _dump(
                {
                    "data": None,
                    "errors": [
                        {
                            "message": "Something went wrong while executing your query. Please include "
                            "`0000:0000:0000:0000` when reporting this issue."
                        }
                    ],
                }
            ),
        ),
        "graphql timeout": Broken(
            502,
            as_json,
            _dump(
                {
                    "data": None,
                    "errors": [
                        {
                            "message": "Something went wrong while executing your query on the server. This may be the "
                            "result of a timeout, or it could be a GitHub bug."
                        }
                    ],
                }
            ),
        ),
        "graphql partial": Broken(200, as_json, _partial(whole)),
    }
    return answers[fault.kind]


def _dump(value: Any) -> bytes:
    return json.dumps(value).encode()


def _partial(whole: bytes) -> bytes:
    """The real answer in which the last node of the first list is null, with the error that says why."""
    try:
        body = json.loads(whole)
    except ValueError:  # what git answers
        return whole

    def spoil(value: Any, path: list[Any]) -> list[Any] | None:
        if isinstance(value, dict):
            nodes = value.get("nodes")
            if isinstance(nodes, list) and nodes:
                nodes[-1] = None
                return [*path, "nodes", len(nodes) - 1]
            for key, inner in value.items():
                found = spoil(inner, [*path, key])
                if found:
                    return found
        return None

    path = spoil(body.get("data"), [])
    if path is None and isinstance(body.get("data"), dict):
        path = [next(iter(body["data"]))]
        body["data"][path[0]] = None
    body["errors"] = [{"type": "SERVICE_UNAVAILABLE", "path": path, "message": "Something went wrong"}]
    return _dump(body)
