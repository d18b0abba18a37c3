"""The edition of a real office, judged by records alone: what its server's owner slips past the hook is not shown."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.support.office import Office

from terbit.forge.receipts import Receipt, append
from terbit.forge.server import PlainGit
from terbit.publishing.edition import Edition, edition
from terbit.records import book
from terbit.review.evidence import reconcile

PADI = "content/berita/2026/09/padi/index.md"


def recorded(office: Office) -> book.Book:
    found = book.read(office.repo)
    missing = reconcile(found, office.repo, PlainGit(office.repo, office.server), office.sop)
    return book.append(office.repo, missing.events, at=office.server.now()[0], reason="Catat")


def of(office: Office, known: book.Book, cache: Path | None = None, as_of: datetime | None = None) -> Edition:
    moment = as_of or office.server.now()[0]
    return edition(office.repo, office.main, known, moment, office.server.facts().anchor, cache)


def states(found: Edition) -> dict[str, str]:
    return {item.address: item.state for item in found.items if item.address.startswith("berita/")}


def force(office: Office, commit: str, who: str = "agus") -> None:
    """Put a commit on main as the server's owner can: without the hook, with a receipt that looks right."""
    office.clone(who).run("push", "--quiet", "origin", f"{commit}:refs/heads/draft/x")
    at, source = office.server.now()
    append(office.server.receipts, [Receipt(at, "refs/heads/main", office.main, commit, source)])
    office.repo.update_ref("refs/heads/main", commit)


def test_what_went_through_review_is_shown_and_records_alone_say_so(office: Office) -> None:
    office.publishable("sari", office.article("padi"))
    assert states(of(office, book.read(office.repo))) == {}
    assert states(of(office, recorded(office))) == {"berita/2026/09/padi/": "shown"}


def test_keeping_verdicts_changes_nothing(office: Office, tmp_path: Path) -> None:
    office.publishable("sari", office.article("padi"))
    known = recorded(office)
    fresh, first, second = of(office, known), of(office, known, tmp_path / "c"), of(office, known, tmp_path / "c")
    assert fresh.digest == first.digest == second.digest
    assert states(second) == {"berita/2026/09/padi/": "shown"}


def test_a_commit_put_on_main_past_the_hook_is_held_back(office: Office) -> None:
    office.publishable("sari", office.article("padi"))
    force(office, office.commit("agus", {PADI: office.article("padi", body="Judi.\n")[PADI]}))
    office.publishable("sari", office.article("jagung"))
    found = of(office, recorded(office))
    assert states(found) == {"berita/2026/09/jagung/": "shown", "berita/2026/09/padi/": "shown"}
    item = found.at_address("berita/2026/09/padi/")
    assert item is not None and b"Judi" not in office.repo.blob(item.blob)
    assert [(alarm.rule, alarm.path) for alarm in found.alarms] == [("ED001", PADI)]


def test_a_merge_nobody_approved_is_held_back_though_it_looks_right(office: Office) -> None:
    number = office.submit("sari", office.article("padi"))
    agus = office.clone("agus")
    agus.run("fetch", "--quiet", "origin")
    tree, _ = agus.merge_tree(office.main, office.tip(number))
    parents = [office.main, office.tip(number)]
    force(office, office.commit("agus", {}, parents, f"Gabung\n\nTerbit-Change: {number}\n", tree=tree))
    known = recorded(office)
    assert [event.event for event in known.events] == ["submitted", "merged"]
    assert states(of(office, known)) == {}


def test_an_approved_merge_that_holds_more_than_its_parents_is_held_back(office: Office) -> None:
    number = office.submit("sari", office.article("padi"))
    office.approve("budi", number)
    agus = office.clone("agus")
    agus.run("fetch", "--quiet", "origin")
    tree, _ = agus.merge_tree(office.main, office.tip(number))
    smuggled = agus.write_tree(tree, {"content/judi.md": b"---\ntitle: Judi\n---\n\nJudi.\n"})
    parents = [office.main, office.tip(number)]
    force(office, office.commit("agus", {}, parents, f"Gabung\n\nTerbit-Change: {number}\n", tree=smuggled))
    found = of(office, recorded(office))
    assert states(found) == {}
    assert found.at_address("judi/") is None


def test_a_merge_by_somebody_who_may_not_publish_is_held_back(office: Office) -> None:
    number = office.submit("sari", office.article("padi"))
    office.approve("budi", number)
    dewi = office.clone("dewi")
    dewi.run("fetch", "--quiet", "origin")
    tree, _ = dewi.merge_tree(office.main, office.tip(number))
    parents = [office.main, office.tip(number)]
    merge = office.commit("dewi", {}, parents, f"Gabung\n\nTerbit-Change: {number}\n", tree=tree)
    force(office, merge, "dewi")
    assert states(of(office, recorded(office))) == {}


def test_an_urgent_article_is_live_with_one_approval_and_late_ones_raise_an_alarm(office: Office) -> None:
    office.clock("2026-09-02T09:00")
    number = office.submit("sari", office.article("padi", information="serta-merta", policy="true"))
    office.approve("budi", number)
    office.merge("agus", number)
    known = recorded(office)
    assert states(of(office, known)) == {"berita/2026/09/padi/": "shown"}
    late = datetime.fromisoformat("2026-09-05T00:00+07:00")
    assert [alarm.rule for alarm in of(office, known, as_of=late).alarms] == ["ED005"]
    office.clock("2026-09-03T09:00")
    office.approve("ratna", number)
    assert of(office, recorded(office), as_of=late).alarms == ()
