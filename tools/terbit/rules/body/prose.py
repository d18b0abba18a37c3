"""A body as readers meet it: its text without code, headings, links with their texts, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

_CODE = "pre, code, kbd, samp, script, style, template"
_SPACE = re.compile(r"\s+")


class Heading(NamedTuple):
    """A heading: its level (1 to 6) and text."""

    level: int
    text: str


class Anchor(NamedTuple):
    """A link: its address as written, and what readers see or hear of it (alternative texts included)."""

    address: str
    text: str


class Table(NamedTuple):
    """A table: whether any header cell says something, and the text of its first row."""

    headed: bool
    text: str


@dataclass(frozen=True)
class Prose:
    """`text` is all that is read, code left out, a line per block or source line. `paragraphs` are those of the
    body's own voice: no quotations, nothing that is marked as another language."""

    text: str = ""
    headings: tuple[Heading, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    tables: tuple[Table, ...] = ()
    paragraphs: tuple[str, ...] = ()

    @classmethod
    def of(cls, rendered: str) -> Self:
        """What a rendered body (its HTML) gives to read."""
        from selectolax.lexbor import LexborHTMLParser

        body = LexborHTMLParser(f"<body>{rendered}").body
        if body is None:
            return cls()
        headings = tuple(
            Heading(int((node.tag or "h6")[1]), _plain(node)) for node in body.css("h1, h2, h3, h4, h5, h6")
        )
        anchors = tuple(
            Anchor(address, _plain(node))
            for node in body.css("a[href]")
            if (address := node.attributes.get("href")) is not None
        )
        tables = tuple(_table(node) for node in body.css("table"))
        for node in body.css(_CODE):
            node.decompose()
        text = body.text()
        for node in body.css("[lang], blockquote"):
            node.decompose()
        paragraphs = tuple(_SPACE.sub(" ", node.text()).strip() for node in body.css("p"))
        return cls(text, headings, anchors, tables, paragraphs)


def _plain(node: Any) -> str:
    """The text of an element, with the alternative texts of the pictures in it."""
    texts = [node.text()] + [image.attributes.get("alt") or "" for image in node.css("img")]
    return _SPACE.sub(" ", " ".join(texts)).strip()


def _table(node: Any) -> Table:
    headed = any(cell.text().strip() for cell in node.css("th"))
    row = node.css_first("tr")
    return Table(headed, _SPACE.sub(" ", row.text()).strip() if row is not None else "")
