"""Pages that list articles. From titles and descriptions, never from bodies: a listing of 10,000 articles is cheap.

Older articles stand on pages of their month or year, so one new article changes the newest lists and its own month
and nothing else (FACTS: newest-first pagination would change every page).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from terbit.articles.page import Generated
from terbit.publishing.listings import (
    agenda,
    announcements,
    categories,
    downloads,
    front,
    months,
    publications,
    register,
    topics,
)
from terbit.publishing.site import Site

# One module a kind of page. Those that the navigation may name are there also while they are empty.
_KINDS: tuple[Callable[[Site], Iterator[Generated]], ...] = (
    front.pages,
    months.pages,
    categories.pages,
    publications.pages,
    announcements.pages,
    agenda.pages,
    topics.pages,
    downloads.pages,
    register.pages,
)


def pages(site: Site) -> Iterator[Generated]:
    """All listing pages of a site."""
    for kind in _KINDS:
        yield from kind(site)
