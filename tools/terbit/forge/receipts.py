"""Receipts: what the server accepted and when, one line per ref update, written before git moves the ref.

A receipt's time is the server's clock, never what a commit claims of itself. The lines stand in
`BARE/terbit/receipts.jsonl`, one canonical JSON object each: `{"at","new","old","ref","source"}`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from terbit.findings import Unverified
from terbit.forge import Source
from terbit.git import NOTHING
from terbit.messages import msg


@dataclass(frozen=True, slots=True)
class Receipt:
    """One accepted update. `at` is UTC, whole seconds; `source` says which clock that was."""

    at: datetime
    ref: str
    old: str
    new: str
    source: Source

    def line(self) -> bytes:
        body = {
            "at": self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "new": self.new,
            "old": self.old,
            "ref": self.ref,
            "source": self.source,
        }
        return json.dumps(body, sort_keys=True, separators=(",", ":")).encode() + b"\n"


class Receipts:
    """All receipts of a server, by ref, in the order in which they were written."""

    def __init__(self, receipts: Iterable[Receipt] = ()) -> None:
        self._by_ref: dict[str, list[Receipt]] = {}
        for receipt in receipts:
            self._by_ref.setdefault(receipt.ref, []).append(receipt)

    def and_these(self, receipts: Iterable[Receipt]) -> Receipts:
        """These receipts too: those of a push that is being judged."""
        return Receipts([*(r for known in self._by_ref.values() for r in known), *receipts])

    @property
    def newest(self) -> datetime | None:
        """The latest time of any receipt (UTC), None where there is none."""
        return max((receipt.at for known in self._by_ref.values() for receipt in known), default=None)

    def history(self, ref: str, value: str) -> tuple[Receipt, ...]:
        """The updates that led a ref to its value, oldest first.

        A receipt is written before git moves the ref, so an update that then failed (somebody else was faster) leaves
        a receipt that leads nowhere; the chain from the present value backwards passes it by.
        """
        chain: list[Receipt] = []
        wanted = value
        for receipt in reversed(self._by_ref.get(ref, ())):
            if receipt.new == wanted:
                chain.append(receipt)
                wanted = receipt.old
                if wanted == NOTHING:
                    break
        return tuple(reversed(chain))

    def of(self, ref: str, new: str) -> Receipt | None:
        """The last receipt by which a ref came to a value, or None."""
        return next((r for r in reversed(self._by_ref.get(ref, ())) if r.new == new), None)


def read(file: Path) -> Receipts:
    """The receipts in a file; none where there is no file. Raises Unverified for a line that is no receipt.

    A last line without its line feed is what a crash left of a push that was never accepted: it is passed by.
    """
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return Receipts()
    lines = content.split(b"\n")[:-1]
    found = []
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            found.append(_receipt(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Unverified(
                msg("{path}:{line}: bukan catatan penerimaan", path=file, line=number),
                msg("pulihkan berkas itu dari cadangan"),
            ) from None
    return Receipts(found)


def append(file: Path, receipts: Iterable[Receipt]) -> None:
    """Write receipts durably: they are on the disk when this returns. One writer at a time (the hook holds a lock).

    What a crash left of a last line goes: its push was never accepted.
    """
    lines = b"".join(receipt.line() for receipt in receipts)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o640)
    try:
        end = _end_of_lines(handle)
        os.ftruncate(handle, end)
        os.pwrite(handle, lines, end)
        os.fsync(handle)
    finally:
        os.close(handle)


def _end_of_lines(handle: int) -> int:
    """Where the last whole line ends."""
    size = os.fstat(handle).st_size
    tail = min(size, 65_536)
    return size - tail + os.pread(handle, tail, size - tail).rfind(b"\n") + 1


def _receipt(body: Mapping[str, str]) -> Receipt:
    at = datetime.strptime(body["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    source: Source = "demo" if body["source"] == "demo" else "git"
    return Receipt(at, body["ref"], body["old"], body["new"], source)
