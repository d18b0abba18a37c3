"""What every forge keeps to: one suite, told on each of them. Another forge is another line in `FORGES`, and another
`Place` beside those two.

People act as themselves, the pipeline looks; what is judged from a look is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.forge.places import GitHubPlace, Place, PlainPlace
from tests.support.office import Office

from terbit.findings import Refused
from terbit.forge import Change
from terbit.forge.revisions import own_of
from terbit.review.demand import demand
from terbit.review.verdict import Verdict, judge

FORGES = {"plain git": PlainPlace, "github": GitHubPlace}
TITLE = "Panen padi di kebun percobaan"


@pytest.fixture(params=FORGES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    kind = FORGES[request.param]
    made = kind(tmp_path, request.getfixturevalue(kind.template))
    yield made
    made.close()


def article(slug: str = "panen-padi", body: str = "Padi dipanen.\n", category: str = "kegiatan") -> dict[str, bytes]:
    return Office.article(slug, body=body, category=category, title=TITLE)


def change_of(place: Place, number: int) -> Change:
    found = place.forge().change(number, place.sop)
    assert found is not None
    return found


def verdict(place: Place, number: int, merger: str | None = None) -> Verdict:
    """The verdict of now, of merging the change's tip into the present main."""
    change = change_of(place, number)
    tree, conflicts = place.repo.merge_tree(place.main, change.tip)
    assert not conflicts
    asked = demand(place.repo, place.main, tree, change.tip, place.sop)
    return judge(change, asked, place.sop, place.now, merger=merger)


def rules(found: Verdict) -> list[str]:
    return [reason.rule for reason in found.reasons]


# -- handing in ------------------------------------------------------------------------------------------------------


def test_what_is_handed_in_is_a_revision_with_its_writer(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    change = change_of(place, number)
    (revision,) = change.revisions
    assert (change.number, change.title, change.merged, change.draft) == (number, TITLE, "", False)
    assert (revision.writers, revision.submitter, revision.strangers) == ({"sari"}, "sari", 0)
    assert revision.at == place.now
    assert dict(revision.own).keys() == article().keys()
    assert revision.own == own_of(place.repo, place.main, revision.commit)
    assert change.approvals == ()
    assert place.forge().landing(number, place.sop) is None
    assert place.forge().unsettled(number) == frozenset()


def test_a_further_revision_stands_on_the_one_before(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    handed_in = place.now
    place.tick()
    assert place.desk("dewi").submit(article(body="Dua hari.\n"), "Perbaiki", number) == number
    first, second = change_of(place, number).revisions
    assert (first.writers, first.submitter, first.at) == ({"sari"}, "sari", handed_in)
    assert (second.writers, second.at) == ({"dewi"}, place.now)
    assert place.repo.commit(second.commit).parents == (first.commit,)


def test_each_change_has_a_number_of_its_own(place: Place) -> None:
    numbers = [place.desk("sari").submit(article(slug), TITLE) for slug in ("satu", "dua", "tiga")]
    assert sorted(set(numbers)) == numbers
    assert [change_of(place, number).number for number in numbers] == numbers


def test_a_number_that_nobody_gave_is_no_change(place: Place) -> None:
    assert place.forge().change(4711, place.sop) is None
    assert place.forge().landing(4711, place.sop) is None


def test_one_file_goes_and_another_comes(place: Place) -> None:
    files: dict[str, bytes | None] = {**article(), "content/layanan.md": None}
    number = place.desk("sari").submit(files, TITLE)
    own = dict(change_of(place, number).revisions[0].own)
    assert own["content/layanan.md"] == ""
    assert own.keys() == files.keys()


# -- saying what one thinks --------------------------------------------------------------------------------------------


def test_an_approval_is_of_its_reviewer_role_and_commit(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    place.tick()
    witness = place.desk("budi").decide(number, "approved")
    (opinion,) = change_of(place, number).approvals
    assert (opinion.verdict, opinion.reviewer, opinion.roles) == ("approved", "budi", {"ketua-tim"})
    assert (opinion.commit, opinion.at, opinion.witness) == (change_of(place, number).tip, place.now, witness)
    assert (opinion.until, opinion.undone) == (None, "")
    found = verdict(place, number, merger="agus")
    assert (found.state, found.approved, found.reasons) == ("approved", True, [])


def test_an_approval_counts_for_its_commit_only(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    place.desk("budi").decide(number, "approved")
    place.tick()
    place.desk("sari").submit(article(body="Sesudah disetujui.\n"), "Ubah", number)
    found = verdict(place, number)
    assert (found.approved, found.missing) == (False, ("ketua-tim",))
    place.tick()
    place.desk("budi").decide(number, "approved")
    assert verdict(place, number).approved


def test_two_roles_approve(place: Place) -> None:
    number = place.desk("sari").submit(article(category="opini"), TITLE)
    assert verdict(place, number).missing == ("ketua-tim", "kepala")
    place.desk("budi").decide(number, "approved")
    assert verdict(place, number).missing == ("kepala",)
    place.tick()
    place.desk("ratna").decide(number, "approved")
    found = verdict(place, number, merger="agus")
    assert (found.state, found.approved, found.missing) == ("approved", True, ())
    assert {role: opinion.reviewer for role, opinion in found.granted.items()} == {
        "ketua-tim": "budi",
        "kepala": "ratna",
    }


def test_nobody_approves_his_own_work(place: Place) -> None:
    number = place.desk("budi").submit(article(), TITLE)
    with pytest.raises(Refused):
        place.desk("budi").decide(number, "approved")
    found = verdict(place, number)
    assert (found.approved, found.missing) == (False, ("ketua-tim",))


def test_who_holds_no_role_approves_nothing(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    place.attempt("dewi", number, "approved")
    found = verdict(place, number)
    assert (found.approved, found.missing) == (False, ("ketua-tim",))


def test_a_return_blocks_until_that_role_speaks_again(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    place.tick()
    place.desk("budi").decide(number, "returned", "Judulnya belum jelas.")
    (opinion,) = change_of(place, number).approvals
    assert (opinion.verdict, opinion.reason) == ("returned", "Judulnya belum jelas.")
    found = verdict(place, number)
    assert (found.state, found.approved) == ("returned", False)
    assert "RV002" in rules(found)
    place.tick()
    place.desk("sari").submit(article(body="Lebih jelas.\n"), "Perjelas", number)
    assert verdict(place, number).state == "returned"
    place.tick()
    place.desk("budi").decide(number, "approved")
    assert verdict(place, number, merger="agus").approved


def test_somebody_elses_approval_does_not_lift_a_return(place: Place) -> None:
    number = place.desk("sari").submit(article(category="opini"), TITLE)
    place.desk("ratna").decide(number, "returned", "Tunggu dulu.")
    place.tick()
    place.desk("sari").submit(article(category="opini", body="Diperbaiki.\n"), "Perbaiki", number)
    place.tick()
    place.desk("budi").decide(number, "approved")
    found = verdict(place, number)
    assert (found.state, "RV002" in rules(found)) == ("returned", True)


def test_a_rejection_is_final(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    place.desk("budi").decide(number, "rejected", "Bukan urusan kantor ini.")
    (opinion,) = change_of(place, number).approvals
    assert (opinion.verdict, opinion.reviewer, opinion.roles) == ("rejected", "budi", {"ketua-tim"})
    assert opinion.commit == change_of(place, number).tip
    place.tick()
    with pytest.raises(Refused):
        place.desk("budi").decide(number, "approved")
    found = verdict(place, number)
    assert (found.state, found.approved) == ("rejected", False)


def test_a_writer_abandons(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    place.desk("sari").decide(number, "abandoned")
    (opinion,) = change_of(place, number).approvals
    assert (opinion.verdict, opinion.reviewer) == ("abandoned", "sari")
    assert verdict(place, number).state == "abandoned"


# -- merging -----------------------------------------------------------------------------------------------------------


def test_a_merge_brings_the_tip_into_main(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    place.desk("budi").decide(number, "approved")
    before = place.main
    place.tick()
    merge = place.desk("agus").merge(number, TITLE)
    assert place.main == merge
    change, landing = change_of(place, number), place.forge().landing(number, place.sop)
    assert landing is not None
    assert (landing.commit, landing.base, landing.tip) == (merge, before, change.tip)
    assert (landing.at, landing.merger) == (place.now, "agus")
    assert (change.merged, len(change.revisions)) == (merge, 1)
    asked = demand(place.repo, before, merge, change.tip, place.sop)
    found = judge(change, asked, place.sop, place.now, merger=landing.merger)
    assert (found.state, found.approved) == ("merged", True)


def test_what_nobody_approved_is_not_merged(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    before = place.main
    with pytest.raises(Refused):
        place.desk("agus").merge(number, TITLE)
    assert place.main == before
    assert place.forge().landing(number, place.sop) is None


def test_what_changed_after_its_approval_is_not_merged(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    place.desk("budi").decide(number, "approved")
    place.tick()
    place.desk("sari").submit(article(body="Sesudah disetujui.\n"), "Ubah", number)
    before = place.main
    with pytest.raises(Refused):
        place.desk("agus").merge(number, TITLE)
    assert place.main == before


def test_what_is_merged_is_not_merged_again(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    place.desk("budi").decide(number, "approved")
    merge = place.desk("agus").merge(number, TITLE)
    with pytest.raises(Refused):
        place.desk("agus").merge(number, TITLE)
    assert place.main == merge


def test_two_changes_of_one_text_do_not_both_land(place: Place) -> None:
    first = place.desk("sari").submit(article(body="Padi.\n"), TITLE)
    second = place.desk("dewi").submit(article(body="Jagung.\n"), TITLE)
    for number in (first, second):
        place.desk("budi").decide(number, "approved")
    merge = place.desk("agus").merge(first, TITLE)
    with pytest.raises(Refused):
        place.desk("agus").merge(second, TITLE)
    assert place.main == merge


# -- news --------------------------------------------------------------------------------------------------------------


def test_news_until_all_of_it_is_seen(place: Place) -> None:
    """Whatever happens is news once; what records have is none."""
    nothing = place.recorded()
    assert place.forge().news(nothing.seen) == []
    first = place.desk("sari").submit(article("satu"), TITLE)
    place.tick()
    second = place.desk("dewi").submit(article("dua"), TITLE)
    assert place.forge().news(nothing.seen) == [first, second]
    known = place.recorded()
    assert place.forge().news(known.seen) == []
    for step in (
        lambda: place.desk("budi").decide(first, "returned", "Belum."),
        lambda: place.desk("sari").submit(article("satu", body="Sudah.\n"), "Perbaiki", first),
        lambda: place.desk("budi").decide(first, "approved"),
        lambda: place.desk("agus").merge(first, TITLE),
    ):
        place.tick()
        step()
        assert place.forge().news(known.seen) == [first]
        known = place.recorded()
        assert place.forge().news(known.seen) == []
    place.tick()
    place.desk("budi").decide(second, "rejected", "Tidak jadi.")
    assert place.forge().news(known.seen) == [second]
    assert place.forge().news(place.recorded().seen) == []
    assert place.forge().news(place.recorded().seen, every=True) == [first, second]


def test_what_is_asked_twice_is_answered_alike(place: Place) -> None:
    number = place.desk("sari").submit(article(), TITLE)
    place.desk("budi").decide(number, "approved")
    forge = place.forge()
    assert forge.change(number, place.sop) == forge.change(number, place.sop) == change_of(place, number)
    assert forge.source(number) == place.forge().source(number) == place.source
    assert len(set(forge.refs(number))) == 2
