"""Pictures: what a file is, and the form in which it may be committed: at most 1600 px and 300 kB, no metadata.

What was committed once stays in history, so size and metadata (GPS above all) are judged before. Files come from
anybody: dimensions are read from the header before anything is decoded, and whatever a decoder says becomes Refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from terbit.pictures.metadata import exif_place, has_metadata, names_place
from terbit.pictures.opening import CONVERTED, MAX_PIXELS, SUFFIXES, frames, kind_of, opened

__all__ = [
    "CONVERTED", "MAX_BYTES", "MAX_PIXELS", "MAX_SIDE", "SHARED", "SUFFIXES", "Facts", "exif_place", "fitting",
    "inspect", "is_convertible", "is_picture", "kind_of", "names_place", "normalise", "ready", "size_of",
]  # fmt: skip

MAX_SIDE = 1600  # pixels
MAX_BYTES = 300_000
SHARED = (1200, 630)  # pixels: the shape in which a shared page's picture is shown
_LOOKED_INTO = 12_000_000  # pixels: a larger one is refused for its size, whatever its pixels are


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
        return (
            max(self.width, self.height) <= MAX_SIDE
            and self.size <= MAX_BYTES
            and not self.has_metadata
            and self.format in SUFFIXES.values()
        )


def is_picture(name: str) -> bool:
    """Whether a file's name says that it is a picture of a kind that we take (SVG is no such kind)."""
    return any(name.lower().endswith(suffix) for suffix in SUFFIXES)


def is_convertible(name: str) -> bool:
    """Whether a file's name says that it is a picture of a kind that is made into JPEG first (HEIC, TIFF …)."""
    return any(name.lower().endswith(suffix) for suffix in CONVERTED)


def inspect(content: bytes) -> Facts:
    """What a picture is. Raises Refused where it is none, is broken, or too large to be looked at."""
    with opened(content) as image:
        kind = kind_of(content)
        animated = frames(image, kind) > 1
        if not animated and kind in SUFFIXES.values() and image.width * image.height <= _LOOKED_INTO:
            image.load()  # a broken file is found out here; metadata may stand after the pixels
        gps = bool(image.getexif().get_ifd(0x8825)) or names_place(content)
        return Facts(kind, *image.size, len(content), gps, gps or has_metadata(kind, content), animated)


def is_ready(content: bytes, name: str) -> bool:
    """Whether a picture may be committed under this name as it is. Raises Refused as `inspect` does."""
    facts = inspect(content)
    return facts.fine and SUFFIXES.get("." + name.rpartition(".")[2].lower()) == facts.format


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as the header says, None where it is no picture that can be shown."""
    from terbit.findings import Refused

    try:
        with opened(content) as image:
            return image.size if kind_of(content) in SUFFIXES.values() else None
    except Refused:
        return None


def normalise(content: bytes, name: str) -> bytes:
    """The picture as it may be committed under this name: upright, at most 1600 px and 300 kB, nothing but pixels.

    A kind that is converted becomes JPEG, any other keeps its kind. The same bytes come back where they are fine.
    Decodes in this process: for files of strangers `workshop.ready` does it within bounds. Raises Refused.
    """
    from terbit.pictures import making

    return making.normalised(content, name)


def ready(content: bytes, name: str) -> tuple[str, bytes]:
    """`normalise` with the name that the picture then has: `IMG_0412.HEIC` → `img-0412.jpg`; a photograph as PNG, too
    large to stay one, becomes JPEG as well. Raises Refused."""
    from terbit.pictures import making

    return making.ready(content, name)


def fitting(name: str) -> str:
    """A file name as addresses like it: small letters, digits and hyphens; a kind that is converted ends in `.jpg`."""
    stem, dot, suffix = name.rpartition(".")
    plain = unicodedata.normalize("NFKD", stem or suffix).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "gambar"
    end = f".{suffix.lower()}" if dot and stem else ""
    return plain + (".jpg" if end in CONVERTED else end)
