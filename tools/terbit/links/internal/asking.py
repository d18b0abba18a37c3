"""What one file asks of its site: the files and anchors that its references need. Pure, and small enough to keep.

What can be seen to be wrong in the file alone is said here; whether the rest is there, `judging` sees.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Set
from posixpath import splitext
from typing import NamedTuple

from terbit.articles import webaddress as address
from terbit.links.extract import PAGES, Facts, Kind, Reference
from terbit.links.internal.resolving import Resolver, file
from terbit.links.internal.site import base_of


class Asked(NamedTuple):
    """A file, or a part of one, that a reference of a kind needs. `outside` as in Target."""

    kind: str
    name: str
    fragment: str = ""
    outside: bool = False


class Table:
    """What is asked anywhere in a site, by number: many pages ask the same."""

    def __init__(self, asked: list[Asked] | None = None, files: Set[str] | None = None) -> None:
        self.asked: list[Asked] = asked or []
        self._numbers = {one: number for number, one in enumerate(self.asked)}
        self.seen: dict[tuple[Kind, str, str], tuple[int, Asked] | None] = {}  # what addresses ask, seen from a folder
        self.files = files  # of the site, where they are known before it is read
        self.missing: set[int] = set()  # what is asked and is none of them

    def number(self, asked: Asked) -> int:
        found = self._numbers.get(asked)
        if found is None:
            found = self._numbers[asked] = len(self.asked)
            self.asked.append(asked)
        return found

    def remember(self, key: tuple[Kind, str, str], found: tuple[int, Asked] | None) -> None:
        """Keep what an address asks; not for ever, for a site may be larger than the memory."""
        if len(self.seen) >= _REMEMBERED:
            self.seen.clear()
        self.seen[key] = found


_REMEMBERED = 40_000  # addresses


class Read(NamedTuple):
    """What is kept of a file: the numbers of what it asks, its anchors, what is wrong with it, where it leads on.

    `wrong`: (what, kind, address) of references that are wrong in themselves. `moved`: the number of what a refresh
    leads to, or -1. `offered`: readers are to find it.
    """

    asks: bytes = b""
    anchors: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str, str], ...] = ()
    repeated: tuple[tuple[str, int], ...] = ()
    moved: int = -1
    offered: bool = False

    @property
    def numbers(self) -> array[int]:
        return array("I", self.asks)


EMPTY, MALFORMED, FOREIGN, NO_MAP = "empty", "malformed", "foreign", "map"


def asking(name: str, facts: Facts, resolver: Resolver, table: Table, missing: dict[Reference, int]) -> Read:
    """What a file of the site asks. `missing` takes the references whose file is known not to be there."""
    base = base_of(resolver.url, name, facts)
    here = "" if facts.base else name
    folders = resolver.folders(base)
    asks: set[int] = set()
    wrong: list[tuple[str, str, str]] = []
    moved = -1
    for kind, written in facts.references:
        if kind is Kind.MAP:
            wrong += _no_map(facts, written)
            continue
        if here and written[:1] == "#" and written[1:] in facts.anchors:
            continue
        key = kind, *_from(folders, base, written)
        found = table.seen.get(key, _UNSEEN)
        if found is _UNSEEN:
            try:
                found = _asked(kind, key[1], key[2], resolver, table)
            except _Wrong as error:
                if error.what:
                    wrong.append((error.what, _PLAIN[kind], written))
                continue
            table.remember(key, found)
        if found is None:
            # a sitemap may only list its own site (sitemaps.org, "Location"); robots.txt may name another's
            if kind is Kind.LISTING and name != "robots.txt":
                wrong.append((FOREIGN, _PLAIN[kind], written))
            continue
        number, asked = found
        if number in table.missing:
            missing[Reference(kind, written)] = number
        if asked.name != name or asked.fragment or asked.outside:
            asks.add(number)
        if kind is Kind.REFRESH and moved < 0:
            moved = number
    return Read(
        array("I", sorted(asks)).tobytes(),
        tuple(map(sys.intern, sorted(facts.anchors))),
        tuple(wrong),
        facts.repeated,
        moved,
        facts.offered and moved < 0 and _own(name, facts, base, resolver),
    )


def _no_map(facts: Facts, written: str) -> list[tuple[str, str, str]]:
    wanted = written.strip()[1:]
    there = not wanted or wanted in facts.maps or wanted in facts.anchors
    return [] if there else [(NO_MAP, _PLAIN[Kind.MAP], written)]


def _from(folders: list[str], base: str, written: str) -> tuple[str, str]:
    """An address with its `../` walked, so that pages of one folder share what they link to: base and rest."""
    if written.startswith(_WHOLE):
        root = folders[-1] if folders else base
        return root, written[len(root) :] if written.startswith(root) and written != root else written
    up = 0
    while written.startswith("../", 3 * up):
        up += 1
    if up >= len(folders) or written[:1] in ("?", "#"):
        return base, written
    return folders[up], (written[3 * up :] or "./") if up else written


_WHOLE = ("http://", "https://", "/", "mailto:", "tel:")  # it is the same from wherever it is seen


class _Wrong(Exception):
    """An address that is wrong in itself; `what` is empty for one that needs nothing."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def _asked(kind: Kind, base: str, written: str, resolver: Resolver, table: Table) -> tuple[int, Asked] | None:
    """What an address asks, and its number; None when it is not this site's. Raises _Wrong."""
    if not written or written.isspace():
        # an empty link leads to its own page, an empty picture loads that page as a picture
        raise _Wrong(EMPTY if kind is Kind.RESOURCE else "")
    try:
        target = resolver.target(base, written)
    except address.Malformed as error:
        raise _Wrong(MALFORMED) from error
    if target is None:
        return None
    asked = Asked(_PLAIN[kind], target.name, _anchor(target.name, target.fragment), target.outside)
    number = table.number(asked)
    if table.files is not None and (file(asked.name, table.files) in table.files) is asked.outside:
        table.missing.add(number)
    return number, asked


_PLAIN = {kind: kind.value for kind in Kind}
_UNSEEN = (-1, Asked("", ""))


def _anchor(name: str, fragment: str) -> str:
    """The anchor that a fragment needs; "" where it needs none: a PDF's or a film's is that program's own business."""
    if not fragment or splitext(name)[1].lower() not in _WITH_PARTS:
        return ""
    anchor = address.anchor_of(fragment)
    if name.lower().endswith(".svg") and anchor.startswith(("svgView(", "xywh=", "t=")):  # SVG 2, 16.3
        return ""
    if anchor.startswith(("/", "!")):  # a program's own: a route ("#/berita"), or a link that only it answers ("#!")
        return ""
    return "" if anchor.lower() == "top" else anchor


_WITH_PARTS = frozenset({"", *PAGES, ".svg"})


def _own(name: str, facts: Facts, base: str, resolver: Resolver) -> bool:
    """Whether a page is the one that it says it is, not a second copy of another."""
    if not facts.canonical:
        return True
    try:
        target = resolver.target(base, facts.canonical)
    except address.Malformed:
        return True
    return target is not None and target.name == name


def matching(name: str, facts: Facts, resolver: Resolver, wanted: frozenset[Asked]) -> dict[Reference, Asked]:
    """The references of a file that ask one of these, as they are written."""
    base = base_of(resolver.url, name, facts)
    found = {}
    for reference in facts.references:
        if reference.kind is Kind.MAP or not reference.address.strip():
            continue
        try:
            target = resolver.target(base, reference.address)
        except address.Malformed:
            continue
        if target is not None:
            asked = Asked(_PLAIN[reference.kind], target.name, _anchor(target.name, target.fragment), target.outside)
            if asked in wanted:
                found[reference] = asked
    return found
