"""Where an office's site is published from: what differs between a server of one's own and GitHub, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from terbit.forge import Forge, Source
from terbit.git import Repo
from terbit.messages import Language
from terbit.publishing.deploy import Deployed, Seam
from terbit.publishing.edition import Edition
from terbit.publishing.live import LiveCheck
from terbit.publishing.manifest import Manifest
from terbit.records.book import Book
from terbit.records.event import Event
from terbit.sop import Sop


class Standing(Protocol):
    """What is live: how it came to be, and what it was built from."""

    @property
    def deployed(self) -> Deployed: ...

    def edition(self) -> dict[str, Any]:
        """The record of the edition that was built (see Edition.record)."""
        ...

    def manifest(self) -> Manifest: ...

    def inputs(self) -> dict[str, Any]:
        """What build.json says that it was built from; nothing where that is not known."""
        ...

    def intact(self) -> bool:
        """Whether what is served, or would be, still is what was built."""
        ...


class Host(Protocol):
    """One publish at one place. Methods raise Unverified where something elsewhere does not answer."""

    repo: Repo  # main's history, and the records
    anchor: str  # the commit of main that is trusted without approval
    now: datetime  # UTC
    source: Source  # whose clock that is
    language: Language
    cache: Path
    looks_only: bool  # nothing new may go live in this run
    patient: bool  # evidence that cannot be read now may well be there later

    def begin(self) -> str | None:
        """Clear away what a killed run left; main's present commit, None where there is none."""
        ...

    def forge(self, sop: Sop) -> Forge:
        """Who approved what."""
        ...

    def book(self) -> Book:
        """The records as they stand, also what others added."""
        ...

    def record(
        self, events: list[Event], reason: str, *, at: datetime, files: Mapping[str, bytes] | None = None
    ) -> Book:
        """Add events and set files; what is there already adds nothing."""
        ...

    def received(self, commit: str) -> datetime | None:
        """When main came to a commit, as far as anybody witnessed it."""
        ...

    def live(self, book: Book, sop: Sop) -> Standing | None:
        """What is live now, None before the first release."""
        ...

    def room(self) -> Path:
        """A fresh folder to build in."""
        ...

    def put(self, room: Path, edition: Edition, manifest: Manifest, seam: Seam) -> Standing | str:
        """Put live what was built in a room, which is used up; a deployment's name where somebody else puts it live
        after this run."""
        ...

    def roll_back(self, main: str, seam: Seam) -> Standing:
        """Put the release live again that was before. Raises Refused where there is none, or where that is not done."""
        ...

    def check(self, standing: Standing) -> LiveCheck:
        """Fetch everything that is live and compare it with what was built."""
        ...

    def origin(self, book: Book) -> str:
        """The commit of the records that a report was made from."""
        ...

    def keep(self, report: Mapping[str, bytes], at: datetime) -> None:
        """Put the running month's report where those may read it who may."""
        ...
