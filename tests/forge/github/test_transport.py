"""Commits to and from GitHub: the token is shown to GitHub alone, and what it does not have is no fault of the line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.forge.github.office import PAUSES, OfficeOnGitHub
from tests.support.office import Office

from terbit.findings import Unverified
from terbit.forge.github.client import Declined
from terbit.forge.github.transport import Transport

SARI = ("Sari", "sari@balai-contoh.example")
WRAPPER = """#!/bin/sh
printf '%s\\n' "$*" >> "$GIT_LOG"
exec {git} "$@"
"""


def transport(github: OfficeOnGitHub, who: str = "sari") -> Transport:
    return Transport(github.fake.git_url("", github.site), github.fake.token(github.people[who]))


def test_the_token_stands_on_no_command_line_and_in_no_file(
    github: OfficeOnGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every git that runs, git's own children too, is seen with its arguments."""
    log = tmp_path / "argumen"
    tools = tmp_path / "alat"
    tools.mkdir()
    real = next(Path(part) / "git" for part in os.environ["PATH"].split(":") if (Path(part) / "git").exists())
    (tools / "git").write_text(WRAPPER.format(git=real))
    (tools / "git").chmod(0o755)
    monkeypatch.setenv("GIT_LOG", str(log))
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    token = github.fake.token(github.people["sari"])
    way = Transport(github.fake.git_url("", github.site), token)
    repo = github.repo
    fresh = type(repo)(repo.path)
    assert way.fetch(fresh, ["refs/heads/main:refs/terbit/main"])
    commit = fresh.write_commit(
        fresh.write_tree("refs/terbit/main", Office.article("x")), [github.main], "X\n", who=SARI
    )
    way.push(fresh, commit, "refs/heads/usulan/x")
    fresh.close()
    seen = log.read_text()
    assert "fetch" in seen and "push" in seen
    shown = way.settings()[f"http.{way.url}.extraheader"].split()[-1]
    for secret in (token, shown):
        assert secret not in seen
        for file in repo.path.rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes()
    assert token not in repr(way) and shown not in repr(way)


def test_what_github_does_not_have(github: OfficeOnGitHub) -> None:
    way = transport(github)
    assert way.fetch(github.repo, []) is True
    assert way.fetch(github.repo, ["refs/pull/99/head:refs/pull/99/head"]) is False
    assert way.fetch(github.repo, ["1" * 40]) is False
    assert way.fetch(github.repo, [github.main]) is True
    assert github.repo.commit(github.main).oid == github.main
    assert way.tip(github.repo, "refs/heads/main") == github.main
    assert way.tip(github.repo, "refs/heads/tidak-ada") is None


def test_one_that_is_missing_does_not_keep_the_others_away(github: OfficeOnGitHub) -> None:
    first, second = github.propose("sari", "satu"), github.propose("sari", "dua")
    github.site.store.set_ref(f"refs/pull/{second.number}/head", None)
    forge = github.forge()
    assert forge.news(lambda *_: False) == [first.number, second.number]
    assert forge.change(first.number, github.sop) is not None
    # its ref is gone and the commit is still given by its id
    assert forge.change(second.number, github.sop) is not None


@pytest.mark.parametrize("kind", ["502", "refused", "empty"])
def test_a_passing_disturbance_is_overcome(github: OfficeOnGitHub, kind: str) -> None:
    fault = github.fake.fail(kind, path="situs.git", times=2)  # type: ignore[arg-type]
    assert github.change(github.propose("sari")).revisions
    assert len(fault.met) == 2


def test_a_branch_that_somebody_moved_is_not_overwritten(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    way, repo = transport(github), github.repo
    assert way.fetch(repo, ["refs/heads/main:refs/terbit/main"])
    other = repo.write_commit(
        repo.write_tree("refs/terbit/main", Office.article("lain")), [github.main], "Lain\n", who=SARI
    )
    with pytest.raises(Declined) as error:
        way.push(repo, other, f"refs/heads/{pull.head}")
    assert error.value.message.text() == "GitHub menolak: (fetch first)"
    assert github.fake.head(github.site, pull.head) == pull.head_sha


def test_a_branch_that_is_protected(github: OfficeOnGitHub) -> None:
    github.fake.protect(github.site, approvals=1, admins=True)
    way, repo = transport(github), github.repo
    assert way.fetch(repo, ["refs/heads/main:refs/terbit/main"])
    commit = repo.write_commit(repo.write_tree("refs/terbit/main", Office.article("x")), [github.main], "X\n", who=SARI)
    with pytest.raises(Declined) as error:
        way.push(repo, commit, "refs/heads/main")
    assert error.value.message.text().startswith("GitHub menolak: (")


@pytest.mark.parametrize("token", ["", "ghp_salah"])
def test_who_is_not_let_in(github: OfficeOnGitHub, token: str) -> None:
    github.site.private = True
    way = Transport(github.fake.git_url("", github.site), token)
    with pytest.raises(Unverified) as error:
        way.fetch(github.repo, ["refs/heads/main:refs/terbit/main"])
    assert error.value.message.text().startswith("server tidak dapat dihubungi: fatal: ")
    assert error.value.hint is not None
    assert error.value.hint.text() == "periksa nama repositori dan hak token itu"


def test_nobody_there(github: OfficeOnGitHub) -> None:
    with pytest.raises(Unverified) as error:
        Transport("http://127.0.0.1:9/a/b.git", "x", PAUSES).tip(github.repo, "refs/heads/main")
    assert error.value.hint is not None and error.value.hint.text() == "periksa jaringan, lalu coba lagi"
