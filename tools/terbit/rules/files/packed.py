"""What an archive (zip, and the office formats that are zip) holds, without ever writing it out: bounded time and
memory. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape

MOST_ENTRIES = 10_000
MOST_UNPACKED = 500 * 2**20  # bytes: what a phone can hold
_BUDGET = 200 * 2**20  # bytes that are unpacked to see whether it can be read
_LARGE, _RATIO = 50 * 2**20, 200  # above this size, unpacking to so many times as much is no document
_CHUNK = 2**20
_PROLOGUE = 2**16  # bytes in which a document type begins, if there is one
_PROGRAMS = (
    ".exe", ".scr", ".bat", ".cmd", ".com", ".pif", ".msi", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta", ".ps1",
    ".lnk", ".jar", ".apk", ".dll", ".reg", ".php", ".iso", ".img", ".vhd", ".chm", ".cpl", ".scf", ".url", ".xll",
    ".sh", ".docm", ".dotm", ".xlsm", ".xlsb", ".xltm", ".xlam", ".pptm",
    ".potm", ".ppsm",
)  # fmt: skip
_MACROS = re.compile(
    r"(?:.*/)?vbaproject\.bin\Z|(?:word|xl|ppt)/activex/|xl/macrosheets/|scripts/.+|basic/[^/]+/(?!script-lb|dialog-lb)[^/]+\.xml\Z",
    re.IGNORECASE,
)
# what an office program fetches from elsewhere by itself when a document is opened (ECMA-376-1, 9.2); links that a
# reader clicks and pictures of the web are not among them
_RELATION = re.compile(r"<(?:\w{1,40}:)?Relationship\b([^<]{0,4000})", re.IGNORECASE)
_FETCHED = re.compile(r"/(?:attachedTemplate|oleObject|frame|subDocument|package)\s{0,5}[\"']", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"Target\s{0,5}=\s{0,5}[\"']\s{0,5}(?:https?:|ftp:|mhtml:|ms-\w{1,20}:|file:[\\/]{2}(?![\\/])|[\\/]{2})",
    re.IGNORECASE,
)
_XML = (".xml", ".rels", ".rdf")


class Unreadable(Exception):
    """The archive cannot be opened, or not to its end."""


class Bomb(Exception):
    """The archive would unpack to more than anybody can hold."""


def entries(content: bytes) -> tuple[zipfile.ZipInfo, ...]:
    """What its directory lists. Raises Unreadable or Bomb."""
    if content.count(b"PK\x01\x02") > MOST_ENTRIES:  # before zipfile makes an object of each
        raise Bomb
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(archive.infolist())
    except (
        Exception
    ) as error:  # zipfile raises what it meets: BadZipFile, struct.error, NotImplementedError, UnicodeError …
        raise Unreadable from error


def test(content: bytes, listed: tuple[zipfile.ZipInfo, ...]) -> None:
    """See whether every entry unpacks to what the directory says, within a budget. Raises Unreadable or Bomb."""
    total, packed = sum(entry.file_size for entry in listed), sum(entry.compress_size for entry in listed)
    if total > MOST_UNPACKED or (total > _LARGE and total > _RATIO * len(content)) or packed > len(content):
        raise Bomb  # entries that overlap are packed to more than the file is long
    budget = _BUDGET
    for entry in listed:
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or budget <= 0:
            continue
        budget -= _tried(content, entry)


def _tried(content: bytes, entry: zipfile.ZipInfo) -> int:
    """How many bytes an entry unpacks to. Raises Unreadable or Bomb where that is not what the directory says."""
    data = _data(content, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        if len(data) != entry.file_size:
            raise Unreadable
        return len(data)
    size = crc = 0
    try:
        for piece in _pieces(data):
            size += len(piece)
            crc = zlib.crc32(piece, crc)
            if size > entry.file_size:
                raise Bomb
    except zlib.error as error:
        raise Unreadable from error
    if size != entry.file_size or crc != entry.CRC:
        raise Unreadable
    return size


def _data(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """An entry's packed bytes: behind its own header, whose name and extra field may differ from the directory's."""
    at = entry.header_offset
    if content[at : at + 4] != b"PK\x03\x04":
        raise Unreadable
    begin = (
        at
        + 30
        + int.from_bytes(content[at + 26 : at + 28], "little")
        + int.from_bytes(content[at + 28 : at + 30], "little")
    )
    data = content[begin : begin + entry.compress_size]
    if len(data) != entry.compress_size:
        raise Unreadable
    return data


def _pieces(data: bytes) -> Iterator[bytes]:
    machine = zlib.decompressobj(-15)
    while data and not machine.eof:
        yield machine.decompress(data, _CHUNK)
        data = machine.unconsumed_tail
    yield machine.flush()


def read(content: bytes, entry: zipfile.ZipInfo, most: int) -> bytes:
    """An entry's first `most` bytes; nothing where it cannot be read."""
    try:
        data = _data(content, entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            return data[:most]
        return zlib.decompressobj(-15).decompress(data, most) if entry.compress_type == zipfile.ZIP_DEFLATED else b""
    except (Unreadable, zlib.error):
        return b""


def locked(listed: tuple[zipfile.ZipInfo, ...]) -> bool:
    """Whether a password is needed."""
    return any(entry.flag_bits & 1 for entry in listed)


def escaping(listed: tuple[zipfile.ZipInfo, ...]) -> str | None:
    """A name that leads out of the folder in which it is unpacked, or a symbolic link."""
    for entry in listed:
        name = entry.orig_filename.replace("\\", "/")
        link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if link or name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name) or "\0" in name:
            return name
    return None


def program(content: bytes, listed: tuple[zipfile.ZipInfo, ...], *, office: bool) -> str | None:
    """An entry that runs something: macros in an office format, programs in a plain zip."""
    for entry in listed:
        name = entry.filename
        if office and _MACROS.match(name):
            return name
        if not office and name.lower().rstrip(" .").endswith(_PROGRAMS):
            return name
    return None


def reaching(content: bytes, listed: tuple[zipfile.ZipInfo, ...]) -> str | None:
    """An entry of an office format that has something fetched when it is opened: a template, an object, an entity."""
    for entry in listed:
        name = entry.filename.lower()
        if not name.endswith(_XML):
            continue
        if name.endswith(".rels"):
            for relation in _RELATION.finditer(text(read(content, entry, _CHUNK))):
                said = unescape(relation[1])
                if _FETCHED.search(said) and _ELSEWHERE.search(said):
                    return entry.filename
        # a document type stands before all elements; ODF's own list of files has one, without entities
        elif "<!ENTITY" in text(read(content, entry, _PROLOGUE)):
            return entry.filename
    return None


def text(content: bytes) -> str:
    """The text of an office file's XML; every office program reads UTF-16 as well."""
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:2] in (b"<\0", b"\0<")
    little = content[:2] in (b"\xff\xfe", b"<\0")
    return content.decode(("utf-16-le" if little else "utf-16-be") if wide else "utf-8", "replace")
