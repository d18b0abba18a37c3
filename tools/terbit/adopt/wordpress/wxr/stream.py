"""The text of a WordPress export as a stream of items, in bounded memory, whatever the file holds.

WordPress writes what people pasted: control characters, bytes of another encoding, PHP's warnings before the first
line; and PHP stops in the middle of a large site. So the file is cut into items by its own marks (`<item>` and CDATA),
and each item is parsed for itself: one that is broken spoils no other. A document type is refused before any parser
sees it: WordPress writes none, and entities are how an XML file grows in memory or reads other files.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from terbit.adopt.reading import metadata
from terbit.findings import Refused
from terbit.messages import msg

CHUNK = 1 << 16  # bytes read at a time
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069\ufeff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));")
_TOKEN = re.compile(r"<!\[CDATA\[|\]\]>|<!--|-->|<item(?=[\s>])|</item\s{0,4}>|<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
_HELD = 16  # letters kept back at a chunk's end: no mark is longer
_DECLARED = re.compile(rb"<\?xml[^>]{0,80}encoding\s{0,4}=\s{0,4}[\"']([A-Za-z0-9._-]{1,20})[\"']")
_ENCODINGS = re.compile(r"(?:iso8859-\d{1,2}|cp125\d|koi8-[ru]|gb\w+|big5|shift_jis|euc_\w+)\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the stream: `kind` is head, begin, text, end or cut (the file stops within an item)."""

    kind: str
    text: str = ""
    line: int = 0


def parts(file: BinaryIO, name: str) -> Iterator[Part]:
    """The stream's parts, in order; text in pieces. `line` counts from 1. Raises Refused for a document type."""
    state, inside, line, rest = "", False, 1, ""
    for chunk, last in _chunks(file):
        text = rest + chunk
        limit = len(text) if last else _limit(text)
        at = seen = 0
        for token in _TOKEN.finditer(text):
            if token.start() >= limit:
                break
            seen, mark = token.end(), token[0].lower()
            if state:  # within CDATA, and within a comment of the head, only its own end counts
                state = "" if mark == state else state
            elif mark == "<![cdata[":
                state = "]]>"
            elif mark == "<!--":
                state = "" if inside else "-->"
            elif mark.startswith("<!"):
                raise Refused(
                    msg("{path}: berkas XML ini memuat DOCTYPE", path=name),
                    msg("ekspor dari WordPress tidak memuatnya; buat ekspor baru lewat Perkakas → Ekspor"),
                )
            elif mark == "<item" and not inside:
                yield Part("head", _clean(text[at : token.start()]))
                line += text.count("\n", at, token.start())
                yield Part("begin", "", line)
                at, inside = token.start(), True
            elif mark.startswith("</item") and inside:
                yield Part("text", _clean(text[at : token.end()]))
                yield Part("end")
                line += text.count("\n", at, token.end())
                at, inside = token.end(), False
        limit = max(limit, seen)
        yield Part("text" if inside else "head", _clean(text[at:limit]))
        line += text.count("\n", at, limit)
        rest = text[limit:]
    if inside:
        yield Part("cut", "", line)


def _limit(text: str) -> int:
    """Up to where a text can be read before its continuation is known."""
    limit = max(0, len(text) - _HELD)
    reference = text.find("&", max(0, limit - _HELD), limit)
    return limit if reference < 0 else reference


def _clean(text: str) -> str:
    """A text without what XML 1.0 does not allow, as letters or as numbers (production 2, Char)."""
    text = _ILLEGAL.sub("", text)
    return _REFERENCE.sub(_reference, text) if "&#" in text else text


def _reference(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    return "" if code > 0x10FFFF or _ILLEGAL.match(chr(code)) else found[0]


def _chunks(file: BinaryIO) -> Iterator[tuple[str, bool]]:
    """The file's text in chunks, the last one marked. Bytes that are no UTF-8 are read as Windows reads them."""
    content = file.read(CHUNK)
    decoder = codecs.getincrementaldecoder(_encoding(content))(metadata.PASTED)
    while True:
        following = file.read(CHUNK)
        yield decoder.decode(content, final=not following), not following
        if not following:
            return
        content = following


def _encoding(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if start[:4] in (b"<\0?\0", b"\0<\0?"):
        return "utf-16-le" if start[0] else "utf-16-be"
    found = _DECLARED.search(start[:400])
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
    except LookupError:
        return "utf-8-sig"
    if name == "iso8859-1":
        return "cp1252"  # browsers and PHP mean this one (https://encoding.spec.whatwg.org/#names-and-labels)
    return name if _ENCODINGS.match(name) else "utf-8-sig"
