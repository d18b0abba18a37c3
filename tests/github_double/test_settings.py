"""What the doctor reads: Actions, variables, environments, Pages, deployments."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.github_double.conftest import Office

from github import GithubException, UnknownObjectException


def ask(office: Office, who: object, path: str) -> object:
    seen = office.seen(who)  # type: ignore[arg-type]
    found = seen.requester.requestJsonAndCheck("GET", f"{seen.url}{path}")[1]
    return {key: value for key, value in found.items() if key != "url"}


def test_actions(office: Office) -> None:
    assert ask(office, office.agus, "/actions/permissions") == {
        "enabled": True,
        "allowed_actions": "all",
        "sha_pinning_required": False,
    }
    assert ask(office, office.agus, "/actions/permissions/workflow") == {
        "default_workflow_permissions": "read",
        "can_approve_pull_request_reviews": False,
    }
    assert ask(office, office.agus, "/actions/permissions/fork-pr-contributor-approval") == {
        "approval_policy": "first_time_contributors"
    }
    with pytest.raises(GithubException) as refused:
        ask(office, office.sari, "/actions/permissions")
    assert (refused.value.status, refused.value.data["message"]) == (403, "Must have admin rights to Repository.")


def test_variables_and_secrets(office: Office) -> None:
    office.fake.variable(office.site, "TERBIT_ANCHOR", "a" * 40)
    office.fake.secret(office.site, "TERBIT_APP_KEY")
    seen = office.seen(office.agus)
    assert {one.name: one.value for one in seen.get_variables()} == {"TERBIT_ANCHOR": "a" * 40}
    assert seen.get_variable("TERBIT_ANCHOR").value == "a" * 40
    assert [one.name for one in seen.get_secrets()] == ["TERBIT_APP_KEY"]
    with pytest.raises(UnknownObjectException):
        seen.get_variable("LAIN")
    seen.create_variable("LAIN", "1").edit("2")
    assert office.site.variables["LAIN"][0] == "2"


def test_environments(office: Office) -> None:
    office.fake.environment(office.site, "produksi", ["main"])
    seen = office.seen(office.agus)
    assert [one.name for one in seen.get_environments()] == ["produksi"]
    found = seen.get_environment("produksi")
    assert found.deployment_branch_policy.custom_branch_policies
    policies = ask(office, office.agus, "/environments/produksi/deployment-branch-policies")
    assert [one["name"] for one in policies["branch_policies"]] == ["main"]  # type: ignore[index]


def test_pages(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UnknownObjectException):
        ask(office, office.agus, "/pages")
    office.fake.enable_pages(office.site)
    shown = ask(office, office.agus, "/pages")
    assert (shown["build_type"], shown["public"]) == ("workflow", True)  # type: ignore[index]
    assert office.seen(office.agus).has_pages
    site = tmp_path / "site"
    (site / "berita").mkdir(parents=True)
    (site / "berita" / "index.html").write_text("<p>Berita</p>")
    (site / "404.html").write_text("<p>Tidak ada</p>")
    address = office.fake.deploy_pages(office.site, site)
    with urllib.request.urlopen(f"{address}berita") as answer:
        assert (answer.status, answer.read(), answer.headers["Content-Type"]) == (200, b"<p>Berita</p>", "text/html")
        assert answer.url == f"{address}berita/"
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"{address}../../rahasia")
    assert (missing.value.code, missing.value.read()) == (404, b"<p>Tidak ada</p>")
    missing.value.close()
    deployments = list(office.seen(office.agus).get_deployments(environment="github-pages"))
    assert [one.sha for one in deployments] == [office.fake.head(office.site)]
    assert [one.state for one in deployments[0].get_statuses()] == ["success"]
