"""Everything that can be downloaded: the attachments of all articles, by year and category."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from terbit.articles.page import Generated
from terbit.messages import msg
from terbit.publishing.listings.shape import lastmod, year_of, years_of
from terbit.publishing.site import Attachment, Entry, Site

ADDRESS, TEMPLATE = "unduhan/", "downloads.html"
MOST = 100  # files on one page before each year gets its own


@dataclass(frozen=True, slots=True)
class Download:
    """A document and the article that offers it."""

    file: Attachment
    entry: Entry


def pages(site: Site) -> Iterator[Generated]:
    """Context: `groups`, of (year, [(category's name, [Download])]); with more than a hundred files `unduhan/` holds
    the newest year, and every year has a page of its own."""
    language = site.sop.office.language
    found = [Download(file, entry) for entry in site.articles for file in site.attachments(entry)]
    years = years_of(found, _year, ADDRESS, MOST)
    # no year: one page holds everything
    first = [(year.name, year.found) for year in years[:1]] or [(y, tuple(group)) for y, group in groupby(found, _year)]
    title = msg("Unduhan").text(language)
    yield Generated(
        ADDRESS,
        title,
        TEMPLATE,
        {
            "groups": [(year, _by_category(site, group)) for year, group in first],
            "years": [year.link for year in years],
            "total": len(found),
        },
        lastmod=lastmod(one.entry for one in found),
    )
    for year in years:
        yield Generated(
            year.address,
            msg("Unduhan, tahun {year}", year=year.name).text(language),
            TEMPLATE,
            {
                "groups": [(year.name, _by_category(site, year.found))],
                "total": len(year.found),
                "back": ADDRESS,
                "back_text": msg("Semua unduhan").text(language),
            },
            lastmod=lastmod(one.entry for one in year.found),
        )


def _year(one: Download) -> str:
    return year_of(one.entry)


def _by_category(site: Site, found: tuple[Download, ...]) -> list[tuple[str, list[Download]]]:
    """Under the first category of its article, in the order of the procedure."""
    names = {key: category.name for key, category in site.sop.categories.items()}
    groups: dict[str, list[Download]] = {name: [] for name in (*names.values(), "")}
    for one in found:
        first = next((names[key] for key in one.entry.categories if key in names), "")
        groups[first].append(one)
    return [(name, files) for name, files in groups.items() if files]
