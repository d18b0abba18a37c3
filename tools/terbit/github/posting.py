"""What the gate does on a pull request: the check, the one comment, and asking the next role for a review.

Each looks first at what is there, so running twice does nothing more.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from terbit.findings import Refused, Unverified
from terbit.forge import Change
from terbit.forge.github.client import Client, Declined, Denied, unknown
from terbit.forge.github.pull import PullRequest
from terbit.forge.github.shape import Node
from terbit.github.conversation import Conversation
from terbit.github.verdicts import Judged
from terbit.github.wording import CHECK
from terbit.messages import msg
from terbit.sop import Sop

BATCH = 50  # annotations that GitHub takes at once


def post_check(app: Client, repository: str, number: int, run: dict[str, Any]) -> bool:
    """Post a check run as the App of that number; False where this very outcome stands there already.

    A new one is made for every new outcome (annotations of an old one could only be added to), and GitHub goes by the
    newest. Only this App's own count. Raises Unverified where GitHub does not answer, and where somebody who looked
    later found less than we: his word stands. Raises Refused where the token is another App's.
    """
    last = _last(app, repository, number, str(run["head_sha"]))
    if last is not None:
        same = last.maybe_text("external_id") == run["external_id"]
        if same and last.maybe_text("conclusion") == run["conclusion"] and last.text("status") == "completed":
            return False
        begun = last.maybe_moment("started_at")
        later = begun is not None and begun > datetime.fromisoformat(run["started_at"].replace("Z", "+00:00"))
        if run["conclusion"] == "success" and later and last.maybe_text("conclusion") != "success":
            raise Unverified(msg("sudah ada hasil pemeriksaan yang lebih baru"), msg("coba lagi sebentar lagi"))
    every = run["output"]["annotations"]
    batches = [every[start : start + BATCH] for start in range(0, len(every), BATCH)] or [[]]
    whole = len(batches) == 1
    # until the last batch has arrived it is not this outcome yet: the next run begins anew
    first = {**run, "external_id": run["external_id"] if whole else "", "output": _with(run, batches[0])}
    made = Node.of(app.send("POST", f"/repos/{repository}/check-runs", first), "check_run")
    if made.node("app").number("id") != number:
        raise Refused(
            msg("token ini milik App lain daripada yang disebut sop.yml"),
            msg("samakan github.app di sop.yml dengan App yang dipakai alur kerja"),
        )
    for place, batch in enumerate(batches[1:], 2):
        more: dict[str, Any] = {"output": _with(run, batch)}
        if place == len(batches):
            more["external_id"] = run["external_id"]
        app.send("PATCH", f"/repos/{repository}/check-runs/{made.number('id')}", more)
    return True


def _with(run: dict[str, Any], batch: list[dict[str, Any]]) -> dict[str, Any]:
    return {**run["output"], "annotations": batch}


def _last(app: Client, repository: str, number: int, head: str) -> Node | None:
    """The newest check run of that name that the App made on a head; whatever others call theirs is none."""
    asked = {"check_name": CHECK, "app_id": number, "filter": "latest"}
    listed = app.pages(f"/repos/{repository}/commits/{head}/check-runs", asked, "check_runs")
    runs = [Node.of(run, "check_runs") for run in listed]
    own = [run for run in runs if run.text("name") == CHECK and _made_by(run) == number]
    return max(own, key=lambda run: run.number("id"), default=None)


def _made_by(run: Node) -> int:
    app = run.maybe("app")
    return app.number("id") if app is not None else 0


def post_comment(client: Client, repository: str, number: int, talk: Conversation, text: str) -> bool:
    """Write our comment, or bring the one that is there up to date; False where it says this already."""
    if talk.own is None:
        client.send("POST", f"/repos/{repository}/issues/{number}/comments", {"body": text})
        return True
    if talk.own.body.strip() == text.strip():
        return False
    client.send("PATCH", f"/repos/{repository}/issues/comments/{talk.own.number}", {"body": text})
    return True


def to_ask(judged: Judged, change: Change, pull: PullRequest, talk: Conversation, sop: Sop) -> list[str]:
    """The accounts to ask for a review now: of the next role, once for each head that was handed in.

    Nobody is asked about a text that its writer must mend first, nobody twice, and nobody who has spoken already.
    """
    if not judged.sound or not change.revisions or change.draft:
        return []
    since = change.revisions[-1].at
    known = {account.casefold() for account in talk.waiting}
    known |= {account.casefold() for account, at in talk.asked if at >= since}
    known |= {review.author.casefold() for review in pull.reviews if review.commit == pull.head}
    known.add(pull.author.casefold())
    accounts = [sop.people[person].login or "" for person in judged.able]
    return [account for account in accounts if account and account.casefold() not in known]


def ask(client: Client, repository: str, number: int, accounts: list[str]) -> tuple[list[str], list[str]]:
    """Ask for reviews, one account at a time; (asked, those whom GitHub lets nobody ask here)."""
    asked, refused = list[str](), list[str]()
    for account in accounts:
        try:
            client.send("POST", f"/repos/{repository}/pulls/{number}/requested_reviewers", {"reviewers": [account]})
        except Declined as declined:
            if declined.status != 422:  # not a collaborator: the others can be asked all the same
                raise
            refused.append(account)
        else:
            asked.append(account)
    return asked, refused


def numbers_of(client: Client, repository: str, commit: str) -> list[int]:
    """The open pull requests into main whose head is this commit, ascending. Raises Unverified.

    GitHub does not always know which pull request a fork's commit belongs to; then all open ones are looked at.
    """
    try:
        near = client.pages(f"/repos/{repository}/commits/{commit}/pulls")
    except Denied as denied:
        if denied.status not in (404, 422):
            raise
        near = []
    return _headed(near, repository, commit) or _headed(
        client.pages(f"/repos/{repository}/pulls", {"state": "open", "base": "main"}), repository, commit
    )


def _headed(listed: list[Any], repository: str, commit: str) -> list[int]:
    found = []
    for item in listed:
        pull = Node.of(item, "pulls")
        base = pull.node("base")
        home = base.maybe("repo")
        if home is None:
            raise unknown("pulls.base.repo")
        here = home.text("full_name").casefold() == repository.casefold() and base.text("ref") == "main"
        if here and pull.text("state") == "open" and pull.node("head").text("sha") == commit:
            found.append(pull.number("number"))
    return sorted(set(found))
