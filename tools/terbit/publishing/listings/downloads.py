"""Everything that can be downloaded: the attachments of all articles, by year and category."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from terbit.articles.page import Generated
from terbit.messages import msg
from terbit.publishing.listings.shape import lastmod, year_of
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
    by_year = [(year, tuple(group)) for year, group in groupby(found, lambda one: year_of(one.entry))]
    several = len(found) > MOST
    title = msg("Unduhan").text(language)
    yield Generated(
        ADDRESS,
        title,
        TEMPLATE,
        {
            "groups": [(year, _by_category(site, group)) for year, group in (by_year[:1] if several else by_year)],
            "years": [(year, f"{ADDRESS}{year}/", len(group)) for year, group in by_year if year] if several else [],
            "total": len(found),
        },
        lastmod=lastmod(one.entry for one in found),
    )
    for year, group in by_year if several else ():
        if year:
            yield Generated(
                f"{ADDRESS}{year}/",
                msg("Unduhan, tahun {year}", year=year).text(language),
                TEMPLATE,
                {
                    "groups": [(year, _by_category(site, group))],
                    "total": len(group),
                    "back": ADDRESS,
                    "back_text": msg("Semua unduhan").text(language),
                },
                lastmod=lastmod(one.entry for one in group),
            )


def _by_category(site: Site, found: tuple[Download, ...]) -> list[tuple[str, list[Download]]]:
    """Under the first category of its article, in the order of the procedure."""
    names = {key: category.name for key, category in site.sop.categories.items()}
    groups: dict[str, list[Download]] = {name: [] for name in (*names.values(), "")}
    for one in found:
        first = next((names[key] for key in one.entry.categories if key in names), "")
        groups[first].append(one)
    return [(name, files) for name, files in groups.items() if files]
