"""Attachments: listed, present, and what their names say; nothing else lies beside an article."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from terbit import pictures
from terbit.findings import Severity
from terbit.messages import Message, msg
from terbit.rules.pictures import beside, shown
from terbit.rules.rule import WHOLE, Fault, Office, Rule, Subject, Text

UNLISTED = "AT003"
_ZIP = b"PK\x03\x04"
# What a file of this kind begins with; the office formats are archives that hold a certain file.
_BEGINS = {
    "pdf": (b"%PDF-",),
    "zip": (_ZIP, b"PK\x05\x06"),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "ogg": (b"OggS",),
    "doc": (b"\xd0\xcf\x11\xe0",),
    "xls": (b"\xd0\xcf\x11\xe0",),
    "ppt": (b"\xd0\xcf\x11\xe0",),
    "rtf": (b"{\\rtf",),
}
_HOLDS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
    "ods": "content.xml",
    "odp": "content.xml",
    "epub": "META-INF/container.xml",
}
_TEXT = frozenset({"csv", "txt", "ics", "json", "geojson"})
KINDS = tuple(sorted({*_BEGINS, *_HOLDS, *_TEXT, "mp4", "jpg", "jpeg", "png", "webp"}))


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


def fitting(subject: Subject) -> Iterator[Fault]:
    """AT002: a file that readers download is of a known kind, and its content is what its name says."""
    if subject.meta is None:
        return
    for number, attachment in enumerate(subject.meta.attachments):
        path = subject.file(beside(attachment.file) or "")
        if path is None or pictures.is_picture(path):
            continue  # AT001 or PG003 speaks of it
        suffix = path.rpartition(".")[2].lower()
        wrong = _wrong(suffix, subject.read(path))
        if wrong is not None:
            yield Fault(wrong[0], wrong[1], subject.place("attachments", number, "file"))


def _wrong(suffix: str, content: bytes) -> tuple[Message, Message] | None:
    if suffix not in KINDS:
        return (
            msg('jenis lampiran ".{kind}" tidak diterima', kind=suffix),
            msg("pilih salah satu: {known}", known=", ".join(KINDS)),
        )
    again = msg("buka dan simpan ulang berkasnya, lalu periksa akhiran namanya")
    if suffix in _HOLDS:
        names = _names(content)
        if _HOLDS[suffix] not in names:
            return msg("isi lampiran bukan {kind}", kind=suffix.upper()), again
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            return msg("lampiran memuat makro"), msg("simpan ulang tanpa makro")
        return None
    if suffix in _TEXT:
        return None if _is_text(content) else (msg("isi lampiran bukan teks UTF-8"), again)
    good = content[4:8] == b"ftyp" if suffix == "mp4" else content.startswith(_BEGINS.get(suffix, ()))
    return None if good else (msg("isi lampiran bukan {kind}", kind=suffix.upper()), again)


def _names(content: bytes) -> frozenset[str]:
    """The names in an archive; its content is never unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except Exception:  # zipfile raises what it meets: BadZipFile, struct.error, NotImplementedError, UnicodeError …
        return frozenset()


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


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
)
