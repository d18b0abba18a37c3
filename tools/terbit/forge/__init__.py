"""A forge keeps changes and what people said of them: plain git here, GitHub and others behind the same values.

`Forge` is the reading side, for whoever judges and records; `Desk` the acting side, for one person. A forge more is one
module more: both are held to by one suite of tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from terbit.sop import Sop

Opinion = Literal["approved", "returned", "rejected", "abandoned"]
Source = Literal["git", "demo", "github"]  # whose clock and whose word an event has
Seen = Callable[[str, int, str], bool]  # (event's name, change, cause) → whether records have it


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of a change that was handed in. `at` is the server's receipt, `writers` who wrote what is new in it.

    `writers` are people's keys in sop.yml: the signers of the new commits and whoever their author and committer
    e-mails name. A clean merge of the base adds nobody. `own` is what the change itself does at this revision: path →
    blob id, "" for a removed path. `strangers` counts the new commits that nobody in sop.yml wrote.
    `gone`: a forced push took it away, and what is there now does not stand on it.
    """

    commit: str
    at: datetime
    writers: frozenset[str]
    submitter: str
    own: tuple[tuple[str, str], ...] = ()
    strangers: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """What a reviewer said of one revision. `at` is the server's receipt; `witness` the approval's own commit or id.

    `roles` are those in which it was said: the ones the reviewer held at receipt, narrowed to what he named. `until` is
    when it was taken back (a dismissed review), None while it stands; `undone` is the witness of that.
    """

    verdict: Opinion
    reviewer: str
    roles: frozenset[str]
    commit: str
    at: datetime
    witness: str
    reason: str = ""
    until: datetime | None = None
    undone: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A proposed change with its whole history, oldest first. `merged` is the merge commit, "" while it is open.

    A `draft` is not handed in yet: it has no revisions that count.
    """

    number: int
    title: str
    revisions: tuple[Revision, ...]
    approvals: tuple[Approval, ...] = field(default_factory=tuple)
    merged: str = ""
    draft: bool = False

    @property
    def tip(self) -> str:
        return self.revisions[-1].commit


@dataclass(frozen=True, slots=True)
class Landing:
    """How a change came into main: its merge, and the tip that was merged ("" where the merge has no two parents).

    `base` is main before it. `at` is the server's receipt, None where nobody witnessed it; `merger` a key of sop.yml's
    people, "" where nobody there did it.
    """

    commit: str
    base: str
    tip: str
    at: datetime | None
    merger: str


class Forge(Protocol):
    """What a forge knows. Every method raises Unverified where it does not answer or answers nonsense."""

    def source(self, number: int) -> Source:
        """Whose word a change's events are."""
        ...

    def news(self, seen: Seen, *, every: bool = False) -> list[int]:
        """The changes of which something may not be `seen` yet, ascending; with `every` all of them."""
        ...

    def change(self, number: int, sop: Sop) -> Change | None:
        """A change with its whole history, people and roles by this procedure; None where there is none."""
        ...

    def landing(self, number: int, sop: Sop) -> Landing | None:
        """How a change came into main, None while it is not merged."""
        ...

    def refs(self, number: int) -> tuple[str, str]:
        """The names under which the forge keeps a change and what was said of it, as records write them."""
        ...

    def unsettled(self, number: int) -> frozenset[str]:
        """Revisions whose time nothing witnesses yet: they are judged, and recorded later."""
        ...


class Desk(Protocol):
    """Acting for one person. Every method raises Refused where the forge says no, Unverified where it is silent."""

    def submit(self, files: Mapping[str, bytes | None], title: str, number: int | None = None) -> int:
        """Propose files (None: removed) as a new change or as a further revision of one; returns its number."""
        ...

    def decide(self, number: int, verdict: Opinion, reason: str = "", commit: str | None = None) -> str:
        """Say what one thinks of a change's tip, or of the revision `commit`; returns the witness."""
        ...

    def merge(self, number: int, title: str) -> str:
        """Merge a change; returns the merge commit."""
        ...
