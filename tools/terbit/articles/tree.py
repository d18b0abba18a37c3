"""A tree of files to judge: a git revision or a work folder, behind one small protocol."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from terbit.git import Entry, Repo


class Tree(Protocol):
    """Files by path. `read` raises KeyError for a path that is not there."""

    @property
    def files(self) -> Mapping[str, Entry]: ...

    def read(self, path: str) -> bytes: ...


class GitTree:
    """The files of a revision, read from the object store."""

    def __init__(self, repo: Repo, revision: str) -> None:
        self._repo = repo
        self.files: Mapping[str, Entry] = repo.tree(revision)

    def read(self, path: str) -> bytes:
        return self._repo.blob(self.files[path].oid)


class FolderTree:
    """The files of an office folder as they are on disk now: what git tracks and what it does not ignore.

    Unchanged tracked files keep the id that git's index holds, so only what was touched is read.
    """

    def __init__(self, top: Path, files: Mapping[str, Entry] | None = None) -> None:
        self._top = top
        self.files: Mapping[str, Entry] = _folder(top) if files is None else files

    def saved(self, paths: Iterable[str]) -> FolderTree:
        """The folder after these files of it were written again; whoever knows that no others were, spares a look at
        them all. Raises KeyError for a path that was not there or is not now."""
        again = {path: _entry(self._top / path) for path in paths}
        known = {path: entry for path, entry in again.items() if entry is not None and path in self.files}
        if len(known) < len(again):
            raise KeyError(min(again.keys() - known.keys()))
        return FolderTree(self._top, {**self.files, **known})

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise KeyError(path)
        return _bytes(self._top / path)


def blob_id(content: bytes) -> str:
    """The id that git gives these bytes as a blob."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _folder(top: Path) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    if not (top / ".git").exists():  # a folder of its own, even where another repository surrounds (and ignores) it
        return {path: entry for path in sorted(_walk(top)) if (entry := _entry(top / path)) is not None}
    repo = Repo(top)
    staged = repo.run("ls-files", "-s", "-z").stdout
    touched = _names(repo.run("diff-files", "--name-only", "-z").stdout)
    others = _names(repo.run("ls-files", "-o", "--exclude-standard", "-z").stdout)
    changed = set(touched)
    for line in staged.split(b"\0"):
        if line:
            facts, _, name = line.partition(b"\t")
            mode, oid, _ = facts.decode().split(" ")
            path = os.fsdecode(name)
            if path not in changed:
                entries[path] = Entry(mode, oid)
    for path in (*touched, *others):
        entry = _entry(top / path)
        if entry is not None:
            entries[path] = entry
    return dict(sorted(entries.items()))


def _names(listed: bytes) -> list[str]:
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def _entry(file: Path) -> Entry | None:
    try:
        mode = file.lstat().st_mode
    except OSError:
        return None
    if stat.S_ISLNK(mode):
        return Entry("120000", blob_id(os.fsencode(file.readlink())))
    if not stat.S_ISREG(mode):
        return None
    return Entry("100755" if mode & 0o111 else "100644", blob_id(_bytes(file)))


def _bytes(file: Path) -> bytes:
    return os.fsencode(file.readlink()) if file.is_symlink() else file.read_bytes()


def _walk(top: Path) -> list[str]:
    found = []
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name not in (".git", ".venv", "build", "site")]
        links = [name for name in folders if (Path(folder) / name).is_symlink()]  # a rule names them
        found += [str((Path(folder) / name).relative_to(top)) for name in (*files, *links)]
    return found
