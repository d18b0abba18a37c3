"""The pull request of a monthly report: opened once, found again by its branch, mended while it is open, and left alone
when people have closed it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from terbit.findings import Unverified
from terbit.forge.github.client import Client, Declined
from terbit.forge.github.shape import Node
from terbit.forge.github.transport import Transport
from terbit.git import Repo
from terbit.messages import msg
from terbit.reporting import report
from terbit.reporting.source import Made

BRANCH = "laporan/"
_AUTHOR = ("terbit", "terbit@localhost")  # as in the records: who decides about it stands in the reviews
_HERE = "refs/terbit/report"
_BASE = "refs/terbit/report-base"

State = Literal["opened", "updated", "open", "merged", "closed"]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a month's pull request stands now. `unasked` are log-ins whom GitHub does not let us ask for a review."""

    number: int
    state: State
    unasked: tuple[str, ...] = ()

    @property
    def settled(self) -> str:
        """As records keep it: open, merged or closed."""
        return self.state if self.state in ("merged", "closed") else "open"


def propose(
    client: Client,
    transport: Transport,
    repository: str,
    base: str,
    repo: Repo,
    month: str,
    made: Made,
    asked: Iterable[str],
) -> Asked:
    """Propose a month's report to a branch (`base`) of a repository, and ask these log-ins for a review.

    Safe to run again after any failure: a branch without its pull request is taken up, and an open one is changed only
    where the figures are others. Raises Unverified, and Refused where GitHub says no.
    """
    branch = f"{BRANCH}{month}"
    pulls = _pulls(client, repository, branch)
    opened = next((pull for pull in pulls if pull.text("state") == "open"), None)
    settled = [pull for pull in pulls if pull.maybe_text("merged_at") or _ours(pull)]
    if opened is None and settled:
        merged = any(pull.maybe_text("merged_at") for pull in settled)
        return Asked(settled[0].number("number"), "merged" if merged else "closed")
    changed = _bring(transport, repo, branch, base, month, made)
    wanted = list(dict.fromkeys(asked))
    if opened is None:
        body = {
            "title": report.title(month, made.sop.office.language),
            "head": branch,
            "base": base,
            "body": _body(made),
        }
        opened = Node.of(client.send("POST", f"/repos/{repository}/pulls", body), "pulls")
        state: State = "opened"
    else:
        state = "updated" if changed else "open"
    number = opened.number("number")
    return Asked(number, state, _ask(client, repository, number, wanted, again=state == "updated"))


def _body(made: Made) -> str:
    recipient = made.sop.roles.get(made.sop.report.recipient, made.sop.report.recipient)
    text = msg(
        "Laporan ini dibuat dari catatan kantor. Yang menerimanya: {role}. Catatan tertulis ditambahkan di notes.md.",
        role=recipient,
    )
    return text.text(made.sop.office.language)


def _ours(pull: Node) -> bool:
    """Whether a program opened it: one that somebody opened by hand and closed has settled nothing."""
    return pull.node("user").text("type") == "Bot"


def _pulls(client: Client, repository: str, branch: str) -> list[Node]:
    """The pull requests of a branch of this very repository, newest first."""
    owner = repository.partition("/")[0]
    found = client.get(f"/repos/{repository}/pulls", {"head": f"{owner}:{branch}", "state": "all", "direction": "desc"})
    return Node({"pulls": found}).list("pulls")


def _bring(transport: Transport, repo: Repo, branch: str, base: str, month: str, made: Made) -> bool:
    """Bring the report to its branch; False where the same figures stand there already. What people wrote stays."""
    ref = f"refs/heads/{branch}"
    tip = None
    if transport.tip(repo, ref) is not None:
        tip = _fetched(transport, repo, f"{ref}:{_HERE}", _HERE)
    parent = tip or _fetched(transport, repo, f"refs/heads/{base}:{_BASE}", _BASE)
    folder = report.folder(month)
    if tip is not None and _figures(repo, tip, folder) == json.loads(json.dumps(made.figures.plain())):
        return False
    notes = repo.file(parent, folder + report.NOTES)
    tree = repo.write_tree(parent, made.files(notes))
    title = report.title(month, made.sop.office.language)
    transport.push(repo, repo.write_commit(tree, [parent], title + "\n", who=_AUTHOR), ref)
    return True


def _fetched(transport: Transport, repo: Repo, spec: str, ref: str) -> str:
    found = repo.resolve(ref) if transport.fetch(repo, [spec]) else None
    if found is None:
        raise Unverified(msg("GitHub tidak memiliki {ref}", ref=spec.partition(":")[0]))
    return found


def _figures(repo: Repo, commit: str, folder: str) -> object:
    """The figures in a branch, without what they were made from: the records grow also by what is not counted."""
    try:
        body = json.loads(repo.file(commit, folder + report.FIGURES) or b"")
    except ValueError:
        return None
    return (
        {name: value for name, value in body.items() if name not in ("v", "made_from")}
        if isinstance(body, dict)
        else None
    )


def _ask(client: Client, repository: str, number: int, wanted: list[str], *, again: bool) -> tuple[str, ...]:
    """Ask for a review whoever was not asked yet; of a changed report also who reviewed it before."""
    path = f"/repos/{repository}/pulls/{number}"
    pull = Node.of(client.get(path), "pulls")
    known = {account.text("login").casefold() for account in pull.list("requested_reviewers")}
    if not again:
        reviews = Node({"reviews": client.pages(f"{path}/reviews")}).list("reviews")
        known |= {review.node("user").text("login").casefold() for review in reviews if review.maybe("user")}
    refused = []
    for login in wanted:
        if login.casefold() not in known:
            try:
                client.send("POST", f"{path}/requested_reviewers", {"reviewers": [login]})
            except Declined:
                refused.append(login)
    return tuple(refused)
