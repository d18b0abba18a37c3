"""A bare repository on a machine of one's own: releases in folders, one symlink that says which of them is live."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from terbit.forge.bare import Bare, Facts, replace
from terbit.forge.receipts import Receipts
from terbit.forge.revisions import MAIN
from terbit.forge.server import PlainGit
from terbit.git import Repo
from terbit.pipeline.host import Standing
from terbit.publishing import deploy, live
from terbit.publishing.deploy import Release, Seam
from terbit.publishing.edition import Edition
from terbit.publishing.live import LiveCheck
from terbit.publishing.manifest import Manifest
from terbit.records import book as records
from terbit.records.book import Book
from terbit.records.event import Event
from terbit.sop import Sop


class ServerHost:
    """See host.Host. Raises Refused where this is no server of ours."""

    looks_only = False
    patient = False

    def __init__(self, repo: Repo, server: Bare) -> None:
        self.repo, self.server, self.facts = repo, server, server.facts()
        self.anchor, self.language = self.facts.anchor, self.facts.language
        self.now, self.source = server.now()
        self.cache = server.folder / "cache"
        self._live, self._releases = Path(self.facts.live), server.folder / "releases"
        self._receipts = Receipts()

    def begin(self) -> str | None:
        deploy.sweep(self._releases, self._live)
        return self.repo.resolve(MAIN)

    def forge(self, sop: Sop) -> PlainGit:
        found = PlainGit(self.repo, self.server)
        self._receipts = found.receipts
        return found

    def book(self) -> Book:
        return records.read(self.repo)

    def record(
        self, events: list[Event], reason: str, *, at: datetime, files: Mapping[str, bytes] | None = None
    ) -> Book:
        return records.append(self.repo, events, files=files, at=at, reason=reason)

    def received(self, commit: str) -> datetime | None:
        receipt = self._receipts.of(MAIN, commit)
        return receipt.at if receipt is not None else None

    def live(self, book: Book, sop: Sop) -> Release | None:
        return deploy.current(self._live)

    def room(self) -> Path:
        return deploy.room(self._releases)

    def put(self, room: Path, edition: Edition, manifest: Manifest, seam: Seam) -> Release:
        release = deploy.deploy(room, self._releases, self._live, edition, manifest, self.now, self.source, seam)
        deploy.prune(self._releases, self._live)
        return release

    def roll_back(self, main: str, seam: Seam) -> Release:
        return deploy.roll_back(self._releases, self._live, self.now, self.source, main, seam)

    def check(self, standing: Standing) -> LiveCheck:
        return check_live(self.facts, standing)

    def origin(self, book: Book) -> str:
        return book.commit or ""

    def keep(self, report: Mapping[str, bytes], at: datetime) -> None:
        for path, content in report.items():
            file = self.server.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            replace(file, content)


def check_live(facts: Facts, standing: Standing) -> LiveCheck:
    """The live check of a release: at the address that the server knows, else of the live folder on loopback."""
    where = nullcontext(facts.check_url) if facts.check_url else live.served(Path(facts.live))
    with where as base:
        return live.verify(base, standing.manifest())
