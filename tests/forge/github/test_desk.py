"""Acting on GitHub for one person: what GitHub allows is done, what it refuses is told in its words."""

from __future__ import annotations

import pytest
from tests.forge.github.office import TITLE, OfficeOnGitHub
from tests.support.office import Office

from terbit.findings import Refused, Unverified
from terbit.forge.github.client import Declined


def refused(error: pytest.ExceptionInfo[Refused]) -> str:
    assert not isinstance(error.value, Unverified)
    hint = error.value.hint
    return error.value.message.text() + (f" | {hint.text()}" if hint else "")


def test_handing_in_makes_a_branch_and_a_pull_request(github: OfficeOnGitHub) -> None:
    number = github.desk("sari").submit(Office.article("panen"), TITLE)
    (pull,) = github.site.pulls
    assert (pull.number, pull.title, pull.base, pull.author) == (number, TITLE, "main", github.people["sari"])
    assert pull.head.startswith("usulan/")
    commit = github.site.store.commit(pull.head_sha)
    assert (commit.author.name, commit.author.email) == ("Sari Wulandari", "sari@balai-contoh.example")
    assert (commit.parents, commit.message) == ((github.main,), f"{TITLE}\n")
    changed = github.site.store.changes(github.main, pull.head_sha)
    assert [(change.status, change.path) for change in changed] == [("added", *Office.article("panen"))]


def test_the_same_twice_is_one_change(github: OfficeOnGitHub) -> None:
    desk = github.desk("sari")
    assert desk.submit(Office.article("panen"), TITLE) == desk.submit(Office.article("panen"), "Judul lain")
    other = github.desk("dewi").submit(Office.article("panen"), TITLE)
    assert len(github.site.pulls) == 2
    assert github.change(other).revisions[0].submitter == "dewi"


def test_somebody_elses_branch_of_that_name_is_not_handed_in(github: OfficeOnGitHub) -> None:
    desk = github.desk("sari")
    number = desk.submit(Office.article("panen"), TITLE)
    pull = github.site.pulls[0]
    assert pull.number == number
    github.fake.close_pull_request(github.people["sari"], pull)
    github.fake.push(github.people["dewi"], github.site, pull.head, Office.article("selundupan"))
    with pytest.raises(Refused) as error:
        desk.submit(Office.article("panen"), TITLE)
    assert refused(error) == (
        f"cabang {pull.head} sudah ada dengan isi lain | hapus cabang itu di GitHub, lalu kirim lagi"
    )


def test_nothing_changed_is_nothing_to_propose(github: OfficeOnGitHub) -> None:
    with pytest.raises(Refused) as error:
        github.desk("sari").submit({"content/index.md": github.fake.read(github.site, "content/index.md")}, TITLE)
    assert refused(error) == "usulan ini tidak mengubah apa pun"
    pull = github.propose("sari", "panen")
    with pytest.raises(Refused):
        github.desk("sari").submit(Office.article("panen"), TITLE, pull.number)
    assert github.fake.head(github.site, pull.head) == pull.head_sha


def test_a_further_commit_of_a_fork_is_not_ours_to_push(github: OfficeOnGitHub) -> None:
    sari = github.people["sari"]
    fork = github.fake.fork(sari, github.site)
    github.fake.edit(sari, fork, "panen", Office.article("panen"))
    pull = github.fake.open_pull_request(sari, github.site, "panen", title=TITLE, fork=fork)
    with pytest.raises(Refused) as error:
        github.desk("dewi").submit(Office.article("panen", body="Lagi.\n"), "Lagi", pull.number)
    assert refused(error) == "usulan 1 berasal dari repositori lain"


@pytest.mark.parametrize("deed", ["submit", "decide", "merge"])
def test_a_number_that_is_none(github: OfficeOnGitHub, deed: str) -> None:
    desk = github.desk("budi")
    calls = {
        "submit": lambda: desk.submit(Office.article("panen"), TITLE, 9),
        "decide": lambda: desk.decide(9, "approved"),
        "merge": lambda: desk.merge(9, TITLE),
    }
    with pytest.raises(Refused) as error:
        calls[deed]()
    assert refused(error) == "usulan 9 tidak ada"


def test_an_opinion_is_of_the_commit_that_was_seen(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    seen = pull.head_sha
    github.again("sari", pull)
    witness = github.desk("budi").decide(pull.number, "returned", "Belum.", commit=seen)
    (review,) = pull.reviews
    assert (review.node_id, review.commit, review.body, review.state) == (witness, seen, "Belum.", "CHANGES_REQUESTED")
    github.desk("budi").decide(pull.number, "approved")
    assert (pull.reviews[1].commit, pull.reviews[1].state) == (pull.head_sha, "APPROVED")


def test_what_github_refuses_of_opinions(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    with pytest.raises(Declined) as own:
        github.desk("sari").decide(pull.number, "approved")
    assert refused(own) == "GitHub menolak: Unprocessable Entity"
    with pytest.raises(Declined) as unsaid:
        github.desk("budi").decide(pull.number, "returned")
    assert unsaid.value.status == 422
    github.fake.close_pull_request(github.people["sari"], pull)
    for verdict in ("approved", "returned", "rejected", "abandoned"):
        with pytest.raises(Refused) as error:
            github.desk("budi").decide(pull.number, verdict, "Terlambat.")  # type: ignore[arg-type]
        assert refused(error) == "usulan 1 sudah ditutup"
    assert pull.reviews == [] and pull.comments == []


def test_a_rejection_says_why(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    witness = github.desk("budi").decide(pull.number, "rejected", "Bukan urusan kantor ini.")
    assert (pull.state, pull.closed_by) == ("closed", github.people["budi"])
    assert github.fake.comments(pull) == ["Bukan urusan kantor ini."]
    assert witness == pull.events[-1].node_id


def test_merging_is_of_the_head_that_was_seen(github: OfficeOnGitHub) -> None:
    """It moves between the look and the button."""
    pull = github.propose("sari")
    before = github.main
    pushed = []

    def push(request: object) -> None:
        if getattr(request, "path", "").endswith("/merge") and not pushed:
            pushed.append(github.fake.push(github.people["sari"], github.site, pull.head, Office.article("selundupan")))

    github.fake.before_each(push)
    with pytest.raises(Refused) as error:
        github.desk("agus").merge(pull.number, TITLE)
    assert refused(error) == (
        "usulan 1 berubah sejak dilihat: Head branch was modified. Review and try the merge again. "
        "| lihat lagi isinya, lalu gabungkan"
    )
    assert github.main == before
    merge = github.desk("agus").merge(pull.number, TITLE)
    commit = github.site.store.commit(merge)
    assert (github.main, commit.parents) == (merge, (before, pushed[0]))
    assert commit.message.splitlines()[0] == f"Gabungkan usulan 1: {TITLE}"


def test_what_github_refuses_to_merge(github: OfficeOnGitHub) -> None:
    draft = github.propose("sari", "satu", draft=True)
    with pytest.raises(Declined) as error:
        github.desk("agus").merge(draft.number, TITLE)
    assert refused(error) == "GitHub menolak: Pull Request is still a draft"
    github.fake.protect(github.site, approvals=2)
    pull = github.propose("sari", "dua")
    with pytest.raises(Declined) as rules:
        github.desk("agus").merge(pull.number, TITLE)
    assert rules.value.status == 405
    assert refused(rules).startswith("GitHub menolak: At least 2 approving reviews are required")
    github.fake.permit(github.people["dewi"], github.site, "read")
    with pytest.raises(Declined) as right:
        github.desk("dewi").merge(pull.number, TITLE)
    assert right.value.status in (403, 404)


def test_what_is_hostile_in_a_pull_request_stays_data(github: OfficeOnGitHub) -> None:
    """Names of branches and titles go to git and GitHub as they are, never through a shell or a path."""
    sari = github.people["sari"]
    branch, title = "--upload-pack=touch$IFS/x;`id`", "\u202e@agus $(id)\n::error::x <script>"
    github.fake.edit(sari, github.site, branch, Office.article("panen"))
    pull = github.fake.open_pull_request(sari, github.site, branch, title=title)
    github.approve("budi", pull)
    assert github.change(pull).title == title
    assert github.verdict(pull).approved
    github.tick()
    github.desk("sari").submit(Office.article("panen", body="Lagi.\n"), "-c core.pager=id", pull.number)
    assert [revision.commit for revision in github.change(pull).revisions][-1] == pull.head_sha
    assert github.fake.head(github.site, branch) == pull.head_sha
