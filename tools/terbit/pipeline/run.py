"""A publish that is under way, and the ways in which it stops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from terbit.articles import article
from terbit.articles.article import ArticleOf
from terbit.findings import Finding
from terbit.git import Repo
from terbit.messages import Message
from terbit.pipeline.host import Host, Standing
from terbit.publishing.approved import Approved
from terbit.publishing.deploy import Seam
from terbit.publishing.edition import Edition
from terbit.publishing.live import LiveCheck, Outcome
from terbit.publishing.manifest import Manifest
from terbit.records.book import Book
from terbit.records.event import Event
from terbit.sop import Sop


class Stopped(Exception):
    """A stage failed; what is live did not change by it. `code` is the exit code, `findings` what it found."""

    def __init__(
        self, stage: str, code: int, message: Message, hint: Message | None = None, findings: tuple[Finding, ...] = ()
    ) -> None:
        super().__init__(f"{stage}: {message.source}")
        self.stage, self.code, self.message, self.hint, self.findings = stage, code, message, hint, findings


@dataclass
class Run:
    """What each stage leaves for those after it."""

    host: Host
    seam: Seam
    resume: bool = False
    rollback: bool = False
    thorough: bool = True  # look at what is live even where nothing was deployed
    main: str = ""
    book: Book = field(default_factory=lambda: Book(None))
    approved: Approved | None = None
    edition: Edition | None = None
    next: str = ""  # the stamp of the moment at which what is shown may change by itself
    release: Standing | None = None  # what is live
    stays: bool = False  # what is live stays: it is this very edition, or a roll-back that holds
    behind: bool = False  # this run only looks, and something else should be live by now
    handed: str = ""  # the deployment that somebody else puts live after this run
    doubtful: bool = False  # evidence could not be read that may be there later
    room: Path | None = None
    manifest: Manifest | None = None
    checked: LiveCheck | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def repo(self) -> Repo:
        return self.host.repo

    @property
    def sop(self) -> Sop:
        assert self.approved is not None  # noqa: S101 (set by the reconcile stage)
        return self.approved.sop

    @property
    def outcome(self) -> Outcome:
        """What is known of what is live: this run's check, else the last that was recorded of this deployment."""
        if self.checked is not None:
            return self.checked.outcome
        last = self.last_check()
        found = last.data.get("outcome") if last is not None else None
        return "good" if found == "good" else "bad" if found == "bad" else "unknown"

    def last_check(self) -> Event | None:
        """The last recorded live check of what is live."""
        name = self.release.deployed.deployment if self.release is not None else None
        return next((e for e in reversed(self.book.of("verified")) if e.data.get("deployment") == name), None)

    @property
    def article_of(self) -> ArticleOf:
        return article.by_blob(self.repo.blob, self.sop.zone)

    def record(self, events: list[Event], reason: str, files: Mapping[str, bytes] | None = None) -> None:
        """Add events to the book; those it holds already add nothing."""
        at = max((event.at for event in events), default=self.host.now)
        self.book = self.host.record(events, reason, at=at, files=files)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a publish. `title` is what people see while it runs."""

    name: str
    title: Message
    run: Callable[[Run], None]


def nothing(boundary: str) -> None:
    """The seam of every run but a test's."""
