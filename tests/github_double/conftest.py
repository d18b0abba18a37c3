"""An office on the fake GitHub, and real clients for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from github.Repository import Repository as Seen
from tests.support.github import App, FakeGitHub, Pull, Repository, User

from github import Auth, Github


@dataclass
class Office:
    """Who works there: sari writes, budi and ratna review, agus heads it, tamu only looks, orang has no role."""

    fake: FakeGitHub
    site: Repository
    records: Repository
    sari: User
    budi: User
    ratna: User
    agus: User
    tamu: User
    orang: User
    app: App

    def client(self, who: User | App | str | None, **options: object) -> Github:
        """PyGithub as somebody: a user, an App's installation, or a token as it is."""
        if isinstance(who, User):
            token = self.fake.token(who)
        elif isinstance(who, App):
            token = self.fake.app_token(who)
        else:
            token = who or ""
        return Github(
            auth=Auth.Token(token) if token else None,
            base_url=self.fake.api_url,
            seconds_between_requests=0,
            seconds_between_writes=0,
            retry=None,
            **options,  # type: ignore[arg-type]
        )

    def seen(self, who: User | App | str | None, name: str = "balai-contoh/situs") -> Seen:
        return self.client(who).get_repo(name)

    def pull(self, branch: str = "artikel", text: str = "Isi.\n", *, draft: bool = False) -> Pull:
        """A pull request of sari's."""
        self.fake.edit(self.sari, self.site, branch, {f"content/{branch}.md": text})
        return self.fake.open_pull_request(self.sari, self.site, branch, title=f"Berita {branch}", draft=draft)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with FakeGitHub(tmp_path / "github") as fake:
        fake.organization("balai-contoh", name="Balai Contoh")
        people = [fake.user(name, email=f"{name}@example.org") for name in ("sari", "budi", "ratna", "agus", "tamu")]
        sari, budi, ratna, agus, tamu = people
        roles = {sari: "write", budi: "write", ratna: "write", agus: "admin", tamu: "read"}
        files = {"README.md": "Situs\n", "content/index.md": "Selamat datang.\n"}
        site = fake.repository("balai-contoh/situs", files=files, roles=roles)  # type: ignore[arg-type]
        records = fake.repository(
            "balai-contoh/catatan", private=True, files={"README.md": "\n"}, roles={agus: "admin"}
        )
        grants = {"checks": "write", "pull_requests": "write", "issues": "write", "contents": "read"}
        app = fake.app("terbit", grants, install=[site])
        yield Office(fake, site, records, sari, budi, ratna, agus, tamu, fake.user("orang"), app)
