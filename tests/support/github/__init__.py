"""A GitHub for tests, on a free port of this machine, over real bare git repositories.

    from tests.support.github import FakeGitHub

    def test_something(tmp_path):
        with FakeGitHub(tmp_path / "github") as fake:
            fake.clock = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)          # stamps everything; stands still until set
            office = fake.organization("balai-contoh", plan="free")
            sari = fake.user("sari-gh", name="Sari", email="sari@example.go.id")
            budi = fake.user("budi-gh", name="Budi", email="budi@example.go.id")
            roles = {sari: "write", budi: "write"}
            site = fake.repository("balai-contoh/situs", files={"README.md": "Situs\n"}, roles=roles)
            app = fake.app("terbit", {"checks": "write", "pull_requests": "write"}, install=[site])
            fake.edit(sari, site, "artikel-1", {"content/a.md": "..."})  # the web editor: a branch, signed by GitHub
            pull = fake.open_pull_request(sari, site, "artikel-1", title="Panen padi")
            fake.clock += timedelta(hours=1)
            fake.approve(budi, pull)                                     # raises Refusal where GitHub says no
            github = Github(auth=Auth.Token(fake.token(budi)), base_url=fake.api_url)      # real PyGithub
            fake.fail("502", path="/pulls", times=2)                     # the next two such requests fail
            clone(fake.git_url(fake.token(sari), site))                  # real git over HTTP
        # leaving the block fails the test if any answer was not what GitHub's published schemas allow

Rooms: `store` (git), `world` (things), `hub` (deeds and who may do them), `shapes` and `rest` (the REST interface),
`graph` (GraphQL), `githttp` (clone, fetch, push), `faults`, `server`, `published` (GitHub's own descriptions).

What people do in the browser goes through the same functions of `hub` as what programs ask for.
Not there: teams, review comments on lines, merge queues, web hooks, running workflows (a check suite is made where
Actions would have started one), conversation resolution, organisation-wide rulesets.
"""

from __future__ import annotations

from tests.support.github.fake import FakeGitHub
from tests.support.github.faults import Fault
from tests.support.github.server import Request
from tests.support.github.store import Person
from tests.support.github.world import (
    App,
    CheckRun,
    Comment,
    Issue,
    Protection,
    Pull,
    Refusal,
    Repository,
    Review,
    Token,
    User,
)

__all__ = [
    "App",
    "CheckRun",
    "Comment",
    "FakeGitHub",
    "Fault",
    "Issue",
    "Person",
    "Protection",
    "Pull",
    "Refusal",
    "Repository",
    "Request",
    "Review",
    "Token",
    "User",
]
