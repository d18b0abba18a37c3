"""An index for each bundle: made anew when a document of it changed, else taken from the cache.

A bundle's files are a function of its documents, the language and Pagefind's version. What is kept is one zip archive
a bundle, which carries its own checksums and appears in one step; lost or damaged, it is made again.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from terbit.messages import Language
from terbit.publishing.search import pagefind
from terbit.publishing.search.documents import Document

CACHE = "cari"
_FORMAT = "1"  # of what is kept
_PROGRAM = re.compile(r"pagefind\.js|pagefind-worker\.js|wasm\.(?!unknown)[\w-]+\.pagefind")
# Pagefind brings several user interfaces of its own; the page cari/ is ours
_NEEDED = re.compile(
    rf"(fragment|index)/[\w.-]+|pagefind-entry\.json|pagefind\.[\w.-]+\.pf_meta|{_PROGRAM.pattern}", re.ASCII
)


def write(bundles: Mapping[str, Sequence[Document]], out: Path, language: Language, cache: Path | None) -> None:
    """Write each bundle into its folder below `out`; the first one also holds Pagefind's program for the browser.

    `cache` is a folder that may be lost. Raises pagefind.Unindexed.
    """
    kept = cache / CACHE if cache is not None else None
    first = next(iter(bundles), "")

    def one(name: str) -> None:
        for path, content in _files(bundles[name], name, language, kept).items():
            if name == first or not _PROGRAM.fullmatch(path):
                file = out / name / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)

    # Pagefind uses one processor; the waiting is done here
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        list(pool.map(one, bundles))


def key(documents: Sequence[Document], language: Language) -> str:
    """The name of exactly these documents' index: SHA-256, hexadecimal."""
    hashed = hashlib.sha256(f"{_FORMAT}\0{pagefind.version()}\0{language}\0".encode())
    for document in documents:
        for part in (document.address, document.html):
            content = part.encode()
            hashed.update(b"%d\0%b" % (len(content), content))
    return hashed.hexdigest()


def _files(documents: Sequence[Document], name: str, language: Language, kept: Path | None) -> dict[str, bytes]:
    if kept is None:
        return _made(documents, language)
    archive = kept / f"{name}-{key(documents, language)[:40]}.zip"
    files = _kept(archive)
    if files is None:
        files = _made(documents, language)
        _keep(files, archive, name)
    return files


def _made(documents: Sequence[Document], language: Language) -> dict[str, bytes]:
    made = pagefind.index(documents, language)
    return {path: made[path] for path in sorted(made) if _NEEDED.fullmatch(path)}


def _kept(archive: Path) -> dict[str, bytes] | None:
    """A bundle out of the cache, whole, or None."""
    try:
        with zipfile.ZipFile(archive) as kept:  # reading checks each file's checksum
            return {name: kept.read(name) for name in kept.namelist() if _NEEDED.fullmatch(name)}
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError):
        return None


def _keep(files: Mapping[str, bytes], archive: Path, name: str) -> None:
    """Put a bundle into the cache in the place of the same year's before. What cannot be kept is made again."""
    with suppress(OSError):
        archive.parent.mkdir(parents=True, exist_ok=True)
        fresh = archive.with_name(f".{uuid.uuid4().hex}")
        try:
            with zipfile.ZipFile(fresh, "w") as kept:
                for path, content in files.items():
                    kept.writestr(zipfile.ZipInfo(path), content)
            fresh.replace(archive)
        finally:
            fresh.unlink(missing_ok=True)
        for old in archive.parent.glob(f"{name}-*.zip"):
            if old != archive:
                old.unlink(missing_ok=True)
