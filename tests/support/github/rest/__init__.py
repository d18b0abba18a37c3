"""The REST interface: one function for each of GitHub's operations that the fake knows, under GitHub's own name for it.

A documented operation without a function here fails the test loudly; an address that GitHub does not document is 404.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.support.github import published
from tests.support.github.rest import (
    accounts,
    checks,
    commits,
    contents,
    issues,
    objects,
    pulls,
    repositories,
    rules,
    settings,
)
from tests.support.github.rest.call import HANDLERS, Answer, Call, Listed, operation
from tests.support.github.shapes import JSON
from tests.support.github.world import Refusal

__all__ = ["HANDLERS", "Answer", "Call", "Listed", "Violation", "handle", "operation", "refused"]
# each has put its functions into HANDLERS
ROOMS = (
    accounts,
    checks,
    commits,
    contents,
    issues,
    objects,
    pulls,
    repositories,
    rules,
    settings,
)


class Violation(AssertionError):
    """The fake answered what GitHub would not, or does not know what GitHub knows: the test proves nothing."""


_checked: set[tuple[str, int, int]] = set()


def handle(call_of: Callable[[dict[str, str], JSON], Call], method: str, path: str, raw: bytes) -> Answer:
    """The answer to a request, held against GitHub's description. Raises `Violation`."""
    if method == "GET":  # an address of old that clients still use
        path = re.sub(r"^(/repos/[^/]+/[^/]+)/statuses/([^/]+)$", r"\1/commits/\2/statuses", path)
    found = published.operation(method, path)
    if found is None:
        return Answer(404, {"message": "Not Found", "documentation_url": DOCS, "status": "404"})
    known, place = found
    handler = HANDLERS.get(known.name)
    if handler is None:
        raise Violation(f"the fake GitHub does not know {known.name} ({method} {path})")
    try:
        call = call_of(place, _body(known, raw))
        answer = _answer(handler(call), call, path)
    except Refusal as refusal:
        answer = refused(refusal)
    schema = known.answer(answer.status)
    if schema is None and answer.body is not None and answer.status != 204:
        raise Violation(f"{known.name} answers {answer.status} without a body")
    key = (known.name, answer.status, hash(repr(answer.body)))
    if schema is not None and key not in _checked:
        fault = published.fault(schema, answer.body)
        if fault:
            raise Violation(f"{known.name} never answers {answer.status} like this: {fault}")
        _checked.add(key)
    return answer


DOCS = "https://docs.github.com/rest"


def refused(refusal: Refusal) -> Answer:
    body: JSON = {"message": refusal.message, "documentation_url": DOCS, "status": str(refusal.status)}
    if refusal.errors is not None:
        body["errors"] = refusal.errors
    return Answer(refusal.status, body, dict(refusal.headers))


def _body(known: published.Operation, raw: bytes) -> JSON:
    if not raw.strip():
        body: Any = {}
    else:
        try:
            body = json.loads(raw)
        except ValueError:
            raise Refusal(400, "Problems parsing JSON") from None
    if isinstance(body, list) and known.name in ("issues/add-labels", "issues/set-labels"):
        body = {"labels": body}  # not described, but what clients send
    schema = known.body()
    if schema is not None and (raw.strip() or schema.get("required")):
        fault = published.fault(schema, body)
        if fault:
            raise Refusal(422, f"Invalid request.\n\n{fault}")
    return body  # type: ignore[no-any-return]


def _answer(value: Any, call: Call, path: str) -> Answer:
    if isinstance(value, Answer):
        return value
    if not isinstance(value, Listed):
        return Answer(200, value)
    size, page = _count(call.query, "per_page", 30), _count(call.query, "page", 1)
    size = min(size, 100)
    shown = [value.shape(item) for item in value.items[(page - 1) * size : page * size]]
    body = {"total_count": len(value.items), value.key: shown, **value.more} if value.key else shown
    last = max(1, -(-len(value.items) // size))
    links = []
    for name, number in (("prev", page - 1), ("next", page + 1), ("last", last), ("first", 1)):
        forward = name in ("next", "last")
        if (forward and page < last) or (not forward and page > 1):
            others = "".join(f"&{key}={item}" for key, item in call.query.items() if key not in ("page",))
            links.append(f'<{call.shapes.api}{path}?page={number}{others}>; rel="{name}"')
    return Answer(200, body, {"Link": ", ".join(links)} if links else {})


def _count(query: dict[str, str], name: str, otherwise: int) -> int:
    given = query.get(name, "")
    return max(1, int(given)) if given.isdigit() else otherwise
