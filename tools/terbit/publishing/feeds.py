"""What machines read of the site: the RSS feed (RSS 2.0) and the sitemap (sitemaps.org 0.9), with true dates."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree

from terbit.articles.page import Generated
from terbit.messages import msg
from terbit.publishing.site import Site, absolute

FEED, SITEMAP = "feed.xml", "sitemap.xml"
LENGTH = 20  # articles in the feed

_ATOM = "http://www.w3.org/2005/Atom"
# https://www.w3.org/TR/xml/#charsets: a file with any other character is no XML, whatever escapes it
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rss(site: Site) -> bytes:
    """The newest articles, with the date of the article itself; no date is made up where there is none."""
    office = site.sop.office
    ElementTree.register_namespace("atom", _ATOM)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    _text(channel, "title", office.name)
    _text(channel, "link", office.address)
    _text(channel, "description", msg("Berita terbaru dari {office}", office=office.name).text(office.language))
    _text(channel, "language", office.language)
    ElementTree.SubElement(
        channel, f"{{{_ATOM}}}link", href=absolute(site, FEED), rel="self", type="application/rss+xml"
    )
    newest = site.articles[:LENGTH]
    if newest and newest[0].when is not None:
        _text(channel, "lastBuildDate", _rfc822(newest[0].when))
    for entry in newest:
        item = ElementTree.SubElement(channel, "item")
        _text(item, "title", entry.title)
        _text(item, "link", absolute(site, entry.address))
        guid = ElementTree.SubElement(item, "guid", isPermaLink="true")
        guid.text = absolute(site, entry.address)
        if entry.description:
            _text(item, "description", entry.description)
        for name in entry.categories:
            category = site.sop.categories.get(name)
            _text(item, "category", category.name if category is not None else name)
        if entry.when is not None:
            _text(item, "pubDate", _rfc822(entry.when))
    return _document(root)


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
        _text(url, "loc", absolute(site, address))
        if day:
            _text(url, "lastmod", day)
    return _document(root)


def zipped(content: bytes) -> bytes:
    """gzip with neither a name nor a time in it, so that the same content gives the same bytes."""
    return gzip.compress(content, mtime=0)


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.replace(microsecond=0))


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _NOT_XML.sub("", text)


def _document(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
