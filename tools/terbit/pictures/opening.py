"""Opening a stranger's picture: the kind is known, sizes are read and judged before a pixel is decoded.

A decoder may raise anything; here it becomes Refused. What a decoder may eat is bounded by what the header claims
(MAX_PIXELS over all frames) and, where whole photographs are decoded, by the limits of a process of its own
(`workshop`).
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from terbit.findings import Refused
from terbit.messages import msg

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 80_000_000  # a large camera's picture; decoded, some 240 MB
MAX_SCANS = 100  # of a progressive JPEG: a writer's has ten, a bomb thousands, each costing a pass over all pixels
SUFFIXES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF"}
# kinds that browsers do not all show, made into JPEG before they are committed
CONVERTED = {
    ".heic": "HEIF", ".heif": "HEIF", ".hif": "HEIF", ".avif": "AVIF", ".tif": "TIFF", ".tiff": "TIFF", ".bmp": "BMP",
}  # fmt: skip
_SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "WEBP"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL), "HEIF"),
    (re.compile(rb"II\*\0|MM\0\*"), "TIFF"),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "BMP"),
    (re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]", re.DOTALL), "SVG"),
    (re.compile(rb"%PDF-"), "PDF"),
)


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes, as Pillow names it (also "SVG", "PDF"); "" where that is not known."""
    head = content[:2000]
    if re.match(rb"....ftypmif1", head, re.DOTALL) and b"avif" in head[16:64]:
        return "AVIF"
    return next((kind for signature, kind in _SIGNATURES if signature.match(head)), "")


@contextmanager
def opened(content: bytes) -> Iterator[Image]:
    """A picture with its size known and judged, not decoded yet. Raises Refused, also for what happens within."""
    from PIL import Image as Pillow

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of broken tags and of sizes that we judge ourselves
        try:
            _check_header(content)
            with _open(content, kind_of(content)) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise _too_large()
                yield image
        except Refused:
            raise
        except Pillow.DecompressionBombError:
            raise _too_large() from None
        except (
            Exception
        ) as error:  # decoders raise whatever they meet: OSError, ValueError, struct.error, SyntaxError …
            raise Refused(msg("gambar tidak dapat dibaca"), msg("simpan ulang sebagai JPEG, PNG atau WebP")) from error


def frames(image: Image, kind: str) -> int:
    """How many pictures are played one after another. The second picture of a phone's JPEG or HEIC is no such one: it
    is a gain map, a depth map or the shot before. Raises Refused where all frames together are too many pixels."""
    if kind not in ("PNG", "GIF", "WEBP"):
        return 1
    count = int(getattr(image, "n_frames", 1))
    if count * image.width * image.height > MAX_PIXELS:
        raise _too_large()
    return count


def _open(content: bytes, kind: str) -> Image:
    from PIL import Image as Pillow

    if kind == "HEIF":
        return _heif(content)
    if kind not in (*SUFFIXES.values(), *CONVERTED.values()):
        raise ValueError(kind)
    return Pillow.open(io.BytesIO(content), formats=(kind,))


def _heif(content: bytes) -> Image:
    import pillow_heif

    options = pillow_heif.options
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DECODE_THREADS = 1
    image: Image = pillow_heif.HeifImageFile(io.BytesIO(content))  # type: ignore[no-untyped-call]
    return image


def _check_header(content: bytes) -> None:
    """What a library would believe at once: a WebP's canvas, for which memory is asked on opening, and the passes of a
    JPEG. Raises Refused."""
    if content[:4] == b"RIFF" and content[12:16] == b"VP8X":
        width, height = (1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
        if width * height > MAX_PIXELS:
            raise _too_large()
    if content[:2] == b"\xff\xd8" and content.count(b"\xff\xda") > MAX_SCANS:
        raise ValueError("scans")


def _too_large() -> Refused:
    return Refused(
        msg("gambar terlalu besar: lebih dari {limit} piksel", limit=MAX_PIXELS), msg("perkecil gambar lebih dahulu")
    )
