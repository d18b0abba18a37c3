"""What was read of a site's files, kept between checks: one file that may be lost at any time.

Content decides. A file is known by the hash of its content; only where its size, times and inode are what they were,
and older than the look that saw them, the content is not read again (as git does it: "racy git"). What is kept belongs
to one version of the code and one address of the site. A damaged file is as good as none.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from terbit.articles.cache import source_hash
from terbit.links.internal import placing
from terbit.links.internal.asking import Asked, Read, Table
from terbit.links.internal.placing import Told

_SUFFIX = ".tautan"
_SITES, _BYTES = 20, 200 * 1024 * 1024  # what a folder keeps at most, the newest first
_RACY = 2_000_000_000  # nanoseconds: the coarsest clock of a file system that is in use (FAT)

Stamp = tuple[int, int, int, int, int]


class Row(NamedTuple):
    """A file that was read: its stamp (None: too new to be trusted), the hash of its content, what it asks (None: it
    cannot be read), and where stands what was found to be wrong."""

    stamp: Stamp | None
    digest: bytes
    read: Read | None
    told: tuple[Told, ...] = ()


def stamp_of(entry: os.DirEntry[str], now: int) -> Stamp | None:
    """What tells a file from any later one of its name; None when it is so new that another may look the same.

    `now`: nanoseconds since 1970, before the file was looked at.
    """
    seen = entry.stat()
    if max(seen.st_mtime_ns, seen.st_ctime_ns) > now - _RACY:
        return None
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def load(folder: Path | None, site: str) -> tuple[Table, dict[str, Row]]:
    """What is kept of a site; nothing where nothing is, or where it is damaged."""
    nothing: tuple[Table, dict[str, Row]] = (Table(), {})
    if folder is None:
        return nothing
    try:
        content = _file(folder, site).read_bytes()
    except OSError:
        return nothing
    if content[:16] != digest(content[16:]):
        return nothing
    fingerprint, name, asked, rows = marshal.loads(content[16:])  # noqa: S302 (our own bytes, as their hash says)
    if (fingerprint, name) != (_fingerprint(), site):
        return nothing
    table = Table([Asked(*one) for one in asked])
    return table, {
        name: Row(stamp, sum_, Read(*read) if read else None, placing.of_plain(told))
        for name, stamp, sum_, read, told in rows
    }


def save(folder: Path | None, site: str, table: Table, rows: Mapping[str, Row]) -> None:
    """Keep it, in one step. A folder that cannot be written keeps nothing."""
    if folder is None:
        return
    plain: Any = [(name, *plainly(row)) for name, row in rows.items()]
    body = marshal.dumps((_fingerprint(), site, [tuple(one) for one in table.asked], plain))
    file = _file(folder, site)
    beside = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(digest(body) + body)
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
        _prune(folder)


def plainly(row: Row) -> tuple[object, ...]:
    """A row in the types that marshal writes."""
    return row.stamp, row.digest, tuple(row.read) if row.read is not None else None, [*map(tuple, row.told)]


def _file(folder: Path, site: str) -> Path:
    return folder / (digest(os.fsencode(site)).hex() + _SUFFIX)


def _prune(folder: Path) -> None:
    seen = sorted(((file.stat(), file) for file in folder.glob("*" + _SUFFIX)), key=lambda one: -one[0].st_mtime)
    size = 0
    for number, (stat, file) in enumerate(seen):
        size += stat.st_size
        if number and (number >= _SITES or size > _BYTES):
            file.unlink(missing_ok=True)


def _fingerprint() -> str:
    return sys.version + source_hash("links/extract", "links/internal", "articles/webaddress")
