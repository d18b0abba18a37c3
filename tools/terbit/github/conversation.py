"""What is said around pull requests beside reviews: who was asked for one, and our own comment.

The verdict is not made from this (the forge tells that whole); it keeps the gate from saying or asking anything twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from terbit.findings import Unverified
from terbit.forge.github.client import Client, unknown
from terbit.forge.github.shape import Node
from terbit.messages import msg

MARK = "<!-- terbit: persetujuan -->"
AT_ONCE = 25
MOST_PAGES = 40

_TALK = """
fragment Talk on PullRequest {
  number
  reviewRequests(first: 100) { nodes { requestedReviewer { __typename ... on User { login } } } }
  timelineItems(last: 100, itemTypes: [REVIEW_REQUESTED_EVENT]) {
    nodes { __typename ... on ReviewRequestedEvent {
      createdAt requestedReviewer { __typename ... on User { login } }
    } }
  }
  comments(first: 50) { ...Said }
}
fragment Said on IssueCommentConnection {
  pageInfo { hasNextPage endCursor }
  nodes { fullDatabaseId body viewerDidAuthor }
}
"""
_OPEN = (
    """
query Open($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: $first, after: $after, states: [OPEN], baseRefName: "main") {
      pageInfo { hasNextPage endCursor }
      nodes { ...Talk }
    }
  }
}"""
    + _TALK
)
_ONE = (
    """
query Talk($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ...Talk } }
}"""
    + _TALK
)
_COMMENTS = """
query Comments($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { fullDatabaseId body viewerDidAuthor }
      }
    }
  }
}"""


@dataclass(frozen=True, slots=True)
class Comment:
    """Our own comment: its number and its text, line ends as we wrote them."""

    number: int
    body: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """`waiting`: the accounts whose review is asked for now; `asked`: (account, when) of every request so far. `own` is
    our comment, None where there is none."""

    waiting: frozenset[str] = frozenset()
    asked: tuple[tuple[str, datetime], ...] = ()
    own: Comment | None = None


def unfinished(client: Client, repository: str) -> dict[int, Conversation]:
    """That of every open pull request into main, by its number. Raises Unverified."""
    found: dict[int, Conversation] = {}
    after: str | None = None
    for _ in range(MOST_PAGES):
        listing = _repository(client, _OPEN, repository, {"first": AT_ONCE, "after": after}).node("pullRequests")
        for node in listing.list("nodes"):
            found[node.number("number")] = _conversation(client, repository, node)
        after = _next(listing)
        if after is None:
            return found
    raise unknown("pullRequests")


def one(client: Client, repository: str, number: int) -> Conversation:
    """That of a pull request. Raises Unverified."""
    return _conversation(
        client, repository, _repository(client, _ONE, repository, {"number": number}).node("pullRequest")
    )


def _repository(client: Client, query: str, repository: str, variables: dict[str, Any]) -> Node:
    owner, _, name = repository.partition("/")
    found = Node(client.graphql(query, {"owner": owner, "name": name, **variables})).maybe("repository")
    if found is None:
        raise Unverified(msg("GitHub tidak menemukan repositori itu"), msg("periksa nama repositori dan hak token itu"))
    return found


def _next(listing: Node) -> str | None:
    page = listing.node("pageInfo")
    return page.text("endCursor") if page.flag("hasNextPage") else None


def _conversation(client: Client, repository: str, node: Node) -> Conversation:
    requests = node.node("reviewRequests").list("nodes")
    events = node.node("timelineItems").list("nodes")
    return Conversation(
        waiting=frozenset(_account(request) for request in requests),
        asked=tuple((_account(event), event.moment("createdAt")) for event in events),
        own=_own(client, repository, node.number("number"), node.node("comments")),
    )


def _account(request: Node) -> str:
    """Whom a request is for; "" for a team or an account that is gone."""
    reviewer = request.maybe("requestedReviewer")
    return reviewer.text("login") if reviewer is not None and reviewer.text("__typename") == "User" else ""


def _own(client: Client, repository: str, number: int, first: Node) -> Comment | None:
    """The first comment that has our mark and is ours: anybody can copy the mark."""
    for page in _pages(client, repository, number, first):
        for node in page.list("nodes"):
            body = node.text("body").replace("\r\n", "\n")
            if node.flag("viewerDidAuthor") and body.startswith(MARK):
                return Comment(_number(node), body)
    return None


def _pages(client: Client, repository: str, number: int, first: Node) -> Iterator[Node]:
    yield first
    after = _next(first)
    for _ in range(MOST_PAGES):
        if after is None:
            return
        variables = {"number": number, "after": after}
        page = _repository(client, _COMMENTS, repository, variables).node("pullRequest").node("comments")
        yield page
        after = _next(page)
    raise unknown("comments")


def _number(node: Node) -> int:
    value = node.value.get("fullDatabaseId")  # a BigInt travels as text
    if not str(value).isdecimal():
        raise unknown("fullDatabaseId")
    return int(str(value))
