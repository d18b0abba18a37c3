"""The existing site on disk: which files there are, and their bytes. Nothing outside the folder is ever read.

Symbolic links are listed and never followed (their targets may lie anywhere, or in a circle), nor are devices and
pipes opened. Paths are relative to the folder, `str` as `os.fsdecode` gives them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from terbit.findings import Refused
from terbit.messages import Message, msg

MARKDOWN = (".md", ".markdown", ".mdown")
MAX_TEXT = 2 * 1024 * 1024  # bytes of a Markdown file; a long book chapter has a tenth of that
MAX_FILE = 64 * 1024 * 1024  # bytes of a picture or an attachment
MAX_FILES = 200_000
MAX_DEPTH = 40
_SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules"})


@dataclass
class Source:
    """The files below `top`: path → size in bytes, and what was not taken: path → why."""

    top: Path
    files: dict[str, int] = field(default_factory=dict)
    listed: dict[str, Message] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """A file's bytes. Raises OSError when it is not readable, KeyError when it is not one of `files`."""
        limit = self.files[path]
        # each folder is opened by the one above, without following links: a link put there meanwhile is refused
        folders, name = path.split("/")[:-1], path.split("/")[-1]
        handle = os.open(self.top, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for folder in folders:
                inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
                os.close(handle)
                handle = inner
            file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=handle)
        finally:
            os.close(handle)
        with os.fdopen(file, "rb") as opened:
            return opened.read(limit)


def is_markdown(path: str) -> bool:
    return path.lower().endswith(MARKDOWN)


def scan(top: Path, hint: Message) -> Source:
    """Everything below a folder. Raises Refused when it is no folder (with `hint`) or holds too many files."""
    if not top.is_dir():
        raise Refused(
            msg("{path}: folder situs lama tidak ditemukan", path=top),
            hint,
        )
    source = Source(top)
    for path, status in _walk(top, "", 0, source.listed):
        if len(source.files) + len(source.listed) >= MAX_FILES:
            raise Refused(msg("{path}: lebih dari {limit} berkas", path=top, limit=MAX_FILES))
        reason = _refusal(path, status)
        if reason is None:
            source.files[path] = status.st_size
        else:
            source.listed[path] = reason
    return source


def _walk(folder: Path, prefix: str, depth: int, listed: dict[str, Message]) -> Iterator[tuple[str, os.stat_result]]:
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except OSError:
        listed[prefix or "."] = msg("folder tidak dapat dibaca")
        return
    for entry in ordered:
        path = prefix + entry.name
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            listed[path] = msg("berkas tidak dapat dibaca")
            continue
        if not stat.S_ISDIR(status.st_mode):
            yield path, status
        elif entry.name in _SKIPPED:
            listed[path + "/"] = msg("folder ini milik alat lain, bukan isi situs")
        elif depth >= MAX_DEPTH:
            listed[path + "/"] = msg("folder terlalu dalam, paling banyak {limit} tingkat", limit=MAX_DEPTH)
        else:
            yield from _walk(folder / entry.name, path + "/", depth + 1, listed)


def _refusal(path: str, status: os.stat_result) -> Message | None:
    if stat.S_ISLNK(status.st_mode):
        return msg("tautan simbolis tidak diikuti")
    if not stat.S_ISREG(status.st_mode):
        return msg("bukan berkas biasa")
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return msg("nama berkas bukan teks UTF-8")
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in path):
        return msg("nama berkas memuat huruf kendali")
    limit = MAX_TEXT if is_markdown(path) else MAX_FILE
    if status.st_size > limit:
        return msg("terlalu besar: {size} bita, paling banyak {limit}", size=status.st_size, limit=limit)
    return None
