"""Issues and pull requests with what was said about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.support.github.graph.fields import Asked, GitCommit, PullCommit, Viewer, known
from tests.support.github.graph.repositories import ref, shown, state
from tests.support.github.shapes import stamp
from tests.support.github.world import Issue, Pull, Review


def _common(kind: str) -> None:
    known(
        kind,
        id=lambda issue, _, __: issue.node_id,
        databaseId=lambda issue, _, __: issue.id,
        fullDatabaseId=lambda issue, _, __: str(issue.id),
        number=lambda issue, _, __: issue.number,
        title=lambda issue, _, __: issue.title,
        body=lambda issue, _, __: issue.body,
        bodyText=lambda issue, _, __: issue.body,
        author=lambda issue, _, __: issue.author,
        authorAssociation=lambda issue, view, __: view.shapes.association(issue.author, issue.repository),
        closed=lambda issue, _, __: issue.state == "closed",
        createdAt=lambda issue, _, __: stamp(issue.created),
        publishedAt=lambda issue, _, __: stamp(issue.created),
        updatedAt=lambda issue, _, __: stamp(issue.updated),
        closedAt=lambda issue, _, __: stamp(issue.closed),
        locked=lambda _, __, ___: False,
        url=lambda issue, view, __: view.shapes.issue(issue)["html_url"],
        comments=lambda issue, _, __: issue.comments,
        labels=lambda issue, _, __: issue.labels,
        assignees=lambda issue, _, __: issue.assignees,
        repository=lambda issue, _, __: issue.repository,
        timelineItems=_timeline,
    )


def _timeline(issue: Issue, view: Viewer, given: dict[str, Any]) -> list[Any]:
    wanted = {"".join(part.capitalize() for part in name.split("_")) for name in given.get("itemTypes") or ()}
    entries: list[tuple[str, int, Any]] = [(stamp(event.at) or "", 2, event) for event in issue.events]
    entries += [(stamp(comment.at) or "", 1, comment) for comment in issue.comments]
    if isinstance(issue, Pull):
        entries += [(stamp(review.at) or "", 1, review) for review in issue.reviews if review.at is not None]
        commits = view.hub.commits_of(issue) if not wanted or "PullRequestCommit" in wanted else []
        entries += [("", 0, PullCommit(issue, sha)) for sha in commits]
    shown = [entry for entry in entries if not wanted or entry[2].typename in wanted]
    if given.get("since"):
        shown = [entry for entry in shown if entry[0] >= given["since"]]
    shown.sort(key=lambda entry: entry[:2])
    return [entry[2] for entry in shown]


def _changes(pull: Pull) -> Sequence[Any]:
    store = pull.repository.store
    return store.changes(store.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha, pull.head_sha)


def _mergeable(pull: Pull, view: Viewer) -> str:
    if pull.state != "open":
        return "UNKNOWN"
    return "CONFLICTING" if view.hub.mergeable(pull) is None else "MERGEABLE"


def _merge_state(pull: Pull, view: Viewer) -> str:
    if pull.state != "open":
        return "UNKNOWN"
    if view.hub.mergeable(pull) is None:
        return "DIRTY"
    return "DRAFT" if pull.draft else "BLOCKED" if view.hub.merge_refusal(view.token, pull) else "CLEAN"


def _reviews(pull: Pull, view: Viewer, given: dict[str, Any]) -> list[Review]:
    shown = [review for review in pull.reviews if review.state != "PENDING" or review.author is view.token.user]
    if given.get("states"):
        shown = [review for review in shown if review.state in given["states"]]
    if given.get("author"):
        shown = [review for review in shown if review.author.login == given["author"]]
    return shown


def _latest(pull: Pull) -> list[Review]:
    latest = {review.author: review for review in pull.reviews if review.state != "PENDING"}
    return [review for author, review in latest.items() if author not in pull.requested]


_common("Issue")
known(
    "Issue",
    state=lambda issue, _, __: issue.state.upper(),
    stateReason=lambda issue, _, __: issue.reason.upper() if issue.reason else None,
)
_common("PullRequest")
known(
    "PullRequest",
    state=lambda pull, _, __: state(pull),
    isDraft=lambda pull, _, __: pull.draft,
    merged=lambda pull, _, __: pull.merged is not None,
    mergedAt=lambda pull, _, __: stamp(pull.merged),
    mergedBy=lambda pull, _, __: pull.merged_by,
    mergeCommit=lambda pull, _, __: GitCommit(pull.repository, pull.merge_commit) if pull.merge_commit else None,
    mergeable=lambda pull, view, __: _mergeable(pull, view),
    mergeStateStatus=lambda pull, view, __: _merge_state(pull, view),
    potentialMergeCommit=lambda pull, view, __: (
        GitCommit(pull.repository, trial) if (trial := view.hub.trial(pull)) else None
    ),
    baseRefName=lambda pull, _, __: pull.base,
    baseRefOid=lambda pull, _, __: pull.base_sha,
    baseRef=lambda pull, _, __: ref(pull.repository, pull.base),
    baseRepository=lambda pull, _, __: pull.repository,
    headRefName=lambda pull, _, __: pull.head,
    headRefOid=lambda pull, _, __: pull.head_sha,
    headRef=lambda pull, _, __: ref(pull.head_repository, pull.head) if pull.head_repository else None,
    headRepository=lambda pull, view, __: shown(pull.head_repository, view),
    headRepositoryOwner=lambda pull, _, __: pull.head_repository.owner if pull.head_repository else None,
    isCrossRepository=lambda pull, _, __: pull.head_repository is not pull.repository,
    maintainerCanModify=lambda _, __, ___: False,
    additions=lambda pull, _, __: sum(change.additions for change in _changes(pull)),
    deletions=lambda pull, _, __: sum(change.deletions for change in _changes(pull)),
    changedFiles=lambda pull, _, __: len(_changes(pull)),
    commits=lambda pull, view, __: [PullCommit(pull, sha) for sha in view.hub.commits_of(pull)[-250:]],
    files=lambda pull, _, __: [
        {
            "path": change.path,
            "additions": change.additions,
            "deletions": change.deletions,
            "changeType": {"removed": "DELETED"}.get(change.status, change.status.upper()),
            "viewerViewedState": "UNVIEWED",
        }
        for change in _changes(pull)
    ],
    reviews=_reviews,
    latestReviews=lambda pull, _, __: _latest(pull),
    latestOpinionatedReviews=lambda pull, view, given: view.hub.latest_opinions(
        pull, writers_only=bool(given.get("writersOnly"))
    ),
    reviewDecision=lambda pull, view, __: view.hub.decision(pull),
    reviewRequests=lambda pull, _, __: [Asked(pull, user) for user in pull.requested],
    reviewThreads=lambda _, __, ___: [],
)
known(
    "PullRequestCommit",
    id=lambda entry, _, __: f"PRC_{entry.pull.id}_{entry.sha}",
    commit=lambda entry, _, __: GitCommit(entry.pull.repository, entry.sha),
    pullRequest=lambda entry, _, __: entry.pull,
)
known(
    "ReviewRequest",
    id=lambda asked, _, __: f"RRQ_{asked.pull.id}_{asked.user.id}",
    databaseId=lambda asked, _, __: asked.pull.id,
    requestedReviewer=lambda asked, _, __: asked.user,
    asCodeOwner=lambda _, __, ___: False,
    pullRequest=lambda asked, _, __: asked.pull,
)
known(
    "PullRequestReview",
    id=lambda review, _, __: review.node_id,
    databaseId=lambda review, _, __: review.id,
    fullDatabaseId=lambda review, _, __: str(review.id),
    state=lambda review, _, __: review.state,
    author=lambda review, _, __: review.author,
    authorAssociation=lambda review, view, __: view.shapes.association(review.author, review.pull.repository),
    authorCanPushToRepository=lambda review, view, __: view.hub.at_least(
        review.author, review.pull.repository, "write"
    ),
    body=lambda review, _, __: review.body,
    bodyText=lambda review, _, __: review.body,
    submittedAt=lambda review, _, __: stamp(review.at),
    createdAt=lambda review, view, __: stamp(review.at or view.hub.now),
    publishedAt=lambda review, _, __: stamp(review.at),
    updatedAt=lambda review, view, __: stamp(review.at or view.hub.now),
    commit=lambda review, _, __: (
        None if review.commit in review.pull.repository.forgotten else GitCommit(review.pull.repository, review.commit)
    ),
    pullRequest=lambda review, _, __: review.pull,
    repository=lambda review, _, __: review.pull.repository,
    url=lambda review, view, __: view.shapes.review(review)["html_url"],
    comments=lambda _, __, ___: [],
)
known(
    "IssueComment",
    id=lambda comment, _, __: comment.node_id,
    databaseId=lambda comment, _, __: comment.id,
    fullDatabaseId=lambda comment, _, __: str(comment.id),
    viewerDidAuthor=lambda comment, view, __: comment.author is view.token.user,
    author=lambda comment, _, __: comment.author,
    body=lambda comment, _, __: comment.body,
    createdAt=lambda comment, _, __: stamp(comment.at),
    updatedAt=lambda comment, _, __: stamp(comment.updated or comment.at),
    url=lambda comment, view, __: view.shapes.comment(comment)["html_url"],
)
known(
    "Label",
    id=lambda label, _, __: label.node_id,
    name=lambda label, _, __: label.name,
    color=lambda label, _, __: label.color,
    description=lambda label, _, __: label.description or None,
)
