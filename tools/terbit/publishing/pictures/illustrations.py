"""The pictures of one build: which are shown where, in which sizes, and what stands for a page where it is shared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from terbit import pictures
from terbit.publishing.pictures import card
from terbit.publishing.pictures.markup import Shown
from terbit.publishing.pictures.renditions import FOLDER, Rendition, Renditions
from terbit.publishing.site import Entry, Site

_LEAST = (400, 210)  # pixels: a smaller picture is shown as a stamp where a page is shared, or not at all


@dataclass(frozen=True, slots=True)
class Shared:
    """A share's preview: absolute address, MIME type, sides in pixels and alternative text."""

    address: str
    type: str
    width: int
    height: int
    alt: str


class Illustrations:
    """`offered`: the office's files, path from the site's root → blob id. `look`: the card of a page without a picture.

    What is asked for is remembered: `files` are the renditions that the site then has to hold.
    """

    def __init__(self, site: Site, renditions: Renditions, offered: Mapping[str, str], look: card.Look) -> None:
        self._site, self._renditions, self._offered, self._look = site, renditions, offered, look
        self._used: dict[str, tuple[str, Rendition]] = {}
        self._card: Rendition | None = None

    def prepare(self) -> int:
        """Make what the articles' pictures are expected to need, before page after page asks. Says how many were."""
        shown, shared = [], []
        for entry in self._site.entries:
            if not entry.shown or entry.meta is None:
                continue
            offered = {attachment.file for attachment in entry.meta.attachments}
            files = self._site.files_of(entry)
            shown += [
                oid
                for path, oid in files.items()
                if pictures.is_picture(path) and path.removeprefix(entry.folder) not in offered
            ]
            lead = self._lead(entry)
            if lead is not None:
                shared.append(self._offered[lead])
        return self._renditions.prepare(shown, shared)

    def find(self, path: str) -> Shown | None:
        """An office's picture by its path from the site's root; None where it is none."""
        oid = self._offered.get(path)
        if oid is None or not pictures.is_picture(path):
            return None
        kept = self._renditions.size(oid)
        if kept is None:
            return Shown(path)
        made = self._renditions.widths(oid)
        self._used.update({each.path: (oid, each) for each in made})
        return Shown(path, kept.width, kept.height, made)

    def of(self, entry: Entry | None) -> Shown | None:
        """The main picture of an entry."""
        path = self._lead(entry)
        return self.find(path) if path is not None else None

    def _lead(self, entry: Entry | None) -> str | None:
        if entry is None or not entry.shown or entry.meta is None or entry.meta.image is None:
            return None
        path = entry.folder + entry.meta.image.file
        return path if path in self._offered else None

    def share(self, entry: Entry | None = None) -> Shared:
        """What stands for a page where it is shared: its picture, else the office's card."""
        return self._own(entry) or self._default()

    def og_image(self, entry: Entry | None) -> str:
        """The absolute address of an entry's own picture as it is shared; "" without one."""
        own = self._own(entry)
        return own.address if own is not None else ""

    def _own(self, entry: Entry | None) -> Shared | None:
        path = self._lead(entry)
        if path is None or entry is None or entry.meta is None or entry.meta.image is None:
            return None
        oid, alt = self._offered[path], entry.meta.image.alt
        made = self._renditions.preview(oid)
        if made is not None:
            self._used[made.path] = (oid, made)
            return self._shared(made.path, made.type, made.width, made.height, alt)
        kept = self._renditions.size(oid)
        if kept is None or kept.width < _LEAST[0] or kept.height < _LEAST[1]:
            return None
        return self._shared(path, kept.type, kept.width, kept.height, alt)

    def _default(self) -> Shared:
        width, height = pictures.SHARED
        return self._shared(self.card_path, "image/png", width, height, self._look.name)

    def _shared(self, path: str, kind: str, width: int, height: int, alt: str) -> Shared:
        return Shared(self._site.sop.office.address + quote(path), kind, width, height, alt)

    @property
    def card_path(self) -> str:
        return f"{FOLDER}kantor-{hashlib.sha256(repr(self._look).encode()).hexdigest()[:12]}.png"

    def content(self, path: str) -> bytes | None:
        """One of `files` by its path; None where no page that was rendered shows it."""
        if path == self.card_path:
            return card.drawn(self._look)
        used = self._used.get(path)
        return self._renditions.content(*used) if used is not None else None

    def files(self) -> Iterator[tuple[str, bytes]]:
        """What the site has to hold besides the office's own files: path → bytes."""
        for path, (oid, rendition) in sorted(self._used.items()):
            yield path, self._renditions.content(oid, rendition)
        yield self.card_path, card.drawn(self._look)
