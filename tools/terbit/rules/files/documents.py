"""What is inside a document that readers download. Every look takes a kind (its suffix) and its bytes, never unpacks
to disk, and answers with a message and a hint, or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from terbit.messages import Message, msg
from terbit.rules.files import containers, packed, pdf

Wrong = tuple[Message, Message]
Look = Callable[[str, bytes], Wrong | None]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
# What a file of this kind begins with; the office formats are archives that hold a certain file.
_BEGINS = {
    "pdf": (b"%PDF-",),
    "zip": (_ZIP, b"PK\x05\x06"),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "ogg": (b"OggS",),
    "doc": (_OLE,),
    "xls": (_OLE,),
    "ppt": (_OLE,),
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
TEXTS = frozenset({"csv", "txt", "ics", "json", "geojson"})
OFFICE = frozenset(_HOLDS)
KINDS = tuple(sorted({*_BEGINS, *_HOLDS, *TEXTS, "mp4", "jpg", "jpeg", "png", "webp"}))
_WITH_MACROS = {
    "docm": "docx",
    "dotm": "docx",
    "xlsm": "xlsx",
    "xlsb": "xlsx",
    "xltm": "xlsx",
    "pptm": "pptx",
    "ppsm": "pptx",
}
# an RTF's template from elsewhere (RTF 1.9.1, "Document Area"), and objects within it
_TEMPLATE = re.compile(rb"\\\*\s{0,20}\\template\s{0,20}(?:https?:|ftp:|[\\/]{2,4})", re.IGNORECASE)
_OLD = frozenset({"doc", "xls", "ppt"})

_AGAIN = msg("buka dan simpan ulang berkasnya, lalu periksa akhiran namanya")
_SAVE_AGAIN = msg("buka dan simpan ulang berkasnya dari aplikasi aslinya")
_UNLOCK = msg("simpan ulang tanpa kata sandi")
_NO_MACROS = msg("simpan ulang tanpa makro")
_SAVE_AS_PDF = msg("putuskan tautannya di aplikasi aslinya, atau simpan sebagai PDF")


def kind_of(path: str) -> str:
    """The suffix, lower case, without its dot."""
    return path.rpartition(".")[2].lower()


def unfit(kind: str, content: bytes) -> Wrong | None:
    """AT002: not of a known kind, or not what its name says."""
    if kind in _WITH_MACROS:
        return msg('jenis lampiran ".{kind}" memuat makro', kind=kind), msg(
            "simpan ulang sebagai .{kind}", kind=_WITH_MACROS[kind]
        )
    if kind not in KINDS:
        return (
            msg('jenis lampiran ".{kind}" tidak diterima', kind=kind),
            msg("pilih salah satu: {known}", known=", ".join(KINDS)),
        )
    other: Wrong = (msg("isi lampiran bukan {kind}", kind=kind.upper()), _AGAIN)
    if kind in _HOLDS:
        if _password(content):
            return None  # AT004: an office file with a password is no zip any more
        if not content.startswith(_ZIP):
            return other
        try:
            names = {entry.filename for entry in packed.entries(content)}
        except (packed.Unreadable, packed.Bomb):
            return None  # AT004
        return None if _HOLDS[kind] in names else other
    if kind in TEXTS:
        return None if is_text(content) else (msg("isi lampiran bukan teks UTF-8"), _AGAIN)
    good = content[4:8] == b"ftyp" if kind == "mp4" else content.startswith(_BEGINS.get(kind, ()))
    return None if good else other


def unreadable(kind: str, content: bytes) -> Wrong | None:
    """AT004: broken, a bomb, or locked for everybody who has no password."""
    broken: Wrong = (msg("lampiran rusak atau terpotong"), _SAVE_AGAIN)
    if kind == "pdf" and content.startswith(b"%PDF-"):
        return None if pdf.inspect(content).whole else broken
    if kind in _HOLDS and _password(content):
        return msg("lampiran terkunci kata sandi"), _UNLOCK
    if kind == "mp4" and content[4:8] == b"ftyp":
        return None if containers.is_film(content) else broken
    if kind in _OLD and content.startswith(_OLE):
        return None if containers.is_compound(content) else broken
    if not _is_archive(kind, content):
        return None
    try:
        listed = packed.entries(content)
        packed.test(content, listed)
    except packed.Unreadable:
        return broken
    except packed.Bomb:
        return msg("lampiran akan mengembang menjadi terlalu besar saat dibuka"), _SAVE_AGAIN
    return (msg("lampiran terkunci kata sandi"), _UNLOCK) if packed.locked(listed) else None


def harmful(kind: str, content: bytes) -> Wrong | None:
    """AT005: macros, programs, scripts, names that lead elsewhere."""
    if kind == "pdf":
        runs = pdf.inspect(content).runs
        return (
            (msg("lampiran PDF menjalankan sesuatu: {kind}", kind=runs), msg("cetak ulang sebagai PDF biasa"))
            if runs
            else None
        )
    if kind == "rtf" and _TEMPLATE.search(content):
        return msg('lampiran mengambil berkas lain saat dibuka: "{name}"', name="template"), _SAVE_AS_PDF
    if kind in _OLD and content.startswith(_OLE):
        return (msg("lampiran memuat makro"), _NO_MACROS) if _named(content, "_VBA_PROJECT") else None
    if not _is_archive(kind, content):
        return None
    try:
        listed = packed.entries(content)
    except (packed.Unreadable, packed.Bomb):
        return None  # AT004
    escaping = packed.escaping(listed)
    if escaping is not None:
        return msg('nama di dalam lampiran menuju ke luar: "{name}"', name=escaping[:80]), msg(
            "buat ulang arsipnya dari folder biasa"
        )
    reached = packed.reaching(content, listed) if kind in _HOLDS else None
    if reached is not None:
        return msg('lampiran mengambil berkas lain saat dibuka: "{name}"', name=reached[-80:]), _SAVE_AS_PDF
    found = packed.program(content, listed, office=kind in _HOLDS)
    if found is None:
        return None
    if kind in _HOLDS:
        return msg("lampiran memuat makro"), _NO_MACROS
    return msg('lampiran memuat program: "{name}"', name=found[-80:]), msg("hapus program itu dari arsipnya")


def closed(kind: str, content: bytes) -> Wrong | None:
    """AT006: locked in part, or carrying other files."""
    if kind == "pdf":
        seen = pdf.inspect(content)
        if seen.locked:
            return msg("PDF ini dikunci: pembaca layar dan penyalinan mungkin terhalang"), _UNLOCK
        if seen.carries:
            return msg("PDF ini membawa berkas lain di dalamnya"), msg("lampirkan berkas itu tersendiri, atau hapus")
    if (kind in _OLD and content.startswith(_OLE) and _named(content, "\x01Ole10Native")) or (
        kind == "rtf" and b"\\objdata" in content
    ):
        return msg("dokumen ini membawa berkas lain di dalamnya"), msg("lampirkan berkas itu tersendiri, atau hapus")
    return None


def is_text(content: bytes) -> bool:
    """Whether bytes are text in UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def _is_archive(kind: str, content: bytes) -> bool:
    return (kind in _HOLDS or kind == "zip") and content.startswith((_ZIP, b"PK\x05\x06"))


def _password(content: bytes) -> bool:
    """Whether this is an office file behind a password: then it lies, encrypted, within the older container."""
    return content.startswith(_OLE) and _named(content, "EncryptedPackage")


def _named(content: bytes, name: str) -> bool:
    """Whether an older container (compound file) has an entry of this name."""
    return name.encode("utf-16-le") in content
