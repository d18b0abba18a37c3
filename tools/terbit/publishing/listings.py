"""Pages that list articles: newest, categories, months, publications. From titles and descriptions, never from bodies.

Older articles stand on pages of their month or year, so one new article changes the newest lists and its own month
and nothing else (FACTS: newest-first pagination would change every page).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from terbit.articles.page import Generated
from terbit.messages import msg
from terbit.messages.dates import month_text
from terbit.publishing.site import Entry, Site

FRONT = 7  # articles on the front page, the first of them large
NEWEST = 20  # articles on a category's first page

LISTING, FRONT_PAGE, ARCHIVE = "listing.html", "front.html", "archive.html"


def pages(site: Site) -> Iterator[Generated]:
    """All listing pages. Those that the navigation may name are there also while they are empty."""
    yield _front(site)
    yield from _archive(site)
    for name in site.sop.categories:
        yield from _category(site, name)
    yield _publications(site)


def month_of(entry: Entry) -> str:
    """The month that an article belongs to by its own date, in the office's zone ("2026-11"; "" without a date)."""
    return f"{entry.when.year:04d}-{entry.when.month:02d}" if entry.when is not None else ""


def category_address(name: str) -> str:
    return f"kategori/{name}/"


def month_address(month: str) -> str:
    return f"arsip/{month.replace('-', '/')}/"


def _front(site: Site) -> Generated:
    printed = {entry.address for entry in site.publications}
    newest = tuple(islice((entry for entry in site.articles if entry.address not in printed), FRONT))
    return Generated(
        "",
        site.sop.office.name,
        FRONT_PAGE,
        {"newest": newest, "publications": site.publications[:3]},
        lastmod=_lastmod(newest),
        description=" — ".join(filter(None, [site.sop.office.name, site.sop.office.unit])),
    )


def _archive(site: Site) -> Iterator[Generated]:
    language = site.sop.office.language
    months = [(month, tuple(group)) for month, group in groupby(_dated(site.articles), month_of)]
    years = [(year, [(m, len(found)) for m, found in group]) for year, group in groupby(months, lambda m: m[0][:4])]
    yield Generated(
        "arsip/",
        msg("Arsip berita").text(language),
        ARCHIVE,
        {"years": years, "total": len(site.articles)},
        lastmod=_lastmod(site.articles[:1]),
    )
    for month, found in months:
        yield Generated(
            month_address(month),
            msg("Berita {month}", month=month_text(month, language)).text(language),
            LISTING,
            {"listed": found, "back": "arsip/", "back_text": msg("Semua bulan").text(language)},
            lastmod=_lastmod(found),
        )


def _category(site: Site, name: str) -> Iterator[Generated]:
    language = site.sop.office.language
    title = site.sop.categories[name].name
    found = [entry for entry in site.articles if name in entry.categories]
    years = [(year, tuple(group)) for year, group in groupby(_dated(found), lambda entry: month_of(entry)[:4])]
    if len(found) <= NEWEST:
        years = []
    yield Generated(
        category_address(name),
        title,
        LISTING,
        {
            "listed": tuple(found[:NEWEST]),
            "years": [(year, f"{category_address(name)}{year}/", len(group)) for year, group in years],
        },
        lastmod=_lastmod(found[:1]),
    )
    for year, group in years:
        yield Generated(
            f"{category_address(name)}{year}/",
            msg("{category}, tahun {year}", category=title, year=year).text(language),
            LISTING,
            {"listed": group, "back": category_address(name), "back_text": title},
            lastmod=_lastmod(group),
        )


def _publications(site: Site) -> Generated:
    found = site.publications
    return Generated(
        "publikasi/",
        msg("Publikasi").text(site.sop.office.language),
        LISTING,
        {"listed": found, "publication": True},
        lastmod=_lastmod(found[:1]),
    )


def _dated(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.when is not None]


def _lastmod(entries: Iterable[Entry]) -> str:
    days = [moment.date().isoformat() for entry in entries for moment in (entry.changed, entry.when) if moment]
    return max(days, default="")
