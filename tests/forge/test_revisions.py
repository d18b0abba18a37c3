"""A change as git holds it: who wrote a revision, what it does itself, what a clone can know."""

from __future__ import annotations

import pytest
from tests.support.office import Office

from terbit.commands.clone import timeless
from terbit.findings import Unverified
from terbit.forge import plain
from terbit.forge.receipts import Receipts
from terbit.forge.revisions import clone_refs, merges, numbers, own_of, read_change


def test_a_review_edit_has_its_own_writer(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    office.submit("budi", office.article("panen-padi", body="Lain.\n"), number=number)
    change = read_change(office.repo, number, office.sop, office.main, office.receipts)
    assert change is not None
    assert [revision.writers for revision in change.revisions] == [{"sari"}, {"budi"}]
    assert [revision.own == own_of(office.repo, office.main, revision.commit) for revision in change.revisions] == [
        True
    ] * 2


def test_main_merged_in_has_no_writer_and_changes_nothing_of_ones_own(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    tip = office.tip(number)
    office.publishable("dewi", office.article("tanam", title="Tanam"))
    clone = office.clone("sari")
    clone.run("fetch", "--quiet", "origin")
    tree, _ = clone.merge_tree(tip, office.main)
    clean = office.commit("sari", {}, [tip, office.main], "x\n", tree=tree)
    assert office.push("sari", f"{clean}:refs/heads/change/{number}") is None
    change = read_change(office.repo, number, office.sop, office.main, office.receipts)
    assert change is not None
    first, second = change.revisions
    assert (second.writers, second.submitter) == (frozenset(), "sari")
    assert first.own == second.own
    assert [path for path, _ in second.own] == ["content/berita/2026/09/panen-padi/index.md"]


def test_a_merge_of_main_with_something_slipped_in_has_a_writer(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    tip = office.tip(number)
    office.publishable("dewi", office.article("tanam", title="Tanam"))
    clone = office.clone("sari")
    clone.run("fetch", "--quiet", "origin")
    tree, _ = clone.merge_tree(tip, office.main)
    slipped = clone.write_tree(tree, office.article("lain", title="Lain"))
    dirty = office.commit("sari", {}, [tip, office.main], "x\n", tree=slipped)
    assert office.push("sari", f"{dirty}:refs/heads/change/{number}") is None
    change = read_change(office.repo, number, office.sop, office.main, office.receipts)
    assert change is not None
    assert change.revisions[1].writers == {"sari"}


def test_a_merged_change_reads_as_it_was_when_it_was_merged(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"), "Panen")
    office.approve("budi", number)
    before = read_change(office.repo, number, office.sop, office.main, office.receipts)
    commit = office.merge("agus", number)
    after = read_change(office.repo, number, office.sop, office.main, office.receipts)
    assert before is not None
    assert after is not None
    assert (before.revisions, before.approvals, before.title) == (after.revisions, after.approvals, after.title)
    assert (before.merged, after.merged) == ("", commit)
    assert merges(office.repo, office.main)[number].tip == office.tip(number)


def test_lost_receipts_are_not_taken_for_no_revisions(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    with pytest.raises(Unverified) as caught:
        read_change(office.repo, number, office.sop, office.main, Receipts())
    assert str(caught.value.message) == "usulan 1: catatan penerimaannya tidak ada"


def test_what_a_clone_knows_without_receipts(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi", category="opini"), "Panen")
    office.clock("2026-10-12T08:00")
    office.approve("wayan", number)
    clone = office.clone("dewi")
    refs = plain.fetch(clone)
    assert clone_refs(clone) == refs
    assert numbers(refs) == [1]
    change = read_change(clone, number, timeless(office.sop), office.main, None, refs)
    assert change is not None
    assert change.title == "Panen"
    assert change.tip == office.tip(number)
    assert [(a.reviewer, a.roles) for a in change.approvals] == [("wayan", {"koordinator", "kepala"})]


def test_a_number_that_nobody_used(office: Office) -> None:
    assert read_change(office.repo, 5, office.sop, office.main, office.receipts) is None
