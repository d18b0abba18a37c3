"""Tables for spreadsheets: CSV (RFC 4180, UTF-8) in which no cell is a formula, whoever wrote its text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

# https://owasp.org/www-community/attacks/CSV_Injection; the full-width ones count in East Asian spreadsheets
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_of(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows of texts, the heading first, as the bytes of a CSV file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([as_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8")


def as_text(cell: str) -> str:
    """A cell on one line that a spreadsheet takes for text: what may begin a formula gets an apostrophe."""
    text = " ".join(cell.split())
    return "'" + text if text.startswith(_BEGINS_A_FORMULA) else text
