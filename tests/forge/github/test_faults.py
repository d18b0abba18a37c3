"""Each way in which GitHub fails, for reading and for acting: "could not verify", never good, nothing doubled, nothing
lost. Judged by what stands on GitHub afterwards.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.forge.github.office import TITLE, OfficeOnGitHub
from tests.support.github.faults import KINDS
from tests.support.office import Office

from terbit.findings import Refused, Unverified
from terbit.forge.github.client import Limits
from terbit.records.book import Book
from terbit.review.evidence import reconcile

IMPATIENT = Limits(silence=1, whole=1, attempts=1, pause=0.01, patience=0.5, between_writes=0)
ALWAYS = 1000
PASSING = ("502", "503", "500 html", "cut", "refused", "nonsense", "empty", "wrong shape")
GRAPHQL = ("graphql errors", "graphql partial", "graphql timeout")


def seconds(kind: str) -> float:
    return 60 if kind.startswith("secondary") else 3


@pytest.mark.parametrize("kind", KINDS)
def test_reading_while_github_fails_is_unverified(github: OfficeOnGitHub, kind: str) -> None:
    pull = github.propose("sari")
    github.approve("budi", pull)
    github.limits = IMPATIENT
    github.fake.fail(kind, path="graphql", times=ALWAYS, seconds=seconds(kind))  # type: ignore[arg-type]
    forge = github.forge()
    calls: tuple[Callable[[], object], ...] = (
        lambda: forge.news(lambda *_: True),
        lambda: forge.change(pull.number, github.sop),
        lambda: forge.landing(pull.number, github.sop),
        lambda: forge.unsettled(pull.number),
        forge.unfinished,
    )
    for call in calls:
        with pytest.raises(Unverified) as error:
            call()
        assert error.value.hint is not None


@pytest.mark.parametrize("kind", [*PASSING, *GRAPHQL])
def test_a_failure_that_passes_changes_nothing(github: OfficeOnGitHub, kind: str) -> None:
    pull = github.propose("sari")
    github.approve("budi", pull)
    quiet = github.change(pull)
    fault = github.fake.fail(kind, path="graphql", times=2)  # type: ignore[arg-type]
    assert github.change(pull) == quiet
    assert len(fault.met) == 2


def test_records_lack_nothing_and_double_nothing_after_a_failure(github: OfficeOnGitHub) -> None:
    pulls = [github.propose("sari", f"artikel-{number}") for number in range(3)]
    for pull in pulls:
        github.approve("budi", pull)
    whole = reconcile(Book(None, ()), github.repo, github.forge(), github.sop)
    github.fake.fail("502", path="graphql", times=ALWAYS)
    with pytest.raises(Unverified):
        reconcile(Book(None, ()), github.repo, github.forge(), github.sop)
    github.fake.heal()
    again = reconcile(Book(None, ()), github.repo, github.forge(), github.sop)
    assert again == whole
    assert reconcile(Book("0" * 40, again.events), github.repo, github.forge(), github.sop).events == ()


@pytest.mark.parametrize("kind", ["502", "401", "404", "refused", "empty", "nonsense"])
def test_commits_that_cannot_be_fetched(github: OfficeOnGitHub, kind: str) -> None:
    pull = github.propose("sari")
    github.fake.fail(kind, path="upload-pack", times=ALWAYS)  # type: ignore[arg-type]
    with pytest.raises(Unverified) as error:
        github.change(pull)
    assert "http" not in error.value.message.text() or "x-access-token" not in error.value.message.text()
    github.fake.heal()
    assert github.change(pull).tip == pull.head_sha


def test_a_commit_that_github_no_longer_gives(github: OfficeOnGitHub) -> None:
    """What a forced push took away is pruned: the change is read without it, and its return still blocks."""
    pull = github.propose("sari", category="opini")
    github.fake.request_changes(github.people["ratna"], pull, "Belum.")
    gone = pull.head_sha
    github.tick()
    files = Office.article(pull.head, category="opini", body="Lain.\n")
    github.fake.push(github.people["sari"], github.site, pull.head, files, onto="main", force=True)
    github.fake.forget(github.site, gone)
    change = github.change(pull)
    assert [revision.commit for revision in change.revisions] == [pull.head_sha]
    assert [(opinion.verdict, opinion.commit) for opinion in change.approvals] == [("returned", "")]
    assert github.verdict(pull).state == "returned"


def test_a_clone_with_half_the_history_is_none(github: OfficeOnGitHub, tmp_path: Path) -> None:
    github.fake.push(github.people["agus"], github.site, "main", {"content/a.txt": "a"})
    url = github.fake.git_url("", github.site)
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", url, str(tmp_path / "dangkal")], check=True)
    github.repo.close()
    github.repo = type(github.repo)(tmp_path / "dangkal")
    with pytest.raises(Refused) as error:
        github.forge()
    assert error.value.message.text() == "repositori ini hanya memuat sebagian riwayat"
    assert error.value.hint is not None
    assert error.value.hint.text() == (
        "ambil seluruhnya: fetch-depth: 0 pada actions/checkout, atau git fetch --unshallow"
    )


# -- acting --------------------------------------------------------------------------------------------------------


def counts(github: OfficeOnGitHub) -> tuple[int, int, int, str]:
    """Pull requests, reviews, comments; and main."""
    pulls = github.site.pulls
    return len(pulls), sum(len(p.reviews) for p in pulls), sum(len(p.comments) for p in pulls), github.main


DEEDS: dict[str, tuple[str, Callable[[OfficeOnGitHub, int], object]]] = {
    "submit": (r"/pulls$", lambda github, _: github.desk("dewi").submit(Office.article("baru"), TITLE)),
    "approve": (r"/reviews$", lambda github, number: github.desk("budi").decide(number, "approved")),
    "return": (r"/reviews$", lambda github, number: github.desk("budi").decide(number, "returned", "Belum.")),
    "reject": (r"/pulls/\d+$", lambda github, number: github.desk("budi").decide(number, "rejected")),
    "merge": (r"/merge$", lambda github, number: github.desk("agus").merge(number, TITLE)),
}


def fails(github: OfficeOnGitHub, deed: str, kind: str, *, done: bool) -> int:
    """Let the deed's own request fail, and see it Unverified; how often that request came."""
    method = {"reject": "PATCH", "merge": "PUT"}.get(deed, "POST")
    github.fake.heal()
    fault = github.fake.fail(kind, method=method, path=DEEDS[deed][0], times=ALWAYS, done=done, seconds=seconds(kind))  # type: ignore[arg-type]
    with pytest.raises(Unverified) as error:
        DEEDS[deed][1](github, github.site.pulls[0].number)
    assert error.value.hint is not None
    return len(fault.met)


@pytest.mark.parametrize("kind", ["502", "cut", "refused", "slow"])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_whose_answer_is_lost_is_not_repeated(github: OfficeOnGitHub, deed: str, kind: str) -> None:
    pull = github.propose("sari")
    github.limits = IMPATIENT
    before = counts(github)
    assert fails(github, deed, kind, done=True) == 1
    after = counts(github)
    assert sum(after[:3]) - sum(before[:3]) <= 1
    assert (after, pull.state) != (before, "open") or kind == "slow"


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_that_github_did_not_hear_is_not_done(github: OfficeOnGitHub, deed: str) -> None:
    pull = github.propose("sari")
    before = counts(github)
    for kind in ("502", "503", "500 html", "refused", "nonsense", "empty", "wrong shape"):
        assert fails(github, deed, kind, done=False) == 1
    for kind in ("401", "primary", "secondary 403", "secondary 429"):  # it says that it did nothing
        assert fails(github, deed, kind, done=False) == 1
    assert (counts(github), pull.state) == (before, "open")


@pytest.mark.parametrize("kind", ["502", "cut", "refused"])
@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
def test_handing_in_again_after_a_lost_answer_opens_no_second_one(
    github: OfficeOnGitHub, kind: str, done: bool
) -> None:
    github.fake.fail(kind, method="POST", path=r"/pulls$", done=done)  # type: ignore[arg-type]
    desk = github.desk("sari")
    with pytest.raises(Unverified):
        desk.submit(Office.article("baru"), TITLE)
    number = desk.submit(Office.article("baru"), TITLE)
    assert [pull.number for pull in github.site.pulls] == [number]
    assert [revision.writers for revision in github.change(number).revisions] == [{"sari"}]


def test_a_push_that_is_lost(github: OfficeOnGitHub) -> None:
    github.fake.fail("502", path="git-receive-pack", times=ALWAYS)
    with pytest.raises(Unverified):
        github.desk("sari").submit(Office.article("baru"), TITLE)
    assert github.site.pulls == []
    github.fake.heal()
    number = github.desk("sari").submit(Office.article("baru"), TITLE)
    assert github.change(number).revisions[0].submitter == "sari"
