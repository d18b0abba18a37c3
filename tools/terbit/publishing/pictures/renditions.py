"""Renditions: a picture in the widths that screens ask for, and as a share's preview, made once and kept.

What is made of a picture depends on its bytes and the recipe alone, so it is kept by blob id in a folder that may be
lost at any time: each file there is written in one piece, holds the checksums of its parts, and is made again when it
is broken. Pictures that cannot be made smaller (broken ones, of an adopted site) are shown as they are.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import posixpath
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from terbit import pictures
from terbit.articles.cache import source_hash
from terbit.findings import Refused
from terbit.messages import msg
from terbit.pictures.workshop import Ended, Workshop, each

FOLDER = "assets/gambar/"  # in the site; "assets" is reserved for the site itself (rule AD002)
MANY = 6  # from here on it is worth starting a second process
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file of the site that shows a picture: its path from the site's root, sides in pixels, MIME type."""

    path: str
    width: int
    height: int
    type: str = "image/webp"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was made of one blob: its own size, and (name, width, height, bytes, SHA-256) of each part."""

    width: int
    height: int
    type: str
    parts: tuple[tuple[str, int, int, int, str], ...] = ()


@functools.cache
def recipe() -> str:
    """A name for everything that decides the bytes, apart from the picture's own."""
    libraries = "".join(f"{name} {metadata.version(name)} " for name in ("Pillow", "pillow-heif"))
    return hashlib.sha256((libraries + source_hash("pictures", "publishing/pictures/renditions")).encode()).hexdigest()[
        :16
    ]


class Renditions:
    """`read` gives a blob's bytes by its id. Without `folder` everything is made afresh; with `make` off nothing is,
    and only the sizes are known (a trial, a draft that is being written)."""

    def __init__(self, read: Callable[[str], bytes], folder: Path | None = None, *, make: bool = True) -> None:
        self._read, self._make = read, make
        self._lost = None if folder is not None or not make else tempfile.TemporaryDirectory(prefix="terbit-")
        self._folder = folder if folder is not None else Path(self._lost.name) if self._lost else None
        self._known: dict[tuple[str, str], Kept] = {}

    def prepare(self, shown: Iterable[str], shared: Iterable[str]) -> int:
        """Make what is missing, with two processes where it is much: `shown` and `shared` are blob ids of pictures on
        pages and of those that stand for a page where it is shared. Says how many were made."""
        if not self._make:
            return 0
        wanted = [("widths", oid) for oid in dict.fromkeys(shown)] + [("preview", oid) for oid in dict.fromkeys(shared)]
        missing = [job for job in wanted if not self._look_up(*job)]
        each(missing, lambda shop, job: self._produce(shop, *job), 2 if len(missing) >= MANY else 1)
        return len(missing)

    def widths(self, oid: str) -> tuple[Rendition, ...]:
        """The renditions of a picture, smallest first."""
        return _named(oid, self._of("widths", oid)) if self._make else ()

    def preview(self, oid: str) -> Rendition | None:
        """The picture as it is shown where its page is shared. None where the picture itself serves, or none does."""
        made = _named(oid, self._of("preview", oid)) if self._make else ()
        return made[0] if made else None

    def size(self, oid: str) -> Kept | None:
        """A picture's own size and MIME type; None where it is no picture that can be read."""
        known = self._of("widths", oid) if self._make else self._known.get(("widths", oid))
        if known is None:
            known = self._known["widths", oid] = _measured(self._read(oid))
        return known if known.width else None

    def content(self, oid: str, rendition: Rendition) -> bytes:
        """The bytes of a rendition."""
        name = posixpath.basename(rendition.path).partition("-")[2]
        work = "preview" if name.startswith("b") else "widths"
        for _ in range(2):
            found = _part(self._file(work, oid), name)
            if found is not None:
                return found
            with Workshop() as shop:
                self._produce(shop, work, oid)
        raise Refused(msg("{path} tidak dapat dibuat lagi", path=rendition.path))

    # -- keeping -------------------------------------------------------------------------------------------------

    def _of(self, work: str, oid: str) -> Kept:
        if not self._look_up(work, oid):
            with Workshop() as shop:
                self._produce(shop, work, oid)
        return self._known[work, oid]

    def _look_up(self, work: str, oid: str) -> bool:
        if (work, oid) not in self._known:
            kept = _head(self._file(work, oid))
            if kept is not None:
                self._known[work, oid] = kept
        return (work, oid) in self._known

    def _file(self, work: str, oid: str) -> Path:
        assert self._folder is not None  # noqa: S101 (there is one wherever something is made)
        return self._folder / oid[:2] / f"{oid}.{work}"

    def _produce(self, shop: Workshop, work: str, oid: str) -> None:
        content = self._read(oid)
        kept, parts, sure = _measured(content), [], True
        if kept.width:
            try:
                parts = _made(shop, work, content)
            except Ended:
                sure = False  # too much for this machine, today
            except Refused:
                parts = []
        sums = (hashlib.sha256(part).hexdigest() for *_, part in parts)
        listed = tuple((name, w, h, len(part), sha) for (name, w, h, part), sha in zip(parts, sums, strict=True))
        kept = Kept(kept.width, kept.height, kept.type, listed)
        if sure:
            _keep(self._file(work, oid), kept, [part for *_, part in parts])
        self._known[work, oid] = kept


def _made(shop: Workshop, work: str, content: bytes) -> list[tuple[str, int, int, bytes]]:
    if work == "widths":
        return [(f"{width}.webp", width, height, part) for width, height, part in shop.widths(content)[1]]
    made = shop.preview(content)
    return [("bagikan.jpg", *made)] if made is not None else []


def _measured(content: bytes) -> Kept:
    size = pictures.size_of(content)
    return Kept(*(size or (0, 0)), _TYPES.get(pictures.kind_of(content), ""))


def _named(oid: str, kept: Kept) -> tuple[Rendition, ...]:
    return tuple(
        Rendition(f"{FOLDER}{oid[:16]}-{name}", width, height, "image/webp" if name.endswith(".webp") else "image/jpeg")
        for name, width, height, _, _ in kept.parts
    )


def _keep(file: Path, kept: Kept, parts: list[bytes]) -> None:
    head = json.dumps([recipe(), kept.width, kept.height, kept.type, kept.parts], separators=(",", ":")).encode()
    with suppress(OSError):  # a folder that cannot be written to: made again next time
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.write_bytes(b"".join((hashlib.sha256(head).hexdigest().encode(), head, b"\n", *parts)))
        draft.replace(file)


def _head(file: Path) -> Kept | None:
    """What a kept file says that it holds; None where it is not there, broken, or of another recipe."""
    try:
        with file.open("rb") as opened:
            line = opened.readline(100_000).rstrip(b"\n")
            if hashlib.sha256(line[64:]).hexdigest().encode() != line[:64]:
                return None
            found, width, height, kind, parts = json.loads(line[64:])
            size = file.stat().st_size - len(line) - 1
    except (OSError, ValueError):
        return None
    kept = Kept(width, height, kind, tuple(tuple(part) for part in parts))
    return kept if found == recipe() and size == sum(part[3] for part in kept.parts) else None


def _part(file: Path, name: str) -> bytes | None:
    """One part of a kept file, None where its bytes are not what the head says."""
    kept = _head(file)
    if kept is None:
        return None
    with file.open("rb") as opened:
        opened.readline(100_000)
        for found, _, _, length, digest in kept.parts:
            part = opened.read(length)
            if found == name:
                return part if hashlib.sha256(part).hexdigest() == digest else None
    return None
