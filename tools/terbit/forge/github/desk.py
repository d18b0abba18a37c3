"""GitHub as a forge, its acting side: one person, by a token of his own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from terbit.findings import Refused
from terbit.forge import Opinion
from terbit.forge.github import query
from terbit.forge.github.client import Client, Declined, unknown
from terbit.forge.github.forge import MAIN
from terbit.forge.github.heads import BASE
from terbit.forge.github.pull import PullRequest
from terbit.forge.github.shape import Node
from terbit.forge.github.transport import Transport
from terbit.git import Repo
from terbit.messages import msg

_EVENTS: Mapping[Opinion, str] = {"approved": "APPROVE", "returned": "REQUEST_CHANGES"}


class GitHubDesk:
    """Acting on an office's pull requests as whoever the token belongs to.

    `repository` is owner/name; commits are made in `repo`, a clone, with `author` (name, e-mail), and go to GitHub by
    `transport`. Nothing that may have been done is done again: what is not known is Unverified.
    """

    def __init__(
        self, client: Client, repository: str, repo: Repo, transport: Transport, author: tuple[str, str]
    ) -> None:
        self._client = client
        self._repository = repository
        self._repo = repo
        self._transport = transport
        self._author = author

    def submit(self, files: Mapping[str, bytes | None], title: str, number: int | None = None) -> int:
        """Propose files (None: removed) as a new pull request, or as a further commit of one; returns its number.

        Where the request that opens it gets lost, its branch is there already; the same submission again (the same
        files on the same main, by the same person) takes that branch up and opens no second one. Raises Refused where
        GitHub says no, Unverified.
        """
        if number is not None:
            pull = self._pull(number)
            if pull.fork:
                raise Refused(msg("usulan {number} berasal dari repositori lain", number=number), None)
            self._fetch(f"refs/pull/{number}/head:refs/pull/{number}/head")
            self._transport.push(self._repo, self._commit(pull.head, files, title), f"refs/heads/{pull.branch}")
            return number
        self._fetch(f"refs/heads/{BASE}:{MAIN}")
        main = self._repo.resolve(MAIN) or ""
        tree = self._tree(main, files)
        branch = f"usulan/{hashlib.sha256(f'{self._author[1]} {tree}'.encode()).hexdigest()[:12]}"
        already = self._opened(branch)
        if already is not None:
            return already
        self._bring(branch, tree, main, title)
        body = {"title": title, "head": branch, "base": BASE, "body": ""}
        return self._answer("POST", "pulls", body).number("number")

    def decide(self, number: int, verdict: Opinion, reason: str = "", commit: str | None = None) -> str:
        """Say what one thinks of a pull request's head (or of the revision `commit`): a review, or closing it with the
        reason as a comment; returns the witness. Raises Refused where GitHub says no, Unverified."""
        pull = self._pull(number)
        event = _EVENTS.get(verdict)
        if event is not None:
            if pull.state != "OPEN":
                raise Refused(msg("usulan {number} sudah ditutup", number=number))
            body = {"event": event, "commit_id": commit or pull.head, "body": reason}
            return self._answer("POST", f"pulls/{number}/reviews", body).text("node_id")
        if pull.state != "OPEN":
            raise Refused(msg("usulan {number} sudah ditutup", number=number))
        if reason:
            self._answer("POST", f"issues/{number}/comments", {"body": reason})
        if self._answer("PATCH", f"pulls/{number}", {"state": "closed"}).text("state") != "closed":
            raise unknown("state")
        closed = self._pull(number).all("closed")
        if not closed:
            raise Refused(msg("usulan {number} sudah dibuka lagi oleh orang lain", number=number))
        return closed[-1].id

    def merge(self, number: int, title: str) -> str:
        """Merge a pull request's present head; returns the merge commit. Raises Refused where it moved meanwhile, where
        GitHub's own rules forbid it or it is no longer open; Unverified."""
        pull = self._pull(number)
        body = {
            "merge_method": "merge",
            "sha": pull.head,
            "commit_title": f"Gabungkan usulan {number}: {title}",
            "commit_message": "",
        }
        try:
            return self._answer("PUT", f"pulls/{number}/merge", body).oid("sha")
        except Declined as no:
            if no.status == 409:
                raise Refused(
                    msg("usulan {number} berubah sejak dilihat: {answer}", number=number, answer=no.answer),
                    msg("lihat lagi isinya, lalu gabungkan"),
                ) from None
            raise

    # -- how -----------------------------------------------------------------------------------------------------

    def _answer(self, verb: str, path: str, body: Mapping[str, Any]) -> Node:
        return Node.of(self._client.send(verb, f"/repos/{self._repository}/{path}", body), path)

    def _pull(self, number: int) -> PullRequest:
        pull = query.one(self._client, self._repository, number)
        if pull is None:
            raise Refused(msg("usulan {number} tidak ada", number=number), None)
        return pull

    def _fetch(self, spec: str) -> None:
        if not self._transport.fetch(self._repo, [spec]):
            raise Refused(msg("GitHub tidak memiliki {ref}", ref=spec.partition(":")[0]))

    def _commit(self, parent: str, files: Mapping[str, bytes | None], title: str) -> str:
        return self._repo.write_commit(self._tree(parent, files), [parent], title + "\n", who=self._author)

    def _tree(self, parent: str, files: Mapping[str, bytes | None]) -> str:
        tree = self._repo.write_tree(parent, files)
        if tree == self._repo.commit(parent).tree:
            raise Refused(msg("usulan ini tidak mengubah apa pun"))
        return tree

    def _opened(self, branch: str) -> int | None:
        """The open pull request of a branch of ours."""
        owner = self._repository.partition("/")[0]
        found = self._client.get(
            f"/repos/{self._repository}/pulls", {"head": f"{owner}:{branch}", "base": BASE, "state": "open"}
        )
        nodes = Node({"pulls": found}).list("pulls")
        return nodes[0].number("number") if nodes else None

    def _bring(self, branch: str, tree: str, main: str, title: str) -> None:
        """Bring what is proposed to GitHub as a branch; an earlier attempt may have done so."""
        ref = f"refs/heads/{branch}"
        if self._transport.tip(self._repo, ref) is None:
            self._transport.push(self._repo, self._repo.write_commit(tree, [main], title + "\n", who=self._author), ref)
            return
        self._fetch(f"{ref}:refs/terbit/{branch}")
        tip = self._repo.resolve(f"refs/terbit/{branch}")
        if tip is None or self._repo.commit(tip).tree != tree:
            raise Refused(
                msg("cabang {branch} sudah ada dengan isi lain", branch=branch),
                msg("hapus cabang itu di GitHub, lalu kirim lagi"),
            )
