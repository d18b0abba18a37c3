"""A future publish_at in a repository that everybody can read (DT004)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.rules import cases

from terbit import rules
from terbit import sop as procedure

CASE = cases.CASES / "invalid" / "DT004"
TEXT = "content/berita/2026/11/panen/index.md"


def found(change: tuple[str, str] = ("", ""), days: int = 0, cache: Path | None = None) -> list[str]:
    text = (CASE / cases.PROCEDURE).read_text("utf-8")
    assert change[0] in text
    sop, findings = procedure.read(text.replace(*change).encode() if change[0] else text.encode())
    assert sop is not None, findings
    at = cases.AS_OF + timedelta(days=days)
    return [finding.rule for finding in rules.check(cases.folder(CASE), sop, at, cache=cache)]


@pytest.mark.parametrize(
    ("change", "days"),
    [
        (("", ""), 40),  # it has come
        (("public: true", "public: false"), 0),
        (("public: true", "public: true\n  embargo: true"), 0),
        (("github:\n  repository: balai-contoh/situs\n  public: true\n  records: balai-contoh/catatan\n", ""), 0),
    ],
)
def test_nothing_is_given_away(change: tuple[str, str], days: int) -> None:
    assert found(change, days) == []


def test_what_was_found_out_before_is_no_answer_for_another_moment_or_procedure(tmp_path: Path) -> None:
    assert found(cache=tmp_path) == ["DT004"]
    assert found(("public: true", "public: false"), cache=tmp_path) == []
    assert found(days=40, cache=tmp_path) == []
    assert found(cache=tmp_path) == ["DT004"]


def test_a_text_that_lies_there_already_stands_against_nobody() -> None:
    sop = cases.sop(CASE)
    before = rules.check(cases.folder(CASE), sop, cases.AS_OF)
    content = (CASE / TEXT).read_bytes()
    other = TEXT.replace("panen", "benih")
    after = rules.check(cases.Files({TEXT: content, other: content}), sop, cases.AS_OF)
    assert [(one.rule, one.path) for one in rules.introduced(before, after)] == [("DT004", other)]
