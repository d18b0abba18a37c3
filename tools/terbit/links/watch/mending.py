"""Other addresses in a Markdown file, and nothing else in it: what is written, and what readers see but for the links.

That is not assumed but held against the page as it is rendered; a link that cannot be replaced so is left to people.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terbit.links.watch.written import Source, Written, marks, parsed, written


@dataclass(frozen=True, slots=True)
class Mended:
    """A file after it was mended: what was replaced in it, and which links to these addresses stand as they were."""

    text: str
    replaced: tuple[Written, ...]
    left: tuple[Written, ...]


def mended(text: str, new: Mapping[str, str], home: str) -> Mended:
    """The file with every link to an address of `new` replaced by what stands there. `home` is the site's address."""
    source = Source(text)
    places = written(source, new, home)
    if _holds(source, places, new):
        replaced = places
    else:
        replaced = [place for place in places if _holds(source, [place], new)]
        if not _holds(source, replaced, new):
            replaced = []
    left = tuple(place for place in places if place not in replaced)
    return Mended(_put(source, replaced, new).text, tuple(replaced), left)


def _put(source: Source, places: Sequence[Written], new: Mapping[str, str]) -> Source:
    return source.put(places, [_instead(place, new) for place in places])


def _instead(place: Written, new: Mapping[str, str]) -> str:
    """What takes an address's place; the part of the page that it pointed to stays, where the new one names none."""
    part = place.address.partition("#")[2]
    return new[place.url] + (f"#{part}" if part and "#" not in new[place.url] else "")


def _holds(source: Source, places: Sequence[Written], new: Mapping[str, str]) -> bool:
    """Whether the file then shows what it showed, with the new addresses for the old ones."""
    try:
        tried = source.put(places, marks(source, len(places)))
        before, after = tried.page, _put(source, places, new)
        then = {mark: _instead(place, new) for mark, place in zip(marks(source, len(places)), places, strict=True)}
        was = {mark: place.address for mark, place in zip(then, places, strict=True)}
        same = _page(before, was) == source.page and _page(before, then) == after.page
        return same and _lines(tried, was) == source.sources and _lines(tried, then) == after.sources
    except RecursionError:
        return False


def _page(page: str, instead: Mapping[str, str]) -> str:
    for mark, address in instead.items():
        page = page.replace(mark, html.escape(address, quote=True).replace("&#x27;", "'"))
    return _again(page)


def _again(page: str) -> str:
    return parsed(page.partition("<body>")[2].rpartition("</body>")[0]).html or ""


def _lines(tried: Source, instead: Mapping[str, str]) -> tuple[str, ...]:
    found = []
    for line in tried.sources:
        for mark, address in instead.items():
            line = line.replace(mark, address)
        found.append(line)
    return tuple(found)
