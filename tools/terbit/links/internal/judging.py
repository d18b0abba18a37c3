"""What is wrong with a site whose files were read: pure, from what each file asks and what is there."""

from __future__ import annotations

import functools
import heapq
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from terbit.articles import webaddress as address
from terbit.findings import Finding, Severity, sorted_findings
from terbit.links.extract import Kind, Reference
from terbit.links.internal import moves
from terbit.links.internal.asking import EMPTY, FOREIGN, MALFORMED, NO_MAP, Asked, Read, Table
from terbit.links.internal.resolving import file
from terbit.links.internal.site import address_of
from terbit.links.internal.spelling import Names
from terbit.messages import Message, msg
from terbit.schema import MAX_FINDINGS, suggestion

PAGE, ANCHOR, FILE, SPELLING = "LB001", "LB002", "LB003", "LB004"
UNREADABLE_ADDRESS, LOOP, REPEATED_ID, LISTED, UNREADABLE, OUTSIDE = (
    "LB005",
    "LB006",
    "LB007",
    "LB008",
    "LB009",
    "LB010",
)
ORPHAN = "LB011"
_WARNINGS = frozenset({REPEATED_ID, ORPHAN})

# Pages that nobody links to and that are found all the same: by servers, search engines and the frame's own program.
_FOUND_OTHERWISE = re.compile(
    r"(?:.*/)?(?:[1-5]\d\d|[45]\dx|[45]xx|offline|error|search|cari|google[0-9a-f]{8,}|yandex_[0-9a-f]{8,})"
    r"(?:\.x?html?|/index\.html)"
)

_COMPARED = 100_000  # how many of them in one check

Spot = tuple[str, int, int]  # path, line, column; 0 where the whole file is meant


class Known(NamedTuple):
    """All that is known of a site: its files, what each that refers to others was read to ask, and the numbers' sense.

    `path` is that of the site's address, "/" or "/blog/".
    """

    files: Set[str]
    reads: Mapping[str, Read]
    table: Table
    path: str
    unreadable: tuple[str, ...] = ()


class Edge(NamedTuple):
    """Where findings are told: `place` names the source of a file, `written` the references of a file that ask some of
    these, `spots` and `id_spots` where references and repeated ids stand in it (none: only the file is named)."""

    place: Callable[[str], str]
    written: Callable[[str, frozenset[Asked]], Mapping[Reference, Asked]]
    spots: Callable[[str, Mapping[Reference, Asked | None]], Mapping[Reference, list[Spot]]]
    id_spots: Callable[[str, Collection[str]], Mapping[str, Spot]]


def judged(
    known: Known, edge: Edge, prepare: Callable[[Mapping[str, frozenset[int]]], None] | None = None
) -> list[Finding]:
    """All findings of a site. `prepare` is told before what is asked in vain, by file: it is looked up at once."""
    judgement = _Judgement(known, edge)
    if prepare is not None:
        prepare(judgement.in_vain)
    return sorted_findings(judgement.findings())


Said = tuple[str, Message, Message | None]


class _Judgement:
    def __init__(self, known: Known, edge: Edge) -> None:
        self._known = known
        self._edge = edge
        self._names = Names(known.files)
        self._moves = {
            name: to
            for name, read in known.reads.items()
            if read.moved >= 0
            and not known.table.asked[read.moved].outside
            and (to := file(known.table.asked[read.moved].name, known.files)) in known.files
        }
        self._arrivals = moves.arrivals(self._moves)
        self._circling = moves.circling(self._moves)
        self._anchors: dict[str, frozenset[str]] = {}
        self._near: dict[Asked, Message | None] = {}
        self._offered: dict[str, list[str]] = {}  # the anchors of a page that are held against what was written
        self._compared = 0
        self._broken = frozenset(n for n, asked in enumerate(known.table.asked) if not self._good(asked))

    @functools.cached_property
    def in_vain(self) -> dict[str, frozenset[int]]:
        """The numbers of what files ask and is not there."""
        if not self._broken:
            return {}
        found = ((name, self._broken.intersection(read.numbers)) for name, read in self._known.reads.items())
        return {name: numbers for name, numbers in found if numbers}

    def findings(self) -> Iterator[Finding]:
        for name in self._known.unreadable:
            yield _finding((UNREADABLE, msg("berkas XML ini tidak dapat dibaca"), None), (self._edge.place(name), 0, 0))
        for name, read in self._known.reads.items():
            broken = self.in_vain.get(name, ())
            if broken or read.wrong:
                yield from self._references(name, read, broken)
            spots = self._edge.id_spots(name, [value for value, _ in read.repeated]) if read.repeated else {}
            for value, count in read.repeated:
                said = msg('id "{id}" dipakai {count} kali di satu halaman', id=value, count=count)
                yield _finding((REPEATED_ID, said, None), spots.get(value) or (self._edge.place(name), 0, 0))
            if name in self._circling:
                steps = moves.circle(name, self._moves)
                shown = " → ".join(step if step == "…" else self._shown(step) for step in steps)
                loop = msg("halaman ini mengalihkan pembaca berputar-putar: {chain}", chain=shown)
                yield _finding((LOOP, loop, None), (self._edge.place(name), 0, 0))
        for name in self._orphans():
            alone = msg('tidak ada halaman yang menaut ke "{page}"', page=self._shown(name))
            hint = msg("tautkan dari menu, daftar atau halaman lain")
            yield _finding((ORPHAN, alone, hint), (self._edge.place(name), 0, 0))

    def _references(self, name: str, read: Read, broken: Iterable[int]) -> Iterator[Finding]:
        asked = frozenset(self._known.table.asked[number] for number in broken)
        told: dict[Reference, Asked | None] = {}
        said: dict[Reference, Said] = {}
        for what, kind, written in read.wrong:
            reference = Reference(Kind(kind), written)
            told[reference], said[reference] = None, _wrong(what, written.strip(address.EDGES))
        if asked:
            for reference, one in self._edge.written(name, asked).items():
                told[reference], said[reference] = one, self._missing(reference.address.strip(address.EDGES), one)
        spots = self._edge.spots(name, told)
        for reference, words in said.items():
            for spot in spots.get(reference) or [(self._edge.place(name), 0, 0)]:
                yield _finding(words, spot)

    # -- what is there -----------------------------------------------------------------------------------------

    def _good(self, asked: Asked) -> bool:
        name = file(asked.name, self._known.files)
        if asked.outside:  # else it is another site's of this host
            return name not in self._known.files
        if name not in self._known.files:
            return False
        if not asked.fragment:
            return True
        anchors = self._anchors_of(name)
        return anchors is None or asked.fragment in anchors or address.decoded(asked.fragment) in anchors

    def _anchors_of(self, name: str) -> frozenset[str] | None:
        """The anchors of the page on which a reader arrives; None where it was not read as one."""
        name = self._arrivals.get(name, name)
        if name not in self._anchors:
            read = self._known.reads.get(name)
            if read is None:
                return None
            self._anchors[name] = frozenset(read.anchors)
        return self._anchors[name]

    def _orphans(self) -> Iterator[str]:
        """Pages for readers that no other page links to. A sitemap or a feed leads nobody there."""
        if "index.html" not in self._known.reads:
            return
        led: set[int] = set()
        for name, read in self._known.reads.items():
            if name.endswith((".html", ".htm", ".xhtml")):
                led.update(read.numbers)
        leading = (Kind.LINK.value, Kind.REFRESH.value, Kind.RESOURCE.value)
        linked = {
            file(one.name, self._known.files)
            for one in map(self._known.table.asked.__getitem__, led)
            if one.kind in leading
        }
        for name, read in self._known.reads.items():
            if read.offered and name not in linked and name != "index.html" and not _FOUND_OTHERWISE.fullmatch(name):
                yield name

    # -- words -------------------------------------------------------------------------------------------------

    def _shown(self, name: str) -> str:
        return self._known.path + address_of(name)

    def _missing(self, shown: str, asked: Asked) -> Said:
        if asked.outside:
            return (
                OUTSIDE,
                msg('alamat "{address}" keluar dari folder situs "{base}"', address=shown, base=self._known.path),
                msg('tulis "{address}"', address=self._shown(file(asked.name, self._known.files))),
            )
        if file(asked.name, self._known.files) in self._known.files:
            return self._no_anchor(asked)
        if same := self._names.same(asked.name):
            return (
                SPELLING,
                msg('ejaan alamat "{address}" berbeda dari nama berkasnya', address=shown),
                msg('tulis "{address}"', address=self._shown(same)),
            )
        if asked.kind == Kind.LISTING:
            return LISTED, msg('"{address}" terdaftar di sini tetapi tidak ada di situs', address=shown), None
        if asked.kind == Kind.RESOURCE:
            return FILE, msg('berkas "{address}" tidak ada', address=shown), None
        near = self._names.near(asked.name)
        hint = msg('maksud Anda "{word}"?', word=self._shown(near)) if near is not None else None
        return PAGE, msg('tautan "{address}" menuju halaman yang tidak ada', address=shown), hint

    def _no_anchor(self, asked: Asked) -> Said:
        name = file(asked.name, self._known.files)
        page = self._arrivals.get(name, name)
        anchor = address.anchor_of(asked.fragment)
        return (
            ANCHOR,
            msg('bagian "#{anchor}" tidak ada di halaman "{page}"', anchor=anchor, page=self._shown(page)),
            self._meant(anchor, page, asked),
        )

    def _meant(self, anchor: str, page: str, asked: Asked) -> Message | None:
        """The anchor that was meant, if one is near; past a great many comparisons nobody reads them any more."""
        if asked not in self._near:
            if page not in self._offered:
                self._offered[page] = heapq.nsmallest(MAX_FINDINGS, self._anchors_of(page) or ())
            self._compared += len(self._offered[page])
            self._near[asked] = suggestion(anchor, self._offered[page]) if self._compared < _COMPARED else None
        return self._near[asked]


def _wrong(what: str, shown: str) -> Said:
    if what == EMPTY:
        return FILE, msg("ada gambar atau berkas tanpa alamat"), None
    if what == NO_MAP:
        return ANCHOR, msg('peta gambar "{address}" tidak ada di halaman ini', address=shown), None
    if what == FOREIGN:
        return LISTED, msg('"{address}" terdaftar di sini tetapi tidak ada di situs', address=shown), None
    assert what == MALFORMED  # noqa: S101 (the four are all)
    return UNREADABLE_ADDRESS, msg('alamat "{address}" tidak dapat dibaca', address=shown), None


def _finding(said: Said, spot: Spot) -> Finding:
    rule, message, hint = said
    severity = Severity.WARNING if rule in _WARNINGS else Severity.ERROR
    return Finding(rule, severity, spot[0], message, hint, spot[1], spot[2])
