"""Existing sites as the proof knows them by itself, whatever the format: their documents, and what readers saw."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.corpora import exports, words

ADOPTED = {"hugo": 0.95, "jekyll": 0.80, "wordpress": 0.90}  # the share of its documents that a format's proof asks for


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


def as_jekyll(site: Path, room: Path) -> Old | None:
    """The dated posts of a site as a Jekyll site that is made in `room` for the proof, or None where it has none.

    The proof knows by itself where a post without a date of its own stood: its file's name says it.
    """
    posts = sorted(path for path in (site / "content").rglob("*.md") if _POST.match(path.name))
    if not posts:
        return None
    (room / "_posts").mkdir(parents=True)
    for path in posts:
        shutil.copy(path, room / "_posts" / path.name)
    (room / "_config.yml").write_text("permalink: /:year/:month/:day/:title/\n", "utf-8")
    names = {f"_posts/{path.name}": path for path in posts}
    stood = {}
    for name, path in names.items():
        found = _POST.match(path.name)
        front = path.read_text("utf-8", "replace").partition("\n---")[0]
        if found and not re.search(r"^(?:date|slug|permalink|categor\w+)\s*:", front, re.MULTILINE):
            stood[name] = f"{found[1]}/{found[2]}/{found[3]}/{found[4]}/"
    return Old(
        ("jekyll", room), {name: partial(_source, path) for name, path in names.items()},
        frozenset({*names, "_config.yml"}), stood,
    )  # fmt: skip


_POST = re.compile(r"(\d{4})-(\d\d)-(\d\d)-(.+)\.md\Z")


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
