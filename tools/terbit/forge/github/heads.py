"""Which heads of a pull request were handed in, and when.

Git tells what stands on what, GitHub when it first saw a commit: a check that it began, a review, a forced push, the
merge. What a commit says of its own time is its author's claim and is never used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from terbit.forge.github.pull import Authored, PullRequest
from terbit.git import GitError, Repo

BASE = "main"
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Head:
    """A head that was handed in. `gone`: a forced push took it away. `settled`: its time has a witness."""

    commit: str
    at: datetime
    gone: bool = False
    settled: bool = True


@dataclass(frozen=True, slots=True)
class _Candidate:
    commit: str
    seen: datetime | None
    gone: bool
    until: datetime | None  # when another head took its place, as far as that is known


def handed_in(pull: PullRequest) -> datetime | None:
    """When it was first proposed for main and ready for review; None while it is a draft that never was."""
    drafting = [event for event in pull.happenings if event.kind in ("ready", "drafted")]
    if drafting:
        ready = drafting[0].at if drafting[0].kind == "ready" else pull.created
    elif pull.draft:
        return None
    else:
        ready = pull.created
    aims = pull.all("retargeted")
    if aims and aims[0].before_base != BASE:
        ready = max(ready, next((event.at for event in aims if event.base == BASE), ready))
    return ready


def taken(repo: Repo, pull: PullRequest, base: str) -> tuple[str, ...]:
    """The commits that forced pushes took out of a pull request, oldest first, as far as they are here."""
    found: dict[str, None] = {}
    for event in pull.all("pushed"):
        if event.before and not _within(repo, event.before, pull.head):
            found.update(dict.fromkeys(line_of(repo, event.before, base, pull.head)))
    return tuple(found)


def heads(repo: Repo, pull: PullRequest, base: str, known: Mapping[str, Authored]) -> list[Head]:
    """The heads that were handed in: those that are gone first, then the present ones, each standing on the one before.

    `base` is main as it was before the merge, or is now; `known` what GitHub tells of commits. Raises GitError where
    the pull request's commits are not here.
    """
    ready = handed_in(pull)
    if ready is None:
        return []
    seen = _witnesses(pull, known)
    every = [*_gone(repo, pull, base, seen), *_present(repo, pull, base, seen)]
    first = min(every, key=lambda head: head.seen or _NEVER)
    found: list[Head] = []
    last = {False: ready, True: ready}
    for head in every:
        if head.until is not None and head.until < ready:
            continue  # it had been replaced before anybody was asked
        at = ready if head is first else head.seen
        settled = at is not None
        # an unwitnessed head is not older than what GitHub last heard of its pull request
        last[head.gone] = max(last[head.gone], at or pull.updated)
        found.append(Head(head.commit, last[head.gone], head.gone, settled))
    return found


def _witnesses(pull: PullRequest, known: Mapping[str, Authored]) -> dict[str, datetime]:
    """Commit → the first time that GitHub is known to have seen it."""
    moments = [(oid, facts.seen) for oid, facts in known.items()]
    moments += [(review.commit, review.at) for review in pull.reviews]
    for event in pull.all("pushed"):
        moments += [(event.before, event.at), (event.after, event.at)]
    if pull.state == "MERGED":
        moments.append((pull.head, pull.merged_at))
    found: dict[str, datetime] = {}
    for oid, at in moments:
        if oid and at is not None:
            found[oid] = min(at, found.get(oid, at))
    return found


def _present(repo: Repo, pull: PullRequest, base: str, seen: Mapping[str, datetime]) -> list[_Candidate]:
    return _heads_of_line(repo.commits(pull.head, f"^{base}") or [pull.head], seen, gone=False, until=None)


def _gone(repo: Repo, pull: PullRequest, base: str, seen: Mapping[str, datetime]) -> Iterable[_Candidate]:
    """The heads that forced pushes took away, each once."""
    found: dict[str, _Candidate] = {}
    for event in pull.all("pushed"):
        if not event.before or _within(repo, event.before, pull.head):
            continue
        line = line_of(repo, event.before, base, pull.head)
        for head in _heads_of_line(line, seen, gone=True, until=event.at):
            found.setdefault(head.commit, head)
    return found.values()


def _heads_of_line(
    line: list[str], seen: Mapping[str, datetime], *, gone: bool, until: datetime | None
) -> list[_Candidate]:
    """The heads among commits that stand on each other, oldest first: the last, and those that GitHub saw before what
    stands on them. (A check of an older commit that began later was not begun by a push of it.)"""
    found: list[_Candidate] = []
    following: datetime | None = None
    for number, oid in enumerate(reversed(line)):
        at = seen.get(oid)
        if number and (at is None or (following is not None and at > following)):
            continue
        found.append(_Candidate(oid, at, gone, following if number else until))
        following = at if at is not None else following
    return found[::-1]


def _within(repo: Repo, commit: str, head: str) -> bool:
    return commit == head or repo.is_ancestor(commit, head)


def line_of(repo: Repo, commit: str, base: str, head: str) -> list[str]:
    """The commits that stand on each other up to one that is gone; itself alone where they are no longer to be had."""
    try:
        return repo.commits(commit, f"^{base}", f"^{head}") or [commit]
    except GitError:
        return [commit]
