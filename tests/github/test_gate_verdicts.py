"""How a pull request stands, told with a change's values over a real repository."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.support.office import Office

from terbit.findings import Unverified
from terbit.forge import Approval, Change, Opinion, Revision
from terbit.forge.revisions import own_of
from terbit.github.verdicts import Judged, Main, judge_pull
from terbit.sop import Sop

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def main_of(office: Office, at: datetime = START + 24 * HOUR, sop: Sop | None = None) -> Main:
    return Main(office.clone("sari"), office.main, sop or office.sop, at, lambda: None)


def change(office: Office, *commits: str, said: tuple[Approval, ...] = (), draft: bool = False) -> Change:
    """Sari's change 7, a revision an hour."""
    revisions = tuple(
        Revision(oid, START + n * HOUR, frozenset({"sari"}), "sari", own_of(office.clone("sari"), office.main, oid))
        for n, oid in enumerate(commits)
    )
    return Change(7, "Panen padi", revisions, said, draft=draft)


def said(office: Office, who: str, commit: str, verdict: Opinion = "approved", hours: float = 5) -> Approval:
    at = START + hours * HOUR
    return Approval(verdict, who, office.sop.roles_of(who, at), commit, at, f"PRR_{who}{hours}", "alasan")


def judged(office: Office, told: Change, head: str | None = None) -> Judged:
    return judge_pull(main_of(office), told, head or told.tip)


def texts(found: Judged) -> list[str]:
    return [finding.text() for finding in (*found.reasons, *found.findings)]


@pytest.fixture
def tip(office: Office) -> str:
    return office.commit("sari", office.article("panen-padi"))


def test_what_waits_for_its_first_role(office: Office, tip: str) -> None:
    found = judged(office, change(office, tip))
    assert (found.state, found.approved, found.missing, found.granted) == ("submitted", False, ("ketua-tim",), ())
    assert (found.next_role, found.able) == ("ketua-tim", ("budi",))
    assert texts(found) == [
        "perubahan/7: error[RV001] belum disetujui oleh Ketua Tim. Saran: yang dapat menyetujui: Budi Santoso"
    ]


def test_what_is_approved(office: Office, tip: str) -> None:
    found = judged(office, change(office, tip, said=(said(office, "budi", tip),)))
    assert (found.state, found.approved, found.granted, found.missing) == (
        "approved", True, (("ketua-tim", "budi"),), ()
    )  # fmt: skip
    assert (found.next_role, texts(found)) == ("", [])


def test_the_second_role_is_next_when_the_first_has_spoken(office: Office) -> None:
    tip = office.commit("sari", office.article("panen-padi", category="opini", policy="true"))
    found = judged(office, change(office, tip, said=(said(office, "budi", tip),)))
    assert (found.approved, found.next_role, found.able) == (False, "kepala", ("ratna",))


def test_a_role_that_the_change_gives_itself_counts_for_nothing(office: Office) -> None:
    """Who may approve is main's word: a pull request that makes its writer's friend a team head stays where it is."""
    text = (office.repo.file(office.main, "sop.yml") or b"").decode()
    files = {
        **office.article("panen-padi"),
        "sop.yml": text.replace("roles: [{role: penulis}]", "roles: [{role: ketua-tim}]").encode(),
    }
    tip = office.commit("sari", files)
    found = judged(office, change(office, tip, said=(said(office, "dewi", tip),)))
    assert not found.approved
    assert found.missing == ("ketua-tim", "kepala", "administrator")


def test_an_approval_of_what_was_there_before_does_not_count(office: Office, tip: str) -> None:
    second = office.commit("sari", office.article("panen-padi", body="Lain.\n"), [tip])
    told = change(office, tip, second, said=(said(office, "budi", tip, hours=0.5),))
    found = judged(office, told)
    assert (found.approved, found.next_role) == (False, "ketua-tim")
    assert [reason.rule for reason in found.reasons] == ["RV001", "RV005"]


def test_a_return_waits_for_the_writer_and_then_for_the_same_role(office: Office, tip: str) -> None:
    returned = said(office, "budi", tip, "returned", 0.5)
    found = judged(office, change(office, tip, said=(returned,)))
    assert (found.state, found.approved, found.next_role, found.able) == ("returned", False, "", ())
    second = office.commit("sari", office.article("panen-padi", body="Lain.\n"), [tip])
    found = judged(office, change(office, tip, second, said=(returned,)))
    assert (found.state, found.next_role, found.able) == ("returned", "ketua-tim", ("budi",))


def test_a_rejection_is_final_and_asks_nobody(office: Office, tip: str) -> None:
    told = change(office, tip, said=(said(office, "budi", tip, "rejected", 1), said(office, "budi", tip, hours=2)))
    found = judged(office, told)
    assert (found.state, found.approved, found.next_role) == ("rejected", False, "")


def test_a_draft_is_never_approved_and_its_faults_are_shown(office: Office) -> None:
    tip = office.commit("sari", office.article("panen-padi", category="kegiatn"))
    found = judged(office, change(office, tip, said=(said(office, "budi", tip),), draft=True), tip)
    assert (found.state, found.approved, found.next_role) == ("draft", False, "")
    assert [finding.rule for finding in found.findings] == ["FM003"]


def test_an_approved_text_with_a_fault_may_not_be_merged(office: Office) -> None:
    tip = office.commit("sari", office.article("panen-padi", date="", categories="[kegiatan]"))
    found = judged(office, change(office, tip, said=(said(office, "budi", tip),)))
    assert (found.state, found.approved, found.sound) == ("approved", False, False)
    assert [finding.rule for finding in found.findings] == ["DT001"]


def test_a_fault_of_main_stands_against_nobody(office: Office, tip: str) -> None:
    broken = office.commit("sari", office.article("lama", date=""))
    onto = office.commit("sari", office.article("panen-padi"), [broken])
    told = change(office, onto, said=(said(office, "budi", onto),))
    main = Main(office.clone("sari"), broken, office.sop, START + 24 * HOUR, lambda: None)
    assert judge_pull(main, told, onto).findings == ()


def test_what_only_an_earlier_commit_held_is_found(office: Office) -> None:
    nik = "Penerima bantuan: 3271046504930002, warga Bogor.\n"
    first = office.commit("sari", office.article("panen-padi", body=nik))
    tip = office.commit("sari", office.article("panen-padi"), [first])
    found = judged(office, change(office, tip, said=(said(office, "budi", tip),)))
    assert not found.approved
    assert [finding.rule for finding in found.findings] == ["PD001"]


def test_a_conflict_with_main(office: Office) -> None:
    text = "---\ntitle: Layanan\ndescription: Jam layanan.\n---\n\n{}\n"
    tip = office.commit("sari", {"content/layanan.md": text.format("Selasa saja.").encode()})
    main = office.commit("dewi", {"content/layanan.md": text.format("Kamis saja.").encode()})
    office.clone("sari").run("fetch", "--quiet", str(office.clone("dewi").path), main)
    told = change(office, tip, said=(said(office, "budi", tip),))
    found = judge_pull(Main(office.clone("sari"), main, office.sop, START + 24 * HOUR, lambda: None), told, tip)
    assert not found.approved
    assert [finding.text() for finding in found.findings] == [
        "perubahan/7: error[SV006] usulan bertabrakan dengan situs: content/layanan.md."
        " Saran: penulis usulan menggabungkan cabang main ke dalam cabangnya dan menyelesaikan tabrakannya"
    ]


def test_another_sites_history(office: Office) -> None:
    tip = office.commit("sari", office.article("panen-padi"), [])
    found = judged(office, change(office, tip))
    assert (found.approved, texts(found)) == (
        False,
        ["perubahan/7: error[SV007] usulan 7 tidak berasal dari situs ini. Saran: mulai dari cabang main situs ini"],
    )


def test_a_head_that_moved_while_it_was_read_is_not_judged(office: Office, tip: str) -> None:
    later = office.commit("sari", office.article("panen-padi", body="Lain.\n"), [tip])
    with pytest.raises(Unverified) as error:
        judged(office, change(office, tip, said=(said(office, "budi", tip),)), later)
    assert error.value.message.text() == "usulan 7 berubah selagi diperiksa"


def test_commits_that_are_not_here_are_not_judged(office: Office, tip: str) -> None:
    gone = "1" * 40
    with pytest.raises(Unverified) as error:
        judge_pull(main_of(office), Change(7, "", (Revision(gone, START, frozenset(), ""),)), gone)
    assert error.value.message.text() == "usulan 7: isinya tidak lengkap di sini"


def test_a_review_a_little_ahead_of_our_clock_is_heard(office: Office, tip: str) -> None:
    """GitHub's clock is the witness: a return must not be overlooked because a runner's clock is slow."""
    told = change(office, tip, said=(said(office, "budi", tip, hours=1), said(office, "ratna", tip, "returned", 2)))
    found = judge_pull(main_of(office, START + 1.5 * HOUR), told, tip)
    assert (found.state, found.approved) == ("returned", False)


def test_a_withdrawal_needs_one_and_asks_no_more(office: Office) -> None:
    page = office.article("panen-padi", category="opini")
    office.publishable("sari", page, "budi", "ratna")
    ((path, content),) = page.items()
    gone = content.replace(
        b"information: berkala\n", b"information: berkala\nwithdrawn: {date: 2026-09-02, reason: Keliru}\n"
    )
    assert gone != content
    tip = office.commit("sari", {path: gone})
    found = judged(office, change(office, tip, said=(said(office, "budi", tip),)))
    assert (found.approved, found.missing, found.next_role) == (True, (), "")


def test_an_urgent_change_may_go_ahead_and_still_asks_the_rest(office: Office) -> None:
    tip = office.commit("sari", office.article("banjir", category="opini", information="serta-merta"))
    told = change(office, tip, said=(said(office, "budi", tip, hours=23),))
    found = judged(office, told)
    assert (found.approved, found.missing, found.next_role, found.able) == (True, ("kepala",), "kepala", ("ratna",))


def test_whoever_wrote_part_of_it_is_not_asked(office: Office) -> None:
    tip = office.commit("sari", office.article("panen-padi"))
    told = change(office, tip)
    revision = told.revisions[0]
    told = Change(7, "", (Revision(revision.commit, revision.at, frozenset({"sari", "budi"}), "sari", revision.own),))
    found = judged(office, told)
    assert (found.next_role, found.able) == ("ketua-tim", ())
