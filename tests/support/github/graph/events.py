"""What happened to a pull request, and the two mutations."""

from __future__ import annotations

from typing import Any

from tests.support.github.graph.accounts import node
from tests.support.github.graph.fields import GitCommit, PullCommit, Resolver, Told, Viewer, known
from tests.support.github.graph.repositories import ref
from tests.support.github.shapes import stamp
from tests.support.github.world import Event, Pull


def _commit_of(name: str) -> Resolver:
    def find(event: Event, view: Viewer, _: dict[str, Any]) -> GitCommit | None:
        sha = event.about.get(name)
        home = event.issue.repository
        return GitCommit(home, sha) if sha and sha not in home.forgotten and home.store.has(sha) else None

    return find


for _kind in (
    "ReadyForReviewEvent",
    "ConvertToDraftEvent",
    "ReviewRequestedEvent",
    "ReviewRequestRemovedEvent",
    "ReviewDismissedEvent",
    "HeadRefForcePushedEvent",
    "ClosedEvent",
    "ReopenedEvent",
    "MergedEvent",
    "BaseRefChangedEvent",
    "LabeledEvent",
    "UnlabeledEvent",
    "RenamedTitleEvent",
):
    known(
        _kind,
        id=lambda event, _, __: event.node_id,
        actor=lambda event, _, __: event.actor,
        createdAt=lambda event, _, __: stamp(event.at),
        pullRequest=lambda event, view, __: event.issue,
        databaseId=lambda event, _, __: event.id,
    )
for _kind in ("ReviewRequestedEvent", "ReviewRequestRemovedEvent"):
    known(_kind, requestedReviewer=lambda event, _, __: event.about["reviewer"])
for _kind in ("LabeledEvent", "UnlabeledEvent"):
    known(
        _kind,
        label=lambda event, _, __: event.about["label"],
        labelable=lambda event, view, __: event.issue,
    )
for _kind in ("ClosedEvent", "ReopenedEvent"):
    known(
        _kind,
        closable=lambda event, view, __: event.issue,
        closer=lambda event, _, __: event.about.get("closer"),
        stateReason=lambda event, view, __: (event.issue.reason or "").upper() or None,
    )
known(
    "ReviewDismissedEvent",
    review=lambda event, _, __: event.about["review"],
    previousReviewState=lambda event, _, __: event.about["previous"],
    dismissalMessage=lambda event, _, __: event.about["message"] or None,
    pullRequestCommit=lambda event, view, __: (
        PullCommit(event.about["review"].pull, event.about["commit"]) if event.about["commit"] else None
    ),
)
known(
    "HeadRefForcePushedEvent",
    beforeCommit=_commit_of("before"),
    afterCommit=_commit_of("after"),
    ref=lambda event, view, __: ref(event.issue.head_repository, event.issue.head),
)
known(
    "MergedEvent",
    commit=_commit_of("commit"),
    mergeRefName=lambda event, view, __: event.issue.base,
    mergeRef=lambda event, view, __: ref(event.issue.repository, event.issue.base),
)
known(
    "BaseRefChangedEvent",
    previousRefName=lambda event, _, __: event.about["before"],
    currentRefName=lambda event, _, __: event.about["after"],
)
known(
    "RenamedTitleEvent",
    previousTitle=lambda event, _, __: event.about["before"],
    currentTitle=lambda event, _, __: event.about["after"],
    subject=lambda event, view, __: event.issue,
)


def _draft(draft: bool) -> Resolver:
    def act(_: Any, view: Viewer, given: dict[str, Any]) -> dict[str, Any]:
        pull = node(view, {"id": given["input"]["pullRequestId"]})
        if not isinstance(pull, Pull):
            raise Told(
                "NOT_FOUND", f"Could not resolve to a node with the global id of '{given['input']['pullRequestId']}'"
            )
        view.hub.set_draft(view.token, pull, draft)
        return {"pullRequest": pull, "clientMutationId": given["input"].get("clientMutationId")}

    return act


known("Mutation", markPullRequestReadyForReview=_draft(False), convertPullRequestToDraft=_draft(True))
