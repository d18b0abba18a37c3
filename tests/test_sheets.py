"""Sheets: whatever people write, a spreadsheet shows it and runs none of it."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from terbit.sheets import as_text, csv_of


@given(st.text())
def test_no_text_at_all_begins_a_formula(cell: str) -> None:
    safe = as_text(cell)
    assert not safe.lstrip(" \t\r\n").startswith(("=", "+", "-", "@"))
    assert not safe.startswith(("\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert "\n" not in safe and "\r" not in safe and "\t" not in safe


def test_a_line_break_cannot_make_a_row_of_its_own() -> None:
    assert as_text("a\r\n=b") == "a =b"


@given(st.lists(st.lists(st.from_regex(r"[a-z \",;]{1,8}x", fullmatch=True), min_size=2, max_size=4)))
def test_what_went_in_comes_out(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_of(rows).decode(), newline="")))
    assert read == [[" ".join(cell.split()) for cell in row] for row in rows]
