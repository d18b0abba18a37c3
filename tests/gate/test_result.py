"""What the merge result must satisfy, whichever forge the change comes from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.support.office import Office

from terbit.findings import Unverified
from terbit.gate.result import BY_KEY, BY_LOGIN, Access, Merging, judge_frame, judge_result
from terbit.messages import msg

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def merging(office: Office, tip: str, access: Access = BY_LOGIN) -> Merging:
    def records() -> str | None:
        raise Unverified(msg("catatan tidak dapat diambil"))

    return Merging(office.clone("sari"), office.main, tip, office.sop, AT, access, records)


def reformed(office: Office, now: str, then: str) -> str:
    text = (office.repo.file(office.main, "sop.yml") or b"").decode()
    assert text.count(now) == 1
    return office.commit("sari", {"sop.yml": text.replace(now, then).encode()})


def test_only_what_main_does_not_break_already(office: Office) -> None:
    tip = office.commit("sari", office.article("panen-padi", category="kegiatn"))
    assert [finding.rule for finding in judge_result(merging(office, tip))] == ["FM003"]
    tree = office.clone("sari").commit(tip).tree
    assert [finding.rule for finding in judge_result(merging(office, tree))] == ["FM003"], "a tree does as well"
    broken = Merging(office.clone("sari"), tip, tip, office.sop, AT, BY_LOGIN, lambda: None)
    assert judge_result(broken) == []


def test_on_a_forge_with_accounts_somebody_with_an_account_must_be_left(office: Office) -> None:
    tip = reformed(office, "    login: agus-pratama-contoh\n", "")
    (found,) = judge_result(merging(office, tip))
    assert found.text() == "sop.yml: error[SV009] sesudah ini tidak ada lagi Administrator dengan nama akun (login)"
    assert judge_result(merging(office, tip, BY_KEY)) == []


def test_with_keys_somebody_with_a_key_must_be_left(office: Office) -> None:
    lines = (office.repo.file(office.main, "sop.yml") or b"").decode().splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith("  agus:"))
    end = next(n for n in range(start + 1, len(lines)) if lines[n].startswith("  wayan:"))
    kept = [line for line in lines[start:end] if "key" not in line]
    tip = office.commit("sari", {"sop.yml": "".join([*lines[:start], *kept, *lines[end:]]).encode()})
    (found,) = judge_result(merging(office, tip, BY_KEY))
    assert found.text() == "sop.yml: error[SV009] sesudah ini tidak ada lagi Administrator dengan kunci yang berlaku"
    assert judge_result(merging(office, tip, BY_LOGIN)) == []


def test_the_procedure_must_stay(office: Office) -> None:
    (found,) = judge_result(merging(office, office.commit("sari", {"sop.yml": None})))
    assert found.text() == "sop.yml: error[SV009] sop.yml tidak boleh dihapus"


def test_records_are_asked_for_only_where_a_report_changes(office: Office) -> None:
    assert judge_result(merging(office, office.commit("sari", office.article("panen-padi")))) == []
    with pytest.raises(Unverified):
        judge_result(merging(office, office.commit("sari", {"reports/2026-10/index.md": b"Laporan.\n"})))


THEME = b"theme: {name: material, custom_dir: overrides}\nnav: []\n"


def test_a_frame_that_cannot_be_built(office: Office) -> None:
    good = office.commit("sari", office.article("panen-padi"))
    assert judge_frame(merging(office, good)) == []
    bad = office.commit("sari", {"mkdocs.yml": THEME, "overrides/main.html": b"{% block"})
    (found,) = judge_frame(merging(office, bad))
    assert (found.rule, found.path) == ("SV010", "mkdocs.yml")
    assert "TemplateSyntaxError" in found.message.text()


@pytest.mark.parametrize("name", ["TERBIT_APP_TOKEN", "PATH"])
def test_a_template_sees_no_token(office: Office, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whoever may change a template must not read what the gate was given to act with. (PATH shows that it could.)"""
    monkeypatch.setenv("TERBIT_APP_TOKEN", "rahasia")
    seen = "{% if cycler.__init__.__globals__.os.environ.get('NAME') %}{{ 1 // 0 }}{% endif %}".replace("NAME", name)
    page = '{% extends "base.html" %}{% block announce %}' + seen + "{% endblock %}"
    tip = office.commit("sari", {"mkdocs.yml": THEME, "overrides/main.html": page.encode()})
    found = [finding.message.text() for finding in judge_frame(merging(office, tip))]
    assert any("ZeroDivisionError" in text for text in found) == (name == "PATH"), found
