"""Parts of HTML that belong together, found in time that grows with the text: a tag that nobody closes costs once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


def elements(text: str, tags: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each element of some names (`pre|code`), outermost first, from its tag to its closing tag."""
    opening = re.compile(rf"<({tags})\b[^<>]{{0,500}}>", re.IGNORECASE)
    unclosed: set[str] = set()
    position = 0
    while found := opening.search(text, position):
        position = found.end()
        tag = found[1].lower()
        if tag in unclosed:
            continue
        closing = re.compile(rf"</{tag}\s{{0,9}}>", re.IGNORECASE).search(text, position)
        if closing is None:
            unclosed.add(tag)
            continue
        position = closing.end()
        yield found.start(), position


_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})", re.IGNORECASE)
_DEPTH = 1_000  # nobody writes this; parsers' time grows with the square of it
# these close themselves or need no end
_LIGHT = frozenset("br hr img input meta link p li td th tr dt dd option source param wbr col".split())  # noqa: SIM905


def is_too_deep(text: str) -> bool:
    """Whether elements lie within each other deeper than any page's."""
    depth = 0
    for found in _TAG.finditer(text):
        if found[2].lower() not in _LIGHT:
            depth = max(0, depth - 1) if found[1] else depth + 1
            if depth > _DEPTH:
                return True
    return False


def replaced(text: str, spans: Iterator[tuple[int, int]], made: Callable[[str], str]) -> str:
    """The text with each part as `made(part)` says."""
    out, position = [], 0
    for start, end in spans:
        out += [text[position:start], made(text[start:end])]
        position = end
    return "".join([*out, text[position:]])


def without_comments(text: str) -> str:
    """The text without HTML comments; one that nobody closes goes to the end, as browsers read it."""
    out, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start + 2)
        out += [text[position:start], " "]
        if end < 0:
            return "".join(out)
        position = end + 3
    return "".join([*out, text[position:]])
