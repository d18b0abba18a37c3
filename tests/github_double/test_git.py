"""git over HTTP with a token, as a workflow or a person's own machine does it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.github_double.conftest import Office


def git(where: Path, *arguments: str, fails: bool = False) -> str:
    done = subprocess.run(["git", *arguments], cwd=where, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Sari")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "sari@example.org")


def clone(office: Office, where: Path, token: str = "") -> Path:
    git(where, "clone", "-q", office.fake.git_url(token, office.site), "klon")
    return where / "klon"


def commit(there: Path, name: str, text: str, *, branch: str = "") -> str:
    if branch:
        git(there, "checkout", "-q", "-b", branch)
    (there / name).write_text(text)
    git(there, "add", "-A")
    git(there, "commit", "-q", "-m", f"Ubah {name}")
    return git(there, "rev-parse", "HEAD").strip()


def test_clone_commit_push_pull_request(office: Office, tmp_path: Path) -> None:
    there = clone(office, tmp_path, office.fake.token(office.sari))
    head = commit(there, "baru.md", "x" * 3_000_000, branch="baru")  # large enough to come in chunks
    git(there, "push", "-q", "origin", "baru")
    pull = office.seen(office.sari).create_pull(title="Baru", body="", head="baru", base="main")
    assert pull.head.sha == head
    suites = office.seen(office.sari).get_commit(head).get_check_suites()
    assert [suite.app.slug for suite in suites] == ["terbit", "github-actions"]
    second = commit(there, "baru.md", "lagi")
    git(there, "push", "-q", "origin", "baru")
    assert office.seen(office.sari).get_pull(1).head.sha == second
    git(there, "reset", "-q", "--hard", head)
    assert "non-fast-forward" in git(there, "push", "origin", "baru", fails=True)
    git(there, "push", "-q", "--force", "origin", "baru")
    events = office.seen(office.sari).get_pull(1).get_issue_events()
    assert [(event.event, event.actor.login) for event in events] == [("head_ref_force_pushed", "sari")]
    git(there, "push", "-q", "origin", ":baru")
    assert office.seen(office.sari).get_pull(1).state == "closed"


def test_heads_of_pull_requests_are_there_to_fetch_and_not_to_push(office: Office, tmp_path: Path) -> None:
    pull = office.pull()
    there = clone(office, tmp_path, office.fake.token(office.sari))
    git(there, "fetch", "-q", "origin", "refs/pull/1/head", "refs/pull/1/merge")
    assert git(there, "cat-file", "-t", pull.head_sha) == "commit\n"
    assert "deny updating a hidden ref" in git(there, "push", "origin", "HEAD:refs/pull/1/head", fails=True)


def test_reading_and_writing_take_their_rights(office: Office, tmp_path: Path) -> None:
    there = clone(office, tmp_path)  # everybody may read what is public
    for token in ("", "ghp_unknown", office.fake.token(office.tamu), office.fake.app_token(office.app)):
        commit(there, "a.md", f"untuk {token}\n")
        git(there, "push", office.fake.git_url(token, office.site), "HEAD:lain", fails=True)
    assert [branch.name for branch in office.seen(office.sari).get_branches()] == ["main"]
    for token in ("", office.fake.token(office.sari)):
        git(tmp_path, "clone", "-q", office.fake.git_url(token, office.records), "rahasia", fails=True)
    git(tmp_path, "clone", "-q", office.fake.git_url(office.fake.token(office.agus), office.records), "rahasia")
    token = office.fake.actions_token(office.site, contents="write")
    git(there, "push", "-q", office.fake.git_url(token, office.site), "HEAD:laporan")
    assert office.fake.head(office.site, "laporan") == git(there, "rev-parse", "HEAD").strip()


def test_a_protected_branch_takes_no_push(office: Office, tmp_path: Path) -> None:
    office.fake.protect(office.site, approvals=1)
    there = clone(office, tmp_path, office.fake.token(office.sari))
    commit(there, "a.md", "a")
    assert "GH006: Protected branch update failed" in git(there, "push", "origin", "main", fails=True)
    git(there, "push", "-q", "origin", "main:lain")
    office.fake.protect(office.site, "lain")
    git(there, "push", "-q", "origin", f"{commit(there, 'b.md', 'b')}:lain")
    assert "GH006" in git(there, "push", "--force", "origin", "main~1:lain", fails=True)
    assert "GH006" in git(there, "push", "origin", ":lain", fails=True)


def test_a_merge_by_push(office: Office, tmp_path: Path) -> None:
    office.pull("panen")
    there = clone(office, tmp_path, office.fake.token(office.agus))
    git(there, "merge", "-q", "--no-ff", "-m", "Gabung", "origin/panen")
    git(there, "push", "-q", "origin", "main")
    merged = office.seen(office.sari).get_pull(1)
    assert (merged.merged, merged.merged_by.login, merged.merge_commit_sha) == (
        True,
        "agus",
        git(there, "rev-parse", "HEAD").strip(),
    )
