"""Announcements (categories with `announcement: true`). What has expired leaves the list at its hour: it is no longer
shown, and `expires_at` is a boundary of `as_of`."""

from __future__ import annotations

from collections.abc import Iterator

from terbit.articles.page import Generated
from terbit.messages import msg
from terbit.publishing.listings.shape import by_year
from terbit.publishing.site import Entry, Site

ADDRESS = "pengumuman/"


def announcements(site: Site) -> tuple[Entry, ...]:
    """The announcements that hold now, newest first."""
    kinds = {name for name, category in site.sop.categories.items() if category.announcement}
    return tuple(entry for entry in site.articles if not kinds.isdisjoint(entry.categories))


def pages(site: Site) -> Iterator[Generated]:
    """None where the office has no such category."""
    if any(category.announcement for category in site.sop.categories.values()):
        yield from by_year(
            site,
            announcements(site),
            address=ADDRESS,
            title=msg("Pengumuman").text(site.sop.office.language),
            of_year=msg("Pengumuman, tahun {year}"),
        )
