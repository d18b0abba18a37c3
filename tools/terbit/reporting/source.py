"""Where a report comes from, and whether one in a tree is what its sources give. Git is only read here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from terbit.articles import article
from terbit.articles.tree import GitTree, Tree
from terbit.findings import Finding, Refused, Severity
from terbit.git import Repo
from terbit.messages import Message, msg
from terbit.records import book
from terbit.reporting import report
from terbit.reporting.figures import Figures, figures
from terbit.reporting.report import FIGURES, GENERATED, NOTES, Origin, folder
from terbit.sop import PATH as SOP_PATH
from terbit.sop import Sop, month_bounds
from terbit.sop import read as read_sop

MISMATCH, UNREADABLE, STRAY = "RP001", "RP002", "RP003"
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])\Z")  # adopted articles can be old
_FILE = re.compile(r"reports/((?:19|20)\d\d-(?:0[1-9]|1[0-2]))/(.+)\Z")


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was made: its figures, the procedure they were counted by, and the commits behind both."""

    figures: Figures
    sop: Sop
    origin: Origin

    def files(self, notes: bytes | None) -> Mapping[str, bytes]:
        return report.files(self.figures, self.sop, self.origin, notes)


def make(repo: Repo, month: str, *, main: str, records: str | None, as_of: datetime) -> Made:
    """Figures of a month out of a records commit (None: nothing recorded yet) and main's procedure.

    `as_of` is aware; it counts no further than the month's end. Raises Refused for what is no month and where main
    has no sound procedure, Unverified where the records were written by a newer terbit.
    """
    if not MONTH.match(month):
        raise Refused(msg('"{month}" bukan bulan', month=month), msg("tulis tahun-bulan, misalnya 2026-10"))
    sop = _procedure(repo, main)
    previous = _previous(GitTree(repo, main), month)
    known = book.read(repo, records) if records else book.Book(None)
    reported = book.read(repo, previous).by_id.keys() if previous else None
    counted = figures(known.events, sop, month, article.by_blob(repo.blob, sop.zone), as_of, reported=reported)
    return Made(counted, sop, Origin(records or "", main, previous))


def _procedure(repo: Repo, main: str) -> Sop:
    content = repo.file(main, SOP_PATH)
    sop = read_sop(content)[0] if content is not None else None
    if sop is None:
        raise Refused(msg("{commit}: sop.yml tidak dapat dibaca", commit=main), msg("jalankan terbit check"))
    return sop


def months(tree: Tree) -> list[str]:
    """The months that a tree has reports of, oldest first."""
    return sorted({found[1] for path in tree.files if (found := _FILE.match(path))})


def _previous(tree: Tree, month: str) -> str:
    """The records commit that the last report before a month knew; "" where there is none."""
    for earlier in reversed([one for one in months(tree) if one < month]):
        made_from = _made_from(tree, earlier)
        if made_from:
            return made_from.get("records", "")
    return ""


def _made_from(tree: Tree, month: str) -> dict[str, str] | None:
    """What a report in a tree says that it was made from; None where it does not say so readably."""
    try:
        body = json.loads(tree.read(folder(month) + FIGURES))
        made_from = body["made_from"]
        return {name: _commit(made_from[name]) for name in ("records", "main", "previous")}
    except (KeyError, ValueError, TypeError, RecursionError):
        return None


def _commit(text: object) -> str:
    if not isinstance(text, str) or not re.match(r"([0-9a-f]{40})?\Z", text):
        raise ValueError("no commit id")
    return text


def matches(repo: Repo, tree: Tree, month: str, *, main: str, records: str | None, now: datetime) -> list[Finding]:
    """Whether the generated files of a month's report are what its sources give; each difference is a finding.

    `main` and `records` are the server's present commits: what a report names must lie in their history, so nobody
    can make one out of records of his own, and the present records must still give the same figures. The month must
    be over by `now`. `notes.md` is people's text and free.
    """
    here = folder(month)
    present = {path.removeprefix(here) for path in tree.files if path.startswith(here)}
    if not present:
        return []

    def wrong(rule: str, name: str, message: Message) -> Finding:
        hint = msg("buat lagi dengan terbit report {month} --submit", month=month)
        return Finding(rule, Severity.ERROR, here + name, message, hint)

    found = [wrong(STRAY, name, msg("berkas ini bukan bagian laporan")) for name in present - {*GENERATED, NOTES}]
    made_from = _made_from(tree, month)
    if made_from is None:
        return [*found, wrong(UNREADABLE, FIGURES, msg("asal angka laporan tidak dapat dibaca"))]
    if not _lies_in(repo, made_from["main"], main) or not _lies_in(repo, made_from["records"], records):
        return [*found, wrong(UNREADABLE, FIGURES, msg("laporan menyebut asal yang tidak ada di server ini"))]
    try:
        made = make(repo, month, main=made_from["main"], records=made_from["records"], as_of=now)
    except Refused as refusal:
        return [*found, wrong(UNREADABLE, FIGURES, refusal.message)]
    if not made.figures.complete:
        return [*found, wrong(MISMATCH, FIGURES, msg("bulan {month} belum berakhir", month=month))]
    present_day = make(repo, month, main=made_from["main"], records=records, as_of=now)
    if present_day.figures.plain() != made.figures.plain():
        # otherwise one could report out of records as they were before something that one would rather leave out
        return [*found, wrong(MISMATCH, FIGURES, msg("catatan bulan ini bertambah sesudah laporan dibuat"))]
    expected = made.files(tree.read(here + NOTES) if NOTES in present else None)
    for path, content in expected.items():
        if path not in tree.files:
            found.append(wrong(MISMATCH, path.removeprefix(here), msg("berkas laporan ini tidak ada")))
        elif tree.read(path) != content:
            message = msg("isi berkas tidak sama dengan yang dihasilkan dari catatan")
            found.append(wrong(MISMATCH, path.removeprefix(here), message))
    return found


def _lies_in(repo: Repo, commit: str, tip: str | None) -> bool:
    return bool(commit and tip) and repo.resolve(commit) == commit and repo.is_ancestor(commit, tip or "")


def touched(paths: Iterable[str]) -> list[str]:
    """The months whose report a change touches."""
    return sorted({found[1] for path in paths if (found := _FILE.match(path))})


def over(month: str, sop: Sop, at: datetime) -> bool:
    """Whether a month is over in the office."""
    return at >= month_bounds(month, sop.zone)[1]
