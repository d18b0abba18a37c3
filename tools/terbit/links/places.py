"""Where an address stands in a Markdown file: what people wrote, not what became of it on the page. Pure.

Lines and columns are those of the whole file, front matter included. Addresses in code and comments are no links.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Place(NamedTuple):
    """An address as it stands in a text, its escapes undone. Line and column count from 1."""

    address: str
    line: int
    column: int


def places(source: str, wanted: Callable[[str], bool] = lambda address: True) -> list[Place]:
    """Every place of the wanted addresses in a Markdown file, in order. `source` is the whole file.

    `wanted` is asked once for each address as it is written: relative, `artikel:slug`, percent-encoded or not. It may
    be that of a link, a picture, a definition (`[x]: …`), an `<https://…>`, an attribute of raw HTML or a value of
    the front matter.
    """
    starts = [0, *(found.end() for found in _LINE.finditer(source))]
    answers: dict[str, bool] = {}
    found = []
    for at, address in sorted(_written(source)):
        if address not in answers:
            answers[address] = wanted(address)
        if answers[address]:
            line = bisect_right(starts, at)
            found.append(Place(address, line, at - starts[line - 1] + 1))
    return found


_LINE = re.compile(r"\r\n|\r|\n")
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_VALUE = re.compile(r"(?<=[:\-\[,])[ \t]+(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\s\"'\[\],#{}][^\s,\]]*))")
_CODE = re.compile(
    r"^(?P<in>[ \t>]*)(?P<fence>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`++)(?:(?!\n[ \t]*\n).){1,1000}?(?<!`)(?P=ticks)(?!`)"
    r"|<!--.*?(?:-->|\Z)",
    re.DOTALL | re.MULTILINE,
)
_NESTED = r"[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*\)"  # parentheses within parentheses
_WRITTEN = re.compile(
    rf"\]\([ \t\n]*(?:<(?P<pointed>[^<>\n]*)>|(?P<inline>(?:{_NESTED})+))"
    r"|^[ \t>]{0,12}\[[^\]\n]+\]:[ \t]*\n?[ \t]*(?:<(?P<within>[^<>\n]*)>|(?P<defined>[^\s<]\S*))"
    r"|<(?P<auto>[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*)>"
    r"|(?<![^\s\"'{/<])(?:href|src|data|poster|cite|action|background|data-[a-z]+)[ \t\n]*=[ \t\n]*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>}]+))"
    r"|(?<![^\s\"'{/<])(?:srcset|imagesrcset)[ \t\n]*=[ \t\n]*(?:\"(?P<set>[^\"]*)\"|'(?P<sets>[^']*)')",
    re.MULTILINE,
)
_CANDIDATE = re.compile(r"[^\s,]\S*")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def _written(source: str) -> Iterator[tuple[int, str]]:
    """The addresses of a file with their offsets."""
    front = _FRONT.match(source)
    body = source
    if front is not None:
        for value in _VALUE.finditer(source, front.start(1), front.end(1)):
            group = value.lastindex or 0
            yield value.start(group), value[group]
        body = _blank(source, front.end())
    body = _CODE.sub(lambda code: _blank(code[0], len(code[0])), body)
    for found in _WRITTEN.finditer(body):
        kind = found.lastgroup or ""
        at, text = found.start(kind), found[kind]
        if kind in ("set", "sets"):
            for candidate in _CANDIDATE.finditer(text):
                yield at + candidate.start(), html.unescape(candidate[0].rstrip(","))
        else:
            plain = kind in ("double", "single", "bare", "auto")
            yield at, html.unescape(text if plain else _ESCAPED.sub(r"\1", text))


def _blank(text: str, end: int) -> str:
    """A text whose first characters are spaces; its lines stay where they are."""
    return re.sub(r"[^\r\n]", " ", text[:end]) + text[end:]
