"""Commits with who wrote, signed and checked them."""

from __future__ import annotations

from typing import Any

from tests.support.github.graph.accounts import need
from tests.support.github.graph.fields import GitCommit, Signature, Sorted, Viewer, known
from tests.support.github.graph.repositories import ordered
from tests.support.github.shapes import stamp
from tests.support.github.store import Person
from tests.support.github.world import CheckRun, CheckSuite, Repository


def _actor(person: Person, view: Viewer, home: Repository) -> dict[str, Any]:
    user = view.hub.user_of_email(person.email)
    # GitHub's own committer is no user here, unlike in REST
    shown = None if user is view.hub.web_flow or user is None or user.kind != "User" else user
    date = person.date.isoformat() if person.date else None
    return {"name": person.name, "email": person.email, "date": date, "user": shown, "avatarUrl": view.shapes.web}


def _suites(commit: GitCommit, view: Viewer, given: dict[str, Any]) -> list[CheckSuite]:
    need(view, commit.home, "checks")
    wanted = (given.get("filterBy") or {}).get("appId")
    return [s for s in commit.home.suites if s.head == commit.sha and wanted in (None, s.app.id)]


def _associated(commit: GitCommit, view: Viewer, given: dict[str, Any]) -> Sorted:
    need(view, commit.home, "pull_requests")
    found = [
        pull
        for pull in commit.home.pulls
        if commit.sha in (pull.head_sha, pull.merge_commit) or commit.sha in view.hub.commits_of(pull)
    ]
    return ordered(found, given)


def _rollup(commit: GitCommit, _: Viewer, __: dict[str, Any]) -> dict[str, Any] | None:
    runs = {(run.suite.app.id, run.name): run for run in commit.home.runs if run.head == commit.sha}
    statuses = {status.context: status for status in commit.home.statuses if status.sha == commit.sha}
    if not runs and not statuses:
        return None
    states = [("pending" if r.conclusion is None else r.conclusion) for r in runs.values()]
    states += [status.state for status in statuses.values()]
    if any(state not in ("success", "neutral", "skipped", "pending") for state in states):
        return {"state": "FAILURE"}
    return {"state": "PENDING" if "pending" in states else "SUCCESS"}


known(
    "Commit",
    id=lambda commit, _, __: f"C_{commit.sha}",
    oid=lambda commit, _, __: commit.sha,
    abbreviatedOid=lambda commit, _, __: commit.sha[:7],
    message=lambda commit, _, __: commit.found.message,
    messageHeadline=lambda commit, _, __: commit.found.message.split("\n")[0],
    messageBody=lambda commit, _, __: commit.found.message.partition("\n")[2].strip(),
    authoredDate=lambda commit, _, __: stamp(commit.found.author.date),
    committedDate=lambda commit, _, __: stamp(commit.found.committer.date),
    pushedDate=lambda _, __, ___: None,
    committedViaWeb=lambda commit, view, __: commit.sha in view.hub.signed,
    author=lambda commit, view, __: _actor(commit.found.author, view, commit.home),
    committer=lambda commit, view, __: _actor(commit.found.committer, view, commit.home),
    authors=lambda commit, view, __: [_actor(person, view, commit.home) for person in commit.found.authors],
    authoredByCommitter=lambda commit, _, __: commit.found.author.email == commit.found.committer.email,
    parents=lambda commit, _, __: [GitCommit(commit.home, sha) for sha in commit.found.parents],
    signature=lambda commit, _, __: Signature(commit) if commit.found.signature else None,
    checkSuites=_suites,
    associatedPullRequests=_associated,
    statusCheckRollup=_rollup,
    repository=lambda commit, _, __: commit.home,
    tree=lambda commit, _, __: {"__typename": "Tree", "oid": commit.found.tree},
    history=lambda commit, _, __: [
        GitCommit(commit.home, sha) for sha in commit.home.store.git("rev-list", commit.sha).decode().split()
    ],
    url=lambda commit, view, __: f"{view.shapes.web}/{commit.home.full_name}/commit/{commit.sha}",
)
known(
    "GpgSignature",
    isValid=lambda signature, view, __: signature.commit.sha in view.hub.signed,
    wasSignedByGitHub=lambda signature, view, __: signature.commit.sha in view.hub.signed,
    state=lambda signature, view, __: "VALID" if signature.commit.sha in view.hub.signed else "UNKNOWN_KEY",
    email=lambda signature, _, __: signature.commit.found.committer.email,
    payload=lambda _, __, ___: "",
    signature=lambda signature, _, __: signature.commit.found.signature,
    signer=lambda _, __, ___: None,
    keyId=lambda _, __, ___: "B5690EEEBB952194",
)
known(
    "CheckSuite",
    id=lambda suite, _, __: suite.node_id,
    databaseId=lambda suite, _, __: suite.id,
    app=lambda suite, _, __: suite.app,
    createdAt=lambda suite, _, __: stamp(suite.created),
    updatedAt=lambda suite, _, __: stamp(suite.updated),
    commit=lambda suite, view, __: GitCommit(suite.repository, suite.head),
    repository=lambda suite, view, __: suite.repository,
    checkRuns=lambda suite, view, given: _runs(suite, view, given),
    status=lambda suite, view, __: (
        "COMPLETED" if all(run.conclusion for run in _runs(suite, view, {})) and _runs(suite, view, {}) else "QUEUED"
    ),
    conclusion=lambda suite, view, __: _conclusion(suite, view),
)


def _runs(suite: CheckSuite, view: Viewer, given: dict[str, Any]) -> list[CheckRun]:
    wanted = (given.get("filterBy") or {}).get("checkName")
    runs = [run for run in suite.repository.runs if run.suite is suite]
    return [run for run in runs if wanted in (None, run.name)]


def _conclusion(suite: CheckSuite, view: Viewer) -> str | None:
    runs = _runs(suite, view, {})
    if not runs or not all(run.conclusion for run in runs):
        return None
    bad = [run.conclusion for run in runs if run.conclusion not in ("success", "neutral", "skipped")]
    return str(bad[0] if bad else "success").upper()


known(
    "CheckRun",
    id=lambda run, _, __: run.node_id,
    databaseId=lambda run, _, __: run.id,
    name=lambda run, _, __: run.name,
    status=lambda run, _, __: run.status.upper(),
    conclusion=lambda run, _, __: run.conclusion.upper() if run.conclusion else None,
    startedAt=lambda run, _, __: stamp(run.started),
    completedAt=lambda run, _, __: stamp(run.completed),
    title=lambda run, _, __: run.output.get("title"),
    summary=lambda run, _, __: run.output.get("summary"),
    text=lambda run, _, __: run.output.get("text"),
    externalId=lambda run, _, __: run.external,
    checkSuite=lambda run, _, __: run.suite,
)
