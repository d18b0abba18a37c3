"""In which file and line an outside address stands: of every page that links to it, where its text does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from terbit.links.watch.written import Source, written


class Place(NamedTuple):
    """A file and a place in it, counted from 1; 0 where only the file is known."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


TextOf = Callable[[str], tuple[str, str] | None]  # a page's address → path and text of what it was made from


def places(
    pages: Mapping[str, Collection[str]], text_of: TextOf, frame: Mapping[str, str], home: str
) -> dict[str, list[Place]]:
    """Every place of each address, sorted. `pages`: address → the pages that have it, by their own addresses.

    `frame`: path → text of the files that every page is made from (navigation, channels). Where an address stands in no
    text, its place is the first of its pages.
    """
    wanted: dict[str, list[str]] = {}
    for url, where in pages.items():
        for page in where:
            wanted.setdefault(page, []).append(url)
    found: dict[str, set[Place]] = {url: set() for url in pages}
    for page, urls in wanted.items():
        made = text_of(page)
        if made is None or not any(_mentioned(url, made[1]) for url in urls):
            continue
        for place in written(Source(made[1]), urls, home):
            found[place.url].add(Place(made[0], place.line, place.column))
    return {url: sorted(found[url]) or _in_frame(url, frame) or [_page(where, text_of)] for url, where in pages.items()}


def _mentioned(url: str, text: str) -> bool:
    """Whether a text may hold an address: it is not rendered for one that the frame around it has."""
    host = (urlsplit(url).hostname or "").lower()
    return host in text.lower() or not text.isascii() or host.startswith("xn--")


def _in_frame(url: str, frame: Mapping[str, str]) -> list[Place]:
    bare = url.removesuffix("/")
    return [
        Place(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        for path, text in sorted(frame.items())
        if (at := text.find(bare)) >= 0
    ]


def _page(pages: Collection[str], text_of: TextOf) -> Place:
    first = next(iter(pages))
    made = text_of(first)
    return Place(made[0] if made is not None else first)
