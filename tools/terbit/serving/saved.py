"""What was saved, and when: file times, looked at again and again.

Not the system's own notices (inotify and its like): they do not come from network folders, and an office of ten
thousand articles has more folders than some systems watch.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from terbit import sop as procedure
from terbit.articles import article
from terbit.articles.article import ROOT
from terbit.rules.settings import CONFIG, OVERRIDES

Stamp = tuple[int, int, int]  # time of writing (ns), size (bytes), inode: editors write a new file and rename it


def look(top: Path) -> dict[str, Stamp]:
    """Path → stamp of every file that the site is made from. Hidden files are an editor's own business."""
    found: dict[str, Stamp] = {}
    for name in (procedure.PATH, CONFIG):
        try:
            found[name] = _stamp((top / name).stat())
        except OSError:
            continue
    waiting = [ROOT, OVERRIDES]
    while waiting:
        below = waiting.pop()
        try:
            entries = list(os.scandir(top / below))
        except OSError:  # not there, or gone in this moment
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{below}{entry.name}/")
                else:
                    found[below + entry.name] = _stamp(entry.stat(follow_symlinks=False))
            except OSError:
                continue
    return found


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_size, status.st_ino


def newest(stamps: Mapping[str, Stamp], count: int) -> list[str]:
    """The texts that were saved last, the newest first."""
    texts = [path for path in stamps if article.is_markdown(path)]
    return sorted(texts, key=lambda path: (-stamps[path][0], path))[:count]
