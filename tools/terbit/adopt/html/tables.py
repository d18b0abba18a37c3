"""Tables of HTML texts: cells in a grid, and as HTML where cells are joined."""

from __future__ import annotations

import html
import re
from typing import Any

from bs4.element import NavigableString


def span(cell: Any, key: str) -> int:
    value = cell.get(key) or "1"
    return max(1, min(50, int(value))) if value.isdigit() and len(value) < 5 else 1


def grid(rows: list[Any]) -> list[list[Any]]:
    """The cells of a table with every place filled; None where another cell reaches into it."""
    filled: dict[tuple[int, int], Any] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in filled:
                x += 1
            for down in range(min(span(cell, "rowspan"), len(rows) - y)):
                for right in range(span(cell, "colspan")):
                    filled.setdefault((y + down, x + right), cell if not down and not right else None)
            x += span(cell, "colspan")
    width = max(x for _, x in filled) + 1
    return [[filled.get((y, x)) for x in range(width)] for y in range(len(rows))]


def html_table(rows: list[Any]) -> str:
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            spans = "".join(f' {key}="{span(cell, key)}"' for key in ("colspan", "rowspan") if span(cell, key) > 1)
            cells.append(f"<{cell.name}{spans}>{_inner(cell)}</{cell.name}>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n\n<table>\n" + "\n".join(lines) + "\n</table>\n\n"


def _inner(cell: Any) -> str:
    """The running text of a cell as HTML in which nothing is Markdown."""
    parts = []
    for node in cell.descendants:
        if isinstance(node, NavigableString):
            text = html.escape(str(node), quote=False).replace("[", "&#91;").replace("*", "&#42;").replace("`", "&#96;")
            bold = any(parent.name == "strong" for parent in node.parents)
            parts.append(f"<strong>{text}</strong>" if bold and text.strip() and cell.name == "td" else text)
        elif node.name in ("br", "p", "div") and parts:
            parts.append("<br>")
    return re.sub(r"(?:\s*<br>\s*)+", "<br>", " ".join("".join(parts).split())).strip().removesuffix("<br>")
