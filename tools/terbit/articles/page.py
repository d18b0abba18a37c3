"""A page that no writer wrote: listings, the ledger, the report. Rooms make them, the MkDocs adapter gathers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Generated:
    """A generated page: its address ("kategori/opini/"), title, template of the theme, and the template's values.

    `lastmod` is an ISO day for the sitemap; `index` False keeps it out of sitemap and search. `files` are what the page
    offers for download: path on the site → bytes.
    """

    address: str
    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    lastmod: str = ""
    index: bool = True
    files: Mapping[str, bytes] = field(default_factory=dict)
