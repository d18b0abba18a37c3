"""Pull requests: opening, reviewing, dismissing, closing; and whom GitHub refuses what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.github_double.conftest import Office
from tests.support.github import Refusal

from github import GithubException, UnknownObjectException


def refusal(caught: pytest.ExceptionInfo[GithubException]) -> tuple[int, str, object]:
    data = caught.value.data
    return caught.value.status, data["message"], data.get("errors")


def test_a_pull_request_is_opened_and_read(office: Office) -> None:
    office.fake.edit(office.sari, office.site, "panen", {"content/panen.md": "Panen.\n", "content/index.md": None})
    seen = office.seen(office.sari)
    made = seen.create_pull(title="Panen padi", body="Isi", head="panen", base="main", draft=True)
    assert (made.number, made.draft, made.state, made.user.login) == (1, True, "open", "sari")
    read = office.seen(office.budi).get_pull(1)
    assert (read.title, read.head.ref, read.head.sha) == (
        "Panen padi",
        "panen",
        office.fake.head(office.site, "panen"),
    )
    assert (read.base.ref, read.base.sha, read.commits, read.changed_files) == (
        "main",
        office.fake.head(office.site),
        1,
        2,
    )
    assert (read.mergeable, read.mergeable_state, read.merged) == (True, "draft", False)
    assert [(file.filename, file.status) for file in read.get_files()] == [
        ("content/index.md", "removed"),
        ("content/panen.md", "added"),
    ]
    assert [commit.sha for commit in read.get_commits()] == [read.head.sha]
    assert [pull.number for pull in seen.get_commit(read.head.sha).get_pulls()] == [1]
    made.edit(title="Panen raya")
    assert seen.get_pull(1).title == "Panen raya"
    made.mark_ready_for_review()
    assert not seen.get_pull(1).draft
    made.convert_to_draft()
    assert seen.get_pull(1).draft


def test_what_cannot_be_opened(office: Office) -> None:
    office.pull("panen")
    seen = office.seen(office.sari)
    for head, message in (
        ("tiada", None),
        ("panen", "A pull request already exists for balai-contoh:panen."),
        ("main", "No commits between main and main"),
    ):
        with pytest.raises(GithubException) as refused:
            seen.create_pull(title="T", body="", head=head, base="main")
        status, said, errors = refusal(refused)
        assert (status, said) == (422, "Validation Failed")
        assert errors[0].get("message") == message  # type: ignore[index]
    with pytest.raises(GithubException) as refused:
        office.seen(office.tamu).create_pull(title="T", body="", head="panen", base="main")
    assert refused.value.status == 403


def test_from_a_fork(office: Office) -> None:
    fork = office.fake.fork(office.orang, office.site)
    office.fake.edit(office.orang, fork, "usul", {"content/usul.md": "Usul.\n"})
    made = office.seen(office.orang).create_pull(title="Usul", body="", head="orang:usul", base="main")
    assert (made.head.repo.full_name, made.head.label) == ("orang/situs", "orang:usul")
    head = office.fake.head(fork, "usul")
    assert office.seen(office.sari).get_git_ref("pull/1/head").object.sha == head
    office.fake.edit(office.orang, fork, "usul", {"content/usul.md": "Usul dua.\n"})
    assert office.seen(office.sari).get_pull(1).head.sha == office.fake.head(fork, "usul") != head


def test_nobody_judges_his_own_pull_request(office: Office) -> None:
    office.pull()
    seen = office.seen(office.sari).get_pull(1)
    for event, said in (
        ("APPROVE", "Can not approve your own pull request"),
        ("REQUEST_CHANGES", "Can not request changes on your own pull request"),
    ):
        with pytest.raises(GithubException) as refused:
            seen.create_review(event=event, body="Baik")
        assert refusal(refused) == (422, "Unprocessable Entity", [said])
    assert seen.create_review(event="COMMENT", body="Catatan").state == "COMMENTED"


def test_reviews(office: Office) -> None:
    pull = office.pull()
    first = pull.head_sha
    budi = office.seen(office.budi).get_pull(1)
    office.fake.clock += timedelta(hours=1)
    returned = budi.create_review(event="REQUEST_CHANGES", body="Perbaiki judul.")
    assert (returned.state, returned.commit_id, returned.submitted_at) == (
        "CHANGES_REQUESTED",
        first,
        office.fake.clock,
    )
    office.fake.edit(office.sari, office.site, "artikel", {"content/artikel.md": "Baru.\n"})
    office.fake.clock += timedelta(hours=1)
    assert budi.create_review(event="APPROVE").commit_id == pull.head_sha != first
    late = budi.create_review(commit=office.seen(office.budi).get_commit(first), event="APPROVE")
    assert late.commit_id == first
    assert [(r.user.login, r.state, r.commit_id == first) for r in budi.get_reviews()] == [
        ("budi", "CHANGES_REQUESTED", True),
        ("budi", "APPROVED", False),
        ("budi", "APPROVED", True),
    ]
    with pytest.raises(GithubException) as empty:
        budi.create_review(event="REQUEST_CHANGES")
    assert refusal(empty)[0] == 422
    with pytest.raises(GithubException) as elsewhere:
        budi.create_review(commit=office.seen(office.budi).get_commit("main"), event="APPROVE")
    assert refusal(elsewhere)[0] == 422


def test_a_review_that_is_not_handed_in_is_its_writers_own(office: Office) -> None:
    office.pull()
    mine = office.seen(office.budi).get_pull(1)
    begun = mine.create_review(body="Sebentar")
    assert begun.state == "PENDING"
    assert [r.state for r in mine.get_reviews()] == ["PENDING"]
    assert list(office.seen(office.ratna).get_pull(1).get_reviews()) == []


def test_only_who_may_write_dismisses(office: Office) -> None:
    pull = office.pull()
    review = office.fake.approve(office.budi, pull)
    with pytest.raises(GithubException) as refused:
        office.seen(office.tamu).get_pull(1).get_review(review.id).dismiss("Tidak")
    assert refused.value.status == 403
    seen = office.seen(office.sari).get_pull(1)
    seen.get_review(review.id).dismiss("Sudah berubah")
    assert seen.get_review(review.id).state == "DISMISSED"
    with pytest.raises(GithubException) as again:
        seen.get_review(review.id).dismiss("Lagi")
    assert again.value.status == 422


def test_who_has_no_access_reviews_nothing(office: Office) -> None:
    office.fake.edit(office.agus, office.records, "x", {"a": "a"})
    pull = office.fake.open_pull_request(office.agus, office.records, "x")
    with pytest.raises(Refusal, match="404 Not Found"):
        office.fake.approve(office.sari, pull)
    with pytest.raises(UnknownObjectException):
        office.seen(office.sari, "balai-contoh/catatan")
    limited = office.fake.actions_token(office.site, contents="read", pull_requests="read")
    office.pull()
    with pytest.raises(GithubException) as refused:
        office.seen(limited).get_pull(1).create_review(event="COMMENT", body="Halo")
    assert refusal(refused)[:2] == (403, "Resource not accessible by integration")


def test_somebody_who_only_reads_may_say_it_but_it_does_not_count(office: Office) -> None:
    pull = office.pull()
    office.fake.approve(office.orang, pull)
    office.fake.protect(office.site, approvals=1)
    assert office.seen(office.sari).get_pull(1).mergeable_state == "blocked"
    office.fake.approve(office.budi, pull)
    assert office.seen(office.sari).get_pull(1).mergeable_state == "clean"


def test_actions_may_not_approve_unless_the_settings_say_so(office: Office) -> None:
    office.pull()
    token = office.fake.actions_token(office.site, pull_requests="write")
    with pytest.raises(GithubException) as refused:
        office.seen(token).get_pull(1).create_review(event="APPROVE")
    assert refusal(refused)[2] == ["GitHub Actions is not permitted to approve pull requests."]


def test_requested_reviewers(office: Office) -> None:
    pull = office.pull()
    seen = office.seen(office.app).get_pull(1)
    seen.create_review_request(reviewers=["budi", "ratna"])
    assert [user.login for user in seen.get_review_requests()[0]] == ["budi", "ratna"]
    office.fake.approve(office.budi, pull)
    assert [user.login for user in seen.get_review_requests()[0]] == ["ratna"]
    seen.delete_review_request(reviewers=["ratna"])
    assert [user.login for user in seen.get_review_requests()[0]] == []
    for login, said in (
        ("sari", "Review cannot be requested from pull request author."),
        ("orang", "Reviews may only be requested from collaborators."),
    ):
        with pytest.raises(GithubException) as refused:
            seen.create_review_request(reviewers=[login])
        assert refused.value.status == 422
        assert refused.value.data["message"].startswith(said)


def test_code_owners_are_asked(office: Office) -> None:
    office.fake.push(office.agus, office.site, "main", {".github/CODEOWNERS": "* @agus\n/content/*.md @budi @sari\n"})
    office.pull("panen")
    assert [user.login for user in office.seen(office.sari).get_pull(1).get_review_requests()[0]] == ["budi"]


def test_closing_and_reopening(office: Office) -> None:
    pull = office.pull()
    seen = office.seen(office.tamu).get_pull(1)
    with pytest.raises(GithubException) as refused:
        seen.edit(state="closed")
    assert refused.value.status == 403
    office.seen(office.sari).get_pull(1).edit(state="closed")
    closed = office.seen(office.sari).get_pull(1)
    assert (closed.state, closed.merged, closed.closed_at) == ("closed", False, office.fake.clock)
    assert closed.as_issue().closed_by.login == "sari"
    closed.edit(state="open")
    assert pull.state == "open"
    events = office.seen(office.sari).get_pull(1).get_issue_events()
    assert [event.event for event in events] == ["closed", "reopened"]
    office.fake.close_pull_request(office.sari, pull)
    office.fake.delete_branch(office.sari, office.site, "artikel")
    with pytest.raises(Refusal, match="has been deleted"):
        office.fake.reopen(office.sari, pull)


def test_deleting_the_branch_closes(office: Office) -> None:
    pull = office.pull()
    office.fake.delete_branch(office.budi, office.site, "artikel")
    assert (pull.state, pull.closed_by) == ("closed", office.budi)


def test_a_list_sorted_and_filtered(office: Office) -> None:
    pulls = [office.pull(name) for name in ("satu", "dua", "tiga")]
    office.fake.clock += timedelta(hours=1)
    office.fake.comment(office.budi, pulls[0], "Halo")
    office.fake.close_pull_request(office.sari, pulls[2])
    seen = office.seen(office.sari)
    assert [pull.number for pull in seen.get_pulls()] == [2, 1]
    assert [pull.number for pull in seen.get_pulls(state="all", sort="updated", direction="desc")] == [3, 1, 2]
    assert [pull.number for pull in seen.get_pulls(state="closed")] == [3]
    assert [pull.number for pull in seen.get_pulls(head="balai-contoh:dua")] == [2]


def test_issues_comments_and_labels(office: Office) -> None:
    seen = office.seen(office.orang)
    issue = seen.create_issue(title="Minta berita", body="### Judul\n\nPanen", labels=["bug"])
    assert issue.labels == []  # who may not triage sets none
    pull = office.pull()
    mine = office.seen(office.app).get_issue(pull.number)
    comment = mine.create_comment("Kurang satu persetujuan.")
    comment.edit("Lengkap.")
    assert office.fake.comments(pull) == ["Lengkap."]
    listed = list(office.seen(office.sari).get_pull(pull.number).get_issue_comments())
    assert [(c.user.login, c.user.type, c.body) for c in listed] == [("terbit[bot]", "Bot", "Lengkap.")]
    with pytest.raises(GithubException) as refused:
        office.seen(office.tamu).get_issue(pull.number).get_comment(comment.id).edit("Palsu")
    assert refused.value.status == 403
    mine.add_to_labels("terbit", "bug")
    mine.remove_from_labels("bug")
    assert [label.name for label in office.seen(office.sari).get_issue(pull.number).labels] == ["terbit"]
    found = office.seen(office.sari).get_issues()
    assert [(issue.number, issue.pull_request is not None) for issue in found] == [(2, True), (1, False)]
    issue.edit(state="closed")
    assert office.seen(office.sari).get_issue(1).state_reason == "completed"
    with pytest.raises(GithubException) as long:
        mine.create_comment("x" * 65537)
    assert long.value.data["errors"][0]["message"] == "Body is too long (maximum is 65536 characters)"


def test_a_deleted_account_is_the_ghost(office: Office) -> None:
    pull = office.pull()
    review = office.fake.approve(office.budi, pull)
    office.fake.delete_account(office.budi)
    assert office.seen(office.sari).get_pull(1).get_review(review.id).user.login == "ghost"
