"""What a built file refers to, and which anchors it offers. Pure: bytes in, facts out, addresses as they are written.

Pages are read as a browser's tokenizer reads them: what stands in a `<template>`, a comment or a script is no link;
what stands in `<noscript>` is one for the readers who see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import TypeVar

from terbit.links.extract.facts import Facts, Kind, Reference, Unreadable
from terbit.links.extract.machines import data, packed, robots, xml
from terbit.links.extract.markup import html, id_spots, spots, srcset, within
from terbit.links.extract.style import css
from terbit.links.extract.tokens import in_utf8

__all__ = [
    "PAGES",
    "Facts",
    "Kind",
    "Reference",
    "Unreadable",
    "css",
    "html",
    "id_spot",
    "of",
    "reader",
    "robots",
    "spot",
    "srcset",
    "xml",
]

PAGES = (".html", ".htm", ".xhtml")


def reader(name: str) -> Callable[[bytes], Facts] | None:
    """What reads a file of this name; None for one that refers to nothing. It may raise Unreadable."""
    if name == "robots.txt":
        return lambda content: robots(content.decode("utf-8", "replace"))
    if name.endswith(".xml.gz"):
        return packed
    return _READERS.get(PurePosixPath(name).suffix.lower())


def _style(content: bytes) -> Facts:
    return Facts(tuple(dict.fromkeys(css(content.decode("utf-8", "replace")))))


def _picture(content: bytes) -> Facts:
    """An SVG: what it loads, and its parts. Its ids are its own business."""
    facts = html(content)
    return Facts(facts.references, facts.anchors)


_READERS: dict[str, Callable[[bytes], Facts]] = {
    **dict.fromkeys(PAGES, html),
    ".css": _style,
    ".svg": _picture,
    ".xml": xml,
    ".json": data,
    ".webmanifest": data,
}


def of(name: str, content: bytes) -> Facts:
    """The facts of a file, which its name tells how to read. Raises Unreadable."""
    read = reader(name)
    return read(content) if read is not None else Facts()


def spot(name: str, content: bytes, wanted: Iterable[Reference]) -> dict[Reference, tuple[int, int]]:
    """Line and column of the first place of each reference in a built file; what is not found is left out."""
    if name.lower().endswith((*PAGES, ".svg")):
        content = in_utf8(content)
        return _places(content, spots(content, wanted))
    return _places(content, within(content, wanted, alone=True))


def id_spot(content: bytes, wanted: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Line and column at which a page gives each of these ids for the second time."""
    content = in_utf8(content)
    return _places(content, id_spots(content, wanted))


_Wanted = TypeVar("_Wanted")


def _places(content: bytes, offsets: Mapping[_Wanted, int]) -> dict[_Wanted, tuple[int, int]]:
    """Offsets as lines and columns, in one walk over the content."""
    line, column, before = 1, 1, 0
    found = {}
    for one, at in sorted(offsets.items(), key=lambda each: each[1]):
        passed = content[before:at]
        if lines := passed.count(b"\n"):
            line, column = line + lines, 1
            passed = passed[passed.rfind(b"\n") + 1 :]
        column += len(passed.decode("utf-8", "replace"))
        found[one], before = (line, column), at
    return found
