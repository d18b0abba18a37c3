"""A document on its way in: what the existing site says of it, and what it becomes here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from terbit.adopt import addresses
from terbit.adopt.existing import Draft
from terbit.adopt.notes import Notes
from terbit.messages import msg

DEFAULT_SECTION = "berita"


@dataclass
class Document:
    """`date` is in the office's zone, or None; `old` are old addresses below the root; `path` and `slug` are ours."""

    draft: Draft
    date: datetime | None
    old: tuple[str, ...] = ()
    slug: str = ""
    path: str = ""
    plain: bool = False  # its links and pictures cannot be made right: only its words come in

    @property
    def source(self) -> str:
        """The name by which the existing site's people know it."""
        return self.draft.source

    @property
    def title(self) -> str:
        return self.draft.title

    @property
    def notes(self) -> Notes:
        return self.draft.notes

    @property
    def is_article(self) -> bool:
        return self.draft.is_article

    @property
    def folder(self) -> str:
        """The folder here that holds the document's own files, with its slash."""
        return self.path.removesuffix("index.md")

    @property
    def address(self) -> str:
        return self.folder.removeprefix("content/")


def categories(draft: Draft, known: Mapping[str, str], forced: str | None) -> tuple[list[str], list[str]]:
    """(categories of ours, tags): what the office does not know becomes a tag. `known`: name → shown name."""
    by_word = {addresses.slugged(word): name for name, shown in known.items() for word in (shown, name)}
    tags: list[str] = []
    found = [forced] if forced else []
    for name in draft.categories:
        ours = by_word.get(addresses.slugged(name))
        if ours is None:
            tags.append(name)
            draft.notes.changed(msg('kategori "{name}" menjadi tag', name=name))
        elif ours not in found and not forced:
            found.append(ours)
    return found, list(dict.fromkeys([*tags, *draft.tags]))[:50]
