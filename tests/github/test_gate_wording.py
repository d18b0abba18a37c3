"""Each outcome in words: the check's title and conclusion, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.rules import cases

from terbit.findings import Finding, Severity
from terbit.github import wording
from terbit.github.conversation import MARK
from terbit.github.verdicts import Judged, Unjudged
from terbit.messages import msg
from terbit.review.reasons import RETURNED
from terbit.sop import Sop

HEAD = "a" * 40
AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
WRONG = Finding("FM003", Severity.ERROR, "content/berita/a/index.md", msg('kategori "{name}" tidak dikenal', name="x"))
REASON = Finding("RV017", Severity.ERROR, "perubahan/7", msg("dibatalkan oleh {name}", name="Sari"))

PEOPLE = """
people:
  sari: {name: Sari, login: sari-gh, roles: [{role: penulis}]}
  budi: {name: "Budi, S.P.", login: budi-gh, roles: [{role: ketua-tim}]}
"""


def office(language: str = "id") -> Sop:
    text = (cases.CASES / "sop.yml").read_text("utf-8").replace("zone:", f"language: {language}\n  zone:") + PEOPLE
    from terbit import sop as procedure

    found, findings = procedure.read(text.encode())
    assert found is not None, findings
    return found


SOP = office()


def judged(**told: Any) -> Judged:
    return Judged(**{"number": 7, "head": HEAD, "state": "submitted", "approved": False, **told})


MEND = "penulis memperbaiki isinya dan menyimpannya ke cabang yang sama; nomor usulan tetap"
MERGE = 'Administrator menekan "Merge pull request", lalu "Confirm merge"; squash dan rebase tidak berlaku'
REVIEW = 'Ketua Tim (Budi, S.P.) membaca "Files changed", lalu menekan "Review changes"'
NOBODY = "tidak ada Kepala yang dapat diminta: mungkin ia ikut menulis, atau peran dan nama akunnya di sop.yml keliru"
OUTCOMES = [
    ({"state": "draft"}, "masih draf: belum diajukan", "action_required",
     'penulis menekan "Ready for review" bila sudah siap diperiksa'),
    ({"missing": ("ketua-tim",), "next_role": "ketua-tim", "able": ("budi",)}, "menunggu persetujuan Ketua Tim",
     "action_required", REVIEW),
    ({"missing": ("kepala",), "next_role": "kepala"}, "menunggu persetujuan Kepala", "action_required", NOBODY),
    ({"reasons": (REASON,)}, "belum boleh digabung", "action_required", "selesaikan yang tertulis di atas"),
    ({"findings": (WRONG, WRONG)}, "2 kesalahan pada isi", "failure", MEND),
    ({"state": "approved", "findings": (WRONG,)}, "1 kesalahan pada isi", "failure", MEND),
    ({"state": "draft", "findings": (WRONG,)}, "1 kesalahan pada isi", "failure", MEND),
    ({"state": "returned"}, "dikembalikan: menunggu perbaikan penulis", "failure", MEND),
    ({"state": "returned", "next_role": "ketua-tim", "able": ("budi",)},
     "sudah diperbaiki: menunggu Ketua Tim menilai ulang", "action_required", REVIEW),
    ({"state": "rejected"}, "ditolak", "failure", "usulan ini selesai; buat usulan baru bila perlu"),
    ({"state": "abandoned"}, "dibatalkan", "failure", "usulan ini selesai; buat usulan baru bila perlu"),
    ({"state": "approved", "approved": True}, "disetujui: boleh digabung", "success", MERGE),
    ({"state": "approved", "approved": True, "missing": ("kepala",), "next_role": "kepala"},
     "boleh digabung; persetujuan Kepala menyusul", "success", MERGE),
]  # fmt: skip


@pytest.mark.parametrize(("told", "title", "conclusion", "following"), OUTCOMES)
def test_each_outcome_in_words(told: dict[str, Any], title: str, conclusion: str, following: str) -> None:
    found = judged(**told)
    run = wording.check_run(found, SOP, AT)
    assert (run["output"]["title"], run["conclusion"]) == (title, conclusion)
    assert wording.next_step(found, SOP).text() == following
    assert f"**Langkah berikutnya**: {following}" in wording.comment(found, SOP)
    assert wording.comment(found, SOP).startswith(f"{MARK}\n**Persetujuan: {title}**\n")


def test_only_what_may_be_merged_passes() -> None:
    """By whatever state: success is for what is approved, and nothing else may be a conclusion that lets pass."""
    for state in ("draft", "submitted", "returned", "approved", "rejected", "merged", "abandoned"):
        for findings in ((), (WRONG,)):
            told = judged(state=state, findings=findings, next_role="ketua-tim")
            assert wording.conclusion(told) in ("failure", "action_required")


def test_what_could_not_be_verified_fails_and_says_so() -> None:
    doubt = Unjudged(7, HEAD, msg("GitHub tidak dapat dihubungi"), msg("coba lagi sebentar lagi"))
    run = wording.check_run(doubt, SOP, AT)
    assert run["conclusion"] == "failure"
    assert run["output"] == {
        "title": "belum dapat diperiksa",
        "summary": "GitHub tidak dapat dihubungi. Saran: coba lagi sebentar lagi\n\nIni diperiksa lagi nanti.",
        "annotations": [],
    }


def test_the_offices_language_is_the_pull_requests() -> None:
    found = judged(missing=("ketua-tim",), next_role="ketua-tim", able=("budi",))
    assert wording.check_run(found, office("en"), AT)["output"]["title"] == "waiting for the approval of Ketua Tim"
    assert "**Approval: waiting for the approval of Ketua Tim**" in wording.comment(found, office("en"))


def test_an_account_is_named_and_not_called() -> None:
    assert "akun `@semua <b>` tidak dihitung" in wording.comment(judged(), SOP, ["@semua <b>"])


def test_warnings_hold_nothing_up() -> None:
    late = Finding("RV009", Severity.WARNING, "perubahan/7", msg("dibatalkan oleh {name}", name="Sari"))
    text = wording.comment(judged(state="approved", approved=True, reasons=(late,)), SOP)
    assert "**Perlu diperhatikan**\n\n- dibatalkan oleh Sari\n" in text
    assert "Yang menahan" not in text


def test_however_much_is_wrong_github_takes_it() -> None:
    many = tuple(
        Finding("FM003", Severity.ERROR, f"content/{'x' * 190}/{n}.md", msg("dibatalkan oleh {name}", name="@" * 400))
        for n in range(3000)
    )
    run = wording.check_run(judged(findings=many), SOP, AT)
    assert len(run["output"]["summary"]) <= 65_535
    assert run["output"]["summary"].endswith("… dan seterusnya; jalankan terbit check.")
    assert len(run["output"]["annotations"]) == wording.MOST_ANNOTATIONS
    assert len(wording.comment(judged(findings=many), SOP)) <= 65_535


def test_annotations_are_of_files_and_hold_no_broken_text() -> None:
    odd = Finding("SH001", Severity.WARNING, "content/\udcff.md", msg("berkas ini belum ada"), None, 3, 4)
    (mark,) = wording.marks([REASON, odd], "id")
    assert mark == {
        "path": "content/\\udcff.md",
        "start_line": 3,
        "end_line": 3,
        "annotation_level": "warning",
        "title": "SH001",
        "message": "berkas ini belum ada",
    }


def test_an_outcome_is_told_from_any_other_and_not_by_the_clock_or_address() -> None:
    found = judged(missing=("ketua-tim",))
    run = wording.check_run(found, SOP, AT)
    assert run["external_id"] == wording.check_run(found, SOP, AT.replace(hour=9), "https://x.example/1")["external_id"]
    assert wording.check_run(found, SOP, AT, "https://x.example/1")["details_url"] == "https://x.example/1"
    assert "details_url" not in wording.check_run(found, SOP, AT, "javascript:x")
    others = [judged(), judged(missing=("kepala",)), judged(missing=("ketua-tim",), number=8)]
    assert run["external_id"] not in {wording.check_run(other, SOP, AT)["external_id"] for other in others}


def test_who_has_mended_is_not_told_to_mend() -> None:
    """A reason that ends in a full stop gets no second one."""
    hint = msg("perbaiki lalu ajukan lagi; sesudah itu {role} menilai ulang", role="Ketua Tim")
    back = msg("dikembalikan oleh {name}: {reason}", name="Budi", reason="Sebut sumbernya, juga di `sources`.")
    reason = Finding(RETURNED, Severity.ERROR, "perubahan/7", back, hint)
    waiting = wording.comment(judged(state="returned", reasons=(reason,)), SOP)
    mended = wording.comment(judged(state="returned", reasons=(reason,), next_role="ketua-tim", able=("budi",)), SOP)
    said = "- dikembalikan oleh Budi: ``Sebut sumbernya, juga di `sources`.``"
    assert f"{said} Saran: perbaiki lalu ajukan lagi; sesudah itu Ketua Tim menilai ulang\n" in waiting
    assert f"{said}\n" in mended
    assert "Saran: perbaiki" not in mended
