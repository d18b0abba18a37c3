"""From the server's refs and receipts to events and back, in a real office with its real hooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.review.office_of_reviewers import SOP, commit, history
from tests.support.office import Office

from terbit.findings import Unverified
from terbit.forge import Approval, Change, Revision
from terbit.forge.revisions import merges, own_of, read_change
from terbit.forge.server import PlainGit
from terbit.git import NOTHING
from terbit.records import book
from terbit.records.event import Event, identity
from terbit.review.demand import demand
from terbit.review.evidence import Merge, Missing, change_of, events_of, reconcile
from terbit.review.verdict import judge
from terbit.server.keys import read_sop

LATER = datetime(2027, 1, 1, tzinfo=UTC)


def missing(office: Office, *, every: bool = False) -> Missing:
    return reconcile(book.read(office.repo), office.repo, PlainGit(office.repo, office.server), office.sop, every=every)


def recorded(office: Office) -> book.Book:
    return book.append(office.repo, missing(office).events, at=LATER, reason="catat")


def forget(office: Office) -> None:
    office.repo.run("update-ref", "-d", book.REF)


def names(events) -> list[str]:
    return [event.event for event in events]


@pytest.fixture(scope="module")
def history_of_an_office(office_template, tmp_path_factory) -> Iterator[Office]:
    """A return, a mended revision, a review edit that its author approved, a merge; a rejection; an open change."""
    office = Office(tmp_path_factory.mktemp("busy") / "kantor", office_template)
    office.clock("2026-09-01 09:00")
    first = office.submit("sari", office.article("panen", category="opini"))
    office.clock("2026-09-01 10:00")
    office.decide("budi", first, "returned", "Judul belum jelas.")
    office.clock("2026-09-02 09:00")
    office.submit("sari", office.article("panen", title="Panen raya", category="opini"), number=first)
    office.clock("2026-09-02 10:00")
    office.approve("budi", first)
    office.submit("budi", office.article("panen", title="Panen raya padi", category="opini"), number=first)
    office.approve("sari", first)
    office.clock("2026-09-03 08:30")
    office.approve("ratna", first)
    office.merge("agus", first)
    second = office.submit("dewi", office.article("rapat"))
    office.decide("budi", second, "rejected", "Bukan berita.")
    office.submit("dewi", office.article("lomba"))
    yield office
    office.close()


@pytest.fixture
def busy(history_of_an_office: Office) -> Iterator[Office]:
    """That office with nothing recorded yet; what a test does to its refs and receipts is undone."""
    office = history_of_an_office
    main, receipts = office.main, office.server.receipts.read_bytes()
    yield office
    office.repo.update_ref("refs/heads/main", main)
    office.server.receipts.write_bytes(receipts)
    forget(office)


def test_everything_that_happened_is_found_once(busy):
    found = missing(busy)
    assert found.findings == ()
    assert [(event.change, event.event, event.actor, event.role) for event in found.events] == [
        (1, "submitted", "sari", ""),
        (1, "returned", "budi", "ketua-tim"),
        (1, "submitted", "sari", ""),
        (1, "submitted", "budi", ""),
        (1, "approved", "budi", "ketua-tim"),
        (1, "approved", "sari", "penulis"),
        (1, "approved", "ratna", "kepala"),
        (1, "merged", "agus", ""),
        (2, "submitted", "dewi", ""),
        (2, "rejected", "budi", "ketua-tim"),
        (3, "submitted", "dewi", ""),
    ]
    assert {event.source for event in found.events} == {"demo"}
    assert [event.at.isoformat() for event in found.events][:2] == [
        "2026-09-01T02:00:00+00:00",
        "2026-09-01T03:00:00+00:00",
    ]


def test_running_twice_adds_nothing(busy):
    once = recorded(busy)
    assert missing(busy) == Missing((), ())
    assert missing(busy, every=True) == Missing((), ())
    assert recorded(busy).commit == once.commit


def test_what_a_crash_lost_comes_back_the_same(busy):
    whole = missing(busy).events
    for left_out in (whole[1], whole[4], whole[7]):
        forget(busy)
        book.append(busy.repo, [event for event in whole if event is not left_out], at=LATER, reason="catat")
        assert missing(busy, every=True).events == (left_out,)


def test_a_crash_loses_only_the_end(busy):
    whole = missing(busy).events
    for kept in (0, 1, 2, 6, 7, 8, 9, 10, 11):
        forget(busy)
        book.append(busy.repo, whole[:kept], at=LATER, reason="catat")
        assert missing(busy).events == whole[kept:]


def test_the_fields_of_each_event(busy):
    tip, merge = busy.tip(1), busy.main
    head = busy.repo.resolve("refs/approvals/1")
    events = {event.event: event for event in missing(busy).events if event.change == 1}
    assert events["merged"] == Event(
        identity("merged", "1", merge),
        "merged",
        datetime(2026, 9, 3, 1, 30, tzinfo=UTC),
        "demo",
        actor="agus",
        change=1,
        commit=merge,
        ref="refs/heads/main",
        data={"tip": tip, "kinds": ["article"]},
    )
    assert events["approved"] == Event(
        identity("approved", "1", head),
        "approved",
        datetime(2026, 9, 3, 1, 30, tzinfo=UTC),
        "demo",
        actor="ratna",
        role="kepala",
        change=1,
        commit=tip,
        ref="refs/approvals/1",
        data={"roles": ["kepala"], "witness": head},
    )
    previous = busy.repo.commit(tip).parents[0]
    assert events["submitted"] == Event(
        identity("submitted", "1", tip),
        "submitted",
        datetime(2026, 9, 2, 3, 0, tzinfo=UTC),
        "demo",
        actor="budi",
        change=1,
        commit=tip,
        ref="refs/heads/change/1",
        data={"revision": 3, "previous": previous},
    )


def test_a_change_read_from_its_own_events_is_judged_the_same(busy):
    known = recorded(busy)
    repo, sop, main = busy.repo, busy.sop, busy.main
    merged = merges(repo, main)
    for number in (1, 2, 3):
        done = merged.get(number)
        base = done.base if done else main
        there = read_change(repo, number, sop, main, busy.receipts)
        back = change_of(known, repo, number, sop, base, merged=done.commit if done else "")
        assert back == there
        tree = done.commit if done else repo.merge_tree(main, busy.tip(number))[0]
        asked = demand(repo, base, tree, busy.tip(number), sop)
        for moment in (LATER, *(revision.at for revision in there.revisions)):
            assert judge(back, asked, sop, moment) == judge(there, asked, sop, moment)
    assert judge(change_of(known, repo, 1, sop, merged[1].base), asked, sop, LATER).approved


def test_records_tell_of_no_such_change(busy):
    assert change_of(recorded(busy), busy.repo, 9, busy.sop, busy.main) is None
    assert change_of(book.Book(None), busy.repo, 1, busy.sop, busy.main) is None


def test_a_recorded_commit_that_is_gone(busy):
    known = recorded(busy)
    for event, change in ((known.of("submitted")[0], {"commit": "1" * 40}), (known.of("returned")[0], {"data": {}})):
        lost = book.Book(known.commit, tuple(replace(e, **change) if e is event else e for e in known.events))
        with pytest.raises(Unverified) as refusal:
            change_of(lost, busy.repo, 1, busy.sop, busy.main)
        assert refusal.value.message.text() == "usulan 1: isi yang tercatat tidak ada lagi di server"
        assert refusal.value.message.text("en") == "change 1: what is recorded is no longer on the server"


def test_a_record_that_differs_from_the_evidence_is_found(busy):
    whole = list(missing(busy).events)
    whole[1] = replace(whole[1], at=whole[1].at + timedelta(days=1))
    book.append(busy.repo, whole, at=LATER, reason="catat")
    (finding,) = missing(busy, every=True).findings
    short = whole[1].id[:12]
    assert finding.path == "perubahan/1"
    assert (finding.rule, finding.message.text()) == (
        "RC001",
        f"catatan {short} (returned) berbeda dari bukti di server",
    )
    assert finding.message.text("en") == f"record {short} (returned) differs from the server's evidence"


def test_a_person_who_left_changes_no_record(busy):
    recorded(busy)
    content = busy.repo.file("refs/heads/main", "sop.yml").replace(b"{role: ketua-tim}", b"{role: penulis}")
    sop = read_sop(content)
    found = reconcile(book.read(busy.repo), busy.repo, PlainGit(busy.repo, busy.server), sop, every=True)
    assert found == Missing((), ())


def test_a_merge_past_the_hook_is_not_dated(busy):
    recorded(busy)
    tree, _ = busy.repo.merge_tree(busy.main, busy.tip(3))
    merge = busy.repo.write_commit(tree, [busy.main, busy.tip(3)], "Gabung\n\nTerbit-Change: 3\n", at=LATER)
    busy.repo.update_ref("refs/heads/main", merge)
    found = missing(busy)
    assert found.events == ()
    (finding,) = found.findings
    assert finding.text("id").startswith("perubahan/3: warning[RC002] ")
    assert finding.message.text() == f"penggabungan {merge[:12]} tidak punya catatan penerimaan"
    assert finding.message.text("en") == f"the merge {merge[:12]} has no receipt"


def test_a_server_without_anything(tmp_path, office):
    assert missing(office) == Missing((), ())
    office.repo.update_ref("refs/heads/main", NOTHING)
    assert reconcile(book.Book(None), office.repo, PlainGit(office.repo, office.server), SOP) == Missing((), ())


def test_lost_receipts_are_never_made_up(busy):
    recorded(busy)
    lines = busy.server.receipts.read_bytes().splitlines(keepends=True)
    busy.server.receipts.write_bytes(b"".join(line for line in lines if b"change/2" not in line))
    found = missing(busy, every=True)
    assert found.events == ()
    assert [(f.rule, f.path, f.message.text()) for f in found.findings] == [
        ("RC003", "perubahan/2", "usulan 2: catatan penerimaannya tidak ada")
    ]
    forget(busy)
    assert {event.change for event in missing(busy).events} == {1, 3}


# -- pure ---------------------------------------------------------------------------------------------------------


def test_the_first_role_is_the_first_of_the_steps():
    change, _ = history("r1:sari wayan+r1 agus+r1 maling+r1")
    first = [(event.role, event.data["roles"]) for event in events_of(change, "git", SOP)[1:]]
    assert first == [("kepala", ["kepala", "koordinator"]), ("pengelola", ["admin", "pengelola"]), ("", [])]


def test_events_are_the_same_whenever_they_are_made():
    change, _ = history("r1:sari budi+r1 r2:base")
    merge = Merge(commit("merge"), LATER, "agus", commit("r2"), ("article",))
    assert events_of(change, "git", SOP, merge) == events_of(change, "git", SOP, merge)
    assert names(events_of(change, "git", SOP, merge)) == ["submitted", "submitted", "approved", "merged"]


def test_what_was_taken_back_is_an_event_of_its_own():
    change, now = history("r1:sari budi+r1")
    change = replace(change, approvals=(replace(change.approvals[0], until=now, undone="RDE_1"),))
    event = events_of(change, "github", SOP, refs=("refs/pull/7/head", "refs/pull/7/head"))[-1]
    assert (event.event, event.at, event.actor, event.ref) == ("dismissed", now, "", "refs/pull/7/head")
    assert event.data == {"witness": change.approvals[0].witness, "undone": "RDE_1"}


def test_a_revision_whose_time_nothing_witnesses_is_not_recorded_yet():
    change, _ = history("r1:sari budi-r1 r2:sari")
    known = events_of(change, "github", SOP, unsettled={commit("r2")})
    assert [(event.event, event.commit) for event in known] == [
        ("submitted", commit("r1")),
        ("returned", commit("r1")),
    ]


def test_an_event_that_nobody_witnessed_is_found(busy):
    held = recorded(busy)
    made_up = Event(
        identity("approved", "3", "0" * 40), "approved", LATER, "git", actor="budi", change=3, commit=busy.tip(3),
        data={"roles": ["ketua-tim"], "witness": "0" * 40},
    )  # fmt: skip
    gone = replace(made_up, id=identity("approved", "3", "1" * 40), actor="yang-sudah-pindah")
    book.append(busy.repo, [made_up, gone], at=LATER, reason="dipalsukan")
    found = missing(busy, every=True)
    assert found.events == ()
    assert [finding.text() for finding in found.findings] == [
        f"perubahan/3: error[RC004] catatan {made_up.id[:12]} (approved) tidak punya bukti di server"
    ]
    assert found.findings[0].message.text("en") == f"record {made_up.id[:12]} (approved) has no evidence on the server"
    assert held.by_id.keys().isdisjoint({made_up.id})


def test_a_change_of_accounts_comes_back_from_its_events(office):
    """Reviews have no commits: whoever wrote, and what a forced push took away, stands in the events."""
    first = office.commit("sari", office.article("panen"))
    second = office.commit("dewi", office.article("panen", title="Panen raya"))
    office.repo.run("fetch", "-q", str(office.clone("dewi").path), second)
    gone = Revision(first, LATER, frozenset({"sari"}), "sari", gone=True)
    now = Revision(second, LATER + timedelta(hours=2), frozenset({"budi", "dewi"}), "sari", own(office, second), 1)
    back = Approval("returned", "budi", frozenset({"ketua-tim"}), first, LATER + timedelta(hours=1), "PRR_1")
    yes = Approval(
        "approved", "budi", frozenset({"ketua-tim"}), second, LATER + timedelta(hours=3), "PRR_2", "",
        LATER + timedelta(hours=4), "RDE_1",
    )  # fmt: skip
    change = Change(5, "Naskah baru", (gone, now), (back, yes))
    events = events_of(change, "github", office.sop, refs=("refs/pull/5/head", "refs/pull/5/head"))
    held = book.append(office.repo, events, at=LATER, reason="catat")
    assert change_of(held, office.repo, 5, office.sop, office.main) == replace(change, title="Perubahan")


def own(office: Office, revision: str) -> tuple[tuple[str, str], ...]:
    return own_of(office.repo, office.main, revision)
