"""Bounds on a body, so that rendering it takes seconds at worst, whatever it is.

Python-Markdown looks from every `[` and `<` for its end, so its cost grows with the square of a paragraph; headings
and footnotes make ids unique by counting. A clock would judge the same text differently on two machines, so the bounds
count letters. What people write stays far below them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from terbit.messages import Message, msg

MAX_BODY = 200_000  # letters
MAX_LINE = 20_000
MAX_LINES = 20_000
MAX_HEADINGS = 1_000
MAX_NOTES = 1_000
# opening brackets times letters of their paragraph, over the whole body
MAX_WORK = 10_000_000
MAX_DEPTH = 50
MAX_OPEN = 200  # tags without an end, for each of which the whole rest of the text is searched

_BLANK = re.compile(r"\n[ \t]*\n")
_HEADING = re.compile(r"^(?: {0,3}#|=+[ ]*$|-+[ ]*$)", re.MULTILINE)
_ITEM = re.compile(r" {0,3}(?:([-*+])|\d+\.) ")
_RULER = re.compile(r"[ |:-]*-[ |:-]*\Z")
_OPEN = re.compile(r"<(?=[a-zA-Z/!?][^<>]*(?:<|\Z))")
_DEEP = re.compile(rf"^(?:[ \t]*>){{{MAX_DEPTH + 1}}}", re.MULTILINE)


def beyond(body: str) -> tuple[Message, int] | None:
    """Which bound a body exceeds, and on which of its lines (from 0); None where it may be rendered."""
    if len(body) > MAX_BODY:
        return msg("naskah terlalu panjang: {size} huruf, paling banyak {limit}", size=len(body), limit=MAX_BODY), 0
    lines = body.split("\n")
    if len(lines) > MAX_LINES:
        return msg("naskah terlalu panjang: {size} baris, paling banyak {limit}", size=len(lines), limit=MAX_LINES), 0
    for number, line in enumerate(lines):
        if len(line) > MAX_LINE:
            message = msg("baris terlalu panjang: {size} huruf, paling banyak {limit}", size=len(line), limit=MAX_LINE)
            return message, number
    deep = _DEEP.search(body)
    if deep is not None:
        return msg("susunan teks terlalu dalam"), body.count("\n", 0, deep.start())
    if len(_HEADING.findall(body)) > MAX_HEADINGS:
        return msg("judul bagian terlalu banyak, paling banyak {limit}", limit=MAX_HEADINGS), 0
    if body.count("[^") > MAX_NOTES:
        return msg("catatan kaki terlalu banyak, paling banyak {limit}", limit=MAX_NOTES), 0
    if len(_OPEN.findall(body)) > MAX_OPEN:
        return msg("terlalu banyak tag HTML yang tidak ditutup"), 0
    if sum((piece.count("[") + piece.count("<")) * len(piece) for piece in _pieces(body)) > MAX_WORK:
        return msg("terlalu banyak tautan atau tag dalam satu paragraf"), 0
    return None


def _pieces(body: str) -> Iterator[str]:
    """What is searched as one: paragraphs, list items, table rows."""
    for block in _BLANK.split(body):
        lines = block.split("\n")
        item = _ITEM.match(lines[0])
        if len(lines) > 2 and "|" in lines[1] and _RULER.match(lines[1]):
            yield from lines
        elif item is not None:
            piece = ""
            for line in lines:
                begins = _ITEM.match(line)
                if begins is not None and begins[1] == item[1] and piece:
                    yield piece
                    piece = ""
                piece += line + "\n"
            yield piece
        else:
            yield block
