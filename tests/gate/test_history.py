"""Every new commit of a change is looked at, not only its end: by whatever way it came."""

from __future__ import annotations

import pytest
from tests.support.office import Office

from terbit.findings import Finding
from terbit.gate import history
from terbit.gate.history import judge_history

NIK = "Penerima bantuan: 3271046504930002, warga Bogor.\n"


def judged(office: Office, tip: str, place: str = "perubahan/7") -> list[str]:
    return texts(judge_history(office.clone("sari"), office.main, tip, office.sop, place))


def texts(findings: list[Finding]) -> list[str]:
    return [finding.text() for finding in findings]


def test_a_change_without_fault_gives_nothing(office: Office) -> None:
    assert judged(office, office.commit("sari", office.article("panen-padi"))) == []


def test_what_a_later_commit_takes_out_again_is_found_all_the_same(office: Office) -> None:
    told = office.commit("sari", office.article("panen-padi", body=NIK))
    mended = office.commit("sari", office.article("panen-padi"), [told])
    (found,) = judged(office, mended)
    assert found.startswith("content/berita/2026/09/panen-padi/index.md:9:19: error[PD001]")


def test_what_main_holds_already_is_no_new_commit(office: Office) -> None:
    tip = office.commit("sari", office.article("panen-padi", body=NIK))
    assert judge_history(office.clone("sari"), tip, tip, office.sop, "perubahan/7") == []


def test_too_many_commits_are_told_before_anything_walks_over_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_COMMITS", 2)
    tip = office.commit("sari", office.article("panen-padi", body=NIK))
    for body in ("Satu.\n", "Dua.\n"):
        tip = office.commit("sari", office.article("panen-padi", body=body), [tip])
    assert judged(office, tip) == [
        "perubahan/7: error[SV004] terlalu banyak commit dalam satu kiriman: 3. Saran: paling banyak 2"
    ]


def test_a_file_that_is_too_large(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_BYTES", 1000)
    tip = office.commit("sari", {"content/berkas.pdf": b"%PDF-1.7\n" + b"0" * 2000})
    assert judged(office, tip) == [
        "content/berkas.pdf: error[SV004] berkas terlalu besar: 1 MB. Saran: paling besar 0 MB"
    ]
