"""What of a page a browser's tree makes invisible, where a tokenizer alone would see markup: blanked, byte for byte.

`<template>` is inert (but a declarative shadow root, whose content readers see); in SVG and MathML elements are what
they are in XML: `<style/>` is closed, `<title>` may hold markup, and there is CDATA.
"""

from __future__ import annotations

import re
from collections import Counter

from terbit.links.extract.tokens import _ATTRIBUTE, _ATTRIBUTES, _NAME, _RAW_NAMES, _TAG_NAME, read

_MARKUP = re.compile(
    rb"<(?:(%s)%s>|/(%s)(?:%s>|.*+)|!--(?:-?>|.*?(?:--!?>|\Z))|(!\[CDATA\[)|%s.*+|(?:[!?]|/(?=[^a-zA-Z]))[^>]*+>?)"
    % (_NAME, _ATTRIBUTES, _NAME, _ATTRIBUTES, _NAME),
    re.DOTALL,
)
_RAW = frozenset(_RAW_NAMES)
_FOREIGN = frozenset({"svg", "math"})
# HTML integration points: what they hold is HTML again.
_WITHIN = frozenset({"foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext", "annotation-xml"})
# Start tags that end SVG and MathML (HTML, "The rules for parsing tokens in foreign content").
_LEAVES = frozenset(
    [
        "b",
        "big",
        "blockquote",
        "body",
        "br",
        "center",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "embed",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "hr",
        "i",
        "img",
        "li",
        "listing",
        "menu",
        "meta",
        "nobr",
        "ol",
        "p",
        "pre",
        "ruby",
        "s",
        "small",
        "span",
        "strong",
        "strike",
        "sub",
        "sup",
        "table",
        "tt",
        "u",
        "ul",
        "var",
    ]
)
_TEMPLATE, _SHADOW = "template", "shadow"


class _Page:
    """A page on the way through: what is open where it stands, and the copy in which blanks are written."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.result = bytearray(content)
        self.open: list[str] = []
        self.counts: Counter[str] = Counter()  # of what is open, by name
        self.ahead: dict[bytes, int] = {}  # where the next of what was looked for stands
        self.inert = 0  # how many templates are open
        self.since = 0

    @property
    def foreign(self) -> bool:
        for name in reversed(self.open):
            if name in (_TEMPLATE, _SHADOW) or name in _WITHIN:
                return False
            if name in _FOREIGN:
                return True
        return False

    def blank(self, start: int, end: int) -> None:
        self.result[start:end] = re.sub(rb"[^\r\n]", b" ", self.content[start:end])

    def next(self, pattern: bytes, at: int) -> int:
        """Where the next match stands, or the end of the page; asked from ever later places, each is found once."""
        if self.ahead.get(pattern, -1) < at:
            found = re.compile(pattern, re.IGNORECASE).search(self.content, at)
            self.ahead[pattern] = found.start() if found else len(self.content)
        return self.ahead[pattern]

    def push(self, name: str, at: int) -> None:
        self.open.append(name)
        self.counts[name] += 1
        if name == _TEMPLATE:
            self.inert += 1
            if self.inert == 1:
                self.since = at

    def pop(self, name: str, at: int) -> None:
        """Close the innermost element of that name and what is open within."""
        if not self.counts[name]:
            return
        while self.open:
            last = self.open.pop()
            self.counts[last] -= 1
            if last == _TEMPLATE:
                self.inert -= 1
                if self.inert == 0:
                    self.blank(self.since, at)
            if last == name:
                return


def blanked(content: bytes) -> bytes:
    """The content with blanks for what no browser takes for markup."""
    page = _Page(content)
    position = 0
    while (found := _MARKUP.search(content, position)) is not None:
        position = found.end()
        if found[1]:
            position = _start(page, found)
        elif found[2]:
            _end(page, found[2].decode("utf-8", "replace").lower(), found.start())
        elif found[3]:
            position = _cdata(page, found)
    if page.inert:
        page.blank(page.since, len(content))
    return bytes(page.result)


def _start(page: _Page, found: re.Match[bytes]) -> int:
    """Where to go on after a start tag."""
    name, attributes, _ = read(found[0][1:])
    if page.foreign:
        if name in _LEAVES:
            while page.open and page.open[-1] in _FOREIGN:
                page.counts[page.open.pop()] -= 1
        else:
            return _start_in_foreign(page, found, name)
    if name in _FOREIGN:
        if not _closes(found[0]):
            page.push(name, found.end())
    elif name == "template":
        page.push(_SHADOW if "shadowrootmode" in attributes else _TEMPLATE, found.end())
    elif name == "plaintext":
        page.blank(found.end(), len(page.content))
        return len(page.content)
    elif name in _RAW:
        return _raw(page, name, found.end())
    return found.end()


def _closes(tag: bytes) -> bool:
    """Whether a start tag closes itself: in `<svg href=/>` the slash belongs to the value."""
    if not tag.endswith(b"/>"):
        return False
    name = _TAG_NAME.match(tag, 1)
    ends = [one.end() for one in _ATTRIBUTE.finditer(tag, name.end() if name else 1, len(tag) - 1)]
    return not ends or ends[-1] < len(tag) - 1


def _start_in_foreign(page: _Page, found: re.Match[bytes], name: str) -> int:
    if _closes(found[0]):
        if name in _RAW:  # closed: what follows is not its text; it goes on under a name that nobody knows
            page.result[found.end() - 2] = ord(" ")
            page.result[found.start() + 1] = ord("g")
        return found.end()
    if name in _FOREIGN or name in _WITHIN:
        page.push(name, found.end())
    if name in _RAW:
        end = page.next(rb"</%s" % name.encode(), found.end())
        if page.content.find(b"<", found.end(), end) >= 0 and page.next(rb"<!\[CDATA\[", found.end()) >= end:
            # it holds markup
            page.result[found.start() + 1 : found.start() + 1 + len(name)] = b"g" * len(name)
    return found.end()


def _raw(page: _Page, name: str, start: int) -> int:
    """The end of an element whose text is no markup."""
    end = _script_end(page.content, start) if name == "script" else _text_end(page.content, name, start)
    held = page.content[start:end]
    if b"<" in held:
        page.result[start:end] = held.replace(b"<", b" ")
    return end


def _text_end(content: bytes, name: str, start: int) -> int:
    found = re.compile(rb"</%s(?=[\t\n\f\r />])" % name.encode(), re.IGNORECASE).search(content, start)
    return found.start() if found else len(content)


_IN_SCRIPT = re.compile(rb"<!--|-->|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)


def _script_end(content: bytes, start: int) -> int:
    """`<script>` within `<!-- … -->` within a script is doubly escaped: its end tag is not the end."""
    escaped = doubly = False
    for found in _IN_SCRIPT.finditer(content, start):
        if found[0] == b"<!--":
            escaped = True
        elif found[0] == b"-->":
            escaped = doubly = False
        elif not found[1]:
            doubly = escaped
        elif doubly:
            doubly = False
        else:
            return found.start()
    return len(content)


def _end(page: _Page, name: str, at: int) -> None:
    if name == "template" and page.counts[_TEMPLATE] + page.counts[_SHADOW]:
        inner = next((kind for kind in reversed(page.open) if kind in (_TEMPLATE, _SHADOW)), "")
        page.pop(inner, at)
    elif name in _FOREIGN or name in _WITHIN:
        page.pop(name, at)


def _cdata(page: _Page, found: re.Match[bytes]) -> int:
    """CDATA is text in SVG and MathML; elsewhere it is a comment up to the next `>`."""
    if not page.foreign:
        end = page.content.find(b">", found.end())
        return end + 1 if end >= 0 else len(page.content)
    end = page.content.find(b"]]>", found.end())
    stop = end if end >= 0 else len(page.content)
    page.blank(found.start(), found.end())
    page.result[found.end() : stop] = page.content[found.end() : stop].replace(b"<", b" ")
    page.blank(stop, min(stop + 3, len(page.content)))
    return min(stop + 3, len(page.content))
