"""The links of a built site, judged before anybody sees it: pages, anchors, files, sitemap and feeds.

`reading` reads each file once and keeps what it asks; `judging` is pure. What leads to another host is not looked at
here: see `external`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from terbit.findings import Finding
from terbit.links.extract import Kind, Reference
from terbit.links.internal import placing, reading
from terbit.links.internal.address import own_address
from terbit.links.internal.asking import Asked, Table, asking, matching
from terbit.links.internal.judging import ANCHOR, Edge, Known, Spot, judged
from terbit.links.internal.placing import Told
from terbit.links.internal.resolving import Resolver
from terbit.links.internal.site import NOBODY, Site, address_of, base_of, names, read, root_of
from terbit.links.internal.tracing import traced

__all__ = [
    "ANCHOR",
    "NOBODY",
    "Kept",
    "Site",
    "address_of",
    "base_of",
    "check",
    "judge",
    "names",
    "own_address",
    "read",
    "root_of",
]


@dataclass(frozen=True, slots=True)
class Kept:
    """Where what was read is kept between checks: a folder, and a label for a site that is built in ever new ones."""

    folder: Path
    label: str | None = None


def check(
    site: Path,
    site_url: str,
    source_of: Callable[[str], str],
    text_of: Callable[[str], str | None] | None = None,
    cache: Kept | None = None,
) -> list[Finding]:
    """All findings of a built site that will be served at `site_url` ("https://kantor.go.id/").

    `source_of` names the source file of a page by its address ("berita/2026/11/panen/", "" for the front page) or of
    another file by its name ("assets/site.css"); findings stand at what it answers. With `text_of` they have a line:
    it gives the Markdown of such a source, or None where the built file itself is meant.

    Raises OSError for a file that cannot be read, Malformed for a `site_url` that is no web address.
    """
    resolver = Resolver(site_url)
    known, rows, keep = reading.known(site, resolver, cache.folder if cache else None, cache.label if cache else None)
    asked = known.table.asked

    def prepare(in_vain: Mapping[str, frozenset[int]]) -> None:
        new = {
            name: wanted for name, wanted in in_vain.items() if not wanted <= {one.number for one in rows[name].told}
        }
        if new:
            found = placing.lookup(site, new, known.reads, known.table, resolver)
            rows.update((name, rows[name]._replace(told=told)) for name, told in found.items())
            keep()

    def written(name: str, wanted: frozenset[Asked]) -> Mapping[Reference, Asked]:
        return {
            Reference(Kind(one.kind), one.written): asked[one.number]
            for one in rows[name].told
            if one.number >= 0 and asked[one.number] in wanted
        }

    return judged(known, _edge(resolver, source_of, written, lambda name: rows[name].told, text_of), prepare)


def judge(site: Site, site_url: str, source_of: Callable[[str], str]) -> list[Finding]:
    """All findings of a site that was read, without lines. Pure."""
    resolver, table = Resolver(site_url), Table()
    reads = {name: asking(name, facts, resolver, table, {}) for name, facts in site.facts.items()}
    known = Known(site.files, reads, table, resolver.path, site.unreadable)

    def written(name: str, wanted: frozenset[Asked]) -> Mapping[Reference, Asked]:
        return matching(name, site.facts[name], resolver, wanted)

    return judged(known, _edge(resolver, source_of, written, lambda name: (), None))


def _edge(
    resolver: Resolver,
    source_of: Callable[[str], str],
    written: Callable[[str, frozenset[Asked]], Mapping[Reference, Asked]],
    told_of: Callable[[str], tuple[Told, ...]],
    text_of: Callable[[str], str | None] | None,
) -> Edge:
    def place(name: str) -> str:
        return source_of(address_of(name))

    def spots(name: str, told: Mapping[Reference, Asked | None]) -> Mapping[Reference, list[Spot]]:
        if text_of is None:
            return {}
        path = place(name)
        text = text_of(path)
        if text is None:
            stand = {(one.kind, one.written): [(path, one.line, one.column)] for one in told_of(name) if one.line}
            return {one: stand[one.kind.value, one.address] for one in told if (one.kind.value, one.address) in stand}
        return {
            reference: [(path, found.line, found.column) for found in traced(path, text, reference, asked, resolver)]
            for reference, asked in told.items()
        }

    def id_spots(name: str, values: Collection[str]) -> Mapping[str, Spot]:
        path = place(name)
        text = text_of(path) if text_of is not None else ""
        if text is None:
            return {one.written: (path, one.line, one.column) for one in told_of(name) if one.kind == placing.ID}
        return {value: _second(path, text, value) for value in values} if len(values) <= _LOOKED_FOR else {}

    return Edge(place, written, spots, id_spots)


_LOOKED_FOR = 200  # ids in one text; a page that repeats more is wrong as a whole


def _second(path: str, text: str, value: str) -> Spot:
    """Where a Markdown file gives an id for the second time, or else the only time."""
    found = [*re.finditer(rf"(?:\{{:?[^}}\n]*?#|\bid=[\"']?)({re.escape(value)})(?![\w-])", text)]
    if not found:
        return path, 0, 0
    at = found[min(1, len(found) - 1)].start(1)
    return path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
