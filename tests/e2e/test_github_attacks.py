"""Attacks on an office on GitHub, each made on a GitHub over real git: what nobody approved is neither passed nor
shown, nobody approves his own text by a second name, and no pull request keeps the others waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.forge.github.office import TITLE, OfficeOnGitHub
from tests.github.test_gate import Gate
from tests.support.github import FakeGitHub, Person, Pull, Repository, Request, User
from tests.support.office import Office

from terbit.publishing.approved import Approved
from terbit.publishing.edition import approved_by
from terbit.records.book import Book
from terbit.records.event import Event, identity
from terbit.review.evidence import Missing, reconcile
from terbit.review.verdict import Verdict


class Attacked:
    """An office, and what its pipeline makes of GitHub without putting anything live."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.office = OfficeOnGitHub(folder, template)
        self.fake, self.site, self.people = self.office.fake, self.office.site, self.office.people
        self.anchor = self.office.main
        self.book = Book(None)
        self.stranger = self.fake.user("orang-lain", email="lain@example.org")
        self.office.tick()

    def look(self, *, every: bool = False) -> Missing:
        """Compare and record, as every publish does first."""
        office = self.office
        found = reconcile(self.book, office.repo, office.forge(), office.sop, every=every)
        self.book = replace(self.book, events=(*self.book.events, *found.events))
        return found

    def approved(self) -> Approved:
        self.look()
        repo = self.office.repo
        repo.run("fetch", "--quiet", str(self.site.store.path), "+refs/heads/main:refs/terbit/main")
        return approved_by(repo, self.office.main, self.book, self.anchor)

    def shown(self, path: str) -> str:
        """The approved text of a path."""
        found = self.approved()
        blob = found.files.get(path)
        return self.office.repo.blob(blob).decode() if blob else ""

    def merge(self, pull: Pull, who: str = "agus") -> str:
        self.office.tick()
        return self.fake.merge(self.people[who], pull)

    def fork(self, slug: str, files: dict[str, bytes], message: str = "") -> Pull:
        """A stranger's pull request."""
        fork = self.fake.fork(self.stranger, self.site)
        self.fake.push(self.stranger, fork, slug, files, message)
        return self.fake.open_pull_request(self.stranger, self.site, slug, title=TITLE, fork=fork)


@pytest.fixture
def attacked(office_template: Path, tmp_path: Path) -> Iterator[Attacked]:
    made = Attacked(tmp_path, office_template)
    yield made
    made.office.close()


@pytest.fixture
def gate(office_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate(tmp_path, office_template, monkeypatch, level=2)
    yield made
    made.office.close()


def path_of(slug: str) -> str:
    (path,) = Office.article(slug)
    return path


def errors(found: Verdict) -> list[str]:
    return [reason.rule for reason in found.reasons if reason.severity.value == "error"]


def twin(fake: FakeGitHub, site: Repository, stranger: User, pull: Pull) -> Pull:
    """The very head of a pull request, proposed once more from a stranger's fork."""
    fork = fake.fork(stranger, site)
    fork.store.fetch(site.store, pull.head_sha)
    fake._move(fork, "kembar", pull.head_sha, fake.acting(stranger))
    return fake.open_pull_request(stranger, site, "kembar", title=TITLE, fork=fork)


MANY = "Panen\n\n" + "".join(f"Co-authored-by: T{n} <t{n}@example.org>\n" for n in range(12))


# -- nobody keeps the others waiting -------------------------------------------------------------------------------


def test_a_stranger_with_a_dozen_co_authors_stops_no_publish(attacked: Attacked) -> None:
    pull = attacked.office.propose("sari")
    attacked.office.approve("budi", pull)
    attacked.merge(pull)
    attacked.fork("iklan", Office.article("iklan"), MANY)
    found = attacked.look()
    assert [event.event for event in found.events] == ["submitted", "approved", "merged"]
    assert found.findings == ()


def test_a_dozen_co_authors_of_an_office_s_change(attacked: Attacked) -> None:
    sari = attacked.people["sari"]
    attacked.fake.push(sari, attacked.site, "ramai", Office.article("ramai"), MANY)
    pull = attacked.fake.open_pull_request(sari, attacked.site, "ramai", title=TITLE)
    attacked.office.approve("budi", pull)
    found = attacked.office.verdict(pull)
    assert errors(found) == ["RV017"], "whoever is cut off may be anybody, also the approver"
    assert found.reasons[0].message.text() == "1 komit ditulis oleh akun yang tidak ada di sop.yml"


def test_a_pull_request_that_never_stands_still_is_named_alone(attacked: Attacked) -> None:
    """Somebody of the office who comments all the time: the change is not concluded from, all others are."""
    good = attacked.office.propose("sari")
    attacked.office.approve("budi", good)
    attacked.merge(good)
    restless = attacked.office.propose("dewi", "lain")
    for _ in range(101):  # more than a page
        attacked.fake.review_comment(attacked.people["dewi"], restless)

    def touch(request: Request) -> None:
        if request.kind == "graphql":
            attacked.office.tick(0.01)
            attacked.fake.comment(attacked.people["dewi"], restless, "Halo.")

    attacked.fake.before_each(touch)
    found = attacked.look()
    attacked.fake.server.before.clear()
    assert {event.change for event in found.events} == {good.number}
    assert [finding.text() for finding in found.findings] == [
        f"perubahan/{restless.number}: error[RC003] usulan {restless.number} terus berubah selama dibaca. "
        "Saran: coba lagi sebentar lagi"
    ]
    assert attacked.shown(path_of("panen-padi")) != ""


def test_a_stranger_s_pull_request_is_not_even_fetched(attacked: Attacked) -> None:
    """It may hold gigabytes. That of the daily comparison neither."""
    spam = attacked.fork("iklan", Office.article("iklan"))
    attacked.fake.approve(attacked.stranger, attacked.office.propose("sari"))
    assert {event.change for event in attacked.look(every=True).events} == {2}
    assert f"refs/pull/{spam.number}/head" not in attacked.office.repo.refs("refs/pull/")


def test_a_twin_does_not_take_the_place_of_what_was_merged(attacked: Attacked) -> None:
    """GitHub marks every pull request of a merged head as merged, by the same commit."""
    pull = attacked.office.propose("sari")
    other = twin(attacked.fake, attacked.site, attacked.stranger, pull)
    attacked.office.approve("budi", pull)
    merge = attacked.merge(pull)
    assert (other.merged, other.merge_commit) == (pull.merged, merge)
    assert "Padi dipanen" in attacked.shown(path_of("panen-padi"))


def test_a_twin_does_not_shut_the_approved_one_out(gate: Gate) -> None:
    """One head has one check: a stranger's proposal of the same head left it red for as long as that stood open."""
    pull = gate.office.propose("sari")
    gate.office.approve("budi", pull)
    twin(gate.fake, gate.site, gate.fake.user("orang-lain"), pull)
    assert gate.post() == 0
    assert gate.conclusions(pull) == ["success"]
    gate.fake.request_changes(gate.people["ratna"], pull, "Tunggu.")
    gate.office.tick()
    gate.post()
    assert gate.conclusions(pull)[-1] != "success"


# -- what nobody approved is not shown -----------------------------------------------------------------------------


def test_a_flag_that_nobody_approved_dropping_asks_its_people_all_the_same(attacked: Attacked) -> None:
    """A writer merges a change that drops `policy`: held back. The next change of that text asks, by what main holds
    now, the head of the team alone; with it would have come what the head of office never saw."""
    path = path_of("panen-padi")
    first = attacked.office.propose("sari", policy="true")
    attacked.office.approve("budi", first)
    attacked.office.approve("ratna", first)
    attacked.merge(first)
    good = attacked.shown(path)
    assert "policy: true" in good
    dropped = attacked.office.propose("sari", "turun", files=Office.article("panen-padi", body="Kebijakan lain.\n"))
    attacked.merge(dropped, "sari")
    assert attacked.shown(path) == good
    point = attacked.office.propose("sari", "titik", files=Office.article("panen-padi", body="Kebijakan lain!\n"))
    attacked.office.approve("budi", point)
    merge = attacked.merge(point)
    found = attacked.approved()
    assert attacked.shown(path) == good
    assert found.held == {path: merge}
    back = attacked.office.propose("sari", "kembali", files={path: good.encode()})
    attacked.office.approve("budi", back)
    attacked.office.approve("ratna", back)
    attacked.merge(back)
    assert (attacked.approved().held, attacked.shown(path)) == ({}, good)


def test_what_was_held_back_can_still_be_withdrawn(attacked: Attacked) -> None:
    """An unapproved edit on main must not keep a text from being taken down."""
    path = path_of("panen-padi")
    first = attacked.office.propose("sari")
    attacked.office.approve("budi", first)
    attacked.merge(first)
    edit = attacked.office.propose("sari", "ubah", files=Office.article("panen-padi", body="Judi.\n"))
    attacked.merge(edit, "sari")
    gone = Office.article("panen-padi", body="Judi.\n", withdrawn="{date: 2026-09-02, reason: Salah}")
    down = attacked.office.propose("sari", "turun", files=gone)
    attacked.office.approve("budi", down)
    attacked.merge(down)
    assert "withdrawn:" in attacked.shown(path)


@pytest.mark.parametrize("method", ["squash", "rebase"])
def test_an_approved_change_that_is_squashed_is_held_back(attacked: Attacked, method: str) -> None:
    pull = attacked.office.propose("sari")
    attacked.office.again("sari", pull)
    attacked.office.approve("budi", pull)
    attacked.office.tick()
    attacked.fake.merge(attacked.people["agus"], pull, method)
    assert attacked.shown(path_of("panen-padi")) == ""


def test_a_merge_that_holds_more_than_git_makes_of_it(attacked: Attacked) -> None:
    """Approved, and merged on a machine of one's own with a line more."""
    pull = attacked.office.propose("sari")
    attacked.office.approve("budi", pull)
    attacked.office.tick()
    store, main = attacked.site.store, attacked.office.main
    tree = store.tree_with(store.merged_tree(main, pull.head_sha), Office.article("selundupan"))
    agus = replace(attacked.fake.hub.person(attacked.people["agus"]), date=attacked.fake.clock)
    evil = store.make_commit(tree, (main, pull.head_sha), "Merge", agus, agus)
    attacked.fake.force_push(attacked.people["agus"], attacked.site, "main", evil)
    assert (attacked.shown(path_of("panen-padi")), attacked.shown(path_of("selundupan"))) == ("", "")


def test_a_direct_push_and_what_is_approved_after_it(attacked: Attacked) -> None:
    attacked.fake.push(attacked.people["agus"], attacked.site, "main", Office.article("selundupan"))
    pull = attacked.office.propose("sari")
    attacked.office.approve("budi", pull)
    attacked.merge(pull)
    assert attacked.shown(path_of("selundupan")) == ""
    assert attacked.shown(path_of("panen-padi")) != ""


def test_rejected_reopened_approved_and_merged(attacked: Attacked) -> None:
    pull = attacked.office.propose("sari")
    attacked.fake.close_pull_request(attacked.people["ratna"], pull)
    attacked.fake.reopen(attacked.people["sari"], pull)
    attacked.office.approve("budi", pull)
    attacked.merge(pull)
    assert attacked.shown(path_of("panen-padi")) == ""


def test_a_merge_whose_close_bears_an_earlier_second(attacked: Attacked) -> None:
    """The merge's own close is no rejection by whoever merged, whatever order GitHub's clocks give."""
    pull = attacked.office.propose("sari")
    attacked.office.approve("budi", pull)
    attacked.merge(pull, "agus")
    (closed,) = [event for event in pull.events if event.typename == "ClosedEvent"]
    closed.at -= timedelta(seconds=2)
    assert attacked.shown(path_of("panen-padi")) != ""


def test_a_made_up_record_is_named(attacked: Attacked) -> None:
    """Whoever may write records can say anything there; it is told, and that the pipeline alone may is GitHub's to
    see to (docs/security.md)."""
    pull = attacked.office.propose("sari")
    attacked.merge(pull)
    made = Event(
        identity("approved", str(pull.number), "PRR_palsu"), "approved", pull.created, "github", actor="budi",
        role="ketua-tim", change=pull.number, commit=pull.head_sha, ref=f"pull/{pull.number}/reviews",
        data={"roles": ["ketua-tim"], "witness": "PRR_palsu"},
    )  # fmt: skip
    attacked.book = replace(attacked.book, events=(made,))
    assert [finding.text() for finding in attacked.look().findings] == [
        f"perubahan/{pull.number}: error[RC004] catatan {made.id[:12]} (approved) tidak punya bukti di server"
    ]


# -- nobody approves his own text ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "rule"), [("budi", ["RV001", "RV004"]), ("stranger", ["RV017"])])
def test_whoever_forces_a_text_in_wrote_it_whatever_its_commit_says(
    attacked: Attacked, who: str, rule: list[str]
) -> None:
    """E-mails are anybody's to write; who pushed by force GitHub says."""
    attacked.fake.permit(attacked.stranger, attacked.site, "write")
    pull = attacked.office.propose("sari")
    attacked.office.tick()
    sari = Person("Sari Wulandari", "sari@balai-contoh.example")
    text = Office.article("panen-padi", body="Tulisan sendiri.\n")
    pusher = attacked.people.get(who, attacked.stranger)
    attacked.fake.push(pusher, attacked.site, pull.head, text, author=sari, committer=sari, onto="main", force=True)
    attacked.office.approve("budi", pull)
    assert errors(attacked.office.verdict(pull)) == rule


def test_an_approval_of_what_a_forced_push_took_away_is_none_of_a_mended_text(attacked: Attacked) -> None:
    """Budi approves Sari's text, then forces his own in its place: that mends nothing, he wrote it."""
    pull = attacked.office.propose("sari", category="opini")
    attacked.office.approve("budi", pull)
    attacked.office.tick()
    text = Office.article("panen-padi", category="opini", body="Tulisan Budi.\n")
    attacked.fake.push(attacked.people["budi"], attacked.site, pull.head, text, onto="main", force=True)
    attacked.office.approve("ratna", pull)
    found = attacked.office.verdict(pull)
    assert errors(found)[0] == "RV001" and found.missing == ("ketua-tim",)
    attacked.merge(pull)
    assert attacked.shown(path_of("panen-padi")) == "", "records say the same"


def test_a_change_that_carries_another_s_commits_carries_their_writers(attacked: Attacked) -> None:
    """Budi's text on Budi's branch, taken over into a pull request of Sari's."""
    budi = attacked.people["budi"]
    attacked.fake.push(budi, attacked.site, "punya-budi", Office.article("titipan"))
    attacked.fake.push(attacked.people["sari"], attacked.site, "gabungan", Office.article("lain"), onto="punya-budi")
    pull = attacked.fake.open_pull_request(attacked.people["sari"], attacked.site, "gabungan", title=TITLE)
    attacked.office.approve("budi", pull)
    assert errors(attacked.office.verdict(pull)) == ["RV001", "RV004"]


def test_merging_another_branch_in_is_no_merge_of_the_base(attacked: Attacked) -> None:
    """A clean merge, but of what nobody read."""
    pull = attacked.office.propose("sari")
    attacked.office.approve("budi", pull)
    attacked.fake.push(attacked.people["dewi"], attacked.site, "samping", Office.article("selundupan"))
    attacked.office.tick()
    attacked.fake.merge_branches(attacked.people["dewi"], attacked.site, pull.head, "samping")
    assert errors(attacked.office.verdict(pull)) == ["RV001", "RV005"]
    attacked.merge(pull)
    assert (attacked.shown(path_of("panen-padi")), attacked.shown(path_of("selundupan"))) == ("", "")


def test_a_log_in_is_the_same_in_any_case(attacked: Attacked) -> None:
    """What GitHub writes in capitals is still the writer of it."""
    budi = attacked.people["budi"]
    claim = f"Panen\n\nCo-authored-by: B <{budi.login.upper()}@users.noreply.github.com>\n"
    attacked.fake.push(attacked.people["sari"], attacked.site, "besar", Office.article("besar"), claim)
    pull = attacked.fake.open_pull_request(attacked.people["sari"], attacked.site, "besar", title=TITLE)
    attacked.office.approve("budi", pull)
    assert errors(attacked.office.verdict(pull)) == ["RV001", "RV004"]
