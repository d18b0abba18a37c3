"""The ledger as a table for spreadsheets, whole for the office or as much of it as the public may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from terbit.links.ledger import words
from terbit.links.ledger.lives import WORDS
from terbit.links.ledger.row import Row
from terbit.messages import Language, Message, msg
from terbit.sheets import csv_of
from terbit.sop import Sop


@dataclass(frozen=True, slots=True)
class _Column:
    """A column. Its cell is a text, or a message in the reader's words. `public`: people who are no staff see it."""

    head: Message
    cell: Callable[[Row, Sop], str | Message]
    public: bool = True


def _day(row: Row, sop: Sop) -> str:
    return row.changed.astimezone(sop.zone).date().isoformat()


def _checked(row: Row, sop: Sop) -> str | Message:
    return row.live.at.astimezone(sop.zone).date().isoformat() if row.live else words.NO_DATA


def _captured(row: Row, sop: Sop) -> str | Message:
    return row.capture.at.astimezone(sop.zone).date().isoformat() if row.capture else words.NO_DATA


def _posts(row: Row, sop: Sop) -> str | Message:
    return " ".join(post.url for post in row.posts) or words.NO_DATA


# Of the live check the public gets no day: it would make every year's file another one after each publish.
_COLUMNS: tuple[_Column, ...] = (
    _Column(msg("Alamat"), lambda row, sop: sop.office.address + row.address),
    _Column(msg("Judul"), lambda row, sop: row.title),
    _Column(msg("Kategori"), lambda row, sop: ", ".join(words.categories(row, sop))),
    _Column(msg("Pertama tayang"), lambda row, sop: row.first.isoformat()),
    _Column(msg("Terakhir berubah"), _day),
    _Column(msg("Commit"), lambda row, sop: row.commit),
    _Column(msg("Disetujui oleh"), lambda row, sop: ", ".join(words.roles(row, sop)) or words.NO_DATA),
    _Column(
        msg("Penyetuju"),
        lambda row, sop: ", ".join(one.person for one in row.approvals) or words.NO_DATA,
        public=False,
    ),
    _Column(msg("Keadaan"), lambda row, sop: WORDS[row.state]),
    _Column(msg("Pindah ke"), lambda row, sop: sop.office.address + row.to if row.to else ""),
    _Column(msg("Pemeriksaan situs"), lambda row, sop: words.outcome(row.live)),
    _Column(msg("Tanggal pemeriksaan"), _checked, public=False),
    _Column(msg("Diarsipkan"), _captured),
    _Column(msg("Paket arsip"), lambda row, sop: row.capture.package if row.capture else words.NO_DATA, public=False),
    _Column(msg("SHA-256 paket"), lambda row, sop: row.capture.sha256 if row.capture else words.NO_DATA, public=False),
    _Column(msg("Media sosial"), _posts),
)


def sheet(rows: Iterable[Row], sop: Sop, language: Language, *, public: bool = False) -> bytes:
    """The ledger as CSV with the reader's words. `public` leaves persons and what only the office needs away."""
    columns = [column for column in _COLUMNS if column.public or not public]

    def text(value: str | Message) -> str:
        return value if isinstance(value, str) else value.text(language)

    head = [column.head.text(language) for column in columns]
    return csv_of([head, *([text(column.cell(row, sop)) for column in columns] for row in rows)])
