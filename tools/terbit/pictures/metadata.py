"""Metadata: whatever in a picture's file is not needed to show it. Pure: a verdict on bytes, nothing is decoded."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator

_PNG_PLAIN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST acTL fcTL fdAT cICP mDCV cLLI".split()
)
_GIF_PLAIN = (b"\x21\xf9", b"\x21\xff\x0bNETSCAPE2.0", b"\x21\xff\x0bANIMEXTS1.0")
_WEBP_PLAIN = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))


def names_place(content: bytes) -> bool:
    """Whether bytes hold the words with which XMP tells a location."""
    return b"GPSLatitude" in content or b"GPSLongitude" in content


def exif_place(content: bytes) -> bool:
    """Whether an EXIF block anywhere in a file names a location. For kinds that are not opened where they are judged:
    the block stands in them as it is (HEIC, AVIF: ISO/IEC 23008-12, A.2)."""
    from PIL import Image as Pillow

    at = -1
    for _ in range(4):
        at = content.find(b"Exif\0\0", at + 1)
        if at < 0:
            return False
        found = Pillow.Exif()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Pillow writes of broken tags to the user's screen
                found.load(content[at : at + 65536])
                if found.get_ifd(0x8825):
                    return True
        except Exception:  # noqa: S112 (what is no EXIF raises whatever was met)
            continue
    return False


def has_metadata(kind: str, content: bytes) -> bool:
    judge = {"JPEG": _jpeg_metadata, "PNG": _png_metadata, "WEBP": _webp_metadata, "GIF": _gif_metadata}.get(kind)
    return judge is None or judge(content)


def _jpeg_metadata(content: bytes) -> bool:
    """Segments that show nothing; anything after the picture's end."""
    at = 2
    for marker, start, end in _segments(content):
        if not _is_needed(marker, content[start + 4 : end]):
            return True
        at = start if marker == _SCAN else end
    last = content.rfind(b"\xff\xd9")
    first = content.find(b"\xff\xd9", at)
    return last + 2 < len(content.rstrip(b"\0")) or first not in (-1, last)


_SCAN = 0xDA


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, where it begins, where it ends) of each segment of a JPEG; the scan, to the file's end, is the last."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        end = len(content) if marker == _SCAN else at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        yield marker, at, end
        if marker == _SCAN:
            return
        at = end


def _is_needed(marker: int, data: bytes) -> bool:
    """No comment, and of APPn only JFIF, colour profile and Adobe's colour note."""
    return marker != 0xFE and not (0xE0 <= marker <= 0xEF and not _plain_app(marker, data))


def _plain_app(marker: int, data: bytes) -> bool:
    """Whether a segment is needed to show the pixels. A JFIF header of 14 bytes holds no thumbnail."""
    if marker == 0xE0:
        return data.startswith(b"JFIF\0") and len(data) == 14
    wanted = {0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}.get(marker)
    return wanted is not None and data.startswith(wanted)


def _png_metadata(content: bytes) -> bool:
    at = 8
    while at + 12 <= len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        if name not in _PNG_PLAIN:
            return True
        at += 12 + length
        if name == b"IEND":
            break
    return at < len(content)


def _webp_metadata(content: bytes) -> bool:
    at = 12
    while at + 8 <= len(content):
        name, length = struct.unpack("<4sI", content[at : at + 8])
        if name not in _WEBP_PLAIN:
            return True
        at += 8 + length + length % 2
    return at < len(content)


def _gif_metadata(content: bytes) -> bool:
    """Comments, plain text, an application's own data other than the loop count; anything after the trailer."""
    if len(content) < 13:
        return True
    at = 13 + _colours(content[10])
    while at < len(content):
        kind = content[at : at + 1]
        if kind == b"\x3b":
            return at + 1 < len(content)
        if kind == b"\x2c":
            at += 11 + _colours(content[at + 9])
        elif content.startswith(_GIF_PLAIN, at):
            at += 2
        else:
            return True
        while at < len(content) and content[at]:  # sub-blocks up to an empty one
            at += 1 + content[at]
        at += 1
    return False


def _colours(flags: int) -> int:
    """The bytes of a colour table, by the flags before it."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


# -- taken out without touching a pixel --------------------------------------------------------------------------


def without(kind: str, content: bytes) -> bytes:
    """The file without metadata, its pixels as they were written. What cannot be cut comes back as it is."""
    cut = {"JPEG": _jpeg_without, "PNG": _png_without, "WEBP": _webp_without}.get(kind)
    return cut(content) if cut is not None else content


def _jpeg_without(content: bytes) -> bytes:
    kept = [content[:2]]
    for marker, start, end in _segments(content):
        if marker == _SCAN:
            last = content.find(b"\xff\xd9", start)
            return b"".join((*kept, content[start : last + 2])) if last > 0 else content
        if _is_needed(marker, content[start + 4 : end]):
            kept.append(content[start:end])
    return content


def _png_without(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while at + 12 <= len(content):
        length, name = struct.unpack(">I4s", content[at : at + 8])
        if name in _PNG_PLAIN:
            kept.append(content[at : at + 12 + length])
        if name == b"IEND":
            return b"".join(kept)
        at += 12 + length
    return content


def _webp_without(content: bytes) -> bytes:
    kept, at = [], 12
    end = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while at + 8 <= end:
        name, length = struct.unpack("<4sI", content[at : at + 8])
        part = content[at : at + 8 + length + length % 2]
        if name == b"VP8X" and length >= 10:
            part = part[:8] + bytes([part[8] & ~0x0C]) + part[9:]  # the flags that promise EXIF and XMP
        if name in _WEBP_PLAIN:
            kept.append(part)
        at += 8 + length + length % 2
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
