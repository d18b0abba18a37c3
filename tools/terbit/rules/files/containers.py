"""Whether films and older office documents are whole: their own tables say what must be there. Nothing is decoded."""

from __future__ import annotations

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_BOXES = 10_000


def is_compound(content: bytes) -> bool:
    """Whether this is a compound file (MS-CFB 2.2) whose folder lies within it."""
    if not content.startswith(_SIGNATURE) or content[28:30] != b"\xfe\xff":
        return False
    shift = int.from_bytes(content[30:32], "little")
    if shift not in (9, 12):
        return False
    folder = (int.from_bytes(content[48:52], "little") + 1) << shift
    return folder + 128 <= len(content) and content[folder : folder + 4] == b"R\0o\0"  # "Root Entry"


def is_film(content: bytes) -> bool:
    """Whether these are the boxes of an MP4 (ISO/IEC 14496-12, 4.2), up to the end, with those that hold the film."""
    seen, at = set(), 0
    for _ in range(_MOST_BOXES):
        if at == len(content):
            break
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        elif size == 0:  # up to the end
            size = len(content) - at
        if size < 8 or at + size > len(content):
            return False
        seen.add(kind)
        at += size
    return {b"ftyp", b"moov"} <= seen
