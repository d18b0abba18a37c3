"""Attachments: listed, present, and what their names say; nothing else lies beside an article.

What is inside a document is `documents`' business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from terbit import pictures
from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.files import documents
from terbit.rules.pictures import beside, shown
from terbit.rules.rule import WHOLE, Fault, Office, Place, Rule, Subject, Text

UNLISTED = "AT003"
KINDS = documents.KINDS
MAX_BYTES = 10 * 2**20  # what a phone on a village's network loads in a minute or two


def present(subject: Subject) -> Iterator[Fault]:
    """AT001: what the front matter lists lies beside the article."""
    if subject.meta is None:
        return
    for number, attachment in enumerate(subject.meta.attachments):
        place = subject.place("attachments", number, "file")
        name = beside(attachment.file)
        if name is None:
            hint = msg("simpan berkasnya di samping index.md, lalu tulis nama berkasnya saja")
            yield Fault(msg('lampiran "{name}" tidak ada di folder artikel', name=attachment.file), hint, place)
        elif subject.file(name) is None:
            hint = msg("periksa nama berkasnya, termasuk huruf besar")
            yield Fault(msg('berkas lampiran "{name}" tidak ditemukan', name=name), hint, place)


def offered(subject: Subject) -> Iterator[tuple[str, Place]]:
    """The files that readers may download, listed or linked to, with the place that offers each; pictures left out."""
    found: dict[str, Place] = {}
    if subject.meta is not None:
        for number, attachment in enumerate(subject.meta.attachments):
            path = subject.file(beside(attachment.file) or "")
            if path is not None:
                found.setdefault(path, subject.place("attachments", number, "file"))
    for link in subject.page.links:
        path = subject.file(beside(link.address) or "") if link.scheme == "" and link.tag != "img" else None
        if path is not None:
            found.setdefault(path, (link.line, link.column))
    yield from ((path, place) for path, place in found.items() if not pictures.is_picture(path))


def fitting(subject: Subject) -> Iterator[Fault]:
    """AT002: a file that readers download is of a known kind, and its content is what its name says."""
    return _judged(subject, documents.unfit)


def readable(subject: Subject) -> Iterator[Fault]:
    """AT004: it can be opened to its end, by anybody, on any machine."""
    return _judged(subject, documents.unreadable)


def harmless(subject: Subject) -> Iterator[Fault]:
    """AT005: it runs nothing and reaches nothing."""
    return _judged(subject, documents.harmful)


def plain(subject: Subject) -> Iterator[Fault]:
    """AT006: it is not locked, and carries no other files within it."""
    return _judged(subject, documents.closed)


def _judged(subject: Subject, look: documents.Look) -> Iterator[Fault]:
    for path, place in offered(subject):
        wrong = look(documents.kind_of(path), subject.read(path))
        if wrong is not None:
            yield Fault(*wrong, place)


def small(subject: Subject) -> Iterator[Fault]:
    """AT007: it can be loaded on a phone."""
    for path, place in offered(subject):
        size = len(subject.read(path))
        if size > MAX_BYTES:
            yield Fault(
                msg("lampiran besar: {size} MB", size=-(-size // 2**20)),
                msg("perkecil sampai {limit} MB, misalnya dengan gambar yang lebih kecil", limit=MAX_BYTES // 2**20),
                place,
            )


def unchanged(subject: Subject) -> Iterator[Fault]:
    """AT008: it is the file whose SHA-256 was written down."""
    if subject.meta is None:
        return
    for number, attachment in enumerate(subject.meta.attachments):
        path = subject.file(beside(attachment.file) or "")
        if attachment.sha256 is None or path is None:
            continue
        found = hashlib.sha256(subject.read(path)).hexdigest()
        if found != attachment.sha256:
            yield Fault(
                msg('lampiran "{name}" bukan berkas yang dicatat: SHA-256 berbeda', name=attachment.file),
                msg("kembalikan berkasnya; bila memang diganti, tulis sha256: {found}", found=found),
                subject.place("attachments", number, "sha256"),
            )


def used(subject: Subject) -> tuple[str, ...]:
    """The paths beside an article that it shows, links to, or lists."""
    names = [address for address, _, _ in shown(subject)]
    names += [link.address for link in subject.page.links if link.scheme == ""]
    if subject.meta is not None:
        names += [attachment.file for attachment in subject.meta.attachments]
    inner = (beside(name) for name in names)
    paths = (subject.file(name) for name in inner if name is not None)
    return tuple(dict.fromkeys(path for path in paths if path is not None))


def unlisted(text: Text, office: Office) -> Iterator[Fault]:
    """AT003: what an article neither shows nor lists is not published, so it does not belong in its folder."""
    if not text.is_article or not text.whole:
        return
    for path in office.beside(text.path):
        if path not in text.used:
            yield stray(path)


def stray(path: str) -> Fault:
    return Fault(
        msg("berkas ini tidak ditampilkan dan tidak terdaftar di artikelnya"),
        msg("daftarkan di attachments, tampilkan sebagai gambar, atau hapus"),
        WHOLE,
        path,
    )


RULES = (
    Rule("AT001", Severity.ERROR, msg("lampiran ada di samping artikel"), present),
    Rule("AT002", Severity.ERROR, msg("isi lampiran sesuai jenisnya"), fitting),
    Rule(UNLISTED, Severity.ERROR, msg("di folder artikel hanya ada yang ditampilkan atau terdaftar"), across=unlisted),
    Rule("AT004", Severity.ERROR, msg("lampiran dapat dibuka siapa saja sampai akhir"), readable),
    Rule("AT005", Severity.ERROR, msg("lampiran tidak menjalankan apa pun"), harmless),
    Rule("AT006", Severity.WARNING, msg("lampiran tidak dikunci dan tidak membawa berkas lain"), plain),
    Rule("AT007", Severity.WARNING, msg("lampiran dapat diunduh dengan ponsel"), small),
    Rule("AT008", Severity.ERROR, msg("lampiran adalah berkas yang dicatat"), unchanged),
)
