"""A body as readers will see it: rendered, parsed as a browser does, with the places of its links."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Self

from terbit.articles import markdown
from terbit.messages import Message, msg
from terbit.rules.body.bounds import beyond

_END = "terbit-batas"
_ADDRESSES = {"a": "href", "img": "src", "audio": "src", "video": "src", "source": "src", "track": "src"}
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the rendered page with its attributes (None: an attribute without a value)."""

    tag: str
    attributes: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An address that the body links to or shows. `made` False: written as raw HTML, which nobody resolves."""

    tag: str
    address: str
    line: int
    column: int
    made: bool

    @property
    def scheme(self) -> str:
        """The scheme as browsers see it, lower case; "" for a relative address, "//" for one without a scheme."""
        return scheme_of(self.address)


@dataclass(frozen=True)
class Page:
    """`fault` says why a body cannot be rendered; then everything else is empty."""

    elements: tuple[Element, ...] = ()
    links: tuple[Link, ...] = ()
    ids: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    balanced: bool = True
    fault: Message | None = None
    fault_line: int = 0
    source: str = field(default="", repr=False)
    first_line: int = 1
    html: str = field(default="", repr=False)

    @classmethod
    def of(cls, body: str, first_line: int) -> Self:
        """The page of a body whose first line is the file's line `first_line`."""
        fault = beyond(body)
        if fault is not None:
            return cls(fault=fault[0], fault_line=first_line + fault[1])
        try:
            rendered = markdown.render(body)
        except RecursionError:
            return cls(fault=msg("susunan teks terlalu dalam"), fault_line=first_line)
        elements, balanced = _parsed(rendered.html)
        made = Counter(rendered.links)
        links = []
        places = Places(body, first_line)
        for element in elements:
            address = dict(element.attributes).get(_ADDRESSES.get(element.tag, ""))
            if address is None:
                continue
            own = made[element.tag, address] > 0
            made[element.tag, address] -= own
            links.append(Link(element.tag, address, *places.next(address), own))
        ids = tuple(value for e in elements for name, value in e.attributes if name == "id" and value)
        return cls(
            tuple(elements), tuple(links), ids, rendered.labels, balanced, None, 0, body, first_line, rendered.html
        )

    def find(self, *texts: str) -> tuple[int, int]:
        """Where the first of these texts stands in the body (upper or lower case), else the body's first line."""
        low = self.source.lower()
        for text in texts:
            at = low.find(text.lower())
            if at >= 0:
                return _place(self.source, at, self.first_line)
        return _first(self.source, self.first_line)


class Places:
    """Finds the place of each address in a body, in order; the same address twice has two places."""

    def __init__(self, body: str, first_line: int) -> None:
        self._body = body
        self._first_line = first_line
        self._from: dict[str, int] = {}

    def next(self, address: str) -> tuple[int, int]:
        for text in dict.fromkeys((address, html.escape(address, quote=False), address.replace("%20", " "))):
            at = self._body.find(text, self._from.get(text, 0)) if text else -1
            if at >= 0:
                self._from[text] = at + len(text)
                return _place(self._body, at, self._first_line)
        return _first(self._body, self._first_line)


def scheme_of(address: str) -> str:
    """The scheme of an address as browsers see it (they skip control characters and read `\\` as `/`)."""
    text = _CONTROL.sub("", address).replace("\\", "/").lower()
    if text.startswith("//"):
        return "//"
    found = _SCHEME.match(text)
    return found[1] if found else ""


def _place(text: str, at: int, first_line: int) -> tuple[int, int]:
    return first_line + text.count("\n", 0, at), at - text.rfind("\n", 0, at)


def _first(body: str, first_line: int) -> tuple[int, int]:
    """The first line that is not blank: where a place is not known."""
    text = body.lstrip()
    return _place(body, len(body) - len(text), first_line) if text else (first_line, 1)


def _parsed(rendered: str) -> tuple[list[Element], bool]:
    """The elements that a browser makes of it, and whether it leaves the page around it as it was.

    A tag, attribute or comment that the body does not close goes on into the page that surrounds it, so the text is
    parsed as part of a page, once for each way in which it could be left open.
    """
    from selectolax.lexbor import LexborHTMLParser

    elements: list[Element] = []
    balanced = True
    for number, closing in enumerate(("", '">', "'>")):
        tree = LexborHTMLParser(
            f'<!doctype html><title></title><body><div id="{_END}">{rendered}{closing}</div><p id="{_END}">'
        )
        found = []
        body = tree.body
        if body is None:
            return elements, False
        for node in body.traverse(include_text=False):
            attributes = tuple(node.attributes.items())
            tag = node.tag or ""
            if tag != "body" and not tag.startswith("-") and ("id", _END) not in attributes:
                found.append(Element(tag, attributes))
        children = [child.attributes.get("id") for child in body.iter(include_text=True)]
        if number == 0:
            elements = found
            balanced = children == [_END, _END] and not body.attributes
        else:
            known = frozenset(elements)
            elements += [element for element in found if element not in known]
    return elements, balanced
