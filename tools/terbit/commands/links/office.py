"""What the verbs about links read: a server's repository or a clone, its records and its procedure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from terbit import sop as procedure
from terbit.articles import article
from terbit.articles.article import ArticleOf
from terbit.commands import clone, edge
from terbit.commands.clone import REMOTE_MAIN, REMOTE_RECORDS
from terbit.findings import Refused
from terbit.forge import Source
from terbit.forge.bare import FOLDER, Bare
from terbit.forge.revisions import MAIN
from terbit.git import Repo
from terbit.messages import msg
from terbit.records import book, remote
from terbit.records.book import Addition, Book
from terbit.records.remote import Remote
from terbit.sop import Sop


class Keeper(Protocol):
    """Whoever may add to an office's records: its server's pipeline, or its workflows on GitHub."""

    def now(self) -> tuple[datetime, Source]:
        """The clock that counts there (UTC), and whose it is."""
        ...

    def amend(self, made: Callable[[Book], Addition], at: datetime, reason: str) -> None:
        """Add what follows from the book; `made` is asked again where somebody else was faster.

        Raises Refused where an event is there with another body, Unverified where records cannot be reached.
        """
        ...


@dataclass(frozen=True)
class OnServer:
    """The records of a bare repository on this machine."""

    repo: Repo
    server: Bare

    def now(self) -> tuple[datetime, Source]:
        return self.server.now()

    def amend(self, made: Callable[[Book], Addition], at: datetime, reason: str) -> None:
        book.amend(self.repo, made, at=at, reason=reason)


@dataclass(frozen=True)
class OnGitHub:
    """The records as a workflow's runner reaches them. `guard` raises where everybody could read them."""

    repo: Repo
    records: Remote
    guard: Callable[[], None]

    def now(self) -> tuple[datetime, Source]:
        return edge.now().replace(microsecond=0), "github"

    def amend(self, made: Callable[[Book], Addition], at: datetime, reason: str) -> None:
        self.guard()
        remote.amend(self.repo, self.records, made, at=at, reason=reason)


@dataclass(frozen=True)
class Office:
    """What the verbs read: the office's repository (a server's, a clone or a runner's), its records and its procedure.

    `main` names main there. `server` is the server on this machine; `keeper` None in a clone, which may look but not
    record.
    """

    repo: Repo
    book: Book
    sop: Sop
    server: Bare | None
    main: str = MAIN
    keeper: Keeper | None = None

    @property
    def article_of(self) -> ArticleOf:
        return article.by_blob(self.repo.blob, self.sop.zone)

    @property
    def live(self) -> dict[str, tuple[str, str]]:
        """Address → path and blob of the text that is live there, as the records say."""
        last = ((address, self.book.last_at_address(address)) for address in self.book.addresses)
        return {
            address: (str(event.data.get("path", "")), str(event.data.get("blob", "")))
            for address, event in last
            if event is not None and event.event in ("released", "adopted")
        }


def opened(repo: Repo) -> Office:
    """The server at the office folder, a runner's checkout, or the clone there, which asks its server first and says
    when that is away."""
    if (edge.HERE.office / FOLDER / "server.json").is_file():
        return opened_at(repo, edge.HERE.office)
    from terbit.commands import github_edge  # after the server, which needs nothing of GitHub's

    if github_edge.is_runner():
        return _on_github(repo)
    clone.refreshed(repo)
    if repo.resolve(REMOTE_MAIN) is None:
        raise Refused(
            msg("{path}: ini bukan folder kerja kantor", path=edge.HERE.office),
            msg("buat dengan terbit server join, atau sebutkan dengan terbit -C FOLDER"),
        )
    return Office(repo, book.read(repo, REMOTE_RECORDS), _procedure(repo, REMOTE_MAIN), None, REMOTE_MAIN)


def opened_at(repo: Repo, folder: Path) -> Office:
    """The server in a folder of this machine; `repo` is that folder's."""
    server = Bare(folder)
    return Office(repo, book.read(repo), _procedure(repo, MAIN), server, keeper=OnServer(repo, server))


def _on_github(repo: Repo) -> Office:
    from terbit.commands import pages  # what only runners need

    sop, here = pages.office(repo)
    records = pages.records(sop, here)
    return Office(
        repo, remote.fetch(repo, records), sop, None, "HEAD", OnGitHub(repo, records, lambda: pages.closed(sop, here))
    )


def _procedure(repo: Repo, revision: str) -> Sop:
    sop, findings = procedure.read(repo.file(revision, procedure.PATH) or b"")
    if sop is None:
        edge.finish(findings)
    return sop
