"""Check runs belong to Apps; statuses to whoever may write."""

from __future__ import annotations

from datetime import timedelta

import pytest
from github.Auth import AppAuth
from tests.github_double.conftest import Office

from github import GithubException, GithubIntegration

NAME = "terbit / persetujuan"


def test_an_app_writes_and_changes_its_check(office: Office) -> None:
    head = office.pull().head_sha
    seen = office.seen(office.app)
    run = seen.create_check_run(
        NAME,
        head,
        status="in_progress",
        output={
            "title": "Kurang",
            "summary": "Belum disetujui.",
            "annotations": [
                {
                    "path": "content/artikel.md",
                    "start_line": 1,
                    "end_line": 1,
                    "annotation_level": "failure",
                    "message": "Perbaiki",
                }
            ],
        },
    )
    assert (run.status, run.conclusion, run.app.slug) == ("in_progress", None, "terbit")
    assert [note.message for note in run.get_annotations()] == ["Perbaiki"]
    office.fake.clock += timedelta(minutes=5)
    run.edit(conclusion="success", output={"title": "Lengkap", "summary": "Sudah."})
    again = seen.get_check_run(run.id)
    assert (again.status, again.conclusion, again.completed_at) == ("completed", "success", office.fake.clock)
    assert again.output.title == "Lengkap"


def test_a_user_writes_none(office: Office) -> None:
    head = office.pull().head_sha
    for who in (office.sari, office.agus):
        with pytest.raises(GithubException) as refused:
            office.seen(who).create_check_run(NAME, head, conclusion="success")
        assert (refused.value.status, refused.value.data["message"]) == (
            403,
            "You must authenticate via a GitHub App.",
        )


def test_another_app_writes_its_own_and_touches_no_other(office: Office) -> None:
    head = office.pull().head_sha
    run = office.seen(office.app).create_check_run(NAME, head, conclusion="failure")
    actions = office.fake.actions_token(office.site, checks="write", contents="read")
    own = office.seen(actions).create_check_run(NAME, head, conclusion="success")
    assert own.app.id == 15368
    with pytest.raises(GithubException) as refused:
        office.seen(actions).get_check_run(run.id).edit(conclusion="success")
    assert refused.value.data["message"].startswith("Invalid app_id `15368`")
    weak = office.fake.actions_token(office.site, contents="read")
    with pytest.raises(GithubException) as weaker:
        office.seen(weak).create_check_run(NAME, head, conclusion="success")
    assert weaker.value.data["message"] == "Resource not accessible by integration"


def test_of_one_name_the_latest_is_listed(office: Office) -> None:
    head = office.pull().head_sha
    seen = office.seen(office.app)
    seen.create_check_run(NAME, head, conclusion="failure")
    seen.create_check_run(NAME, head, conclusion="success")
    commit = seen.get_commit(head)
    assert [run.conclusion for run in commit.get_check_runs()] == ["success"]
    assert [run.conclusion for run in commit.get_check_runs(filter="all")] == ["success", "failure"]
    assert [run.conclusion for run in commit.get_check_runs(check_name="lain")] == []


def test_check_suites_date_a_head(office: Office) -> None:
    office.fake.clock += timedelta(days=1)
    head = office.pull().head_sha
    suites = office.seen(office.sari).get_commit(head).get_check_suites()
    assert [(suite.app.slug, suite.created_at) for suite in suites] == [
        ("terbit", office.fake.clock),
        ("github-actions", office.fake.clock),
    ]


def test_a_check_for_no_commit_or_without_a_name(office: Office) -> None:
    seen = office.seen(office.app)
    with pytest.raises(GithubException) as none:
        seen.create_check_run(NAME, "0" * 40, conclusion="success")
    assert (none.value.status, none.value.data["message"]) == (422, f"No commit found for SHA: {'0' * 40}")
    with pytest.raises(GithubException) as nameless:
        seen.requester.requestJsonAndCheck("POST", f"{seen.url}/check-runs", input={"head_sha": "x"})
    assert nameless.value.status == 422


def test_statuses(office: Office) -> None:
    head = office.pull().head_sha
    commit = office.seen(office.sari).get_commit(head)
    commit.create_status("pending", context="terbit")
    commit.create_status("success", context="terbit", description="Baik")
    assert [status.state for status in commit.get_statuses()] == ["success", "pending"]
    assert (commit.get_combined_status().state, commit.get_combined_status().total_count) == ("success", 1)
    with pytest.raises(GithubException) as refused:
        office.seen(office.tamu).get_commit(head).create_status("success")
    assert refused.value.status == 403


def test_an_app_signs_as_itself_and_gets_a_token(office: Office) -> None:
    key = office.fake.private_key(office.app)
    apps = GithubIntegration(
        auth=AppAuth(office.app.id, key),
        base_url=office.fake.api_url,
        seconds_between_requests=0,
        seconds_between_writes=0,
    )
    assert apps.get_app().slug == "terbit"
    found = apps.get_repo_installation("balai-contoh", "situs")
    assert (found.id, found.app_id) == (office.app.installation, office.app.id)
    token = apps.get_access_token(found.id)
    assert token.expires_at == office.fake.clock + timedelta(hours=1)
    assert office.seen(token.token).create_check_run(NAME, office.fake.head(office.site), conclusion="success")
    listed = office.client(token.token).requester.requestJsonAndCheck("GET", "/installation/repositories")[1]
    assert [home["full_name"] for home in listed["repositories"]] == ["balai-contoh/situs"]
    with pytest.raises(GithubException) as elsewhere:
        apps.get_repo_installation("balai-contoh", "catatan")
    assert elsewhere.value.status == 404
    forged = GithubIntegration(auth=AppAuth(office.fake.app("lain", {}).id, key), base_url=office.fake.api_url)
    with pytest.raises(GithubException) as refused:
        forged.get_app()
    assert refused.value.status == 401
