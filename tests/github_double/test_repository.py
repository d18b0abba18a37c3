"""Repositories, people, branches, commits and files, as PyGithub reads them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.github_double.conftest import Office

from github import BadCredentialsException, GithubException, UnknownObjectException


def test_a_public_repository(office: Office) -> None:
    seen = office.seen(office.sari)
    assert (seen.full_name, seen.visibility, seen.private, seen.default_branch) == (
        "balai-contoh/situs",
        "public",
        False,
        "main",
    )
    assert (seen.permissions.push, seen.permissions.admin) == (True, False)
    assert (seen.owner.type, seen.owner.login, seen.organization.login) == (
        "Organization",
        "balai-contoh",
        "balai-contoh",
    )
    assert (seen.allow_merge_commit, seen.has_pages, seen.fork) == (True, False, False)
    assert seen.created_at == office.fake.clock


def test_settings_of_merging_are_shown_to_those_who_may_write_only(office: Office) -> None:
    assert "allow_squash_merge" not in office.seen(office.tamu).raw_data


def test_a_private_repository_is_there_for_its_people_only(office: Office) -> None:
    assert office.seen(office.agus, "balai-contoh/catatan").visibility == "private"
    for who in (office.sari, office.orang, office.app, None):
        with pytest.raises(UnknownObjectException):
            office.seen(who, "balai-contoh/catatan")


def test_an_unknown_token(office: Office) -> None:
    with pytest.raises(BadCredentialsException) as refused:
        office.seen("ghp_unknown")
    assert refused.value.status == 401
    known = office.fake.token(office.sari)
    office.fake.revoke(known)
    with pytest.raises(BadCredentialsException):
        office.seen(known)


def test_an_installation_token_ends_after_an_hour(office: Office) -> None:
    token = office.fake.app_token(office.app)
    office.fake.clock += timedelta(minutes=59)
    office.seen(token)
    office.fake.clock += timedelta(minutes=1)
    with pytest.raises(BadCredentialsException):
        office.seen(token)


def test_accounts_and_plans(office: Office) -> None:
    client = office.client(office.agus)
    assert (client.get_user().login, client.get_user().plan.name) == ("agus", "free")
    assert client.get_organization("balai-contoh").plan.name == "free"
    assert "plan" not in office.client(office.sari).get_organization("balai-contoh").raw_data
    assert client.get_user("budi").login == "budi"
    with pytest.raises(UnknownObjectException):
        client.get_user("siapa")


def test_collaborators(office: Office) -> None:
    seen = office.seen(office.agus)
    assert {user.login: user.role_name for user in seen.get_collaborators()} == {
        "sari": "write",
        "budi": "write",
        "ratna": "write",
        "agus": "admin",
        "tamu": "read",
    }
    assert (seen.get_collaborator_permission("sari"), seen.get_collaborator_role_name("agus")) == ("write", "admin")
    assert seen.get_collaborator_permission("orang") == "read"
    assert (seen.has_in_collaborators("budi"), seen.has_in_collaborators("orang")) == (True, False)
    with pytest.raises(GithubException) as refused:
        list(office.seen(office.tamu).get_collaborators())
    assert refused.value.status == 403


def test_branches_and_refs(office: Office) -> None:
    office.pull("panen")
    seen = office.seen(office.sari)
    assert [branch.name for branch in seen.get_branches()] == ["main", "panen"]
    assert seen.get_branch("main").commit.sha == office.fake.head(office.site)
    assert not seen.get_branch("main").protected
    assert seen.get_git_ref("heads/panen").object.sha == office.fake.head(office.site, "panen")
    assert seen.get_git_ref("pull/1/head").object.sha == office.fake.head(office.site, "panen")
    with pytest.raises(UnknownObjectException):
        seen.get_branch("tiada")


def test_a_branch_is_made_moved_and_deleted(office: Office) -> None:
    seen = office.seen(office.sari)
    start = office.fake.head(office.site)
    ref = seen.create_git_ref("refs/heads/baru", start)
    with pytest.raises(GithubException) as twice:
        seen.create_git_ref("refs/heads/baru", start)
    assert (twice.value.status, twice.value.data["message"]) == (422, "Reference already exists")
    one = seen.create_git_commit("Satu", seen.get_git_tree(start), [seen.get_git_commit(start)])
    two = seen.create_git_commit("Dua", seen.get_git_tree(start), [seen.get_git_commit(start)])
    ref.edit(one.sha)
    with pytest.raises(GithubException) as refused:
        ref.edit(two.sha)
    assert (refused.value.status, refused.value.data["message"]) == (422, "Update is not a fast forward")
    ref.edit(two.sha, force=True)
    ref.delete()
    assert [branch.name for branch in seen.get_branches()] == ["main"]


def test_who_only_reads_moves_no_branch(office: Office) -> None:
    for who in (office.tamu, office.orang, office.app):
        with pytest.raises(GithubException) as refused:
            office.seen(who).create_git_ref("refs/heads/baru", office.fake.head(office.site))
        assert refused.value.status == 403


def test_files_are_read_and_written(office: Office) -> None:
    seen = office.seen(office.sari)
    read = seen.get_contents("README.md")
    assert not isinstance(read, list)
    assert (read.decoded_content, read.path, read.type) == (b"Situs\n", "README.md", "file")
    made = seen.create_file("content/baru/index.md", "Tulis berita", "Isi.\n", branch="main")
    assert made["commit"].sha == office.fake.head(office.site)
    assert office.fake.read(office.site, "content/baru/index.md") == b"Isi.\n"
    listed = seen.get_contents("content")
    assert isinstance(listed, list)
    assert sorted((entry.path, entry.type) for entry in listed) == [
        ("content/baru", "dir"),
        ("content/index.md", "file"),
    ]
    seen.update_file("README.md", "Ubah", "Baru\n", read.sha)
    with pytest.raises(GithubException) as stale:
        seen.update_file("README.md", "Ubah lagi", "Lain\n", read.sha)
    assert stale.value.status == 409
    again = seen.get_contents("README.md")
    assert not isinstance(again, list)
    seen.delete_file("README.md", "Hapus", again.sha)
    with pytest.raises(UnknownObjectException):
        seen.get_contents("README.md")


def test_a_commit_of_the_web_editor_is_githubs(office: Office) -> None:
    made = office.fake.edit(
        office.sari, office.site, "web", {"a.md": "a"}, "Pesan\n\nCo-authored-by: B <budi@example.org>"
    )
    commit = office.seen(office.budi).get_commit(made)
    assert (commit.author.login, commit.committer.login) == ("sari", "web-flow")
    assert (commit.commit.committer.email, commit.commit.verification.verified) == ("noreply@github.com", True)
    assert [(file.filename, file.status) for file in commit.files] == [("a.md", "added")]


def test_a_pushed_commit_claims_what_it_likes(office: Office) -> None:
    from tests.support.github import Person

    made = office.fake.push(
        office.sari,
        office.site,
        "palsu",
        {"a.md": "a"},
        author=office.agus,
        committer=Person("GitHub", "noreply@github.com"),
        signature="-----BEGIN PGP SIGNATURE-----\n\npalsu\n-----END PGP SIGNATURE-----\n",
    )
    commit = office.seen(office.budi).get_commit(made)
    assert (commit.author.login, commit.committer.login) == ("agus", "web-flow")
    assert (commit.commit.verification.verified, commit.commit.verification.reason) == (False, "unknown_key")
    by_nobody = office.fake.push(office.sari, office.site, "palsu", {"b.md": "b"}, author=Person("X", "x@x.example"))
    assert office.seen(office.budi).get_commit(by_nobody).author is None


def test_trees_and_comparing(office: Office) -> None:
    office.pull("panen")
    seen = office.seen(office.sari)
    tree = seen.get_git_tree("panen", recursive=True)
    assert [entry.path for entry in tree.tree] == ["README.md", "content", "content/index.md", "content/panen.md"]
    compared = seen.compare("main", "panen")
    assert (compared.status, compared.ahead_by, compared.behind_by) == ("ahead", 1, 0)
    assert [file.filename for file in compared.files] == ["content/panen.md"]
    assert seen.get_commits("panen")[0].sha == office.fake.head(office.site, "panen")


def test_what_codeowners_gets_wrong(office: Office) -> None:
    seen = office.seen(office.sari)
    with pytest.raises(UnknownObjectException):
        seen.requester.requestJsonAndCheck("GET", f"{seen.url}/codeowners/errors")
    text = "* @agus\n/content/ @tamu @siapa\n"
    office.fake.push(office.agus, office.site, "main", {".github/CODEOWNERS": text})
    _, found = seen.requester.requestJsonAndCheck("GET", f"{seen.url}/codeowners/errors")
    assert [(error["line"], error["kind"]) for error in found["errors"]] == [(2, "Unknown owner"), (2, "Unknown owner")]
    assert "@siapa" in found["errors"][1]["message"]
