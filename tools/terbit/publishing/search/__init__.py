"""Searching the site in the reader's own browser, with Pagefind (docs/decisions/search.md).

    documents (what of a site is searched, by year) ─► bundles (an index a year, kept) ─► pagefind (the program)

The page `cari/` merges the years' indexes; it asks nobody but this site.
"""

from __future__ import annotations

from collections.abc import Iterator

from terbit.articles.page import Generated
from terbit.messages import msg
from terbit.publishing.search.documents import names
from terbit.publishing.site import Site

PAGE = "cari/"
INDEX = "cari/indeks/"  # below it a folder for each bundle


def pages(site: Site) -> Iterator[Generated]:
    """The page that searches. Its script needs to know where the indexes lie, the first of which holds the program."""
    yield Generated(
        PAGE,
        msg("Cari").text(site.sop.office.language),
        "search.html",
        {"indexes": tuple(f"{INDEX}{name}/" for name in names(site))},
        index=False,
    )
