"""What a report shows, as values: sentences, and tables of cells. Rendered as Markdown here, as HTML by the theme.

None is a cell without data and always reads "tidak ada data": a figure that is not known is never printed as 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from terbit.messages import Language, Message, msg
from terbit.messages.dates import day_text

Audience = Literal["internal", "full", "summary"]
NO_DATA = msg("tidak ada data")
NOTHING = msg("Tidak ada.")


@dataclass(frozen=True, slots=True)
class Link:
    """A title that leads to an address."""

    text: str
    url: str


Cell = str | int | date | Message | Link | None


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows. Without rows it says so in a sentence."""

    head: tuple[Message, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: Message = NOTHING


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown that people wrote, shown as it is inside the repository."""

    markdown: str


Block = Message | Table | Text


def shown(cell: Cell, language: Language) -> str:
    """A cell as plain text."""
    if cell is None:
        return NO_DATA.text(language)
    if isinstance(cell, Message):
        return cell.text(language)
    if isinstance(cell, Link):
        return cell.text
    return day_text(cell, language) if isinstance(cell, date) else str(cell)


def markdown(blocks: Iterable[Block], language: Language) -> str:
    """Blocks as Markdown, each followed by an empty line."""
    return "".join(_block(block, language) + "\n\n" for block in blocks)


def _block(block: Block, language: Language) -> str:
    if isinstance(block, Text):
        return block.markdown.strip("\n")
    if isinstance(block, Message):
        return escaped(block.text(language))
    if not block.rows:
        return escaped(block.empty.text(language))
    head = [escaped(title.text(language)) for title in block.head]
    rows = [[_cell(cell, language) for cell in row] for row in block.rows]
    rule = ["--:" if all(isinstance(row[n], int) for row in block.rows) else "---" for n in range(len(head))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def _cell(cell: Cell, language: Language) -> str:
    text = escaped(shown(cell, language))
    if isinstance(cell, Link) and re.match(r"https?://", cell.url):
        url = re.sub(r"[<>|\s\\]", _percent, cell.url)
        return f"[{text}](<{url}>)"
    return text


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8"))


def escaped(text: str) -> str:
    """Text that Markdown and HTML print as it is: titles come from outside, and a report is no place to run them.

    As character references, because Markdown dialects differ in what a backslash escapes.
    """
    text = re.sub(r"[&<>\\`*_\[\]{}|~!#]", _reference, " ".join(text.split()))
    return re.sub(r"^(?:[-+]|\d+[.)])(?= |$)", lambda found: found[0][:-1] + _reference(found[0][-1]), text)


def _reference(character: re.Match[str] | str) -> str:
    return f"&#{ord(character if isinstance(character, str) else character[0])};"
