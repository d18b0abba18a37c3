"""The event book: the branch `records`, one file of events a UTC month, appended to and never rewritten.

`read` takes it as it stands; `append` adds what is not there yet by compare-and-swap, so two writers lose nothing and
a retry doubles nothing (REQUIREMENTS B7, C3.7; DESIGN: Where truth lives).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from terbit.findings import Finding, Refused, Severity, Unverified
from terbit.git import NOTHING, GitError, Repo
from terbit.messages import Message, msg
from terbit.records.event import Event, EventFault, UnknownVersion, parse_line

REF = "refs/heads/records"
UNREADABLE = "BK001"
TWICE = "BK002"
WRONG_MONTH = "BK003"
_FOLDER = "events/"
_FILE = re.compile(r"events/([0-9]{4}-[0-9]{2})\.jsonl\Z")
_RELEASES = ("released", "adopted", "withdrawn", "expired", "deleted", "exempted", "held-back", "moved")
_AUTHOR = ("terbit", "terbit@localhost")  # records have one writer; who acted stands in the events
_ATTEMPTS = 50

Key = TypeVar("Key", bound=Hashable)
Addition = tuple[Iterable[Event], Mapping[str, bytes]]  # events, and other files of the branch as they are to be


@dataclass(frozen=True)
class Book:
    """All events in the order of files and lines. `commit` is None where nothing has been recorded yet.

    `findings` names lines that are no events, ids that stand twice, and events in another month's file.
    """

    commit: str | None
    events: tuple[Event, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict, repr=False)  # path → blob id

    @cached_property
    def by_id(self) -> Mapping[str, Event]:
        """Id → event; of an id that stands twice, the line written first."""
        found: dict[str, Event] = {}
        for event in self.events:
            found.setdefault(event.id, event)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, list[Event]]:
        return _grouped(self.events, lambda event: event.event)

    @cached_property
    def _by_change(self) -> Mapping[int, list[Event]]:
        return _grouped(self.events, lambda event: event.change)

    @cached_property
    def _by_address(self) -> Mapping[str, list[Event]]:
        states = (event for event in self.events if event.event in _RELEASES)
        return _grouped(states, lambda event: str(event.data.get("address", event.article)))

    def of(self, *names: str) -> list[Event]:
        """The events of these names, in the book's order."""
        if len(names) == 1:
            return list(self._by_name.get(names[0], ()))
        return [event for event in self.events if event.event in names]

    def for_change(self, number: int) -> list[Event]:
        """The events of a change, in the book's order."""
        return list(self._by_change.get(number, ()))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that was ever shown, in the order in which they first were."""
        return tuple(self._by_address)

    def last_at_address(self, address: str) -> Event | None:
        """The last event that says what is shown at an address (released, withdrawn, held back …), or None."""
        found = self._by_address.get(address)
        return found[-1] if found else None


def read(repo: Repo, revision: str = REF) -> Book:
    """The book at a revision; an empty one where there is none.

    Raises Unverified where a line was written by a newer terbit: nothing may be concluded from half a book.
    """
    commit = repo.resolve(revision)
    if commit is None:
        return Book(None)
    files = {path: entry.oid for path, entry in repo.tree(commit).items() if entry.mode == "100644"}
    events: list[Event] = []
    findings: list[Finding] = []
    first: dict[str, Event] = {}
    for path in sorted(files):
        found = _FILE.match(path)
        if found is None:
            continue
        for number, event in _lines(path, repo.blob(files[path]), findings):
            known = first.setdefault(event.id, event)
            if known is not event:
                same = known.line() == event.line()
                text = msg("catatan {id} berdiri dua kali", id=event.id[:12])
                if not same:
                    text = msg("catatan {id} berdiri dua kali dengan isi yang berbeda", id=event.id[:12])
                findings.append(_error(TWICE, path, number, text))
                if same:
                    continue
            if event.month != found[1]:
                month = msg("catatan bulan {month} ada di berkas bulan lain", month=event.month)
                findings.append(_error(WRONG_MONTH, path, number, month))
            events.append(event)
    return Book(commit, tuple(events), tuple(findings), files)


def append(
    repo: Repo,
    events: Iterable[Event],
    *,
    files: Mapping[str, bytes] | None = None,
    at: datetime,
    reason: str,
    ref: str = REF,
) -> Book:
    """Add events, and set other files of the branch (`links/state.csv`), in one commit; give the book after it.

    What the book already holds adds nothing, and with nothing to add no commit is made. `at` (aware) dates the commit,
    `reason` is its subject. Raises Refused where an id is known with another body, Unverified where the book cannot be
    read, GitError where git cannot write.
    """
    wanted = list(events)
    return amend(repo, lambda _: (wanted, files or {}), at=at, reason=reason, ref=ref)


def amend(repo: Repo, made: Callable[[Book], Addition], *, at: datetime, reason: str, ref: str = REF) -> Book:
    """As `append`, of what follows from the book itself: `made` is asked again where somebody else was faster, so that
    a file of the branch never falls back behind what he wrote."""
    for _ in range(_ATTEMPTS):
        book = read(repo, ref)
        events, files = made(book)
        changes = _changes(repo, book, list(events), files)
        if not changes:
            return book
        tree = repo.write_tree(book.commit, changes)
        parents = [book.commit] if book.commit else []
        commit = repo.write_commit(tree, parents, reason + "\n", at=at, who=_AUTHOR)
        try:
            repo.update_ref(ref, commit, book.commit or NOTHING, reason)
        except GitError:
            if repo.resolve(ref) == book.commit:
                raise  # nobody was faster: git itself cannot write
            continue
        return read(repo, commit)
    raise Unverified(msg("catatan terus diubah oleh proses lain"), msg("coba lagi sebentar lagi"))


def _changes(repo: Repo, book: Book, events: Sequence[Event], files: Mapping[str, bytes]) -> dict[str, bytes]:
    added: dict[str, bytes] = {}
    known = dict(book.by_id)
    for event in events:
        before = known.setdefault(event.id, event)
        if before is event:
            path = f"{_FOLDER}{event.month}.jsonl"
            added[path] = added.get(path, b"") + event.line()
        elif before.line() != event.line():
            raise Refused(
                msg("catatan {id} ({event}) sudah ada dengan isi yang berbeda", id=event.id[:12], event=event.event),
                msg("yang tercatat tidak pernah diubah; periksa dengan terbit records reconcile"),
            )
    for path, lines in added.items():
        old = repo.blob(book.files[path]) if path in book.files else b""
        added[path] = old + (b"\n" if old and not old.endswith(b"\n") else b"") + lines
    for path, content in files.items():
        if path.startswith(_FOLDER):
            raise ValueError(f"events are appended, never set: {path}")
        if path not in book.files or repo.blob(book.files[path]) != content:
            added[path] = content
    return added


def _lines(path: str, content: bytes, findings: list[Finding]) -> Iterable[tuple[int, Event]]:
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n") if content else (), 1):
        try:
            yield number, parse_line(line)
        except UnknownVersion as error:
            raise Unverified(
                msg("{path}:{line}: catatan versi {version} tidak dikenal", path=path, line=number, version=error),
                msg("pasang terbit yang lebih baru"),
            ) from None
        except EventFault:
            findings.append(_error(UNREADABLE, path, number, msg("baris ini bukan catatan")))


def _error(rule: str, path: str, line: int, message: Message) -> Finding:
    return Finding(rule, Severity.ERROR, path, message, None, line)


def _grouped(events: Iterable[Event], key: Callable[[Event], Key]) -> dict[Key, list[Event]]:
    found: dict[Key, list[Event]] = {}
    for event in events:
        found.setdefault(key(event), []).append(event)
    return found
