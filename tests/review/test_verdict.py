# ruff: noqa: E501 (the exact sentences stand on one line)
"""Every rule of "Who approves what" (DESIGN.md), as a table of short histories and what follows from each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.review.office_of_reviewers import PROCEDURE, SOP, START, asks, commit, history, office

from terbit.findings import Finding, Severity
from terbit.messages import Language
from terbit.review.demand import Demand
from terbit.review.verdict import STATES, Verdict, judge, objection

NEWS = asks("ketua")
OPINION = asks("ketua kepala")
CONTROL = asks("admin kepala")
WITHDRAWAL = asks("ketua kepala", any_one=True)
URGENT = asks("ketua kepala", urgent=True)
ASKED = {
    "news": NEWS,
    "opinion": OPINION,
    "control": CONTROL,
    "withdrawal": WITHDRAWAL,
    "urgent": URGENT,
    "nobody": asks(""),
}


def verdict(demand: Demand, story: str, **more: str) -> Verdict:
    change, now = history(story)
    return judge(change, demand, SOP, now, **more)


def rules(found: Verdict) -> str:
    return " ".join(reason.rule.removeprefix("RV0") for reason in found.reasons)


TABLE = [
    [cell.strip() for cell in line.split("|")]
    for line in Path(__file__).with_name("verdicts.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("asked", "story", "result"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_table(asked, story, result):
    found = verdict(ASKED[asked], story)
    state, _, why = result.partition(" ")
    assert (found.state, rules(found)) == (state, why)
    assert found.approved == (state != "draft" and not set(why.split()) - {"09", "10"})
    warnings = {reason.rule for reason in found.reasons if reason.severity is Severity.WARNING}
    assert warnings == {f"RV0{rule}" for rule in why.split()} & {"RV009", "RV010"}


def test_who_approved_and_what_is_missing():
    found = verdict(OPINION, "r1:sari budi+r1 ani+r1")
    assert {role: opinion.reviewer for role, opinion in found.granted.items()} == {"ketua": "budi"}
    assert found.missing == ("kepala",)
    nothing = verdict(OPINION, "")
    assert (nothing.granted, nothing.missing) == ({}, ("ketua", "kepala"))


def test_one_person_in_two_roles_approves_for_both():
    found = verdict(asks("kepala koordinator"), "r1:sari wayan+r1")
    assert found.approved and set(found.granted) == {"kepala", "koordinator"}


@pytest.mark.parametrize(
    ("merger", "approved", "why"),
    [("agus", True, ""), ("budi", False, "08"), ("sari", False, "08"), ("?", False, "08")],
)
def test_merging_needs_a_publishing_role(merger, approved, why):
    found = verdict(NEWS, "r1:sari budi+r1", merger=merger)
    assert (found.approved, rules(found), found.state) == (approved, why, "approved")


def test_a_merger_without_the_role_is_one_reason_more():
    assert rules(verdict(OPINION, "r1:sari budi+r1", merger="sari")) == "01 08"


def test_days_are_the_offices():
    change, _ = history("r1:sari budi+r1 wayan+r1")
    # 18:00 UTC is one o'clock on the next day in Jakarta, and the deputy's term is over
    for hour, rule in ((16, ""), (18, "01 06")):
        at = START.replace(day=23, hour=hour)
        said = replace(change.approvals[1], at=at)
        found = judge(replace(change, approvals=(change.approvals[0], said)), OPINION, SOP, at)
        assert rules(found) == rule
    assert found.reasons[1].message.text() == "Wayan tidak memegang peran yang diminta pada 2026-10-24"


def test_the_merger_holds_the_role_on_the_day():
    sop = office(PROCEDURE.replace(b"{role: pengelola}]", b"{role: pengelola, until: 2026-10-14}]"))
    change, now = history("r1:sari budi+r1")
    assert judge(change, NEWS, sop, now, merger="agus").approved
    assert not judge(change, NEWS, sop, now + timedelta(days=1), merger="agus").approved


def test_an_author_may_merge_what_others_approved():
    assert verdict(NEWS, "r1:agus budi+r1", merger="agus").approved


def test_only_what_was_received_by_then_counts():
    change, _ = history("r1:sari budi+r1 r2:sari ani-r2")
    at = {word: START + timedelta(hours=n) for n, word in enumerate(["r1", "budi", "r2", "ani"])}
    states = [judge(change, NEWS, SOP, at[word]).state for word in at]
    assert states == ["submitted", "approved", "submitted", "returned"]
    assert judge(change, NEWS, SOP, START - timedelta(seconds=1)).state == "draft"


def test_the_verdict_on_a_merge_never_changes_later():
    change, now = history("r1:sari budi+r1 merge ani-r1")
    assert judge(change, NEWS, SOP, START + timedelta(hours=2)).approved
    assert not judge(change, NEWS, SOP, now).approved


def test_the_urgent_deadline_runs_from_the_first_approval():
    change, _ = history("r1:sari ratna+r1")
    until = START + timedelta(hours=1 + 48)
    found = judge(change, URGENT, SOP, until)
    assert (found.urgent_until, found.approved) == (until, True)
    late = judge(change, URGENT, SOP, until + timedelta(seconds=1))
    assert (late.urgent_until, late.approved) == (until, False)
    merged = replace(change, merged=commit("merge"))
    assert rules(judge(merged, URGENT, SOP, until)) == "09"
    assert rules(judge(merged, URGENT, SOP, until + timedelta(seconds=1))) == "10"


def test_the_first_of_several_approvals_starts_the_urgent_clock():
    three = asks("ketua kepala koordinator", urgent=True)
    change, now = history("r1:sari budi+r1 ratna+r1")
    assert judge(change, three, SOP, now).urgent_until == START + timedelta(hours=1 + 48)


def test_no_deadline_without_urgency():
    assert verdict(OPINION, "r1:sari budi+r1").urgent_until is None
    assert verdict(URGENT, "r1:sari").urgent_until is None
    assert verdict(URGENT, "r1:sari budi+r1 ratna+r1").urgent_until is None
    plain = office(PROCEDURE.replace(b"urgent: {hours: 48}\n", b""))
    change, now = history("r1:sari budi+r1")
    assert not judge(change, URGENT, plain, now).approved


def test_two_opinions_in_one_second_the_cautious_one_counts():
    change, now = history("r1:sari budi+r1 budi-r1")
    same = tuple(replace(opinion, at=change.approvals[0].at) for opinion in change.approvals)
    for order in (same, same[::-1]):
        assert judge(replace(change, approvals=order), NEWS, SOP, now).state == "returned"


def test_a_return_and_its_answer_within_one_second():
    change, _ = history("r1:sari budi-r1 r2:sari budi+r2")
    frozen = replace(
        change,
        revisions=tuple(replace(revision, at=START) for revision in change.revisions),
        approvals=tuple(replace(opinion, at=START) for opinion in change.approvals),
    )
    assert judge(frozen, NEWS, SOP, START).approved


def test_an_approval_received_after_the_edit_does_not_make_it_a_review_edit():
    assert rules(verdict(NEWS, "r1:sari r2:budi budi+r1 sari+r2")) == "01 04 04"


def test_an_edit_received_with_its_approval_is_a_review_edit():
    change, now = history("r1:sari budi+r1 r2:budi sari+r2")
    revisions = (change.revisions[0], replace(change.revisions[1], at=change.approvals[0].at))
    assert judge(replace(change, revisions=revisions), NEWS, SOP, now).approved


def test_blobs_that_differ_are_no_mere_merge_of_the_base():
    change, now = history("r1:sari budi+r1 r2:base")
    other = replace(change.revisions[1], own=(("content/x.md", "else"),))
    found = judge(replace(change, revisions=(change.revisions[0], other)), NEWS, SOP, now)
    assert rules(found) == "01 05"


def test_a_revert_by_somebody_is_no_mere_merge_of_the_base():
    change, now = history("r1:sari budi+r1 r2:sari")
    same = replace(change.revisions[1], own=change.revisions[0].own)
    found = judge(replace(change, revisions=(change.revisions[0], same)), NEWS, SOP, now)
    assert rules(found) == "01 05"


# -- exact words --------------------------------------------------------------------------------------------------


def words(reason: Finding, language: Language) -> str:
    hint = f" → {reason.hint.text(language)}" if reason.hint else ""
    return f"{reason.rule} {reason.message.text(language)}{hint}"


WORDS = [
    (NEWS, "r1:sari",
     "RV001 belum disetujui oleh Ketua Tim → yang dapat menyetujui: Budi, Ani",
     "RV001 not yet approved by Ketua Tim → who can approve: Budi, Ani"),
    (NEWS, "r1:budi",
     "RV001 belum disetujui oleh Ketua Tim → yang dapat menyetujui: Ani",
     "RV001 not yet approved by Ketua Tim → who can approve: Ani"),
    (NEWS, "r1:budi,ani",
     "RV001 belum disetujui oleh Ketua Tim → semua pemegang peran ini ikut menulis: biar orang lain mengusulkan, "
     "atau tunjuk pelaksana (Plh./Plt.) di sop.yml",
     "RV001 not yet approved by Ketua Tim → everybody with this role wrote part of it: let somebody else propose it, "
     "or name a deputy (Plh./Plt.) in sop.yml"),
    (asks("hantu"), "r1:sari",
     "RV001 belum disetujui oleh hantu → tidak ada yang memegang peran ini sekarang: tunjuk pejabat atau pelaksana (Plh./Plt.) di sop.yml",
     "RV001 not yet approved by hantu → nobody holds this role now: name a holder or a deputy (Plh./Plt.) in sop.yml"),
    (WITHDRAWAL, "r1:sari",
     "RV001 belum disetujui: perlu satu persetujuan dari Ketua Tim, Kepala Balai",
     "RV001 not approved yet: one approval is needed, of Ketua Tim, Kepala Balai"),
    (NEWS, "r1:sari ani+r1 budi-r1",
     "RV002 dikembalikan oleh Budi → perbaiki lalu ajukan lagi; sesudah itu Ketua Tim menilai ulang",
     "RV002 returned by Budi → mend it and submit again; then Ketua Tim judges it anew"),
    (NEWS, "r1:sari ani+r1 budi!r1",
     "RV003 ditolak oleh Budi → penolakan bersifat tetap; buat usulan baru bila perlu",
     "RV003 rejected by Budi → a rejection is final; make a new change where needed"),
    (NEWS, "r1:budi budi+r1",
     "RV004 persetujuan Budi tidak dihitung: ia ikut menulis usulan ini → minta persetujuan orang lain",
     "RV004 the approval of Budi does not count: they wrote part of this change → ask somebody else to approve"),
    (NEWS, "r1:sari budi+r1 r2:sari",
     "RV005 persetujuan Budi berlaku untuk isi 723100000000 → isi usulan sudah berubah: minta Budi menyetujui isi 723200000000",
     "RV005 the approval of Budi is for revision 723100000000 → the change is another one now: ask Budi to approve revision 723200000000"),
    (OPINION, "[2026-10-24] r1:sari wayan+r1",
     "RV006 Wayan tidak memegang peran yang diminta pada 2026-10-24 → yang diminta: Ketua Tim, Kepala Balai",
     "RV006 Wayan held none of the roles asked on 2026-10-24 → asked: Ketua Tim, Kepala Balai"),
    (NEWS, "r1:sari maling+r1",
     "RV006 maling tidak memegang peran yang diminta pada 2026-10-14 → yang diminta: Ketua Tim",
     "RV006 maling held none of the roles asked on 2026-10-14 → asked: Ketua Tim"),
    (NEWS, "r1:sari budi+r1 r2:budi",
     "RV007 koreksi dari Budi belum disetujui orang lain → penulis naskah atau penilai lain menyetujui isi yang sudah dikoreksi",
     "RV007 nobody else has approved the corrections of Budi → the writer or another reviewer approves the corrected text"),
    (URGENT, "r1:sari budi+r1",
     "RV009 jalur mendesak: persetujuan Kepala Balai ditunggu sampai 2026-10-16 10:00 WIB",
     "RV009 urgent lane: the approval of Kepala Balai is awaited until 2026-10-16 10:00 WIB"),
    (URGENT, "r1:sari budi+r1 merge [2026-10-20]",
     "RV010 jalur mendesak: persetujuan Kepala Balai terlambat, batasnya 2026-10-16 10:00 WIB",
     "RV010 urgent lane: the approval of Kepala Balai is late, it was due at 2026-10-16 10:00 WIB"),
    (CONTROL, "r1:sari both+r1",
     "RV016 persetujuan Bayu sudah dihitung sebagai Administrator → administrator dan pimpinan harus dua orang yang berbeda",
     "RV016 the approval of Bayu already counts as Administrator → administrator and head must be two different people"),
    (asks(""), "r1:sari",
     "RV011 usulan ini tidak mengubah apa pun",
     "RV011 this change changes nothing"),
    (NEWS, "r1:sari budi+r1 sari~r1",
     "RV013 dibatalkan oleh Sari",
     "RV013 abandoned by Sari"),
]  # fmt: skip


@pytest.mark.parametrize(("demand", "story", "indonesian", "english"), WORDS, ids=[f"{row[2][:5]} {row[1]}" for row in WORDS])  # fmt: skip
def test_words(demand, story, indonesian, english):
    reasons = verdict(demand, story).reasons
    assert indonesian in [words(reason, "id") for reason in reasons]
    assert english in [words(reason, "en") for reason in reasons]
    assert {reason.path for reason in reasons} == {"perubahan/7"}


def test_words_for_a_merger_without_the_role():
    (reason,) = verdict(NEWS, "r1:sari budi+r1", merger="budi").reasons
    assert words(reason, "id") == ("RV008 Budi tidak berwenang menayangkan → yang berwenang: Pengelola web")
    assert words(reason, "en") == "RV008 Budi may not publish → who may: Pengelola web"


@pytest.mark.parametrize(
    ("story", "indonesian", "english"),
    [
        ("r1:sari budi-r1", "dikembalikan oleh Budi: judul belum jelas", "returned by Budi: judul belum jelas"),
        ("r1:sari budi!r1", "ditolak oleh Budi: judul belum jelas", "rejected by Budi: judul belum jelas"),
    ],
)
def test_a_reason_is_shown(story, indonesian, english):
    change, now = history(story)
    said = replace(change.approvals[0], reason="judul belum jelas")
    first = judge(replace(change, approvals=(said,)), NEWS, SOP, now).reasons[0]
    assert (first.message.text("id"), first.message.text("en")) == (indonesian, english)


def test_each_fault_is_named_once():
    found = verdict(NEWS, "r1:sari dewi+r1 r2:sari dewi+r2")
    assert rules(found) == "01 06"


def test_every_state_has_a_name_in_both_languages():
    assert {state: (name.text("id"), name.text("en")) for state, name in STATES.items()} == {
        "draft": ("masih draf", "still a draft"),
        "submitted": ("diajukan", "submitted"),
        "returned": ("dikembalikan", "returned"),
        "approved": ("disetujui", "approved"),
        "rejected": ("ditolak", "rejected"),
        "merged": ("sudah digabung", "merged"),
        "abandoned": ("dibatalkan", "abandoned"),
    }


# -- what the forge asks before it takes an opinion ---------------------------------------------------------------

# (what it shows, who is asked, the story; its last word is the opinion in question, the answer's rule or None)
OPINIONS = [
    ("an approval by the role that is asked", NEWS, "r1:sari budi+r1", None),
    ("a second one", NEWS, "r1:sari ani+r1 budi+r1", None),
    ("of an unknown revision", NEWS, "r1:sari budi+r2", "RV012"),
    ("a return of an unknown revision", NEWS, "r1:sari budi-r2", "RV012"),
    ("one's own work", NEWS, "r1:budi budi+r1", "RV004"),
    ("an author without a role", NEWS, "r1:sari sari+r1", "RV004"),
    ("a role that is not asked", NEWS, "r1:sari ratna+r1", "RV006"),
    ("a role that is not asked, but returned it", NEWS, "r1:sari ratna-r1 r2:sari ratna+r2", None),
    ("an older revision", NEWS, "r1:sari r2:sari budi+r1", "RV005"),
    ("an older revision with the same content", NEWS, "r1:sari r2:base budi+r1", None),
    ("the author after a review edit", NEWS, "r1:sari budi+r1 r2:budi sari+r2", None),
    ("the editor after his own edit", NEWS, "r1:sari budi+r1 r2:budi budi+r2", "RV004"),
    ("the author of the base's merge", NEWS, "r1:sari budi+r1 r2:base sari+r2", "RV004"),
    ("a deputy out of office", OPINION, "[2026-10-24] r1:sari wayan+r1", "RV006"),
    ("a return by the role that is asked", NEWS, "r1:sari budi-r1", None),
    ("a return by a deciding role that is not asked", NEWS, "r1:sari ratna-r1", None),
    ("a return by a writer", NEWS, "r1:sari dewi-r1", "RV006"),
    ("a return of an older revision", NEWS, "r1:sari r2:sari budi-r1", None),
    ("a rejection", NEWS, "r1:sari budi!r1", None),
    ("a rejection by a writer", NEWS, "r1:sari dewi!r1", "RV006"),
    ("abandoned by the author", NEWS, "r1:sari sari~r1", None),
    ("abandoned by a reviewer", NEWS, "r1:sari budi~r1", "RV014"),
    ("after a rejection", NEWS, "r1:sari budi!r1 ani+r1", "RV015"),
    ("after it was abandoned", NEWS, "r1:sari sari~r1 budi+r1", "RV015"),
    ("after it was merged", NEWS, "r1:sari budi+r1 merge ani+r1", "RV015"),
    ("an urgent one that waits for it", URGENT, "r1:sari budi+r1 merge ratna+r1", None),
    ("an urgent one that waits for it, late", URGENT, "r1:sari budi+r1 merge [2026-10-30] ratna+r1", None),
]


def _objection(demand, story):
    change, _ = history(story)
    before = replace(change, approvals=change.approvals[:-1])
    return objection(change.approvals[-1], before, demand, SOP)


@pytest.mark.parametrize(("demand", "story", "rule"), [row[1:] for row in OPINIONS], ids=[row[0] for row in OPINIONS])
def test_what_is_taken(demand, story, rule):
    found = _objection(demand, story)
    assert (found.rule if found else None) == rule


@pytest.mark.parametrize(
    ("story", "indonesian", "english"),
    [
        ("r1:sari budi+r2", "RV012 723200000000 bukan isi yang pernah diajukan",
         "RV012 723200000000 was never submitted in this change"),
        ("r1:sari budi~r1", "RV014 hanya penulis usulan yang dapat membatalkannya",
         "RV014 only those who wrote the change may abandon it"),
        ("r1:sari budi!r1 ani+r1", "RV015 usulan ini sudah selesai: ditolak",
         "RV015 this change is closed: rejected"),
    ],
)  # fmt: skip
def test_words_of_objections(story, indonesian, english):
    found = _objection(NEWS, story)
    assert (words(found, "id"), words(found, "en")) == (indonesian, english)


def test_an_approval_that_was_taken_back_counts_until_then():
    change, now = history("r1:sari budi+r1")
    until = now + timedelta(hours=2)
    change = replace(change, approvals=(replace(change.approvals[0], until=until, undone="D1"),))
    assert judge(change, NEWS, SOP, until - timedelta(seconds=1)).approved
    found = judge(change, NEWS, SOP, until)
    assert (found.state, rules(found)) == ("submitted", "01")


def test_a_return_that_was_taken_back_blocks_no_longer():
    change, now = history("r1:sari budi-r1")
    assert judge(change, NEWS, SOP, now).state == "returned"
    change = replace(change, approvals=(replace(change.approvals[0], until=now, undone="D1"),))
    assert judge(change, NEWS, SOP, now).state == "submitted"


def test_a_draft_is_not_handed_in():
    change, now = history("r1:sari budi+r1")
    found = judge(replace(change, draft=True), NEWS, SOP, now)
    assert (found.state, found.approved) == ("draft", False)


def test_what_a_stranger_wrote_is_nobodys_to_approve():
    change, now = history("r1:sari r2:sari budi+r2")
    strange = replace(change, revisions=(replace(change.revisions[0], strangers=2), change.revisions[1]))
    found = judge(strange, NEWS, SOP, now)
    assert (found.approved, rules(found)) == (False, "17")
    assert found.reasons[0].text() == (
        "perubahan/7: error[RV017] 2 komit ditulis oleh akun yang tidak ada di sop.yml. "
        "Saran: administrator mencatat akunnya di sop.yml, atau penulis kantor mengajukan isinya sendiri"
    )
    assert found.reasons[0].message.text("en") == "2 commits were written by accounts that are not in sop.yml"


def test_the_pipeline_hands_reports_in_and_is_nobody():
    change, now = history("r1:sari wayan+r1")
    strange = replace(change, revisions=(replace(change.revisions[0], strangers=1),))
    report = Demand(("koordinator",), frozenset({"pengelola"}), ("report",))
    assert judge(strange, report, SOP, now).approved
    assert rules(judge(strange, replace(report, kinds=("control", "report")), SOP, now)) == "17"
