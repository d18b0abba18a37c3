"""The RSS feed (RSS 2.0) of the newest articles, with true dates."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree

from terbit.messages import msg
from terbit.publishing.feeds.xml import document, text
from terbit.publishing.site import Site, absolute

FEED = "feed.xml"
LENGTH = 20  # articles in the feed

_ATOM = "http://www.w3.org/2005/Atom"


def rss(site: Site) -> bytes:
    """The newest articles, with the date of the article itself; no date is made up where there is none."""
    office = site.sop.office
    ElementTree.register_namespace("atom", _ATOM)
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    text(channel, "title", office.name)
    text(channel, "link", office.address)
    text(channel, "description", msg("Berita terbaru dari {office}", office=office.name).text(office.language))
    text(channel, "language", office.language)
    ElementTree.SubElement(
        channel, f"{{{_ATOM}}}link", href=absolute(site, FEED), rel="self", type="application/rss+xml"
    )
    newest = site.articles[:LENGTH]
    if newest and newest[0].when is not None:
        text(channel, "lastBuildDate", _rfc822(newest[0].when))
    for entry in newest:
        item = ElementTree.SubElement(channel, "item")
        text(item, "title", entry.title)
        text(item, "link", absolute(site, entry.address))
        guid = ElementTree.SubElement(item, "guid", isPermaLink="true")
        guid.text = absolute(site, entry.address)
        if entry.description:
            text(item, "description", entry.description)
        for name in entry.categories:
            category = site.sop.categories.get(name)
            text(item, "category", category.name if category is not None else name)
        if entry.when is not None:
            text(item, "pubDate", _rfc822(entry.when))
    return document(root)


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.replace(microsecond=0))
