"""What the pages that list articles have in common: the newest first, the rest on a page for each year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from terbit.articles.page import Generated
from terbit.messages import Message
from terbit.publishing.site import Entry, Site

LISTING = "listing.html"
NEWEST = 20  # articles on the first page of a category or topic
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Year(Generic[T]):
    """What belongs to one year ("2026") and has a page of its own at an address."""

    name: str
    address: str
    found: tuple[T, ...]

    @property
    def link(self) -> tuple[str, str, int]:
        """(year, address, how many), as the templates link to it."""
        return self.name, self.address, len(self.found)


def years_of(found: Sequence[T], year: Callable[[T], str], folder: str, most: int = NEWEST) -> list[Year[T]]:
    """The years that need pages of their own below `folder`, in the order of `found`: none while one page holds all of
    it (`most`). What has no year ("") is on none of them."""
    if len(found) <= most:
        return []
    return [Year(name, f"{folder}{name}/", tuple(group)) for name, group in groupby(found, year) if name]


def month_of(entry: Entry) -> str:
    """The month that an article belongs to by its own date, in the office's zone ("2026-11"; "" without a date)."""
    return f"{entry.when.year:04d}-{entry.when.month:02d}" if entry.when is not None else ""


def year_of(entry: Entry) -> str:
    """The year of an article's own date ("" without one)."""
    return month_of(entry)[:4]


def dated(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.when is not None]


def lastmod(entries: Iterable[Entry]) -> str:
    """The day on which the newest of these was written or changed, as ISO; "" where nobody knows."""
    days = [moment.date().isoformat() for entry in entries for moment in (entry.changed, entry.when) if moment]
    return max(days, default="")


def by_year(
    site: Site,
    found: Sequence[Entry],
    *,
    address: str,
    title: str,
    of_year: Message,
    back: tuple[str, str] | None = None,
) -> Iterator[Generated]:
    """A list of articles (newest first) at an address: the newest, and once there are more, a page for each year.

    `of_year` is the title of a year's page, the year its only open value; `back` (address, text) leads up.
    """
    language = site.sop.office.language
    years = years_of(found, year_of, address)
    up = {"back": back[0], "back_text": back[1]} if back else {}
    yield Generated(
        address,
        title,
        LISTING,
        {
            "listed": tuple(found[:NEWEST]),
            "years": [year.link for year in years],
            **up,
        },
        lastmod=lastmod(found[:1]),
    )
    for year in years:
        yield Generated(
            year.address,
            Message(of_year.source, (*of_year.values, ("year", year.name))).text(language),
            LISTING,
            {"listed": year.found, "back": address, "back_text": title},
            lastmod=lastmod(year.found),
        )
