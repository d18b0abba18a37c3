"""Reading a built site: each file that is new to us once, in two processes when there are many."""

from __future__ import annotations

import bisect
import gc
import itertools
import marshal
import multiprocessing
import os
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from terbit.links import extract
from terbit.links.extract import Reference
from terbit.links.internal import kept, placing
from terbit.links.internal.asking import Asked, Read, Table, asking
from terbit.links.internal.judging import Known
from terbit.links.internal.kept import Row
from terbit.links.internal.resolving import Resolver
from terbit.links.internal.site import entries

_MANY = 400  # files: below, a second process costs more than it saves


class Reading(NamedTuple):
    """What is known of a site, and its rows; `keep` keeps them."""

    known: Known
    rows: dict[str, Row]
    keep: Callable[[], None]


def known(site: Path, resolver: Resolver, cache: Path | None = None, label: str | None = None) -> Reading:
    """What all files of a built tree ask, read now or kept in the folder `cache`; OSError for what cannot be read.

    `label` tells this site from others that are kept there (else its folder does).
    """
    name_of_site = f"{label or site.resolve()} {resolver.url}"
    table, before = kept.load(cache, name_of_site)
    now = time.time_ns()  # of the machine, not the office: compared with the times of files alone
    files: list[str] = []
    rows: dict[str, Row] = {}
    new: list[tuple[str, kept.Stamp | None]] = []
    for name, entry in entries(site):
        files.append(name)
        if extract.reader(name) is None:
            continue
        stamp = kept.stamp_of(entry, now)
        row = before.get(name)
        if row is not None and stamp is not None and row.stamp == stamp:
            rows[name] = row
        else:
            new.append((name, stamp))
    table.files = frozenset(files)
    if new:
        with _uncollected():
            rows.update(_read(site, new, before, resolver, table))

    def keep() -> None:
        kept.save(cache, name_of_site, table, rows)

    if new or len(rows) != len(before):
        keep()
    reads = {name: rows[name].read for name in sorted(rows)}
    all_known = Known(
        table.files,
        {name: read for name, read in reads.items() if read is not None},
        table,
        resolver.path,
        tuple(name for name, read in reads.items() if read is None),
    )
    return Reading(all_known, rows, keep)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for circles of objects: there are none here, and a million values to look through."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read(
    site: Path,
    new: list[tuple[str, kept.Stamp | None]],
    before: Mapping[str, Row],
    resolver: Resolver,
    table: Table,
) -> dict[str, Row]:
    """The rows of these files."""
    new.sort()
    if len(new) < _MANY or (os.cpu_count() or 1) < 2:
        return _rows(site, new, before, resolver, table)
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    known_so_far, half = len(table.asked), _middle(new)  # neighbours link to the same pages
    process = context.Process(target=_half, args=(theirs, site, new[half:], before, resolver, table), daemon=True)
    process.start()
    theirs.close()
    try:
        rows = _rows(site, new[:half], before, resolver, table)
        try:
            asked, other = marshal.loads(ours.recv_bytes())  # noqa: S302 (of our own process)
        except EOFError:  # it was killed, or could not read a file: what is to be said of that is said here
            rows.update(_rows(site, new[half:], before, resolver, table))
        else:
            rows.update(_joined(asked, other, table, known_so_far))
    finally:
        process.kill()
        process.join()
        ours.close()
    return rows


def _middle(new: list[tuple[str, kept.Stamp | None]]) -> int:
    """How many of the first files hold half of the bytes; of new ones each counts the same."""
    sizes = [*itertools.accumulate(stamp[2] if stamp is not None else 20_000 for _, stamp in new)]
    return bisect.bisect_left(sizes, sizes[-1] / 2)


def _half(answer: Connection, *work: object) -> None:
    site, new, before, resolver, table = work
    assert isinstance(table, Table)  # noqa: S101 (as `_read` sends it)
    known_so_far = len(table.asked)
    try:
        rows = _rows(site, new, before, resolver, table)  # type: ignore[arg-type]
    except OSError:
        return
    plain = [(name, *kept.plainly(row)) for name, row in rows.items()]
    answer.send_bytes(marshal.dumps(([tuple(one) for one in table.asked[known_so_far:]], plain)))


def _joined(
    asked: Iterable[tuple[str, str, str, bool]],
    plain: Iterable[
        tuple[str, kept.Stamp | None, bytes, tuple[object, ...] | None, list[tuple[int, str, str, int, int]]]
    ],
    table: Table,
    known_so_far: int,
) -> dict[str, Row]:
    """The rows of the other process, its numbers turned into ours."""
    numbers = [*range(known_so_far), *(table.number(Asked(*one)) for one in asked)]
    rows = {}
    for name, stamp, digest, body, places in plain:
        told = (one._replace(number=numbers[one.number] if one.number >= 0 else -1) for one in placing.of_plain(places))
        read = Read(*body) if body is not None else None  # type: ignore[arg-type]
        if read is not None:
            asks = array("I", map(numbers.__getitem__, read.numbers)).tobytes()
            read = read._replace(asks=asks, moved=numbers[read.moved] if read.moved >= 0 else -1)
        rows[name] = Row(stamp, digest, read, tuple(told))
    return rows


def _rows(
    site: Path, new: list[tuple[str, kept.Stamp | None]], before: Mapping[str, Row], resolver: Resolver, table: Table
) -> dict[str, Row]:
    rows = {}
    top = os.fspath(site)
    for name, stamp in new:
        with open(f"{top}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 (ten thousand of them)
            content = file.read()
        digest = kept.digest(content)
        row = before.get(name)
        if row is not None and row.digest == digest:
            rows[name] = row._replace(stamp=stamp)
            continue
        missing: dict[Reference, int] = {}
        try:
            read = asking(name, extract.of(name, content), resolver, table, missing)
        except extract.Unreadable:
            rows[name] = Row(stamp, digest, None)
            continue
        wrong = missing or read.wrong or read.repeated
        rows[name] = Row(stamp, digest, read, placing.told(name, content, missing, read) if wrong else ())
    return rows
