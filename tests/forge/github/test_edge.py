"""The environment in which a job runs becomes GitHub, the repository and the tokens; nothing else reads it."""

from __future__ import annotations

import pytest
from tests.forge.github.office import SITE, OfficeOnGitHub

from terbit.commands import github_edge
from terbit.findings import Refused
from terbit.sop import GitHub as GitHubPart

NAMES = (
    "GITHUB_REPOSITORY", "GITHUB_API_URL", "GITHUB_SERVER_URL", "GITHUB_TOKEN", "TERBIT_APP_TOKEN",
    "TERBIT_RECORDS_TOKEN", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def refused(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    assert error.value.hint is not None
    return error.value.message.text(), error.value.hint.text()


def test_what_a_job_is_told(github: OfficeOnGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, f"nilai {name}")
    monkeypatch.setenv("GITHUB_API_URL", "https://api.github.com/")
    here = github_edge.surroundings(github.sop.model_copy(update={"github": None}))
    assert (here.repository, here.api) == ("nilai GITHUB_REPOSITORY", "https://api.github.com")
    assert (here.token, here.app_token, here.records_token) == (
        "nilai GITHUB_TOKEN", "nilai TERBIT_APP_TOKEN", "nilai TERBIT_RECORDS_TOKEN",
    )  # fmt: skip
    assert (str(here.output), str(here.summary)) == ("nilai GITHUB_OUTPUT", "nilai GITHUB_STEP_SUMMARY")
    assert "TOKEN" not in repr(here)


def test_at_home_sop_yml_names_the_repository(github: OfficeOnGitHub) -> None:
    sop = github.sop.model_copy(update={"github": GitHubPart(repository=SITE, public=False)})
    here = github_edge.surroundings(sop)
    assert (here.repository, here.api, here.server) == (SITE, "https://api.github.com", "https://github.com")
    assert here.address() == f"https://github.com/{SITE}.git"
    assert here.address("a/b") == "https://github.com/a/b.git"
    assert (here.output, here.summary) == (None, None)
    with pytest.raises(Refused) as error:
        github_edge.client(here)
    hint = 'atur GITHUB_TOKEN; di terminal Anda: export GITHUB_TOKEN="$(gh auth token)"'
    assert refused(error) == ("token GitHub tidak ada", hint)


def test_a_copy_of_the_office_is_not_the_office(github: OfficeOnGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    sop = github.sop.model_copy(update={"github": GitHubPart(repository=SITE, public=False)})
    monkeypatch.setenv("GITHUB_REPOSITORY", SITE.upper())
    assert github_edge.surroundings(sop).repository == SITE.upper()
    monkeypatch.setenv("GITHUB_REPOSITORY", "orang-lain/situs")
    with pytest.raises(Refused) as error:
        github_edge.surroundings(sop)
    assert refused(error) == (
        "ini orang-lain/situs, sedangkan sop.yml menyebut balai-contoh/situs",
        "jalankan di repositori kantor, atau perbaiki github.repository di sop.yml",
    )


def test_no_repository_at_all(github: OfficeOnGitHub) -> None:
    with pytest.raises(Refused) as error:
        github_edge.surroundings(github.sop.model_copy(update={"github": None}))
    assert refused(error) == ("repositori GitHub kantor belum disebut", "isi github.repository di sop.yml")


def test_forge_and_desk_of_a_job(github: OfficeOnGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    pull = github.propose("sari")
    monkeypatch.setenv("GITHUB_REPOSITORY", SITE)
    monkeypatch.setenv("GITHUB_API_URL", github.fake.api_url)
    monkeypatch.setenv("GITHUB_SERVER_URL", github.fake.web_url)
    monkeypatch.setenv("GITHUB_TOKEN", github.fake.actions_token(github.site, contents="read", checks="read"))
    here = github_edge.surroundings(github.sop)
    forge = github_edge.forge(here, github.repo, github.sop)
    found = forge.change(pull.number, github.sop)
    assert found is not None and found.tip == pull.head_sha
    desk = github_edge.desk(
        here, github.repo, ("Budi", "budi@balai-contoh.example"), github.fake.token(github.people["budi"])
    )
    desk.decide(pull.number, "approved")
    assert github.verdict(pull).approved
