"""Verdicts on what is merged, by records alone. Each is kept once given: its inputs never change."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from terbit.articles.cache import Cache, source_hash
from terbit.findings import Unverified
from terbit.git import GitError, Repo
from terbit.publishing.approved import NOT_APPROVED, Judge, Ruling
from terbit.records.book import Book
from terbit.records.event import Event, parse_stamp, stamp
from terbit.review.demand import demand
from terbit.review.evidence import change_of, vouched
from terbit.review.verdict import judge
from terbit.sop import Sop

_KIND = "ruling"
# the source that decides a ruling: a new version judges anew
_PROGRAM = ("git", "schema", "sop", "articles", "forge", "review", "publishing/rulings")
_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
Outcome = TypeVar("Outcome")


def with_rulings(repo: Repo, book: Book, cache: Path | None, use: Callable[[Judge], Outcome]) -> Outcome:
    """Call `use` with the judge that these records give. `cache` is a folder; what it keeps never changes a ruling."""
    with closing(Cache(cache)) as kept:
        return use(functools.partial(_ruling, repo, book, _merges(book), kept))


def _merges(book: Book) -> dict[str, list[Event]]:
    """Commit of main → the changes that came in by it. A forge takes every proposal of a merged tip for merged, whoever
    opened it: one that nobody approved must not stand in the place of one that was."""
    found: dict[str, list[Event]] = {}
    for event in book.of("merged"):
        found.setdefault(event.commit, []).append(event)
    return found


def _ruling(
    repo: Repo, book: Book, merges: dict[str, list[Event]], kept: Cache, commit: str, sop: Sop, sop_blob: str
) -> Ruling:
    rulings = [_kept(repo, book, event, kept, commit, sop, sop_blob) for event in merges.get(commit, ())]
    return next((ruling for ruling in rulings if ruling.approved), rulings[0] if rulings else NOT_APPROVED)


def _kept(repo: Repo, book: Book, event: Event, kept: Cache, commit: str, sop: Sop, sop_blob: str) -> Ruling:
    evidence = b"".join(known.line() for known in book.for_change(event.change))
    key = hashlib.sha256(f"{source_hash(*_PROGRAM)} {commit} {sop_blob}\n".encode() + evidence).hexdigest()
    row = kept.get(_KIND, key)
    if row is None:
        ruling = _judged(repo, book, event, sop)
        overdue = stamp(ruling.overdue) if ruling.overdue else None
        row = [ruling.approved, stamp(event.at), ruling.tip, overdue, sorted(ruling.roles or ())]
        kept.put(_KIND, key, row)
    approved, at, tip, overdue, roles = row
    return Ruling(approved, parse_stamp(at), tip, parse_stamp(overdue) if overdue else None, frozenset(roles))


def _judged(repo: Repo, book: Book, event: Event, sop: Sop) -> Ruling:
    """The ruling on a merge, made anew. What records do not tell whole is not approved."""
    refused = Ruling(False, event.at)
    commit = repo.commit(event.commit)
    if len(commit.parents) != 2 or commit.parents[1] != event.data.get("tip"):
        return refused
    base, tip = commit.parents
    try:
        tree, conflicts = repo.merge_tree(base, tip)
        change = change_of(book, repo, event.change, sop, base)
        if event.source != "github":  # there accounts act, not keys: the forge's word is what records hold
            change = change and vouched(repo, change, sop, base, commit.oid, event.actor, event.at)
    except (GitError, Unverified):
        return refused
    # a tree that git would not have made of the two parents holds what nobody reviewed
    if conflicts or tree != commit.tree or change is None:
        return refused
    received = [revision for revision in change.revisions if revision.at <= event.at]
    if not received or received[-1].commit != tip:
        return refused
    asked = demand(repo, base, commit.oid, tip, sop)
    verdict = judge(change, asked, sop, event.at, merger=event.actor)
    if not verdict.approved:
        return refused
    later = judge(replace(change, merged=commit.oid), asked, sop, _FOREVER) if verdict.missing else verdict
    return Ruling(True, event.at, tip, later.urgent_until if later.missing else None, frozenset(verdict.granted))
