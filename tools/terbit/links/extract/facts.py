"""What a built file refers to and which anchors it offers: values, addresses as they are written."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a reference is for: readers follow a link, programs load a resource; a mention and a listing tell machines
    of a page; a refresh leads readers on by itself; a map belongs to a picture of the same page."""

    LINK = "link"
    RESOURCE = "resource"
    MENTION = "mention"
    LISTING = "listing"
    REFRESH = "refresh"
    MAP = "map"

    __hash__ = str.__hash__  # Enum's own is a program, and is asked a million times


class Reference(NamedTuple):
    kind: Kind
    address: str


class Facts(NamedTuple):
    """A file's references (each once, in order), its anchors, ids that stand twice, its `<base href>`, the names of its
    maps; whether it is a page for readers, who are to find it (titled, and not kept out of search engines); and the
    address that it calls its own (`<link rel=canonical>`)."""

    references: tuple[Reference, ...] = ()
    anchors: frozenset[str] = frozenset()
    repeated: tuple[tuple[str, int], ...] = ()
    base: str = ""
    maps: frozenset[str] = frozenset()
    offered: bool = False
    canonical: str = ""


class Unreadable(ValueError):
    """A sitemap or feed that is no well-formed XML."""
