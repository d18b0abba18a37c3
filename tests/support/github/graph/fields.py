"""How a field of a type is told, and how lists come in pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo, get_named_type
from tests.support.github.hub import Hub
from tests.support.github.rest import Violation
from tests.support.github.shapes import Shapes
from tests.support.github.world import Pull, Refusal, Repository, Token, User


class Told(GraphQLError):
    """An error of the kind that GitHub names in `type`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class GitCommit:
    home: Repository
    sha: str
    typename: str = "Commit"

    @property
    def found(self) -> Any:
        return self.home.store.commit(self.sha)


@dataclass(frozen=True)
class PullCommit:
    pull: Pull
    sha: str
    typename: str = "PullRequestCommit"


@dataclass(frozen=True)
class Branch:
    home: Repository
    name: str
    sha: str
    typename: str = "Ref"


@dataclass(frozen=True)
class Blob:
    home: Repository
    oid: str
    content: bytes
    typename: str = "Blob"


@dataclass(frozen=True)
class Signature:
    commit: GitCommit
    typename: str = "GpgSignature"


@dataclass(frozen=True)
class Asked:
    """One entry of reviewRequests."""

    pull: Pull
    user: User
    typename: str = "ReviewRequest"


@dataclass(frozen=True)
class Viewer:
    hub: Hub
    shapes: Shapes
    token: Token
    cost: dict[str, int] = field(default_factory=dict)


@dataclass
class Connection:
    """One page of a list. `keys` order the items where the list may change between two pages."""

    items: list[Any]
    cursors: list[str]
    total: int
    before: bool
    after: bool


Resolver = Callable[[Any, Viewer, dict[str, Any]], Any]
FIELDS: dict[tuple[str, str], Resolver] = {}


def known(kind: str, **fields: Resolver) -> None:
    for name, resolver in fields.items():
        FIELDS[kind, name] = resolver


def resolve(source: Any, info: GraphQLResolveInfo[Viewer], **given: Any) -> Any:
    """Every field of every type comes through here."""
    kind = info.parent_type.name
    if isinstance(source, dict):
        return source.get(info.field_name)
    if isinstance(source, Connection):
        return _of_connection(source, info.field_name)
    resolver = FIELDS.get((kind, info.field_name))
    if resolver is None:
        raise Violation(f"the fake GitHub does not know {kind}.{info.field_name} in GraphQL")
    try:
        value = resolver(source, info.context, given)
    except Refusal as refusal:
        raise Told({403: "FORBIDDEN", 404: "NOT_FOUND"}.get(refusal.status, "UNPROCESSABLE"), refusal.message) from None
    if isinstance(value, User) and value.gone:
        return None
    if get_named_type(info.return_type).name.endswith("Connection") and value is not None:
        return _page(value, info.field_name, given)
    return value


def _of_connection(page: Connection, name: str) -> Any:
    if name == "pageInfo":
        return {
            "hasNextPage": page.after,
            "hasPreviousPage": page.before,
            "startCursor": page.cursors[0] if page.cursors else None,
            "endCursor": page.cursors[-1] if page.cursors else None,
        }
    if name == "edges":
        return [{"cursor": cursor, "node": item} for cursor, item in zip(page.cursors, page.items, strict=True)]
    if name in ("totalCount", "filteredCount"):
        return page.total
    if name == "nodes":
        return page.items
    raise Violation(f"the fake GitHub does not know {name} of a connection")


def _cursor(key: Any) -> str:
    return base64.b64encode(b"cursor:v2:" + json.dumps(key).encode()).decode()


def _key(cursor: str) -> Any:
    try:
        return json.loads(base64.b64decode(cursor).removeprefix(b"cursor:v2:"))
    except ValueError:
        raise Told("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.") from None


@dataclass
class Sorted:
    """A list whose places are told by a key rather than by counting, as GitHub does where the order may change."""

    items: list[Any]
    key: Callable[[Any], list[Any]]
    down: bool


def _page(value: Any, name: str, given: dict[str, Any]) -> Connection:
    first, last = given.get("first"), given.get("last")
    if first is None and last is None:
        said = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
        raise Told("MISSING_PAGINATION_BOUNDARIES", said)
    for which, count in (("first", first), ("last", last)):
        if count is not None and count > 100:
            said = f"Requesting {count} records on the `{name}` connection exceeds the `{which}` limit of 100 records."
            raise Told("EXCESSIVE_PAGINATION", said)
    items = value.items if isinstance(value, Sorted) else list(value)
    keys = [value.key(item) for item in items] if isinstance(value, Sorted) else list(range(1, len(items) + 1))
    down = isinstance(value, Sorted) and value.down

    def later(one: Any, other: Any) -> bool:
        return bool(one < other if down else one > other)

    chosen = range(len(items))
    if given.get("after"):
        mark = _key(given["after"])
        chosen = range(next((at for at in chosen if later(keys[at], mark)), len(items)), len(items))
    if given.get("before"):
        mark = _key(given["before"])
        end = next((at for at in range(len(items)) if not later(mark, keys[at])), len(items))
        chosen = range(chosen.start, max(chosen.start, end))
    if first is not None:
        chosen = chosen[:first]
    elif last is not None:
        chosen = chosen[-last:] if last else chosen[:0]
    start, stop = (chosen[0], chosen[-1] + 1) if chosen else (0, 0)
    return Connection(
        [items[at] for at in chosen],
        [_cursor(keys[at]) for at in chosen],
        len(items),
        start > 0,
        stop < len(items) and bool(chosen),
    )
