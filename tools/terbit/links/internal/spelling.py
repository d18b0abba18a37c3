"""What somebody meant who wrote an address that is not there: names of the site that are nearly the same. Pure."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Set


class Names:
    """The names of a site's files, looked at when something is missing."""

    def __init__(self, files: Set[str]) -> None:
        self._files = files

    def same(self, wanted: str) -> str | None:
        """A file whose name differs in case, Unicode form or a left-out `.html` alone."""
        for name in (wanted, wanted + "/index.html", wanted + ".html", wanted.removesuffix("/index.html") + ".html"):
            if (found := self._spellings.get(_folded(name))) is not None:
                return found
        return None

    def near(self, wanted: str) -> str | None:
        """The one page of that last name elsewhere: an article that moved, a month that was mistaken."""
        pages = self._slugs.get(_slug(wanted), ())
        return pages[0] if len(pages) == 1 else None

    @functools.cached_property
    def _spellings(self) -> dict[str, str]:
        return {_folded(name): name for name in sorted(self._files)}

    @functools.cached_property
    def _slugs(self) -> dict[str, list[str]]:
        slugs: dict[str, list[str]] = {}
        for name in sorted(self._files):
            if name.endswith("/index.html"):
                slugs.setdefault(_slug(name), []).append(name)
        return slugs


def _slug(name: str) -> str:
    return name.removesuffix("/index.html").rpartition("/")[2]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
