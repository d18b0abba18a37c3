"""A forge keeps changes and what people said of them: plain git here, GitHub and others behind the same values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Opinion = Literal["approved", "returned", "rejected", "abandoned"]


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of a change that was handed in. `at` is the server's receipt, `writers` who wrote what is new in it.

    `writers` are people's keys in sop.yml: the signers of the new commits and whoever their author and committer
    e-mails name. A clean merge of the base adds nobody. `own` is what the change itself does at this revision: path →
    blob id, "" for a removed path.
    """

    commit: str
    at: datetime
    writers: frozenset[str]
    submitter: str
    own: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """What a reviewer said of one revision. `at` is the server's receipt; `witness` the approval's own commit or id.

    `roles` are those in which it was said: the ones the reviewer held at receipt, narrowed to what he named.
    """

    verdict: Opinion
    reviewer: str
    roles: frozenset[str]
    commit: str
    at: datetime
    witness: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A proposed change with its whole history, oldest first. `merged` is the merge commit, "" while it is open."""

    number: int
    title: str
    revisions: tuple[Revision, ...]
    approvals: tuple[Approval, ...] = field(default_factory=tuple)
    merged: str = ""

    @property
    def tip(self) -> str:
        return self.revisions[-1].commit
