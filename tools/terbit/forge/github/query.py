"""What GitHub is asked about pull requests, and how its answer is read.

One query brings a page of them with everything that is judged by; what does not fit is asked for until it is whole.
Two hundred merged pull requests cost eight requests (REST: hundreds).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, get_args

from terbit.findings import Unverified
from terbit.forge.github.client import Client, Denied, Disturbed, unknown
from terbit.forge.github.heads import BASE
from terbit.forge.github.pull import Authored, Happening, Kind, Opinion, PullRequest, Review, State
from terbit.forge.github.shape import Node
from terbit.messages import msg

AT_ONCE = 25  # pull requests a page; with the numbers below some 20 of the thousand points an hour that a job has
MOST_PARTS = 50  # pages of one pull request's reviews, commits or events
STEADY = 3  # times that a pull request is asked for again because it changed meanwhile
GONE_AT_ONCE = 50

_T = TypeVar("_T")


class Unreadable(Unverified):
    """A single pull request that cannot be read whole, whatever the others are."""


_EVENTS: dict[str, Kind] = {
    "HeadRefForcePushedEvent": "pushed",
    "ReadyForReviewEvent": "ready",
    "ConvertToDraftEvent": "drafted",
    "ClosedEvent": "closed",
    "ReopenedEvent": "reopened",
    "MergedEvent": "merged",
    "ReviewDismissedEvent": "dismissed",
    "BaseRefChangedEvent": "retargeted",
    "AutomaticBaseChangeSucceededEvent": "retargeted",
}

_FACTS = """
fragment Facts on Commit {
  oid
  authors(first: 10) { pageInfo { hasNextPage } nodes { email user { login } } }
  committer { email user { login } }
  signature { isValid wasSignedByGitHub }
  checkSuites(first: 10) { nodes { createdAt } }
}
"""

_PULL = """
fragment Pull on PullRequest {
  number title state isDraft createdAt updatedAt mergedAt
  author { __typename login }
  mergedBy { __typename login }
  baseRefName headRefOid headRefName isCrossRepository
  mergeCommit { oid parents(first: 3) { nodes { oid } } }
  reviews(first: $reviewed, after: $reviews) {
    pageInfo { hasNextPage endCursor }
    nodes { id state submittedAt body author { __typename login } commit { oid } }
  }
  commits(first: $committed, after: $commits) {
    pageInfo { hasNextPage endCursor }
    nodes { commit { ...Facts } }
  }
  timelineItems(first: $happened, after: $happenings, itemTypes: [
    HEAD_REF_FORCE_PUSHED_EVENT, READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, CLOSED_EVENT, REOPENED_EVENT,
    MERGED_EVENT, REVIEW_DISMISSED_EVENT, BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT
  ]) {
    pageInfo { hasNextPage endCursor }
    nodes {
      __typename
      ... on HeadRefForcePushedEvent {
        id createdAt actor { __typename login } beforeCommit { oid } afterCommit { oid }
      }
      ... on ReadyForReviewEvent { id createdAt actor { __typename login } }
      ... on ConvertToDraftEvent { id createdAt actor { __typename login } }
      ... on ClosedEvent { id createdAt actor { __typename login } }
      ... on ReopenedEvent { id createdAt actor { __typename login } }
      ... on MergedEvent { id createdAt actor { __typename login } }
      ... on ReviewDismissedEvent {
        id createdAt actor { __typename login } previousReviewState review { id }
      }
      ... on BaseRefChangedEvent { id createdAt actor { __typename login } previousRefName currentRefName }
      ... on AutomaticBaseChangeSucceededEvent { id createdAt actor { __typename login } oldBase newBase }
    }
  }
}
"""

_VARIABLES = (
    "$owner: String!, $name: String!, $reviewed: Int!, $committed: Int!, $happened: Int!, "
    "$reviews: String, $commits: String, $happenings: String"
)
_MAIN = f'ref(qualifiedName: "refs/heads/{BASE}") {{ target {{ oid }} }}'

PAGE = f"""
query Page({_VARIABLES}, $first: Int!, $after: String, $states: [PullRequestState!]) {{
  repository(owner: $owner, name: $name) {{
    {_MAIN}
    pullRequests(first: $first, after: $after, states: $states, baseRefName: "{BASE}",
                 orderBy: {{field: UPDATED_AT, direction: DESC}}) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ ...Pull }}
    }}
  }}
}}
{_PULL}{_FACTS}"""

ONE = f"""
query One({_VARIABLES}, $number: Int!) {{
  repository(owner: $owner, name: $name) {{
    {_MAIN}
    pullRequest(number: $number) {{ ...Pull }}
  }}
}}
{_PULL}{_FACTS}"""

_INNER = ("reviews", "commits", "timelineItems")
_CURSORS = {"reviews": "reviews", "commits": "commits", "timelineItems": "happenings"}


def pages(client: Client, repository: str, *, unfinished: bool = False) -> Iterator[list[PullRequest]]:
    """The pull requests into main, page after page, the last changed first; only open ones where `unfinished`.

    A page is asked for when it is wanted. Raises Unverified.
    """
    sizes = {"reviewed": 30, "committed": 40, "happened": 50}
    after: str | None = None
    first = AT_ONCE
    while True:
        variables = {**_named(repository), **sizes, "first": first, "after": after}
        variables["states"] = ["OPEN"] if unfinished else None
        try:
            whole = _repository(client.graphql(PAGE, variables))
        except Disturbed:
            if first == 1:
                raise
            first = max(1, first // 5)  # GitHub gives up a query after ten seconds of work
            continue
        main = _main(whole)
        listing = whole.node("pullRequests")
        found = []
        for node in listing.list("nodes"):
            here = _pull(node, main, {inner: node.node(inner).list("nodes") for inner in _INNER})
            if any(_more(node, inner) for inner in _INNER):
                try:
                    again = one(client, repository, here.number)
                except Unreadable as fault:  # anybody may open one that is like that
                    again = replace(here, fault=fault)
                if again is None:
                    raise unknown("pullRequest")
                found.append(again)
            else:
                found.append(here)
        yield found
        after = _next(listing)
        if after is None:
            return


def one(client: Client, repository: str, number: int) -> PullRequest | None:
    """A single pull request, whole; None where there is none of that number. Raises Unverified."""
    for _ in range(STEADY):
        parts = _parts(client, repository, number)
        first = next(parts)
        if first is None:
            return None
        main, node = first
        nodes = {inner: node.node(inner).list("nodes") for inner in _INNER}
        state = (node.oid("headRefOid"), node.text("updatedAt"), node.text("state"))
        wanting = {inner for inner in _INNER if _more(node, inner)}
        steady = True
        for part in parts:
            if part is None or (part[1].oid("headRefOid"), part[1].text("updatedAt"), part[1].text("state")) != state:
                steady = False  # it changed while we were reading: what we have belongs to two moments
                break
            for inner in sorted(wanting):
                nodes[inner] += part[1].node(inner).list("nodes")
            wanting = {inner for inner in wanting if _more(part[1], inner)}
        if steady:
            return _pull(node, main, nodes)
    raise Unreadable(msg("usulan {number} terus berubah selama dibaca", number=number), msg("coba lagi sebentar lagi"))


def _parts(client: Client, repository: str, number: int) -> Iterator[tuple[str, Node] | None]:
    """A pull request, and then what of its lists did not fit yet, until all did."""
    cursors: dict[str, str | None] = dict.fromkeys(_CURSORS.values())
    for _ in range(MOST_PARTS):
        variables = {
            **_named(repository), "number": number, "reviewed": 100, "committed": 100, "happened": 100, **cursors,
        }  # fmt: skip
        try:
            whole = _repository(client.graphql(ONE, variables))
        except Denied as nothing:
            if nothing.status != 404 or nothing.what != "pullRequest":
                raise
            yield None  # an issue's number, or nobody's
            return
        node = whole.maybe("pullRequest")
        if node is None:
            yield None
            return
        yield _main(whole), node
        unfinished = {inner: _next(node.node(inner)) for inner in _INNER}
        if not any(unfinished.values()):
            return
        for inner, cursor in unfinished.items():
            # a list that is whole already is asked for what follows its end: nothing
            end = node.node(inner).node("pageInfo").maybe_text("endCursor")
            cursors[_CURSORS[inner]] = cursor or end or cursors[_CURSORS[inner]]
    raise Unreadable(
        msg("usulan {number} terlalu besar untuk dibaca seluruhnya", number=number),
        msg("bagi menjadi beberapa usulan"),
    )


def gone(client: Client, repository: str, commits: Iterable[str]) -> tuple[Authored, ...]:
    """What GitHub still knows of commits that a forced push took out of their pull request; nothing of others."""
    wanted = list(dict.fromkeys(commits))
    found = []
    for start in range(0, len(wanted), GONE_AT_ONCE):
        part = wanted[start : start + GONE_AT_ONCE]
        lines = "\n".join(f'c{index}: object(oid: "{oid}") {{ ...Facts }}' for index, oid in enumerate(part))
        text = f"query Gone($owner: String!, $name: String!) {{ repository(owner: $owner, name: $name) {{ {lines} }} }}"
        whole = _repository(client.graphql(text + _FACTS, _named(repository)))
        for index in range(len(part)):
            node = whole.maybe(f"c{index}")
            if node is not None and node.value:
                found.append(_authored(node))
    return tuple(found)


# -- reading the answer --------------------------------------------------------------------------------------------


def _named(repository: str) -> dict[str, Any]:
    owner, _, name = repository.partition("/")
    return {"owner": owner, "name": name}


def _repository(data: dict[str, Any]) -> Node:
    found = Node(data).maybe("repository")
    if found is None:
        raise Unverified(msg("GitHub tidak menemukan repositori itu"), msg("periksa nama repositori dan hak token itu"))
    return found


def _main(repository: Node) -> str:
    ref = repository.maybe("ref")
    if ref is None:
        raise Unverified(
            msg("repositori itu tidak punya cabang {branch}", branch=BASE),
            msg("cabang utama kantor harus bernama {branch}", branch=BASE),
        )
    return ref.node("target").oid("oid")


def _next(listing: Node) -> str | None:
    page = listing.node("pageInfo")
    return page.text("endCursor") if page.flag("hasNextPage") else None


def _more(node: Node, inner: str) -> bool:
    return node.node(inner).node("pageInfo").flag("hasNextPage")


def _account(node: Node | None) -> str:
    if node is None:
        return ""
    login = node.text("login")
    return login if node.text("__typename") == "User" else f"{login}[bot]"


def _pull(node: Node, main: str, nodes: dict[str, list[Node]]) -> PullRequest:
    state = _one_of(node, "state", State)
    merge, parents = _merge(node.maybe("mergeCommit"))
    if state != "MERGED":
        merge, parents = "", ()  # while it is open, GitHub names the merge that it tries out
    return PullRequest(
        number=node.number("number"),
        title=node.text("title"),
        state=state,
        draft=node.flag("isDraft"),
        author=_account(node.maybe("author")),
        created=node.moment("createdAt"),
        updated=node.moment("updatedAt"),
        base=node.text("baseRefName"),
        head=node.oid("headRefOid"),
        branch=node.text("headRefName"),
        fork=node.flag("isCrossRepository"),
        main=main,
        merge=merge,
        merge_parents=parents,
        merged_at=node.maybe_moment("mergedAt"),
        merged_by=_account(node.maybe("mergedBy")),
        reviews=_unique(map(_review, nodes["reviews"]), lambda review: review.id),
        commits=_unique((_authored(part.node("commit")) for part in nodes["commits"]), lambda commit: commit.oid),
        happenings=_unique(map(_happening, nodes["timelineItems"]), lambda event: event.id),
    )


def _merge(node: Node | None) -> tuple[str, tuple[str, ...]]:
    if node is None:
        return "", ()
    return node.oid("oid"), tuple(parent.oid("oid") for parent in node.node("parents").list("nodes"))


def _unique(items: Iterable[_T], key: Callable[[_T], str]) -> tuple[_T, ...]:
    return tuple({key(item): item for item in items}.values())


def _one_of(node: Node, name: str, choices: Any) -> Any:
    value = node.text(name)
    if value not in get_args(choices):
        raise unknown(f"{node.where}.{name}")
    return value


def _review(node: Node) -> Review:
    commit = node.maybe("commit")
    found = Review(
        id=node.text("id"),
        state=_one_of(node, "state", Opinion),
        author=_account(node.maybe("author")),
        commit=commit.oid("oid") if commit is not None else "",
        at=node.maybe_moment("submittedAt"),
        body=node.text("body"),
    )
    if found.at is None and found.state != "PENDING":
        raise unknown(f"{node.where}.submittedAt")
    return found


def _authored(node: Node) -> Authored:
    authors = node.node("authors")
    committer = node.maybe("committer")
    signature = node.maybe("signature")
    suites = node.maybe("checkSuites")
    begun: list[datetime] = [] if suites is None else [suite.moment("createdAt") for suite in suites.list("nodes")]
    return Authored(
        oid=node.oid("oid"),
        authors=tuple(_person(author) for author in authors.list("nodes")),
        committer=("", "") if committer is None else _person(committer),
        by_github=signature is not None and signature.flag("isValid") and signature.flag("wasSignedByGitHub"),
        seen=min(begun, default=None),
        whole=not _more(node, "authors"),
    )


def _person(node: Node) -> tuple[str, str]:
    user = node.maybe("user")
    return node.maybe_text("email"), "" if user is None else user.text("login")


def _happening(node: Node) -> Happening:
    kind = _EVENTS.get(node.text("__typename"))
    if kind is None:
        raise unknown(f"{node.where}.__typename")
    found = Happening(kind, node.text("id"), node.moment("createdAt"), _account(node.maybe("actor")))
    if kind == "pushed":
        before, after = node.maybe("beforeCommit"), node.maybe("afterCommit")
        return replace(found, before=before.oid("oid") if before else "", after=after.oid("oid") if after else "")
    if kind == "dismissed":
        review = node.maybe("review")
        return replace(found, review=review.text("id") if review else "", state=node.text("previousReviewState"))
    if kind == "retargeted":
        names = ("previousRefName", "currentRefName") if "currentRefName" in node.value else ("oldBase", "newBase")
        return replace(found, before_base=node.text(names[0]), base=node.text(names[1]))
    return found
