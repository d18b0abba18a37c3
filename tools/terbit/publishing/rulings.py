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


def _merges(book: Book) -> dict[str, Event]:
    return {event.commit: event for event in book.of("merged")}


def _ruling(
    repo: Repo, book: Book, merges: dict[str, Event], kept: Cache, commit: str, sop: Sop, sop_blob: str
) -> Ruling:
    event = merges.get(commit)
    if event is None:
        return NOT_APPROVED
    evidence = b"".join(known.line() for known in book.for_change(event.change))
    key = hashlib.sha256(f"{source_hash(*_PROGRAM)} {commit} {sop_blob}\n".encode() + evidence).hexdigest()
    row = kept.get(_KIND, key)
    if row is None:
        ruling = _judged(repo, book, event, sop)
        row = [ruling.approved, stamp(event.at), ruling.tip, stamp(ruling.overdue) if ruling.overdue else None]
        kept.put(_KIND, key, row)
    approved, at, tip, overdue = row
    return Ruling(approved, parse_stamp(at), tip, parse_stamp(overdue) if overdue else None)


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
    return Ruling(True, event.at, tip, later.urgent_until if later.missing else None)
