"""Where in a built file stands what is wrong with it: found when it is read or when it is judged, and kept with it.

A mistake in the frame is on every page. What is missing as a file is known before the first page is read, so its
place is found in the same reading; what else turns out to be wrong is looked for once, in two processes.
"""

from __future__ import annotations

import marshal
import multiprocessing
import os
from collections.abc import Iterable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from terbit.articles.webaddress import anchor_of
from terbit.links import extract
from terbit.links.extract import Kind, Reference
from terbit.links.internal.asking import Read, Table, matching
from terbit.links.internal.resolving import Resolver

ID = "id"
_MANY = 400  # files: below, a second process costs more than it saves


class Told(NamedTuple):
    """A reference as it is written (`kind` ID: an id that stands twice), what it asks (-1: nothing), and where it
    stands: line and column, 0 where that was not found."""

    number: int
    kind: str
    written: str
    line: int
    column: int


def told(name: str, content: bytes, references: Mapping[Reference, int], read: Read) -> tuple[Told, ...]:
    """The places of these references, of those that are wrong in themselves, and of the ids that stand twice."""
    wanted = {**references, **{Reference(Kind(kind), written): -1 for _, kind, written in read.wrong}}
    found = extract.spot(name, content, wanted) if wanted else {}
    ids = extract.id_spot(content, [value for value, _ in read.repeated]) if read.repeated else {}
    return (
        *(Told(number, one.kind.value, one.address, *found.get(one, (0, 0))) for one, number in wanted.items()),
        *(Told(-1, ID, value, *at) for value, at in ids.items()),
    )


def lookup(
    site: Path, wanted: Mapping[str, frozenset[int]], reads: Mapping[str, Read], table: Table, resolver: Resolver
) -> dict[str, tuple[Told, ...]]:
    """The places of what files ask, by file and number. Raises OSError for a file that cannot be read."""
    names = sorted(wanted)
    if len(names) < _MANY or (os.cpu_count() or 1) < 2:
        return {name: _told(site, name, wanted[name], reads[name], table, resolver) for name in names}
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    half = len(names) // 2
    there = names[half:]
    process = context.Process(target=_there, args=(theirs, site, there, wanted, reads, table, resolver), daemon=True)
    process.start()
    theirs.close()
    try:
        found = {name: _told(site, name, wanted[name], reads[name], table, resolver) for name in names[:half]}
        try:
            answer = marshal.loads(ours.recv_bytes())  # noqa: S302 (of our own process)
        except EOFError:  # it was killed, or could not read a file
            answer = [_told(site, name, wanted[name], reads[name], table, resolver) for name in there]
        found.update((name, of_plain(one)) for name, one in zip(there, answer, strict=True))
    finally:
        process.kill()
        process.join()
        ours.close()
    return found


def of_plain(plain: Iterable[tuple[int, str, str, int, int]]) -> tuple[Told, ...]:
    return tuple(Told(*one) for one in plain)


def _there(
    answer: Connection,
    site: Path,
    names: list[str],
    wanted: Mapping[str, frozenset[int]],
    reads: Mapping[str, Read],
    table: Table,
    resolver: Resolver,
) -> None:
    try:
        found = [[*map(tuple, _told(site, n, wanted[n], reads[n], table, resolver))] for n in names]
    except OSError:
        return
    answer.send_bytes(marshal.dumps(found))


def _part(address: str) -> str:
    """The part that an address names, as it would be asked for (URL Standard: tabs and line ends in it are nothing)."""
    fragment = "".join(address.strip().partition("#")[2].splitlines()).replace("\t", "")
    return anchor_of(fragment)


def _told(
    site: Path, name: str, numbers: frozenset[int], read: Read, table: Table, resolver: Resolver
) -> tuple[Told, ...]:
    content = (site / name).read_bytes()
    asked = {table.asked[number]: number for number in numbers}
    parts = name.endswith(".html") and all(one.fragment for one in asked)  # written with a "#": most tags have none
    try:
        facts = extract.html(content, parts=True) if parts else extract.of(name, content)
    except extract.Unreadable:  # it was changed meanwhile
        return ()
    if parts:
        wanted = {one.fragment for one in asked}
        facts = facts._replace(references=tuple(one for one in facts.references if _part(one.address) in wanted))
    written = matching(name, facts, resolver, frozenset(asked))
    return told(name, content, {one: asked[what] for one, what in written.items()}, read)
