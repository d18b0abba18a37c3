"""A pull request as GitHub tells it: small values, nothing judged yet.

An account is its log-in. Only a person's account is one: an app's name is followed by `[bot]`, so that an app called
like somebody is not he; "" is nobody (an account that was deleted).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from terbit.findings import Unverified

State = Literal["OPEN", "CLOSED", "MERGED"]
Opinion = Literal["APPROVED", "CHANGES_REQUESTED", "DISMISSED", "COMMENTED", "PENDING"]
Kind = Literal["pushed", "ready", "drafted", "closed", "reopened", "merged", "dismissed", "retargeted"]


@dataclass(frozen=True, slots=True)
class Review:
    """`commit` is "" where it is gone. `at` is None only while it is PENDING."""

    id: str
    state: Opinion
    author: str
    commit: str
    at: datetime | None
    body: str


@dataclass(frozen=True, slots=True)
class Authored:
    """A commit with what GitHub knows of its authors and committer: (e-mail, account) each.

    `by_github`: GitHub itself made and signed it. `whole`: these are all of its authors. `seen` is when GitHub first
    began a check of it, None where it never did: with that it is known to have been the head of a push.
    """

    oid: str
    authors: tuple[tuple[str, str], ...]
    committer: tuple[str, str]
    by_github: bool
    seen: datetime | None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a pull request. `before` and `after` are heads of a forced push ("": gone), `review`
    and `state` what a dismissal is about and what it said, `before_base` and `base` the branch that it aimed at and
    that it aims at now."""

    kind: Kind
    id: str
    at: datetime
    actor: str
    before: str = ""
    after: str = ""
    review: str = ""
    state: str = ""
    before_base: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """`main` is main's head at the moment of asking. `merge` is the merge commit, with its parents, "" while open.

    `fork` is whether its branch lies in another repository. Lists are oldest first. `fault` is why they are not whole:
    whoever asks for more than the pull request's own facts is told so.
    """

    number: int
    title: str
    state: State
    draft: bool
    author: str
    created: datetime
    updated: datetime
    base: str
    head: str
    branch: str
    fork: bool
    main: str
    merge: str
    merge_parents: tuple[str, ...]
    merged_at: datetime | None
    merged_by: str
    reviews: tuple[Review, ...]
    commits: tuple[Authored, ...]
    happenings: tuple[Happening, ...]
    fault: Unverified | None = None

    def first(self, kind: Kind) -> Happening | None:
        return next((event for event in self.happenings if event.kind == kind), None)

    def all(self, kind: Kind) -> tuple[Happening, ...]:
        return tuple(event for event in self.happenings if event.kind == kind)
