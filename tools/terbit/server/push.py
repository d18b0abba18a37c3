"""A push as the hook sees it, before anything is stored: the refs it would move, and the names that are allowed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from terbit.findings import Finding
from terbit.forge import Source
from terbit.forge.plain import STALE as STALE
from terbit.forge.receipts import Receipt, Receipts
from terbit.forge.revisions import APPROVALS, CHANGES, DRAFTS, MAIN, RECORDS
from terbit.gate import CHANGE as CHANGE
from terbit.gate import FRAME as FRAME
from terbit.gate import MERGE as MERGE
from terbit.gate import PROCEDURE as PROCEDURE
from terbit.gate import TOO_MUCH as TOO_MUCH
from terbit.gate import refusal as refusal
from terbit.git import NOTHING, Repo
from terbit.messages import msg
from terbit.sop import Sop

NAME = "SV001"  # a ref that does not exist here
REWRITTEN = "SV002"  # evidence or a change's history would be lost
PIPELINE_ONLY = "SV003"  # records
SIGNATURE = "SV005"  # unsigned, or by a key that does not count
APPROVAL = "SV008"  # an approval that cannot be

MOST_REFS = 50

Kind = Literal["main", "records", "change", "approvals", "draft"]
_NAMES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("main", re.compile(re.escape(MAIN) + r"\Z")),
    ("records", re.compile(re.escape(RECORDS) + r"\Z")),
    ("change", re.compile(re.escape(CHANGES) + r"([1-9][0-9]{0,8})\Z")),
    ("approvals", re.compile(re.escape(APPROVALS) + r"([1-9][0-9]{0,8})\Z")),
    ("draft", re.compile(re.escape(DRAFTS) + r"[a-z0-9-]{1,80}\Z")),
)


@dataclass(frozen=True, slots=True)
class Update:
    """One ref that the push would move. `number` is the change's, 0 for refs that have none."""

    ref: str
    old: str
    new: str
    kind: Kind
    number: int = 0

    @property
    def created(self) -> bool:
        return self.old == NOTHING

    @property
    def deleted(self) -> bool:
        return self.new == NOTHING


@dataclass(frozen=True)
class Push:
    """What is judged, and by what: main and its procedure as they are, the time of the receipt, all refs together.

    `refs` and `receipts` are those that would be if the push were accepted, so that an approval counts for a merge
    that comes with it.
    """

    repo: Repo
    updates: tuple[Update, ...]
    at: datetime
    source: Source
    anchor: str
    main: str
    sop: Sop
    before: Mapping[str, str]
    refs: Mapping[str, str]
    receipts: Receipts

    @property
    def new_receipts(self) -> list[Receipt]:
        return [Receipt(self.at, update.ref, update.old, update.new, self.source) for update in self.updates]


def parse(lines: Iterable[bytes]) -> tuple[list[Update], list[Finding]]:
    """The updates on pre-receive's standard input, and what is wrong with their names.

    The list is closed (FACTS: a tag named `main`, `refs/replace/*` and notes can each show the hook another text).
    """
    updates, findings = [], []
    rows = [line.rstrip(b"\n").split(b" ", 2) for line in lines]
    if len(rows) > MOST_REFS:
        message = msg("terlalu banyak cabang dalam satu kiriman: {count}", count=len(rows))
        return [], [refusal(TOO_MUCH, "refs", message, msg("paling banyak {most}", most=MOST_REFS))]
    for old, new, name in rows:
        ref = name.decode("utf-8", "surrogateescape")
        update = _update(ref, old.decode(), new.decode())
        if update is None:
            hint = msg("server ini hanya menerima usulan, persetujuan, penggabungan dan draft/<nama>")
            findings.append(refusal(NAME, ref, msg("nama ini tidak dikenal di server"), hint))
        elif update.kind == "records":
            findings.append(refusal(PIPELINE_ONLY, ref, msg("catatan kejadian hanya ditulis oleh server")))
        elif update.deleted and update.kind != "draft":
            findings.append(refusal(REWRITTEN, ref, msg("tidak boleh dihapus: ini bukti")))
        else:
            updates.append(update)
    # git would move it by the first that fits and drop the others: what is judged must be what is stored
    twice = [name for name, count in Counter(name for _, _, name in rows).items() if count > 1]
    findings += [
        refusal(NAME, name.decode("utf-8", "surrogateescape"), msg("satu cabang disebut dua kali dalam satu kiriman"))
        for name in twice
    ]
    return updates, findings


def stale(updates: Iterable[Update], refs: Mapping[str, str]) -> list[Finding]:
    """Refs that are not what the push takes them for. Git itself looks only after the receipts are written, and a
    receipt from a made-up old value would date anew what came in long ago."""
    return [
        refusal(STALE, update.ref, msg("sudah berubah sementara itu"), msg("ambil dahulu yang terbaru, lalu ulangi"))
        for update in updates
        if refs.get(update.ref, NOTHING) != update.old
    ]


def _update(ref: str, old: str, new: str) -> Update | None:
    for kind, pattern in _NAMES:
        found = pattern.match(ref)
        if found:
            return Update(ref, old, new, kind, int(found[1]) if found.groups() else 0)
    return None
