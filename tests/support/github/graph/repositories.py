"""Repositories, refs, files."""

from __future__ import annotations

from typing import Any

from tests.support.github.graph.accounts import need
from tests.support.github.graph.fields import Blob, Branch, GitCommit, Resolver, Sorted, Told, Viewer, known
from tests.support.github.shapes import stamp
from tests.support.github.world import Issue, Pull, Repository


def _pulls(home: Repository, view: Viewer, given: dict[str, Any]) -> Sorted:
    need(view, home, "pull_requests")
    states = given.get("states")
    labels = set(given.get("labels") or ())
    found = [
        pull
        for pull in home.pulls
        if (not states or state(pull) in states)
        and given.get("baseRefName") in (None, pull.base)
        and given.get("headRefName") in (None, pull.head)
        and (not labels or labels & {label.name for label in pull.labels})
    ]
    return ordered(found, given)


def ordered(found: list[Any], given: dict[str, Any]) -> Sorted:
    order = given.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    down = order["direction"] == "DESC"

    def key(issue: Issue) -> list[Any]:
        if order["field"] == "UPDATED_AT":
            return [stamp(issue.updated), issue.turn]
        if order["field"] == "COMMENTS":
            return [len(issue.comments), issue.number]
        return [stamp(issue.created), issue.number]

    return Sorted(sorted(found, key=key, reverse=down), key, down)


def state(pull: Pull) -> str:
    return "MERGED" if pull.merged else pull.state.upper()


def _issues(home: Repository, view: Viewer, given: dict[str, Any]) -> Sorted:
    need(view, home, "issues")
    states = given.get("states")
    found = [i for i in home.issues.values() if not isinstance(i, Pull) and (not states or i.state.upper() in states)]
    return ordered(found, given)


def _numbered(kind: str) -> Resolver:
    def find(home: Repository, view: Viewer, given: dict[str, Any]) -> Issue:
        need(view, home, "pull_requests" if kind == "PullRequest" else "issues")
        found = home.issues.get(given["number"])
        if found is None or (kind and found.typename != kind):
            said = kind or "an issue or pull request"
            raise Told("NOT_FOUND", f"Could not resolve to a {said} with the number of {given['number']}.")
        return found

    return find


def ref(home: Repository, name: str) -> Branch | None:
    short = name.removeprefix("refs/heads/")
    sha = home.store.resolve(f"refs/heads/{short}")
    return None if sha is None else Branch(home, short, sha)


def _object(home: Repository, view: Viewer, given: dict[str, Any]) -> Any:
    need(view, home, "contents")
    name = given.get("oid") or given.get("expression") or ""
    top, colon, path = name.partition(":")
    sha = home.store.resolve(top) or top
    try:
        kind, content, oid = home.store.read(f"{sha}{colon}{path}")
    except KeyError:
        return None
    if kind == "commit":
        return GitCommit(home, oid)
    return Blob(home, oid, content) if kind == "blob" else {"__typename": "Tree", "oid": oid}


def shown(home: Repository | None, view: Viewer) -> Repository | None:
    return home if home is not None and view.hub.can_see(view.token, home) else None


known(
    "Repository",
    id=lambda home, _, __: home.node_id,
    databaseId=lambda home, _, __: home.id,
    name=lambda home, _, __: home.name,
    nameWithOwner=lambda home, _, __: home.full_name,
    owner=lambda home, _, __: home.owner,
    isPrivate=lambda home, _, __: home.private,
    isFork=lambda home, _, __: home.fork_of is not None,
    isArchived=lambda home, _, __: home.archived,
    visibility=lambda home, _, __: "PRIVATE" if home.private else "PUBLIC",
    parent=lambda home, view, __: shown(home.fork_of, view),
    url=lambda home, view, __: f"{view.shapes.web}/{home.full_name}",
    createdAt=lambda home, _, __: stamp(home.created),
    pushedAt=lambda home, _, __: stamp(home.pushed),
    updatedAt=lambda home, _, __: stamp(home.pushed),
    mergeCommitAllowed=lambda home, _, __: home.allow_merge_commit,
    squashMergeAllowed=lambda home, _, __: home.allow_squash_merge,
    rebaseMergeAllowed=lambda home, _, __: home.allow_rebase_merge,
    deleteBranchOnMerge=lambda home, _, __: home.delete_branch_on_merge,
    viewerPermission=lambda home, view, __: (
        None if view.token.app is not None else view.hub.role(view.token.user, home).upper()
    ),
    defaultBranchRef=lambda home, _, __: ref(home, home.default_branch),
    ref=lambda home, _, given: ref(home, given["qualifiedName"]),
    object=_object,
    pullRequests=_pulls,
    pullRequest=_numbered("PullRequest"),
    issues=_issues,
    issue=_numbered("Issue"),
    issueOrPullRequest=_numbered(""),
)

known(
    "Ref",
    id=lambda ref, _, __: f"REF_{ref.home.id}_{ref.name}",
    name=lambda ref, _, __: ref.name,
    prefix=lambda _, __, ___: "refs/heads/",
    target=lambda ref, _, __: GitCommit(ref.home, ref.sha),
    repository=lambda ref, _, __: ref.home,
)
known(
    "Blob",
    oid=lambda blob, _, __: blob.oid,
    id=lambda blob, _, __: f"B_{blob.oid}",
    byteSize=lambda blob, _, __: len(blob.content),
    isBinary=lambda blob, _, __: b"\0" in blob.content[:8000],
    isTruncated=lambda blob, _, __: len(blob.content) > 512_000,
    text=lambda blob, _, __: None if b"\0" in blob.content[:8000] else blob.content.decode("utf-8", "replace"),
)
