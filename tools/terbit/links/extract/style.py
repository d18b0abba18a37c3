"""The addresses of a style sheet (CSS Syntax 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terbit.links.extract.facts import Kind, Reference

_STRING = r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'"
_CSS = re.compile(
    r"/\*.*?(?:\*/|\Z)"
    r"|@namespace[^;{}]*+"  # names a vocabulary, nothing to load
    r"|@import\s++(?:\"((?:[^\"\\]|\\.)*+)\"|'((?:[^'\\]|\\.)*+)')"
    r"|url\(\s*+(?:\"((?:[^\"\\]|\\.)*+)\"|'((?:[^'\\]|\\.)*+)'|((?:[^\"'()\\\s]|\\.)*+))\s*+\)"
    rf"|(image-set\((?:[^()\"']|{_STRING}|\((?:[^()\"']|{_STRING})*+\))*+\))"
    r"|\\[\"']"  # an escaped quote opens nothing
    rf"|{_STRING}",  # any other string, so that "url(x)" in a text is no address
    re.IGNORECASE | re.DOTALL,
)
_IN_SET = re.compile(
    rf"(?:type|url)\(\s*+(?:{_STRING}|[^()]*+)\s*+\)|\"((?:[^\"\\]|\\.)*+)\"|'((?:[^'\\]|\\.)*+)'", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)


def css(text: str) -> Iterator[Reference]:
    """The addresses of a style sheet: `url()`, `@import`, `image-set()`; an empty one and a `#part` load nothing."""
    low = text.lower()
    if "url(" not in low and "@import" not in low and "image-set(" not in low:
        return
    for found in _CSS.finditer(text):
        if found[6]:
            yield from _of_set(found[6])
        else:
            yield from _loaded(next((part for part in found.groups()[:5] if part), ""))


def _of_set(text: str) -> Iterator[Reference]:
    yield from css(text[text.index("(") :])
    for found in _IN_SET.finditer(text):
        yield from _loaded(found[1] or found[2] or "")


def _loaded(address: str) -> Iterator[Reference]:
    if address and not address.startswith("#"):
        yield Reference(Kind.RESOURCE, _ESCAPE.sub(_unescaped, address))


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        code = int(found[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return found[2]
