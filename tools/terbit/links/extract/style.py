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
    r"|url\(\s*+(?:\"((?:[^\"\\]|\\.)*+)\"|'((?:[^'\\]|\\.)*+)'|((?:[^\"'()\\\s]|\\[0-9a-f]{1,6}\s?|\\.)*+))\s*+(?:\)|\Z)"
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
    return (reference for _, reference in placed(text))


def placed(text: str) -> Iterator[tuple[int, Reference]]:
    """The same with the offset of each in the text."""
    low = text.lower()
    if "url(" not in low and "@import" not in low and "image-set(" not in low:
        return
    for found in _CSS.finditer(text):
        if found[6]:
            yield from _of_set(found.start(6), found[6])
        else:
            yield from _loaded(found, 5)


def _of_set(start: int, text: str) -> Iterator[tuple[int, Reference]]:
    inner = text.index("(")
    yield from ((start + inner + at, reference) for at, reference in placed(text[inner:]))
    for found in _IN_SET.finditer(text):
        yield from ((start + at, reference) for at, reference in _loaded(found, 2))


def _loaded(found: re.Match[str], groups: int) -> Iterator[tuple[int, Reference]]:
    group = next((number for number in range(1, groups + 1) if found[number]), 0)
    if group and not found[group].startswith("#"):
        yield found.start(group), Reference(Kind.RESOURCE, _ESCAPE.sub(_unescaped, found[group]))


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        code = int(found[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return found[2]
