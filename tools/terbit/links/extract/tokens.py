"""The start tags of a page as a browser's tokenizer reads them (HTML, "Tokenization"), in one pass over its bytes.

Quicker than a tree of the page, and it knows where each tag stands. What depends on the tree is settled first
(`settled`): what stands in a `<template>` is inert, and in SVG and MathML `<style>`, `<script>` and `<title>` hold
markup. Tests hold it against lexbor.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator
from html.entities import html5

_SPACE = rb"[\t\n\f\r ]"
_ATTRIBUTES = (
    rb"(?:[\t\n\f\r /]++|[^\t\n\f\r />][^\t\n\f\r />=]*+(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"
    rb"(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+|(?=>))|(?![\t\n\f\r ]*+=)))*+"
)
_NAME = rb"[a-zA-Z][^\t\n\f\r />]*+"


def _either(*words: str) -> bytes:
    """A pattern for any of these words, upper or lower case."""
    return "|".join("".join(f"[{c}{c.upper()}]" for c in word) for word in words).encode()


_RAW_NAMES = ("script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes")
_RAW = rb"(?=[sStTiIxXnN])(?:%s)" % b"|".join(
    rb"%s(?=[\t\n\f\r />])%s>.*?(?:</%s(?=[\t\n\f\r />])|\Z)" % (_either(name), _ATTRIBUTES, _either(name))
    for name in _RAW_NAMES
)
# A start tag with attributes, or a whole element that holds no markup; else what must be stepped over: comments,
# declarations, end tags with something in them, and a tag that never ends, which takes the rest of the page with it.
_TOKEN = re.compile(
    rb"<(?:((?>%s)|[a-zA-Z][^\t\n\f\r />]*+[\t\n\f\r /]%s>)|[a-zA-Z][a-zA-Z0-9]*+>|(?:!--(?:-?>|.*?(?:--!?>|\Z)))"
    rb"|/?%s(?:%s>|.*+)|(?:[!?]|/(?=[^a-zA-Z]))[^>]*+>?)" % (_RAW, _ATTRIBUTES, _NAME, _ATTRIBUTES),
    re.DOTALL,
)


def tokens(content: bytes) -> list[bytes]:
    """The start tags that have attributes, without their `<`, in order; `<style>` and the like with all they hold."""
    return [*filter(None, _TOKEN.findall(settled(content)))]


def placed(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The same with the offset of each in the content."""
    for found in _TOKEN.finditer(settled(content)):
        if found[1]:
            yield found.start(1), found[1]


# -- one tag -----------------------------------------------------------------------------------------------------

_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*+([^\t\n\f\r />][^\t\n\f\r />=]*+)(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"
    rb"(?:\"([^\"]*+)\"|'([^']*+)'|([^\t\n\f\r >\"'][^\t\n\f\r >]*+)?))?+"
)
_TAG_NAME = re.compile(_NAME)
_END = re.compile(_ATTRIBUTES + rb">")
_RAW_ELEMENTS = frozenset(_RAW_NAMES)
_REFERENCE = re.compile(r"&(#[xX][0-9a-fA-F]+;?|#[0-9]+;?|[A-Za-z][A-Za-z0-9]*;?)(=?)")


def read(token: bytes) -> tuple[str, dict[str, str], bytes]:
    """A token's element name and attributes (lower case, the first of a name counts), and what the element holds."""
    name = _TAG_NAME.match(token)
    if name is None:
        return "", {}, b""
    element = _text(name[0]).lower()
    attributes: dict[str, str] = {}
    end = _END.match(token, name.end()) if element in _RAW_ELEMENTS else None
    stop = end.end() - 1 if end is not None else len(token) - 1
    for attribute, *values in _ATTRIBUTE.findall(token, name.end(), stop):
        value = values[0] or values[1] or values[2]
        attributes.setdefault(_text(attribute).lower(), unescaped(_text(value)) if value else "")
    held = token[stop + 1 :]
    return element, attributes, held.rpartition(b"</")[0] if b"</" in held else held


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace").replace("\0", "\ufffd")


def unescaped(value: str) -> str:
    """An attribute's value: a named reference without `;` before `=` or a letter is none (HTML, 13.2.5.73)."""
    return _REFERENCE.sub(_character, value) if "&" in value else value


def _character(found: re.Match[str]) -> str:
    name, equals = found[1], found[2]
    if name.startswith("#"):
        return html.unescape("&" + name) + equals
    if name not in html5 or (equals and not name.endswith(";")):
        return found[0]
    return html5[name] + equals


# -- what depends on the tree ------------------------------------------------------------------------------------

# What asks for a second look: these elements, and an SVG as far as it has no other within.
_MARKS = re.compile(
    rb"<(?:%s|!\[CDATA\[|%s(?=[\t\n\f\r />])[^<]*+(?:<(?!/?%s)[^<]*+)*+)"
    % (_either("template", "plaintext", "math"), _either("svg"), _either("svg"))
)
_RAW_WITHIN = re.compile(rb"<(?:%s)(?=[\t\n\f\r />])|<![cC][dD]|<[tT][eE][mM]" % _either(*_RAW_NAMES))
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)


@functools.lru_cache(maxsize=1024)
def _unusual(mark: bytes) -> bool:
    return mark[1:4].lower() != b"svg" or _RAW_WITHIN.search(mark) is not None


def settled(content: bytes) -> bytes:
    """The content with blanks where a browser sees no markup although a tokenizer alone would."""
    content = in_utf8(content)
    unusual = any(map(_unusual, _MARKS.findall(content))) or (
        b"<!--" in content and any(b"<script" in comment.lower() for comment in _COMMENT.findall(content))
    )
    if not unusual:
        return content
    from terbit.links.extract.tree import blanked  # few pages need it

    return blanked(content)


_CHARSET = re.compile(rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]+)", re.IGNORECASE)


def in_utf8(content: bytes) -> bytes:
    """A page's bytes in UTF-8, whatever it says it is written in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").encode("utf-8", "replace")
    found = _CHARSET.search(content, 0, 1024)
    if found is None or found[1].lower() in (b"utf-8", b"utf8") or content.isascii():
        return content
    try:
        return content.decode(found[1].decode(), "replace").encode("utf-8", "replace")
    except (LookupError, ValueError):
        return content
