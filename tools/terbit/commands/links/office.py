"""What the verbs about links read: a server's repository or a clone, its records and its procedure."""

from __future__ import annotations

from dataclasses import dataclass

from terbit import sop as procedure
from terbit.articles import article
from terbit.articles.article import ArticleOf
from terbit.commands import clone, edge
from terbit.commands.clone import REMOTE_MAIN, REMOTE_RECORDS
from terbit.findings import Refused
from terbit.forge.bare import FOLDER, Bare
from terbit.forge.revisions import MAIN
from terbit.git import Repo
from terbit.messages import msg
from terbit.records import book
from terbit.records.book import Book
from terbit.sop import Sop


@dataclass(frozen=True)
class Office:
    """What the verbs read: the office's repository (a server's or a clone), its records and its procedure.

    `server` is None in a clone, which may look but not record.
    """

    repo: Repo
    book: Book
    sop: Sop
    server: Bare | None

    @property
    def article_of(self) -> ArticleOf:
        return article.by_blob(self.repo.blob, self.sop.zone)


def opened(repo: Repo) -> Office:
    """The server at the office folder, or the clone there, which asks its server first and says when that is away."""
    if (edge.HERE.office / FOLDER / "server.json").is_file():
        return Office(repo, book.read(repo), _procedure(repo, MAIN), Bare(edge.HERE.office))
    clone.refreshed(repo)
    if repo.resolve(REMOTE_MAIN) is None:
        raise Refused(
            msg("{path}: ini bukan folder kerja kantor", path=edge.HERE.office),
            msg("buat dengan terbit server join, atau sebutkan dengan terbit -C FOLDER"),
        )
    return Office(repo, book.read(repo, REMOTE_RECORDS), _procedure(repo, REMOTE_MAIN), None)


def _procedure(repo: Repo, revision: str) -> Sop:
    sop, findings = procedure.read(repo.file(revision, procedure.PATH) or b"")
    if sop is None:
        edge.finish(findings)
    return sop
