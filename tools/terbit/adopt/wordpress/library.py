"""The uploads of a WordPress site, as far as the folder is there, and pictures that stood in the texts themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from terbit.adopt.html.addresses import key_of
from terbit.adopt.media import described
from terbit.adopt.reading.source import Source, scan
from terbit.adopt.text.plaintext import line
from terbit.adopt.wordpress.wxr.item import Item
from terbit.messages import Message, msg

INLINE = "gambar-dalam-teks/"  # where pictures lie that were written into a text as base64
_MAX_INLINE = 20 * 1024 * 1024  # bytes of one
_SIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{2,5}\Z)")
_CACHE = re.compile(r"\Ahttps?://i\d\.wp\.com/", re.IGNORECASE)
_ROOTS = ("wp-content/uploads/", "uploads/", "")


@dataclass
class Library:
    """The files of the site (see `existing.Files`). `roots` are where uploads lie below the folder that was given."""

    source: Source | None
    attachments: frozenset[str]
    alternatives: dict[str, str] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    listed: dict[str, Message] = field(default_factory=dict)
    roots: tuple[tuple[str, str], ...] = ()
    _inline: dict[str, bytes] = field(default_factory=dict)
    _variants: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # (folder, name) → sizes that there are

    @classmethod
    def of(cls, folder: Path | None, attachments: Iterable[Item]) -> Library:
        """The library of a folder of uploads, or without one. Raises Refused where it is no folder."""
        source = None
        if folder is not None:
            source = scan(folder, msg("sebutkan folder unggahan dari situs lama, biasanya wp-content/uploads"))
        known = list(attachments)
        made = cls(source, frozenset(item.first("_wp_attached_file") for item in known))
        for item in known:
            made.alternatives[key_of(item.file)] = line(item.first("_wp_attachment_image_alt")) or described(item.title)
        if source is not None:
            made.files, made.listed = dict(source.files), source.listed
        inner = next((root for root in _ROOTS if any(path.startswith(root) for path in made.files)), "")
        for path in made.files:
            size = _SIZED.search(path)
            if size is not None:
                above, _, name = _SIZED.sub("", path.removeprefix(inner)).rpartition("/")
                made._variants.setdefault((above, name), []).append(size[0])
        made.roots = (
            ("wp-content/uploads/", inner),
            ("wp-content/", inner.removesuffix("uploads/")),
            ("", inner),
            ("", ""),
        )
        return made

    def read(self, path: str) -> bytes:
        """A file's bytes. Raises OSError when it is not readable."""
        if path in self._inline:
            return self._inline[path]
        if self.source is None:
            raise OSError(path)
        return self.source.read(path)

    def path_of(self, address: str) -> str | None:
        """The file of an address, by its path."""
        try:
            path = unquote(urlsplit(address).path).lstrip("/")
        except ValueError:
            return None
        below = path.partition("wp-content/uploads/")[2] or path
        for candidate in (self.roots[0][1] + below, below, path):
            if candidate in self.files:
                return candidate
        return None

    def has(self, item: Item) -> bool:
        """Whether an attachment's file is there; then the file itself is in the report."""
        return self.path_of(item.file) is not None or any(
            candidate in self.files for candidate in (self.roots[0][1] + item.first("_wp_attached_file"),)
        )

    def best(self, address: str) -> str:
        """The address of the largest version that there is: WordPress made small ones (`x-300x200.jpg`) of each."""
        address = _CACHE.sub("https://", address)
        bare, mark, _ = address.partition("?")
        whole = _SIZED.sub("", bare)
        stem, dot, suffix = whole.rpartition(".")
        for candidate in (whole, f"{stem}-scaled{dot}{suffix}"):
            if self.path_of(candidate) is not None:
                return candidate
        folder, _, name = whole.rpartition("/")
        small = self._variants.get((folder.partition("/uploads/")[2] or folder, name), [])
        for size in sorted(small, key=_area, reverse=True):
            candidate = f"{stem}{size}{dot}{suffix}"
            if self.path_of(candidate) is not None:
                return candidate
        if bare == whole:
            return bare if mark and "/wp-content/" in bare else address
        return whole if unquote(whole.partition("/uploads/")[2]) in self.attachments else bare

    def purpose(self, path: str) -> Message | None:
        """Why a file is there that no text uses."""
        if _SIZED.search(path) is not None:
            return msg("ukuran lain dari gambar yang sama")
        return None

    def words(self, address: str) -> str:
        """What the site's media library says is to be seen: the alternative text, else a title that is no file name."""
        return self.alternatives.get(key_of(address.partition("?")[0]), "")

    def keeper(self, item: Item) -> Callable[[bytes, str], str]:
        """Keeps pictures that stand in a post's own text."""

        def keep(content: bytes, suffix: str) -> str:
            if len(content) > _MAX_INLINE:
                return ""
            name = f"{INLINE}{item.number}-{sha256(content).hexdigest()[:8]}.{suffix.replace('jpeg', 'jpg')}"
            self.files[name] = len(content)
            self._inline[name] = content
            return "/" + name

        return keep


def _area(size: str) -> int:
    """The pixels of `-300x200`."""
    width, _, height = size[1:].partition("x")
    return int(width) * int(height)
