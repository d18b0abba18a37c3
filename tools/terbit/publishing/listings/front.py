"""The front page: a lead story, the newest articles, announcements, events, publications."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from terbit.articles.page import Generated
from terbit.publishing import redirects
from terbit.publishing.listings.agenda import coming
from terbit.publishing.listings.announcements import announcements
from terbit.publishing.listings.shape import lastmod
from terbit.publishing.site import Entry, Site

TEMPLATE = "front.html"
NEWEST = 6  # articles beside the lead story
RECENT = 10  # the lead story is one of these: an old picture is no reason to lead
FEW = 4  # announcements, events, publications


def pages(site: Site) -> Iterator[Generated]:
    """The context, all newest first: `lead` (Entry or None), `newest`, `announcements`, `publications` (entries),
    `events` (`agenda.Happening`, to come, the next first), `category_counts` (category → number of its articles),
    `short_addresses` (the file of old short addresses, or "")."""
    told = announcements(site)[:FEW]
    apart = {entry.address for entry in (*told, *site.publications)}
    news = tuple(islice((entry for entry in site.articles if entry.address not in apart), RECENT))
    lead = _lead(news)
    newest = tuple(entry for entry in news if entry is not lead)[:NEWEST]
    office = site.sop.office
    yield Generated(
        "",
        office.name,
        TEMPLATE,
        {
            "lead": lead,
            "newest": newest,
            "announcements": told,
            "events": coming(site)[:FEW],
            "publications": site.publications[:FEW],
            "category_counts": {name: len(site.by_category.get(name, ())) for name in site.sop.categories},
            "short_addresses": redirects.SHORT if redirects.shorts(site) else "",
        },
        lastmod=lastmod((*news, *told, *site.publications[:FEW])),
        description=" — ".join(filter(None, [office.name, office.unit])),
    )


def _lead(news: tuple[Entry, ...]) -> Entry | None:
    """The newest with a picture, else the newest."""
    pictured = (entry for entry in news if entry.meta is not None and entry.meta.image is not None)
    return next(pictured, news[0] if news else None)
