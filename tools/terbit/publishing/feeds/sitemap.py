"""The sitemap (sitemaps.org 0.9), with true dates, and robots.txt (RFC 9309), which names it."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from xml.etree import ElementTree

from terbit.articles.page import Generated
from terbit.publishing.feeds.xml import document, text
from terbit.publishing.site import Site, absolute

SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"


def sitemap(site: Site, generated: Iterable[Generated]) -> bytes:
    """Every page that may be found by a search engine, with the day on which its content last changed."""
    days: dict[str, str] = {page.address: page.lastmod for page in generated if page.index}
    for entry in site.entries:
        if entry.shown:
            changed = entry.changed.date().isoformat() if entry.changed is not None else ""
            days[entry.address] = max(changed, days.get(entry.address, ""))
    root = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for address, day in sorted(days.items()):
        url = ElementTree.SubElement(root, "url")
        text(url, "loc", absolute(site, address))
        if day:
            text(url, "lastmod", day)
    return document(root)


def zipped(content: bytes) -> bytes:
    """gzip with neither a name nor a time in it, so that the same content gives the same bytes."""
    return gzip.compress(content, mtime=0)


def robots(site: Site) -> bytes:
    """Everybody may read everything; placeholders ask for themselves not to be found."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {absolute(site, SITEMAP)}\n".encode()
