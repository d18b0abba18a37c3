"""Pictures: what a file is, and the form in which it may be committed: at most 1600 px and 300 kB, no metadata.

What was committed once stays in history, so size and metadata (GPS above all) are judged before. Files come from
anybody: dimensions are read from the header before anything is decoded, and whatever a decoder says becomes Refused.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terbit.findings import Refused
from terbit.messages import msg

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_SIDE = 1600  # pixels
MAX_BYTES = 300_000
MAX_PIXELS = 80_000_000  # a large camera's picture; decoded, some 240 MB
SUFFIXES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF"}

_PNG_PLAIN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST acTL fcTL fdAT cICP mDCV cLLI".split()
)
_GIF_PLAIN = (b"\x21\xf9", b"\x21\xff\x0bNETSCAPE2.0", b"\x21\xff\x0bANIMEXTS1.0")
_WEBP_PLAIN = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a picture is: `format` as Pillow names it, `size` in bytes, sides in pixels."""

    format: str
    width: int
    height: int
    size: int
    has_gps: bool
    has_metadata: bool
    animated: bool = False

    @property
    def fine(self) -> bool:
        """Whether it may be committed as it is."""
        return max(self.width, self.height) <= MAX_SIDE and self.size <= MAX_BYTES and not self.has_metadata


def is_picture(name: str) -> bool:
    """Whether a file's name says that it is a picture of a kind that we take (SVG is no such kind)."""
    return any(name.lower().endswith(suffix) for suffix in SUFFIXES)


def inspect(content: bytes) -> Facts:
    """What a picture is. Raises Refused where it is none, is broken, or too large to be looked at."""
    with _opened(content) as image:
        kind = image.format or ""
        animated = int(getattr(image, "n_frames", 1)) > 1
        if not animated:
            image.load()  # a broken file is found out here; metadata may stand after the pixels
        gps = bool(image.getexif().get_ifd(0x8825)) or names_place(content)
        return Facts(kind, *image.size, len(content), gps, gps or _has_metadata(kind, content), animated)


def names_place(content: bytes) -> bool:
    """Whether bytes hold the words with which XMP tells a location."""
    return b"GPSLatitude" in content or b"GPSLongitude" in content


def normalise(content: bytes, name: str) -> bytes:
    """The picture as it may be committed: upright, at most 1600 px and 300 kB, nothing but pixels.

    The kind of file stays, so its name can. The same bytes come back where they are fine. Raises Refused.
    """
    facts = inspect(content)
    wanted = next((kind for suffix, kind in SUFFIXES.items() if name.lower().endswith(suffix)), facts.format)
    if facts.fine and wanted == facts.format:
        return content
    if facts.animated:
        raise Refused(
            msg("{name}: gambar bergerak terlalu besar atau memuat metadata", name=name),
            msg("simpan satu gambar diam, atau perkecil sendiri"),
        )
    with _opened(content) as image:
        return _fitted(_upright(image, wanted), wanted, name)


def _fitted(image: Image, kind: str, name: str) -> bytes:
    side = MAX_SIDE
    while side >= 200:
        smaller = image.copy()
        smaller.thumbnail((side, side))
        for quality in (85, 75, 65):
            written = _written(smaller, kind, quality)
            if len(written) <= MAX_BYTES:
                return written
            if kind in ("PNG", "GIF") and quality == 75:
                break  # they know two qualities: all colours, and 256
        side = int(side * min(0.8, (MAX_BYTES / len(written)) ** 0.5))  # bytes grow with the area
    raise Refused(msg("{name}: gambar tidak dapat dikecilkan sampai {limit} bita", name=name, limit=MAX_BYTES))


def _upright(image: Image, kind: str) -> Image:
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    alpha = image.has_transparency_data
    if kind == "JPEG" and alpha:
        from PIL import Image as Pillow

        ground = Pillow.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    return _plain_colours(image).convert("RGBA" if alpha and kind != "JPEG" else "RGB")


def _plain_colours(image: Image) -> Image:
    """The colours as sRGB: a profile is metadata that would be lost."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that is none: the colours as they are
        return image


def _written(image: Image, kind: str, quality: int) -> bytes:
    out = io.BytesIO()
    clean = image.copy()
    clean.info.clear()
    if kind == "JPEG":
        clean.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    elif kind == "WEBP":
        clean.save(out, "WEBP", quality=quality, method=4, exif=b"", xmp=b"")
    elif kind == "PNG":
        (clean if quality == 85 else _few_colours(clean)).save(out, "PNG", optimize=True)
    else:
        _few_colours(clean).save(out, kind, optimize=True)
    return out.getvalue()


def _few_colours(image: Image) -> Image:
    from PIL.Image import Quantize

    method = Quantize.FASTOCTREE if image.mode == "RGBA" else Quantize.MEDIANCUT
    return image.quantize(256, method=method)


@contextmanager
def _opened(content: bytes) -> Iterator[Image]:
    from PIL import Image as Pillow

    too_large = Refused(
        msg("gambar terlalu besar: lebih dari {limit} piksel", limit=MAX_PIXELS), msg("perkecil gambar lebih dahulu")
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of broken tags and of sizes that we judge ourselves
        try:
            with Pillow.open(io.BytesIO(content), formats=tuple(set(SUFFIXES.values()))) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise too_large
                yield image
        except Refused:
            raise
        except Pillow.DecompressionBombError:
            raise too_large from None
        except (
            Exception
        ) as error:  # decoders raise whatever they meet: OSError, ValueError, struct.error, SyntaxError …
            raise Refused(msg("gambar tidak dapat dibaca"), msg("simpan ulang sebagai JPEG, PNG atau WebP")) from error


# -- metadata: whatever in the file is not needed to show it ------------------------------------------------------


def _has_metadata(kind: str, content: bytes) -> bool:
    judge = {"JPEG": _jpeg_metadata, "PNG": _png_metadata, "WEBP": _webp_metadata, "GIF": _gif_metadata}.get(kind)
    return judge is None or judge(content)


def _jpeg_metadata(content: bytes) -> bool:
    """APPn other than JFIF, colour profile and Adobe's colour note; comments; anything after the picture's end."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            break
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        data = content[at + 4 : at + 2 + length]
        plain_app = {0xE0: b"JF", 0xE2: b"ICC_PROFILE", 0xEE: b"Adobe"}.get(marker)
        if marker == 0xFE or (0xE0 <= marker <= 0xEF and not (plain_app and data.startswith(plain_app))):
            return True
        at += 2 + length
    end = content.rfind(b"\xff\xd9")
    first_end = re.search(rb"\xff\xd9", content[at:]) if at < len(content) else None
    return end + 2 < len(content.rstrip(b"\0")) or (first_end is not None and at + first_end.start() != end)


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
