"""What was found out once about a blob, kept between runs: an SQLite file that may be lost at any time.

Everything in it can be made again from the tree, so a broken, locked or read-only file means a slower run and never
an error. What is kept belongs to one version of the code that made it: the fingerprint of its source.
"""

from __future__ import annotations

import functools
import hashlib
import json
import sqlite3
import sys
import zlib
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any, Self

FILE = "terbit-cache.sqlite"
_LIBRARIES = ("Markdown", "selectolax", "Pillow", "PyYAML", "pydantic")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS fingerprint (value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS kept (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key))
WITHOUT ROWID;
"""


class Cache:
    """Rows of JSON by kind and key. Without a folder it keeps nothing. Writes are committed when it is closed."""

    def __init__(self, folder: Path | None) -> None:
        self._new: dict[tuple[str, str], str] = {}
        self._folder = folder
        self._database = _open(folder) if folder is not None else None

    def all(self, kind: str) -> dict[str, Any]:
        """Every row of a kind."""
        rows = ((key, _value(kind, key, text)) for key, text in self._rows("kind = ?", kind))
        return {key: value for key, value in rows if value is not None}

    def get(self, kind: str, key: str) -> Any | None:
        """One row, or None."""
        if (kind, key) in self._new:
            return _value(kind, key, self._new[kind, key])
        for _, text in self._rows("kind = ? AND key = ?", kind, key):
            return _value(kind, key, text)
        return None

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a row (JSON values only)."""
        if self._database is not None:
            text = json.dumps(value, separators=(",", ":"))
            self._new[kind, key] = _checksum(kind, key, text) + text

    def close(self) -> None:
        """Write what is new. A file that cannot be written is left as it is."""
        if self._database is None:
            return
        with suppress(sqlite3.Error):
            if self._new:
                with self._database:
                    self._database.executemany(
                        "INSERT OR REPLACE INTO kept VALUES (?, ?, ?)",
                        [(kind, key, value) for (kind, key), value in self._new.items()],
                    )
        self._new.clear()
        self._database.close()
        self._database = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _rows(self, where: str, *values: str) -> list[tuple[str, str]]:
        if self._database is None:
            return []
        try:
            rows = self._database.execute(f"SELECT key, value FROM kept WHERE {where}", values).fetchall()  # noqa: S608
        except sqlite3.OperationalError:
            return []
        except sqlite3.DatabaseError:  # found out late that it is broken
            self._forget()
            return []
        return [(str(key), str(value)) for key, value in rows]

    def _forget(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = _open(self._folder, fresh=True) if self._folder is not None else None


def _checksum(kind: str, key: str, text: str) -> str:
    """Of a row, its key included: a damaged file can give the row of another key."""
    return f"{zlib.crc32(f'{kind}{key}{text}'.encode()):08x}"


def _value(kind: str, key: str, text: str) -> Any | None:
    """The JSON of a row, or None where the file's bytes were damaged (SQLite itself keeps no checksum)."""
    if not text.isascii() or _checksum(kind, key, text[8:]) != text[:8]:
        return None
    return json.loads(text[8:])


def _open(folder: Path, *, fresh: bool = False) -> sqlite3.Connection | None:
    file = folder / FILE
    for attempt in (1, 2):
        if fresh or attempt == 2:
            with suppress(OSError):
                file.unlink()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(file, timeout=2)
        except (OSError, sqlite3.Error):
            return None
        try:
            return _prepared(database)
        except sqlite3.OperationalError:  # locked or read-only: go without
            database.close()
            return None
        except sqlite3.DatabaseError:  # no database (any more): begin again
            database.close()
    return None


def _prepared(database: sqlite3.Connection) -> sqlite3.Connection:
    # a cache may be lost: no waiting for the disk
    database.execute("PRAGMA synchronous = OFF")
    database.executescript(_SCHEMA)
    row = database.execute("SELECT value FROM fingerprint").fetchone()
    if row is None or row[0] != fingerprint():
        with database:
            database.execute("DELETE FROM kept")
            database.execute("DELETE FROM fingerprint")
            database.execute("INSERT INTO fingerprint VALUES (?)", (fingerprint(),))
    return database


@functools.cache
def fingerprint() -> str:
    """A hash of all that decides what is kept: what reads and judges articles, and the libraries beneath."""
    libraries = "".join(f"{name} {metadata.version(name)}\n" for name in _LIBRARIES)
    source = source_hash("schema", "findings", "pictures", "articles", "rules")
    return hashlib.sha256(f"{sys.version}{libraries}{source}".encode()).hexdigest()


@functools.cache
def source_hash(*parts: str) -> str:
    """A hash of the source of rooms and modules of this package, named by their paths without a suffix."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for part in parts:
        room = package / part
        for source in sorted(room.rglob("*.py")) if room.is_dir() else [room.with_suffix(".py")]:
            digest.update(str(source.relative_to(package)).encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()
