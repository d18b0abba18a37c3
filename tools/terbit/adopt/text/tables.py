"""An HTML table as a Markdown table: every cell's words in their row, spans filled with empty cells."""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MAX_SPAN = 50


def table(inner: str, convert: Callable[[str], str]) -> str:
    """What stands between `<table>` and `</table>`, as Markdown; `convert` makes Markdown of a cell's HTML."""
    top = LexborHTMLParser(f"<table>{inner}</table>").css_first("table")
    if top is None:
        return convert(inner)
    rows: list[list[str]] = []
    head: str = ""
    for node in _own(top, ("caption", "tr")):
        if node.tag == "caption":
            head = _cell(node, convert)
            continue
        row: list[str] = []
        for cell in _own(node, ("td", "th")):
            row.append(_cell(cell, convert))
            span = (cell.attributes.get("colspan") or "1").strip()
            row += [""] * (min(int(span), _MAX_SPAN) - 1 if span.isdecimal() and len(span) < 5 else 0)
        if any(row):
            rows.append(row)
    # the parser moves what stands between the cells in front of the table
    body = LexborHTMLParser(f"<table>{inner}</table>").body
    loose = [node.html or "" for node in (body.iter(include_text=True) if body else ()) if node.tag != "table"]
    outside = convert("".join(loose)).strip()
    parts = [outside, head and f"**{head}**", _drawn(rows)]
    return "\n\n".join(part for part in parts if part)


def _own(top: LexborNode, wanted: tuple[str, ...]) -> list[LexborNode]:
    """The nodes of these names that belong to this table and not to one inside it."""
    found: list[LexborNode] = []
    for node in top.iter(include_text=False):
        if node.tag in wanted:
            found.append(node)
        elif node.tag in ("thead", "tbody", "tfoot"):
            found += _own(node, wanted)
    return found


def _cell(node: LexborNode, convert: Callable[[str], str]) -> str:
    inner = "".join(child.html or "" for child in node.iter(include_text=True))
    text = convert(inner)
    text = re.sub(r"^\s*(?:[-*+]|\d+\.) ", "• ", text, flags=re.MULTILINE) if "\n" in text.strip() else text
    return " ".join(text.replace("|", "\\|").split())


def _drawn(rows: list[list[str]]) -> str:
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    if width == 1:
        return "\n\n".join(row[0] for row in rows)
    filled = [row + [""] * (width - len(row)) for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in filled]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])
