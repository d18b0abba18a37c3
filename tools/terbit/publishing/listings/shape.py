"""What the pages that list articles have in common: the newest first, the rest on a page for each year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from terbit.articles.page import Generated
from terbit.messages import Message
from terbit.publishing.site import Entry, Site

LISTING = "listing.html"
NEWEST = 20  # articles on the first page of a category or topic


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
    years = [(year, tuple(group)) for year, group in groupby(dated(found), year_of)]
    if len(found) <= NEWEST:
        years = []
    up = {"back": back[0], "back_text": back[1]} if back else {}
    yield Generated(
        address,
        title,
        LISTING,
        {
            "listed": tuple(found[:NEWEST]),
            "years": [(year, f"{address}{year}/", len(group)) for year, group in years],
            **up,
        },
        lastmod=lastmod(found[:1]),
    )
    for year, group in years:
        yield Generated(
            f"{address}{year}/",
            Message(of_year.source, (*of_year.values, ("year", year))).text(language),
            LISTING,
            {"listed": group, "back": address, "back_text": title},
            lastmod=lastmod(group),
        )
