"""Printed works (categories with `publication: true`), with their covers and the file to read at once."""

from __future__ import annotations

from collections.abc import Iterator

from terbit.articles.page import Generated
from terbit.messages import msg
from terbit.publishing.listings.shape import LISTING, lastmod
from terbit.publishing.site import Attachment, Entry, Site

ADDRESS = "publikasi/"


def pages(site: Site) -> Iterator[Generated]:
    found = site.publications
    yield Generated(
        ADDRESS,
        msg("Publikasi").text(site.sop.office.language),
        LISTING,
        {"listed": found, "publication": True},
        lastmod=lastmod(found[:1]),
    )


def download(site: Site, entry: Entry) -> Attachment | None:
    """The file that a publication's cover leads to: its first PDF, else its first attachment, else none."""
    offered = site.attachments(entry)
    return next((file for file in offered if file.kind == "PDF"), offered[0] if offered else None)
