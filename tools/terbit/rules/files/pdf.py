"""What a PDF says of itself (ISO 32000-1), without a reader: whole, locked, running something, carrying files.

Names are looked for wherever they stand, also within strings and streams: who wants to hide one would make any reading
of the structure stumble, and no honest document has `/JavaScript` there. Object streams, in which newer files pack
their objects, are unpacked within a budget; readers ignore checksums, so they are ignored here.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

_HEAD = 1024  # bytes within which readers look for %PDF-
_BUDGET = 64 * 2**20  # bytes that object streams may unpack to, all together
_MOST_STREAMS = 20_000  # object streams; each holds a hundred objects or so
_DICTIONARY = 4096  # bytes before `stream` in which its dictionary is looked for
_PIECE = 512  # bytes unpacked at a time: what is lost where one is broken
_START = re.compile(rb"startxref\s{1,20}(\d{1,12})")


def _name(word: bytes) -> bytes:
    """A pattern for a name; any of its letters may be written as `#` and two digits (7.3.5)."""
    return b"".join(b"(?:%c|(?i:#%02x))" % (letter, letter) for letter in word)


def _names(*words: bytes) -> bytes:
    return b"/(?:" + b"|".join(b"(%s)" % _name(word) for word in words) + b")(?![A-Za-z])"


_RUNNING = (b"JavaScript", b"Launch", b"ImportData", b"RichMedia")
_RUNS = re.compile(_names(*_RUNNING))
_SCREEN = re.compile(rb"/" + _name(b"Subtype") + rb"[\0\s]{0,200}/" + _name(b"Screen") + rb"(?![A-Za-z])")
_CARRIES = re.compile(rb"/" + _name(b"EF") + rb"[\0\s]{0,200}<<")
_LOCKED = re.compile(rb"/" + _name(b"Encrypt") + rb"[\0\s]{0,200}(?:\d{1,10}\s{1,20}\d{1,5}\s{1,20}R|<<)")
_PACKED = re.compile(_names(b"ObjStm"))
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_FILTER = re.compile(_names(b"Filter"))
# no program packs objects in these ways; somebody who hides them does
_ODD = re.compile(
    _names(b"ASCIIHexDecode", b"AHx", b"ASCII85Decode", b"A85", b"LZWDecode", b"LZW", b"RunLengthDecode", b"RL")
)


class Pdf(NamedTuple):
    """`runs`: the kind of action that it holds ("JavaScript", "Launch", …), "" for none."""

    whole: bool
    locked: bool
    runs: str
    carries: bool


@lru_cache(maxsize=2)  # several rules ask about the same file
def inspect(content: bytes) -> Pdf:
    """Look at a PDF. Never raises; time and memory are linear in its size and the budget."""
    packed = _object_streams(content)
    objects = [content, *(packed or ())]
    locked = any(_LOCKED.search(part) for part in objects)
    readable = locked or packed is not None  # what is encrypted cannot be unpacked
    carries = any(_CARRIES.search(part) for part in objects)
    return Pdf(_whole(content) and readable, locked, _runs(objects), carries)


def _runs(objects: list[bytes]) -> str:
    for part in objects:
        found = _RUNS.search(part)
        if found is not None:
            return _RUNNING[(found.lastindex or 1) - 1].decode()
        if _SCREEN.search(part):
            return "Screen"
    return ""


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


def _object_streams(content: bytes) -> list[bytes] | None:
    """What object streams hold; None where one cannot be read, or all hold more than anybody needs."""
    named = [found.start() for found in _PACKED.finditer(content)]
    parts: list[bytes] = []
    budget, last, tried = _BUDGET, -1, 0
    for stream in _STREAM.finditer(content) if named else ():
        place = bisect_left(named, stream.start()) - 1
        if place < 0 or place == last or named[place] < stream.start() - _DICTIONARY:
            continue
        last, tried = place, tried + 1
        begin = max(0, named[place] - _DICTIONARY)
        dictionary = content[max(begin, content.rfind(b"obj", begin, named[place])) : stream.start()]
        part = _unpacked(content, stream.end(), budget)
        budget -= len(part) + _PIECE
        if budget <= 0 or tried > _MOST_STREAMS or _ODD.search(dictionary):
            return None
        if part:
            parts.append(part)
        elif _FILTER.search(dictionary):
            return None
        # else it is not packed, and was looked at with everything else
    return parts


def _unpacked(content: bytes, at: int, budget: int) -> bytes:
    """What a packed stream holds (RFC 1950, its checksum left aside), as far as it can be read and the budget lasts."""
    machine, found, size = zlib.decompressobj(-15), [], 0
    at += 2
    try:
        while not machine.eof and at < len(content) and size < budget:
            piece = machine.decompress(content[at : at + _PIECE], budget - size)
            found.append(piece)
            size += len(piece)
            at += _PIECE
    except zlib.error:
        pass
    return b"".join(found)
