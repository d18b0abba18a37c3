"""A page for each category of the procedure."""

from __future__ import annotations

from collections.abc import Iterator

from terbit.articles.page import Generated
from terbit.messages import msg
from terbit.publishing.listings.shape import by_year
from terbit.publishing.site import Site


def category_address(name: str) -> str:
    return f"kategori/{name}/"


def pages(site: Site) -> Iterator[Generated]:
    for name, category in site.sop.categories.items():
        yield from by_year(
            site,
            site.by_category.get(name, ()),
            address=category_address(name),
            title=category.name,
            of_year=msg("{category}, tahun {year}", category=category.name),
        )
