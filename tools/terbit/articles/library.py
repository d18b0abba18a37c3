"""The library: what every article and page of an office says of itself, by path and by slug.

Ten thousand front matters take many seconds to read, so what was read is kept by blob id (see `cache.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from terbit.articles import article as articles
from terbit.articles.cache import Cache
from terbit.articles.tree import Tree

_MENTIONS = re.compile(r"artikel:([a-z0-9-]{1,80})|/([a-z0-9-]{1,80})/(?:index\.md)?[)#>\s\"']")
_REDIRECT = re.compile(r"/?(?:[^/\s?#\\:<>\"'`{}|^%\x00-\x1f\x7f]+(?:/|\Z))+\Z")
# A larger text is not read for the library; SH005 names it.
MAX_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class Card:
    """What the library knows of one text. `readable` is False where its front matter has findings.

    Moments are ISO stamps with their offset, "" where the key is absent; `event_over` is when its event is past.
    `mentions` are the slugs that its text may link to (more than it does, never fewer).
    """

    blob: str
    readable: bool
    title: str = ""
    description: str = ""
    date: str = ""
    publish_at: str = ""
    expires_at: str = ""
    withdrawn: bool = False
    information: str = ""
    categories: tuple[str, ...] = ()
    redirect_from: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    event_over: str = ""

    def due(self, as_of: datetime) -> bool:
        """Whether it may be shown yet."""
        return not self.publish_at or datetime.fromisoformat(self.publish_at) <= as_of

    @property
    def exempt(self) -> bool:
        return self.information == "dikecualikan"


@dataclass(frozen=True)
class Library:
    """All articles and pages of a tree."""

    cards: Mapping[str, Card] = field(default_factory=dict)

    @cached_property
    def by_slug(self) -> Mapping[str, tuple[str, ...]]:
        """Slug → the paths that have it: articles, and pages where no article has it."""
        found: dict[str, list[str]] = {}
        pages: dict[str, list[str]] = {}
        for path in self.cards:
            slug = articles.slug_of(path)
            if slug:
                (found if articles.kind_of(path) == "article" else pages).setdefault(slug, []).append(path)
        return {slug: tuple(paths) for slug, paths in {**pages, **found}.items()}

    @cached_property
    def by_address(self) -> Mapping[str, tuple[str, ...]]:
        """Address → the paths that claim it (one, where all is well)."""
        found: dict[str, list[str]] = {}
        for path in self.cards:
            found.setdefault(articles.address_of(path), []).append(path)
        return {address: tuple(paths) for address, paths in found.items()}

    @cached_property
    def redirects(self) -> Mapping[str, tuple[str, ...]]:
        """Old address (see `old_address`) → the paths that redirect from it."""
        found: dict[str, list[str]] = {}
        for path, card in self.cards.items():
            for text in card.redirect_from:
                old = old_address(text)
                if old is not None:
                    found.setdefault(old, []).append(path)
        return {old: tuple(paths) for old, paths in found.items()}

    def path_of(self, slug: str) -> str | None:
        """The article that `artikel:slug` means; None where there is none, or where two have the slug."""
        paths = self.by_slug.get(slug, ())
        return paths[0] if len(paths) == 1 else None

    def mentioning(self, slugs: Collection[str]) -> Iterator[str]:
        """The paths whose text may link to one of these slugs."""
        wanted = frozenset(slugs)
        return (path for path, card in self.cards.items() if not wanted.isdisjoint(card.mentions))


def old_address(text: str) -> str | None:
    """An entry of `redirect_from` as an address below the site's root, or None where it is none.

    `/2017/05/judul/`, `lama/judul.html`; no site before it, no query, no `..`.
    """
    text = text.strip()
    if not _REDIRECT.match(text):
        return None
    inner = text.lstrip("/")
    parts = inner.rstrip("/").split("/")
    if any(part in ("", ".", "..") for part in parts):
        return None
    return inner if inner.endswith("/") or "." in parts[-1] else inner + "/"


def load(tree: Tree, zone: ZoneInfo, cache: Cache | Path | None = None) -> Library:
    """The library of a tree. `cache`: a folder (or an open cache) that keeps what was read between runs."""
    if not isinstance(cache, Cache):
        with Cache(cache) as opened:
            return load(tree, zone, opened)
    wanted = {
        path: entry.oid
        for path, entry in tree.files.items()
        if articles.is_markdown(path) and entry.mode.startswith("100")
    }
    paths = {blob: path for path, blob in wanted.items()}
    found = cards(paths, lambda blob: tree.read(paths[blob]), zone, cache)
    return Library({path: found[blob] for path, blob in wanted.items()})


def cards(paths: Mapping[str, str], read: Callable[[str], bytes], zone: ZoneInfo, cache: Cache) -> dict[str, Card]:
    """Blob → its card, for texts of any revision. `paths`: blob → a path that it stands at; `read` gives its bytes."""
    kept = cache.all(f"card {zone.key}")
    found: dict[str, Card] = {}
    for blob, path in paths.items():
        row = kept.get(blob)
        if row is None:
            row = _row(read(blob), path, zone)
            cache.put(f"card {zone.key}", blob, row)
        found[blob] = _card(blob, row)
    return found


def _row(content: bytes, path: str, zone: ZoneInfo) -> list[object]:
    if len(content) > MAX_BYTES:
        return [False]
    read = articles.read(path, content, zone)
    meta = read.meta
    mentions = sorted({slug for found in _MENTIONS.findall(read.parsed.body) for slug in found if slug})
    if meta is None:
        return [False, mentions]
    return [
        True,
        mentions,
        meta.title,
        meta.description or "",
        *(_stamp(moment) for moment in (meta.date, meta.publish_at, meta.expires_at)),
        meta.withdrawn is not None,
        meta.information or "",
        list(meta.categories),
        list(meta.redirect_from),
        _stamp(meta.event.over(zone) if meta.event else None),
    ]


def _stamp(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _card(blob: str, row: list[object]) -> Card:
    readable, mentions, *rest = [*row, []] if len(row) == 1 else row
    if not readable:
        return Card(blob, False, mentions=_words(mentions))
    title, description, date, publish_at, expires_at, withdrawn, information, categories, redirects, over = rest
    return Card(
        blob,
        True,
        str(title),
        str(description),
        str(date),
        str(publish_at),
        str(expires_at),
        bool(withdrawn),
        str(information),
        _words(categories),
        _words(redirects),
        _words(mentions),
        str(over),
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else ()
