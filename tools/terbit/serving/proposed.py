"""A change that somebody proposed, laid out as an office folder, for whoever reads it before deciding.

Its texts, pictures and attachments are the change's; what runs as a program while pages are made (templates, settings)
stays main's, for nobody has approved the other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from terbit.articles.article import ROOT, holder_of, is_markdown
from terbit.git import GitError, Repo


def lay_out(repo: Repo, main: str, tip: str, folder: Path) -> list[str]:
    """Write main with a change's content into an empty folder; returns the changed paths that are not shown in it.

    The texts that the change touches are the ones saved last, so that the preview begins with them.
    """
    try:
        merged, conflicts = repo.merge_tree(main, tip)
    except GitError:  # no common beginning: what it would be is the change itself
        merged, conflicts = tip, ()
    result = tip if conflicts else merged
    changed = {delta.path for delta in repo.diff(main, result)}
    touched = changed | {holder for path in changed if (holder := holder_of(path)) is not None}
    for path, oid in _files(repo, main, result):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(repo.blob(oid))
        if is_markdown(path) and path not in touched:
            os.utime(file, (0, 0))
    return sorted(path for path in changed if not path.startswith(ROOT))


def _files(repo: Repo, main: str, result: str) -> Iterator[tuple[str, str]]:
    for revision, theirs in ((main, False), (result, True)):
        for path, entry in repo.tree(revision).items():
            if path.startswith(ROOT) is theirs and entry.mode.startswith("100") and _inside(path):
                yield path, entry.oid


def _inside(path: str) -> bool:
    """Whether a path stays below the folder that it is written in, on any system."""
    parts = PurePosixPath(path).parts
    return (
        path.isprintable()
        and not path.startswith("/")
        and "\\" not in path
        and not {"..", ".git"}.intersection(part.lower() for part in parts)
    )
