"""What a PDF says of itself (ISO 32000-1), without a reader: whole, locked, running something, carrying files.

Objects are read as text; the contents of streams (pictures, fonts) are skipped, but for object streams, in which newer
files pack their objects: those are unpacked, within a budget.
"""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

_HEAD = 1024  # bytes within which readers look for %PDF-
_BUDGET = 64 * 2**20  # bytes that object streams may unpack to, all together
_DICTIONARY = 4096  # bytes before `stream` in which its dictionary is looked for
_START = re.compile(rb"startxref\s{1,20}(\d{1,12})")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_RUNS = re.compile(
    rb"/S\s{0,20}/(JavaScript|Launch|ImportData)(?![A-Za-z])|/Subtype\s{0,20}/(RichMedia|Screen)(?![A-Za-z])"
)
_CARRIES = re.compile(rb"/EF\s{0,20}<<")
_LOCKED = re.compile(rb"/Encrypt\s{0,20}(?:\d{1,10}\s{1,20}\d{1,5}\s{1,20}R|<<)")


class Pdf(NamedTuple):
    """`runs`: the kind of action that it holds ("JavaScript", "Launch", …), "" for none."""

    whole: bool
    locked: bool
    runs: str
    carries: bool


def inspect(content: bytes) -> Pdf:
    """Look at a PDF. Never raises; time and memory are linear in its size and the budget."""
    objects = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), _objects(content))
    runs = _RUNS.search(objects)
    kind = (runs[1] or runs[2]).decode() if runs is not None else ""
    return Pdf(_whole(content), bool(_LOCKED.search(objects)), kind, bool(_CARRIES.search(objects)))


def _whole(content: bytes) -> bool:
    """Whether it is written to its end: marked as such, with a catalogue, and a cross reference that lies within.

    Readers mend a file without a cross reference, so it may lack one; the first part of a file for the web names 0, so
    whoever stops there stopped in the middle.
    """
    end = content.rfind(b"%%EOF")
    if end < 0 or b"%PDF-" not in content[:_HEAD] or (b"/Root" not in content and b"/Catalog" not in content):
        return False
    at = content.rfind(b"startxref")
    found = _START.match(content, at) if at >= 0 else None
    return at < 0 or (found is not None and at < end and 0 < int(found[1]) < len(content))


def _objects(content: bytes) -> bytes:
    """All that is not within a stream, and what object streams hold."""
    parts = []
    at, budget = 0, _BUDGET
    while (begin := content.find(b"stream", at)) >= 0:
        parts.append(content[at:begin])
        dictionary = content[max(at, begin - _DICTIONARY) : begin]
        end = content.find(b"endstream", begin + 6)
        end = len(content) if end < 0 else end
        if b"ObjStm" in _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), dictionary) and budget > 0:
            unpacked = _unpacked(content[begin + 6 : end].lstrip(b"\r\n"), budget)
            budget -= len(unpacked)
            parts.append(unpacked)
        at = end + 9
    parts.append(content[at:])
    return b"\n".join(parts)


def _unpacked(packed: bytes, budget: int) -> bytes:
    """What a packed stream holds, as far as it can be read and the budget lasts."""
    try:
        return zlib.decompressobj().decompress(packed, budget)
    except zlib.error:
        return b""
