"""A finding in its four forms, and that nothing a finding holds can break a terminal, a workflow or a JSON reader."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terbit.findings import Finding, Refused, Severity, Unverified, has_errors, render, sorted_findings
from terbit.messages import Message, msg

ONE = Finding(
    "FM003",
    Severity.ERROR,
    "content/berita/2026/11/panen/index.md",
    msg('kunci "{key}" tidak dikenal', key="kategori"),
    msg('maksud Anda "{word}"?', word="categories"),
    4,
    8,
)
WARNING = Finding("LK001", Severity.WARNING, "sop.yml", msg("berkas bukan teks UTF-8"))


def test_text_says_where_which_rule_what_and_what_to_do() -> None:
    assert ONE.text() == (
        'content/berita/2026/11/panen/index.md:4:8: error[FM003] kunci "kategori" tidak dikenal. '
        'Saran: maksud Anda "categories"?'
    )
    assert ONE.text("en") == (
        'content/berita/2026/11/panen/index.md:4:8: error[FM003] unknown key "kategori". '
        'Hint: did you mean "categories"?'
    )
    assert WARNING.text() == "sop.yml: warning[LK001] berkas bukan teks UTF-8"


def test_json_holds_the_fields_that_are_promised() -> None:
    assert json.loads(render([ONE, WARNING], "json", "id")) == [
        {
            "rule": "FM003",
            "severity": "error",
            "path": "content/berita/2026/11/panen/index.md",
            "line": 4,
            "column": 8,
            "message": 'kunci "kategori" tidak dikenal',
            "hint": 'maksud Anda "categories"?',
        },
        {
            "rule": "LK001",
            "severity": "warning",
            "path": "sop.yml",
            "line": 0,
            "column": 0,
            "message": "berkas bukan teks UTF-8",
            "hint": None,
        },
    ]
    assert render([], "json", "id") == "[]"
    assert render([], "text", "id") == ""


def test_a_workflow_command_cannot_be_broken_out_of() -> None:
    hostile = Finding("X1", Severity.ERROR, "a,b:c\n::set-output::", msg("{v}", v="100%\r\n::error::x"), None, 1, 2)
    assert hostile.annotation() == (
        "::error file=a%2Cb%3Ac%0A%3A%3Aset-output%3A%3A,line=1,col=2,title=X1::100%25\\r\\n::error::x"
    )
    assert "\n" not in render([hostile], "github", "id")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("\x1b[31mmerah", "\\x1b[31mmerah"),
        ("dua\nbaris", "dua\\nbaris"),
        ("\u202eterbalik", "\\u202eterbalik"),
        ("byte \udcff aneh", "byte \\xff aneh"),
        ("spasi\u00a0keras", "spasi keras"),
        ("biasa é 漢字", "biasa é 漢字"),
    ],
)
def test_what_came_from_outside_is_made_visible(value: str, shown: str) -> None:
    finding = Finding("X1", Severity.ERROR, value, msg("isi: {v}", v=value))
    assert finding.text() == f"{shown}: error[X1] isi: {shown}"


def test_findings_are_sorted_by_place_and_stand_once() -> None:
    at = [Finding("B", Severity.ERROR, path, msg("x"), None, line) for path, line in (("b", 2), ("a", 9), ("b", 1))]
    assert [(one.path, one.line) for one in sorted_findings([*at, *at])] == [("a", 9), ("b", 1), ("b", 2)]


def test_only_an_error_is_an_error() -> None:
    assert not has_errors([WARNING])
    assert has_errors([WARNING, ONE])


def test_not_verified_is_a_refusal_of_its_own() -> None:
    refusal = Unverified(msg("x"), msg("y"))
    assert isinstance(refusal, Refused)
    assert (refusal.message, refusal.hint) == (msg("x"), msg("y"))


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=10))
def test_every_form_of_every_finding_can_be_written(path: str, value: str, rule: str) -> None:
    finding = Finding(rule, Severity.ERROR, path, Message("isi: {v}", (("v", value),)), msg("{v}", v=value), 1, 1)
    render([finding], "json", "id").encode()
    render([finding], "github", "id").encode()
    assert finding.message.text().isprintable()
    assert json.loads(render([finding], "json", "en"))[0]["line"] == 1


def test_further_places_are_for_machines() -> None:
    finding = Finding(
        "LX001", Severity.ERROR, "a.md", msg("berkas bukan teks UTF-8"), elsewhere=(("b.md", 3), ("c.md", 0))
    )
    [record] = json.loads(render([finding], "json", "id"))
    assert record["elsewhere"] == [{"path": "b.md", "line": 3}, {"path": "c.md", "line": 0}]
    assert finding.text() == "a.md: error[LX001] berkas bukan teks UTF-8"
