"""Which articles go with an article: by shared topics, then categories, then nearness in time.

The index is made once for a site. Of each topic and category only the nearest few are looked at, so 10,000 articles
with one tag cost as little as ten. An article goes with older ones and those of its own month: so a new article
changes no page of the months before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from terbit.publishing.listings.shape import month_of
from terbit.publishing.listings.topics import keys_of
from terbit.publishing.site import Entry, Site

MOST = 3
_NEAR = 6  # on either side, of one topic or category


class Related:
    """Asked for an article's related ones; the same site gives the same answer."""

    def __init__(self, site: Site) -> None:
        self._articles = site.articles
        self._at = {entry.address: place for place, entry in enumerate(site.articles)}
        self._topics = [frozenset(keys_of(entry)) for entry in site.articles]
        self._by_topic = _places(self._topics)
        self._by_category = _places([entry.categories for entry in site.articles])

    def __call__(self, entry: Entry) -> tuple[Entry, ...]:
        """At most three others, the closest first; none for what is no article or not shown."""
        here = self._at.get(entry.address)
        if here is None:
            return ()
        near = {
            place
            for groups, index in ((self._topics[here], self._by_topic), (entry.categories, self._by_category))
            for name in groups
            for place in _around(index[name], here)
        }
        month = month_of(entry)
        near = {place for place in near - {here} if month_of(self._articles[place]) <= month}
        found = sorted(near, key=lambda place: self._distance(here, place))
        return tuple(self._articles[place] for place in found[:MOST])

    def _distance(self, here: int, place: int) -> tuple[int, int, float, int]:
        this, other = self._articles[here], self._articles[place]
        apart = abs((this.when - other.when).total_seconds()) if this.when and other.when else float("inf")
        shared = len(self._topics[here] & self._topics[place])
        return -shared, -len(set(this.categories) & set(other.categories)), apart, place


def _places(groups: Sequence[Sequence[str] | frozenset[str]]) -> Mapping[str, Sequence[int]]:
    """Name → the places (in the order of the articles) of those that carry it."""
    found: dict[str, list[int]] = {}
    for place, names in enumerate(groups):
        for name in dict.fromkeys(names):
            found.setdefault(name, []).append(place)
    return found


def _around(places: Sequence[int], here: int) -> Sequence[int]:
    middle = bisect_left(places, here)
    return places[max(0, middle - _NEAR) : middle + _NEAR + 1]
