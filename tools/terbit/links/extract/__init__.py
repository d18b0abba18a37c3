"""What a built file refers to, and which anchors it offers. Pure: bytes in, facts out, addresses as they are written.

Pages are read as a browser's tokenizer reads them: what stands in a `<template>`, a comment or a script is no link;
what stands in `<noscript>` is one for the readers who see it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import PurePosixPath
from typing import TypeVar

from terbit.links.extract import style
from terbit.links.extract.facts import Facts, Kind, Reference, Unreadable
from terbit.links.extract.machines import data, packed, robots, xml
from terbit.links.extract.markup import html, srcset
from terbit.links.extract.spots import id_spots, spots, within
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


_CLOSED = re.compile(rb"<(?:(script|iframe)|style|title|textarea)(?=(?:\s[^<>]*)?/>)")


def _in_html(name: str, content: bytes) -> bytes:
    """A page of XML as one of HTML, where `<script src="a.js"/>` would take the rest of the page with it.

    It goes on under a name of the same length, so that places stay: a `<source>` loads its `src` too and holds nothing.
    """
    if not name.lower().endswith(".xhtml"):
        return content
    return _CLOSED.sub(lambda found: b"<source" if found[1] else b"<".ljust(len(found[0]), b"g"), content)


def _picture(content: bytes) -> Facts:
    """An SVG: what it loads, and its parts. Its ids are its own business."""
    facts = html(content)
    return Facts(facts.references, facts.anchors)


_READERS: dict[str, Callable[[bytes], Facts]] = {
    **dict.fromkeys(PAGES, html),
    ".xhtml": lambda content: html(_in_html(".xhtml", content)),
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
        content = _in_html(name, content)
        offsets = spots(content, wanted)
        content = in_utf8(content)
    elif name.lower().endswith(".css"):
        text = content.decode("utf-8", "replace")
        content = text.encode("utf-8")
        offsets = {one: len(text[:at].encode("utf-8")) for one, at in _first(style.placed(text), wanted).items()}
    else:
        wanted = list(wanted)
        escaped = {one: one._replace(address=escape(one.address, quote=False)) for one in wanted}  # as XML writes it
        offsets = within(content, wanted, alone=True)
        others = within(content, [new for one, new in escaped.items() if one not in offsets], alone=True)
        offsets |= {one: others[new] for one, new in escaped.items() if one not in offsets and new in others}
    return _places(content, offsets)


def id_spot(content: bytes, wanted: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Line and column at which a page gives each of these ids for the second time."""
    offsets = id_spots(content, wanted)
    return _places(in_utf8(content), offsets)


_Wanted = TypeVar("_Wanted")


def _first(placed: Iterable[tuple[int, Reference]], wanted: Iterable[Reference]) -> dict[Reference, int]:
    """The first offset of each of these references."""
    found = {reference: at for at, reference in reversed([*placed])}
    return {one: found[one] for one in wanted if one in found}


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
