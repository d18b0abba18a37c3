"""An article or page of the office: a Markdown file, its typed front matter, and the address that its path gives it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from terbit.articles import frontmatter
from terbit.articles.frontmatter import FrontMatter, Parsed
from terbit.findings import Finding

ROOT = "content/"
_ARTICLE = re.compile(r"content/(?:[a-z0-9-]+/)+(\d{4})/(\d\d)/([^/]+)/index\.md\Z")
_ARTICLE_FOLDER = re.compile(r"(content/(?:[a-z0-9-]+/)+\d{4}/\d\d/[^/]+/)")

UNCLASSIFIED = "belum-diklasifikasi"  # the information class of what an existing site brought in, and of nothing else

Kind = Literal["article", "page"]


@dataclass(frozen=True, slots=True)
class Article:
    """A parsed Markdown file. `meta` is None when its front matter has findings (then nobody may show it)."""

    path: str
    blob: str
    parsed: Parsed

    @property
    def meta(self) -> FrontMatter | None:
        return self.parsed.meta

    @property
    def kind(self) -> Kind:
        return kind_of(self.path)

    @property
    def slug(self) -> str:
        return slug_of(self.path)

    @property
    def address(self) -> str:
        return address_of(self.path)

    @property
    def folder(self) -> str:
        """The folder that holds the article's own files, with its slash; a bare `x.md` has none of its own."""
        return folder_of(self.path)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.parsed.findings


ArticleOf = Callable[[str, str], Article | None]  # (path, blob id) → the article, None where the blob is gone


def read(path: str, content: bytes, zone: ZoneInfo, blob: str = "") -> Article:
    """The article in a file's bytes. Never raises for what a writer wrote: see `findings`."""
    return Article(path, blob, frontmatter.parse(content, path, zone))


def by_blob(content: Callable[[str], bytes], zone: ZoneInfo) -> ArticleOf:
    """Articles of any revision, by path and blob id; `content` gives a blob's bytes or raises KeyError."""

    def of(path: str, blob: str) -> Article | None:
        try:
            return read(path, content(blob), zone, blob)
        except KeyError:  # an approved erasure
            return None

    return of


def kind_of(path: str) -> Kind:
    """`…/<year>/<month>/<slug>/index.md` is an article; every other Markdown file in `content/` is a page."""
    return "article" if _ARTICLE.match(path) else "page"


def is_markdown(path: str) -> bool:
    """Whether a path is an article's or a page's text."""
    return path.startswith(ROOT) and path.endswith(".md")


def address_of(path: str) -> str:
    """The address below the site's root, with its slash at the end: `berita/2026/11/panen/`; "" is the front page."""
    inner = path.removeprefix(ROOT)
    if inner == "index.md":
        return ""
    return inner.removesuffix("index.md") if inner.endswith("/index.md") else inner.removesuffix(".md") + "/"


def slug_of(path: str) -> str:
    return address_of(path).rstrip("/").rpartition("/")[2]


def folder_of(path: str) -> str:
    return path.removesuffix("index.md") if path.endswith("/index.md") else path.rpartition("/")[0] + "/"


def holder_of(path: str) -> str | None:
    """The article (its index.md) in whose folder a file lies, there or not; None for what lies in no such folder."""
    found = _ARTICLE_FOLDER.match(path)
    return found[1] + "index.md" if found else None


def month_of(path: str) -> str | None:
    """The month of creation that an article's address carries ("2026-11"), None for a page."""
    found = _ARTICLE.match(path)
    return f"{found[1]}-{found[2]}" if found else None


def due(meta: FrontMatter, as_of: datetime) -> bool:
    """Whether an article may be shown yet."""
    return meta.publish_at is None or meta.publish_at <= as_of
