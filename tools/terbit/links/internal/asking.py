"""What one file asks of its site: the files and anchors that its references need. Pure, and small enough to keep.

What can be seen to be wrong in the file alone is said here; whether the rest is there, `judging` sees.
"""

from __future__ import annotations

import sys
from array import array
from pathlib import PurePosixPath
from typing import NamedTuple

from terbit.articles import webaddress as address
from terbit.links.extract import PAGES, Facts, Kind, Reference
from terbit.links.internal.resolving import Resolver
from terbit.links.internal.site import base_of


class Asked(NamedTuple):
    """A file, or a part of one, that a reference of a kind needs. `outside` as in Target."""

    kind: str
    name: str
    fragment: str = ""
    outside: bool = False


class Table:
    """What is asked anywhere in a site, by number: many pages ask the same."""

    def __init__(self, asked: list[Asked] | None = None) -> None:
        self.asked: list[Asked] = asked or []
        self._numbers = {one: number for number, one in enumerate(self.asked)}

    def number(self, asked: Asked) -> int:
        found = self._numbers.get(asked)
        if found is None:
            found = self._numbers[asked] = len(self.asked)
            self.asked.append(asked)
        return found


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


def asking(name: str, facts: Facts, resolver: Resolver, table: Table) -> Read:
    """What a file of the site asks."""
    base = base_of(resolver.url, name, facts)
    here = "" if facts.base else name
    asks: set[int] = set()
    wrong: list[tuple[str, str, str]] = []
    moved = -1
    for kind, written in facts.references:
        if kind is Kind.MAP:
            if (wanted := written.strip()[1:]) and wanted not in facts.maps and wanted not in facts.anchors:
                wrong.append((NO_MAP, kind.value, written))
            continue
        if here and written[:1] == "#" and written[1:] in facts.anchors:
            continue
        fault = _fault(kind, written)
        if fault is not None:
            if fault:
                wrong.append((fault, kind.value, written))
            continue
        try:
            target = resolver.target(base, written)
        except address.Malformed:
            wrong.append((MALFORMED, kind.value, written))
            continue
        if target is None:
            # a sitemap may only list its own site (sitemaps.org, "Location"); robots.txt may name another's
            if kind is Kind.LISTING and name != "robots.txt":
                wrong.append((FOREIGN, kind.value, written))
        else:
            fragment = _anchor(target.name, target.fragment)
            if target.name != name or target.outside or fragment:
                number = table.number(Asked(kind.value, target.name, fragment, target.outside))
                asks.add(number)
                moved = number if kind is Kind.REFRESH and moved < 0 else moved
    return Read(
        array("I", sorted(asks)).tobytes(),
        tuple(map(sys.intern, sorted(facts.anchors))),
        tuple(wrong),
        facts.repeated,
        moved,
        facts.offered and moved < 0 and _own(name, facts, base, resolver),
    )


def _fault(kind: Kind, written: str) -> str | None:
    """What is wrong with an address in itself, "" for one that needs nothing, None for one that is to be resolved."""
    if written and not written.isspace():
        return None
    # an empty link leads to its own page, an empty picture loads that page as a picture
    return EMPTY if kind is Kind.RESOURCE else ""


def _anchor(name: str, fragment: str) -> str:
    """The anchor that a fragment needs; "" where it needs none: a PDF's or a film's is that program's own business."""
    if not fragment or PurePosixPath(name).suffix.lower() not in _WITH_PARTS:
        return ""
    anchor = address.anchor_of(fragment)
    if name.lower().endswith(".svg") and anchor.startswith(("svgView(", "xywh=", "t=")):  # SVG 2, 16.3
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
            asked = Asked(reference.kind.value, target.name, _anchor(target.name, target.fragment), target.outside)
            if asked in wanted:
                found[reference] = asked
    return found
