"""What the server accepts, by real pushes: the ways in which an honest office works."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

from tests.support.office import CHECKOUT, Office, make_template

from terbit.forge import plain
from terbit.forge.revisions import read_change


def bring_main_in(office: Office, who: str, number: int) -> str:
    """A person merges main into a change and hands that in."""
    clone = office.clone(who)
    refs = plain.fetch(clone)
    main, tip = plain.main_of(refs), plain.tip_of(refs, number)
    tree, conflicts = clone.merge_tree(tip, main)
    assert not conflicts
    commit = office.commit(who, {}, [tip, main], "Gabungkan situs\n", tree=tree)
    assert office.push(who, f"{commit}:refs/heads/change/{number}") is None
    return commit


def test_the_whole_way(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"), "Panen padi")
    office.approve("budi", number)
    merge = office.merge("agus", number, "Panen padi")
    commit = office.repo.commit(office.main)
    assert commit.oid == merge
    assert commit.parents[1] == office.tip(number)
    assert commit.message == "Gabungkan usulan 1: Panen padi\n\nTerbit-Change: 1\n"
    assert "content/berita/2026/09/panen-padi/index.md" in office.repo.tree(office.main)
    change = read_change(office.repo, number, office.sop, office.main, office.receipts)
    assert change is not None
    assert (change.title, change.merged) == ("Panen padi", merge)
    assert [(r.writers, r.submitter) for r in change.revisions] == [({"sari"}, "sari")]
    assert [(a.verdict, a.reviewer, a.roles) for a in change.approvals] == [("approved", "budi", {"ketua-tim"})]


def test_a_receipt_for_every_ref_by_the_servers_clock(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    office.clock("2026-09-02T10:15")
    office.approve("budi", number)
    lines = [json.loads(line) for line in office.server.receipts.read_bytes().splitlines()]
    assert [(line["ref"], line["at"], line["source"]) for line in lines] == [
        ("refs/heads/change/1", "2026-09-01T01:00:00Z", "demo"),
        ("refs/approvals/1", "2026-09-02T03:15:00Z", "demo"),
    ]
    assert all(list(line) == ["at", "new", "old", "ref", "source"] for line in lines)


def test_returned_mended_approved(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    office.decide("budi", number, "returned", "Sebutkan hasilnya.")
    office.submit("sari", office.article("panen-padi", body="Hasilnya lima ton.\n"), number=number)
    office.approve("budi", number)
    office.merge("agus", number)


def test_an_approval_stays_when_only_main_was_merged_in(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    office.approve("budi", number)
    office.publishable("dewi", office.article("tanam", title="Tanam"))
    bring_main_in(office, "sari", number)
    office.merge("agus", number)


def test_main_merged_in_by_the_reviewer_makes_him_no_author(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    office.publishable("dewi", office.article("tanam", title="Tanam"))
    bring_main_in(office, "budi", number)
    office.approve("budi", number)
    office.merge("agus", number)


def test_a_review_edit_that_the_author_approves(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi"))
    office.approve("budi", number)
    office.submit("budi", office.article("panen-padi", body="Padi dipanen Selasa pagi.\n"), number=number)
    office.approve("sari", number)
    office.merge("agus", number)


def test_a_deputy_in_office(office: Office) -> None:
    number = office.submit("sari", office.article("panen-padi", category="opini"))
    office.approve("budi", number)
    office.clock("2026-10-12T00:00")
    office.approve("wayan", number)
    office.merge("agus", number)


def test_an_urgent_matter_goes_ahead_with_one_approval_and_gets_the_other_later(office: Office) -> None:
    urgent = office.article("wereng", category="opini", information="serta-merta")
    number = office.submit("sari", urgent)
    office.approve("budi", number)
    office.merge("agus", number)
    office.clock("2026-09-02T08:00")
    office.approve("ratna", number)


def test_a_withdrawal_with_one_approval(office: Office) -> None:
    office.publishable("sari", office.article("pendapat", category="opini"), "budi", "ratna")
    withdrawn = '{date: 2026-09-02 10:00, reason: "Naskah ditarik penulis."}'
    number = office.submit("sari", office.article("pendapat", category="opini", withdrawn=withdrawn))
    office.approve("ratna", number)
    office.merge("agus", number)


def test_a_procedure_approved_by_administrator_and_head_counts_from_then_on(office: Office) -> None:
    office.reform(("    roles: [{role: penulis}]\n  budi:", "    roles: [{role: ketua-tim}]\n  budi:"))
    number = office.submit("sari", office.article("panen-padi"))
    office.approve("dewi", number)
    office.merge("agus", number)


def test_change_approval_and_merge_in_one_push(office: Office) -> None:
    """All refs of a push are judged together, so the order in which git names them does not matter."""
    clone = office.clone("agus")
    tip = office.commit("sari", office.article("panen-padi"))
    clone.run("fetch", "--quiet", str(office.clone("sari").path), tip)
    from terbit.forge import approvals

    text = approvals.message(1, "approved", tip)
    said = office.commit("budi", {}, [], text, tree=plain._empty_tree(office.clone("budi")))
    clone.run("fetch", "--quiet", str(office.clone("budi").path), said)
    tree, _ = clone.merge_tree(office.main, tip)
    merge = office.commit("agus", {}, [office.main, tip], "Gabung\n\nTerbit-Change: 1\n", tree=tree)
    refspecs = (f"{merge}:refs/heads/main", f"{said}:refs/approvals/1", f"{tip}:refs/heads/change/1")
    assert office.push("agus", *refspecs) is None
    assert office.main == merge


def test_a_draft_comes_and_goes(office: Office) -> None:
    commit = office.commit("sari", office.article("panen-padi"))
    assert office.push("sari", f"{commit}:refs/heads/draft/panen") is None
    other = office.commit("sari", office.article("tanam"))
    assert office.push("sari", f"{other}:refs/heads/draft/panen") is None
    assert office.push("sari", ":refs/heads/draft/panen") is None
    assert "refs/heads/draft/panen" not in office.refs()


def test_two_writers_take_the_next_number_each(office: Office) -> None:
    sari, dewi = office.clone("sari"), office.clone("dewi")
    stale = plain.fetch(dewi)
    first = office.submit("sari", office.article("panen-padi"))
    commit = office.commit("dewi", office.article("tanam"))
    second, _ = plain.hand_in(dewi, commit, None, stale)
    assert (first, second) == (1, 2)
    assert plain.fetch(sari)["refs/heads/change/2"] == commit


def test_a_push_returns_at_once_and_a_worker_goes_on_alone(office: Office) -> None:
    """The worker here sleeps for half a minute; the pusher does not wait for it, and it is told the repository."""
    from dataclasses import replace

    sleeper = office.top / "sleeper"
    sleeper.write_text(f'#!/bin/sh\necho "$@" > {office.top}/asked\nexec sleep 30\n')
    sleeper.chmod(0o755)
    office.server.write_facts(replace(office.server.facts(), python=str(sleeper)))
    commit = office.commit("sari", office.article("panen-padi"))
    started = time.monotonic()
    assert office.push("sari", f"{commit}:refs/heads/change/1") is None
    assert time.monotonic() - started < 10
    for _ in range(100):
        if (office.top / "asked").exists() and (office.top / "asked").read_text():
            break
        time.sleep(0.1)
    assert (office.top / "asked").read_text().strip() == f"-I -m terbit publish --worker {office.bare}"
    assert office.server.queue.read_text() == f"refs/heads/change/1 {commit}\n"


def test_a_server_with_the_machines_own_clock(tmp_path: object) -> None:
    from pathlib import Path

    from terbit.findings import Refused
    from terbit.server import init

    top = Path(str(tmp_path)) / "real"
    make_template(top, (CHECKOUT / "sop.yml").read_bytes(), demo=False)
    office = Office(Path(str(tmp_path)) / "office", top)
    office.submit("sari", office.article("panen-padi"))
    (line,) = [json.loads(line) for line in office.server.receipts.read_bytes().splitlines()]
    at = datetime.fromisoformat(line["at"])
    assert abs((datetime.now(UTC) - at).total_seconds()) < 120
    assert line["source"] == "git"
    try:
        init.move_clock(office.bare, "2030-01-01")
    except Refused as refusal:
        assert str(refusal.message) == f"{office.bare}: server ini memakai jam sesungguhnya"
    else:
        raise AssertionError("a real server's clock was moved")
    office.close()


def test_two_people_send_at_the_very_same_time(office: Office) -> None:
    """Both get a number, whoever is faster; nobody's text is lost and each has its receipt."""
    from concurrent.futures import ThreadPoolExecutor

    acts = [
        (office.clone(who), office.identity(who), office.article(slug))
        for who, slug in (("sari", "panen-padi"), ("dewi", "tanam"))
    ]
    with ThreadPoolExecutor() as pool:
        sent = [pool.submit(plain.submit, clone, who, files, "Naskah") for clone, who, files in acts]
        assert {each.result() for each in sent} == {1, 2}
    for number in (1, 2):
        change = read_change(office.repo, number, office.sop, office.main, office.receipts)
        assert change is not None
        assert len(change.revisions) == 1
