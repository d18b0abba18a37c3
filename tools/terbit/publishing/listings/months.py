"""The archive: every article, by the month of its own date."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from terbit.articles.page import Generated
from terbit.messages import msg
from terbit.messages.dates import month_text
from terbit.publishing.listings.shape import LISTING, dated, lastmod, month_of
from terbit.publishing.site import Site

ADDRESS, TEMPLATE = "arsip/", "archive.html"


def month_address(month: str) -> str:
    return f"{ADDRESS}{month.replace('-', '/')}/"


def pages(site: Site) -> Iterator[Generated]:
    language = site.sop.office.language
    months = [(month, tuple(group)) for month, group in groupby(dated(site.articles), month_of)]
    years = [
        (year, [(month, len(found)) for month, found in group]) for year, group in groupby(months, lambda m: m[0][:4])
    ]
    yield Generated(
        ADDRESS,
        msg("Arsip berita").text(language),
        TEMPLATE,
        {"years": years, "total": len(site.articles)},
        lastmod=lastmod(site.articles[:1]),
    )
    for month, found in months:
        yield Generated(
            month_address(month),
            msg("Berita {month}", month=month_text(month, language)).text(language),
            LISTING,
            {"listed": found, "back": ADDRESS, "back_text": msg("Semua bulan").text(language)},
            lastmod=lastmod(found),
        )
