"""What readers can search: articles and pages that are shown, in bundles by year. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from terbit.articles import article
from terbit.publishing.site import Entry, Site, date_text

PAGES = "halaman"  # the bundle of what has no year
_PICTURE = re.compile(r"<img\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Document:
    """One page as Pagefind reads it: its address ("berita/2026/11/panen/") and HTML made for it alone.

    Only our own elements carry `data-pagefind-…`; the sanitised body cannot (see publishing.sanitise).
    """

    address: str
    html: str


def names(site: Site) -> tuple[str, ...]:
    """The bundles that a site has: its pages, then its years, newest first."""
    found = {bundle_of(entry) for entry in site.entries if entry.shown}
    return tuple(sorted(found, key=lambda name: (name != PAGES, -int(name) if name != PAGES else 0)))


def bundle_of(entry: Entry) -> str:
    """The year that an article belongs to by its date, in the office's zone; by its address without one."""
    if entry.kind != "article":
        return PAGES
    if entry.when is not None:
        return str(entry.when.year)
    month = article.month_of(entry.item.path)
    return month[:4] if month else PAGES


def bundles(site: Site, bodies: Mapping[str, str]) -> dict[str, tuple[Document, ...]]:
    """The documents of each bundle, in the order of their addresses (Pagefind's output follows it).

    `bodies` are the sanitised texts by address. What is not shown has no document: neither placeholder nor list.
    """
    found: dict[str, list[Document]] = {name: [] for name in names(site)}
    for entry in sorted(site.entries, key=lambda entry: entry.address):
        if entry.shown:
            found[bundle_of(entry)].append(document(site, entry, bodies.get(entry.address, "")))
    return {name: tuple(documents) for name, documents in found.items()}


def document(site: Site, entry: Entry, body: str) -> Document:
    """Title, description, text, topics and the names of attachments; date and categories are shown beside a result."""
    meta = entry.meta
    known = site.sop.categories
    day = date_text(entry.when, site.sop.office.language) if entry.kind == "article" else ""
    beside = {"date": day, "category": ", ".join(known[name].name for name in entry.categories if name in known)}
    words = [*(meta.tags if meta else ()), *(attachment.title for attachment in (meta.attachments if meta else ()))]
    parts = [
        f'<h1 data-pagefind-meta="title">{escape(entry.title)}</h1>',
        f'<p data-pagefind-weight="3">{escape(entry.description)}</p>' if entry.description else "",
        "".join(
            f'<p data-pagefind-ignore data-pagefind-meta="{name}">{escape(value)}</p>'
            for name, value in beside.items()
            if value
        ),
        _PICTURE.sub("", body),  # Pagefind would keep the first one's address
        "".join(f"<p>{escape(word)}</p>" for word in words),
    ]
    language = site.sop.office.language
    html = f'<!doctype html><html lang="{language}"><body data-pagefind-body>{"".join(parts)}</body></html>'
    return Document(entry.address, html)
