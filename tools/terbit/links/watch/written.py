"""Where a Markdown file writes an outside address as a link: inline, by reference, as autolink, in HTML, as a source.

Markdown has too many ways to write one, and to write one that is none (in code, in a comment), for a list of patterns
to be right. So each place where the address stands is tried: another address is put there, and where that comes out as
the address of an element, a link stands. Pure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser

from terbit.articles import frontmatter, markdown, webaddress
from terbit.links.watch.foreign import LONGEST
from terbit.rules.body.bounds import beyond

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n.*?^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_TOKEN = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}]")
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Written:
    """A link: `text[start:end]` is its address as it is written, `address` as it is meant; `url` is that without its
    fragment, as it goes over the wire. `line` and `column` count from 1."""

    start: int
    end: int
    address: str
    url: str
    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A Markdown file cut in two."""

    text: str

    @cached_property
    def body_at(self) -> int:
        """Where the body begins; what is before it is the front matter."""
        found = _FRONT.match(self.text)
        return found.end() if found else 0

    @cached_property
    def page(self) -> str:
        """What its body shows, as a browser writes it down. Raises RecursionError."""
        return parsed(markdown.html(self.text[self.body_at :])).html or ""

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The lines of `sources` in its front matter."""
        meta = frontmatter.parse(self.text.encode("utf-8", "replace"), "", _UTC).meta
        return meta.sources if meta is not None else ()

    def put(self, places: Iterable[Written], new: Iterable[str]) -> Source:
        """The file with other addresses at these places, given in their order; nothing else changes."""
        parts, at = [], 0
        for place, address in zip(places, new, strict=True):
            parts += [self.text[at : place.start], address]
            at = place.end
        return Source("".join([*parts, self.text[at:]]))


def written(source: Source, wanted: Collection[str], home: str) -> list[Written]:
    """Every link of a file to one of the addresses `wanted` (as `Written.url`), by place. `home` is the site's address.

    An address in a spelling that is not understood, and a text beyond the bounds of rendering, has no place.
    """
    if beyond(source.text[source.body_at :]) is not None:
        return []
    try:
        meant = _meant(source, frozenset(wanted), home)
        places = _candidates(source.text, meant)
        tried = source.put(places, marks(source, len(places)))
        shown = set(_addresses(tried.page))
    except RecursionError:
        return []
    shown |= {token for line in tried.sources for token in _TOKEN.findall(line)}
    return [place for place, mark in zip(places, marks(source, len(places)), strict=True) if mark in shown]


def marks(source: Source, count: int) -> list[str]:
    """Addresses that a file surely does not have."""
    digest = hashlib.sha256(source.text.encode("utf-8", "replace")).hexdigest()[:16]
    return [f"https://terbit-{digest}-{number}.invalid/" for number in range(count)]


def parsed(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(f"<!doctype html><body>{html}")


def _addresses(page: str) -> Iterable[str]:
    """Every value of an attribute that looks like a web address."""
    body = LexborHTMLParser(page).body
    for node in body.traverse(include_text=False) if body is not None else ():
        for value in node.attributes.values():
            if value and re.match(r"(https?:)?//", value.strip(), re.IGNORECASE):
                yield value.strip()


def _meant(source: Source, wanted: frozenset[str], home: str) -> Mapping[str, str]:
    """Addresses as the file means them → those of `wanted` that they are."""
    tokens = [token for line in source.sources for token in _TOKEN.findall(line)]
    found = {}
    for address in dict.fromkeys([*_addresses(source.page), *tokens]):
        if len(address) > LONGEST:
            continue
        try:
            seen = webaddress.web(home, address)
        except webaddress.Malformed:
            continue
        if seen is not None and seen.text in wanted:
            found[address] = seen.text
    return found


def _candidates(text: str, meant: Mapping[str, str]) -> list[Written]:
    """Where these addresses stand, as links or not; of two that begin at one place the longer."""
    spans: dict[int, Written] = {}
    for address in sorted(meant, key=len):
        for found in re.finditer("".join(map(_spelled, address)), text):
            line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
            spans[found.start()] = Written(found.start(), found.end(), address, meant[address], line, column)
    places: list[Written] = []
    for start in sorted(spans):
        if not places or start >= places[-1].end:
            places.append(spans[start])
    return places


def _spelled(sign: str) -> str:
    """A sign of an address in the ways in which Markdown and HTML write it."""
    if sign == "&":
        return "(?:&amp;|&#38;|&)"
    if sign in "\\`*_{}[]()<>#+-.!|~":
        return rf"\\?{re.escape(sign)}"
    return re.escape(sign)
