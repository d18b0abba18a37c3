"""Existing sites as the proof knows them by itself, whatever the format: their documents, and what readers saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.corpora import exports, words

ADOPTED = {"hugo": 0.95, "wordpress": 0.90}  # the share of its documents that a format's proof asks for


@dataclass(frozen=True)
class Old:
    """`typed` stands behind `terbit adopt`; `documents`: name → the words that readers saw; `reported`: every name that
    the report must say exactly once; `stood`: document → its old address, where only the proof knows it.
    """

    typed: tuple[str | Path, ...]
    documents: Mapping[str, Callable[[], Counter[str]]]
    reported: frozenset[str]
    stood: Mapping[str, str] = field(default_factory=dict)

    @property
    def wanted(self) -> float:
        return ADOPTED[str(self.typed[0])]


def of(site: Path) -> Old:
    """The site in a folder: WordPress where it holds exports, else Markdown files below `content/`."""
    return _wordpress(site) if any(site.glob("*.xml")) else _hugo(site)


def _hugo(site: Path) -> Old:
    found = (path for path in sorted(site.rglob("*")) if path.is_file() or path.is_symlink())
    files = [path.relative_to(site).as_posix() for path in found]
    documents = [
        path
        for path in files
        if path.startswith("content/") and path.endswith(".md") and not path.endswith("_index.md")
    ]
    return Old(
        ("hugo", site), {path: partial(_source, site / path) for path in documents}, frozenset(files)
    )  # fmt: skip


def _source(path: Path) -> Counter[str]:
    return words.of_source(path.read_bytes())


def _wordpress(site: Path) -> Old:
    """Uploads lie in `uploads/` beside the exports, where there are any."""
    posts = exports.posts(site)
    media = site / "uploads"
    typed: tuple[str | Path, ...] = ("wordpress", site, "--media", media) if media.is_dir() else ("wordpress", site)
    public = {post.name: post for post in posts if post.public}
    return Old(
        typed,
        {name: post.words for name, post in public.items()},
        frozenset(post.name for post in posts if post.kind in ("post", "page")),
        {name: post.path.lstrip("/") for name, post in public.items() if post.path.strip("/")},
    )
