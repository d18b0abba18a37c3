"""The newest articles as JSON Feed (https://www.jsonfeed.org/version/1.1/), with the summaries that lists show."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from terbit.messages import msg
from terbit.publishing.feeds.rss import LENGTH
from terbit.publishing.site import Entry, Site, absolute

JSON_FEED = "feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(site: Site, image: Callable[[Entry], str]) -> bytes:
    """`image` gives the full address of an entry's picture, or ""."""
    office = site.sop.office
    feed = {
        "version": VERSION,
        "title": office.name,
        "home_page_url": office.address,
        "feed_url": absolute(site, JSON_FEED),
        "description": msg("Berita terbaru dari {office}", office=office.name).text(office.language),
        "language": office.language,
        "authors": [{"name": office.name, "url": office.address}],
        "items": [_item(site, entry, image(entry)) for entry in site.articles[:LENGTH]],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(site: Site, entry: Entry, image: str) -> dict[str, Any]:
    address = absolute(site, entry.address)
    meta = entry.meta
    item: dict[str, Any] = {
        "id": address,
        "url": address,
        "title": entry.title,
        # an item has to hold some text; the whole one is on the site
        "content_text": entry.description or entry.title,
        "language": (meta.lang if meta is not None else None) or site.sop.office.language,
    }
    if entry.description:
        item["summary"] = entry.description
    if entry.when is not None:
        item["date_published"] = entry.when.isoformat(timespec="seconds")
        item["date_modified"] = max(entry.when, entry.changed or entry.when).isoformat(timespec="seconds")
    if image:
        item["image"] = image
    if meta is not None and meta.authors:
        item["authors"] = [{"name": name} for name in meta.authors]
    sections = [site.sop.categories[name].name for name in entry.categories if name in site.sop.categories]
    tags = [*sections, *(meta.tags if meta is not None else ())]
    if tags:
        item["tags"] = list(dict.fromkeys(tags))
    offered = [
        {"url": absolute(site, file.src_uri), "mime_type": file.mime, "title": file.title, "size_in_bytes": file.size}
        for file in site.attachments(entry)
    ]
    if offered:
        item["attachments"] = offered
    return item
