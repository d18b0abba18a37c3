"""What machines read of the site: feeds, the calendar, the register as a table, the sitemap."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from terbit.articles.page import Generated
from terbit.publishing.feeds.calendar import CALENDAR, calendar
from terbit.publishing.feeds.jsonfeed import JSON_FEED, json_feed
from terbit.publishing.feeds.rss import FEED, rss
from terbit.publishing.feeds.sitemap import ROBOTS, SITEMAP, robots, sitemap, zipped
from terbit.publishing.listings import register
from terbit.publishing.site import Entry, Site


def files(site: Site, generated: Iterable[Generated], image: Callable[[Entry], str]) -> dict[str, bytes]:
    """Path → content of every such file. `generated` are the pages that no writer wrote; `image` gives the full address
    of an entry's picture, or ""."""
    found = sitemap(site, generated)
    kept = calendar(site)
    return {
        FEED: rss(site),
        JSON_FEED: json_feed(site, image),
        **({CALENDAR: kept} if kept is not None else {}),
        register.CSV: register.table(site),
        SITEMAP: found,
        SITEMAP + ".gz": zipped(found),
        ROBOTS: robots(site),
    }
