"""Receipts: durable, in order, and honest about updates that never came about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terbit.findings import Unverified
from terbit.forge.receipts import Receipt, Receipts, append, read
from terbit.git import NOTHING

AT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
REF = "refs/heads/change/1"


def receipt(old: str, new: str, minute: int = 0) -> Receipt:
    return Receipt(AT + timedelta(minutes=minute), REF, old, new, "git")


A, B, C = "a" * 40, "b" * 40, "c" * 40


def test_written_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "receipts.jsonl"
    append(file, [receipt(NOTHING, A)])
    append(file, [receipt(A, B, 5)])
    assert file.read_bytes().splitlines()[0] == (
        b'{"at":"2026-09-01T01:00:00Z","new":"' + A.encode() + b'","old":"' + NOTHING.encode()
        + b'","ref":"refs/heads/change/1","source":"git"}'
    )  # fmt: skip
    assert read(file).history(REF, B) == (receipt(NOTHING, A), receipt(A, B, 5))


def test_none_before_the_first_push(tmp_path: Path) -> None:
    assert read(tmp_path / "receipts.jsonl").history(REF, A) == ()


def test_an_update_that_failed_after_its_receipt_is_passed_by() -> None:
    """Two pushes raced: both were judged good, git let one through."""
    known = Receipts([receipt(NOTHING, A), receipt(A, B, 1), receipt(A, C, 2)])
    assert known.history(REF, B) == (receipt(NOTHING, A), receipt(A, B, 1))
    assert known.history(REF, C) == (receipt(NOTHING, A), receipt(A, C, 2))


def test_a_line_that_a_crash_cut_short(tmp_path: Path) -> None:
    file = tmp_path / "receipts.jsonl"
    append(file, [receipt(NOTHING, A)])
    with file.open("ab") as out:
        out.write(b'{"at":"2026-09')
    assert read(file).history(REF, A) == (receipt(NOTHING, A),)
    append(file, [receipt(A, B, 5)])
    assert read(file).history(REF, B) == (receipt(NOTHING, A), receipt(A, B, 5))


def test_a_line_in_the_middle_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "receipts.jsonl"
    append(file, [receipt(NOTHING, A)])
    file.write_bytes(file.read_bytes() + b"{}\n")
    with pytest.raises(Unverified) as caught:
        read(file)
    assert str(caught.value.message) == f"{file}:2: bukan catatan penerimaan"


@given(st.binary(max_size=200))
def test_no_content_of_the_file_is_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("receipts") / "receipts.jsonl"
    file.write_bytes(content)
    try:
        read(file)
    except Unverified as caught:
        assert "bukan catatan penerimaan" in str(caught.message)
