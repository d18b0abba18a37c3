"""An office on the fake GitHub: its people with their accounts, and a clone in which the pipeline reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from tests.support.github import FakeGitHub, Pull, User
from tests.support.office import Office

from terbit import sop as procedure
from terbit.forge import Change
from terbit.forge.github import GitHub, GitHubDesk
from terbit.forge.github.client import Client, Limits
from terbit.forge.github.transport import Transport
from terbit.git import Repo
from terbit.review.demand import demand
from terbit.review.verdict import Verdict, judge
from terbit.server import init
from terbit.sop import Sop

SITE = "balai-contoh/situs"
QUICK = Limits(silence=20, whole=30, attempts=3, pause=0.01, patience=2, between_writes=0)
PAUSES = (0.01, 0.01)
TITLE = "Panen padi di kebun percobaan"


class OfficeOnGitHub:
    """`fake` is GitHub, `people` the accounts by their keys in sop.yml; `site` the office's repository."""

    def __init__(self, folder: Path, template: Path, limits: Limits = QUICK) -> None:
        self.fake = FakeGitHub(folder / "github")
        self.limits = limits
        files = {str(file.relative_to(template / "office")): file.read_bytes() for file in _files(template / "office")}
        self._written = init.read_sop(files[procedure.PATH])
        self.people: dict[str, User] = {
            key: self.fake.user(person.login or key, name=person.name, email=person.email or "")
            for key, person in self._written.people.items()
        }
        self.site = self.fake.repository(SITE, files=files)
        for key, user in self.people.items():
            self.fake.permit(user, self.site, "maintain" if key == "agus" else "write")
        self._folder = folder
        self.repo = self._clone("pipeline")
        self._clones: dict[str, Repo] = {}

    def _clone(self, name: str) -> Repo:
        folder = self._folder / "clones" / name
        folder.mkdir(parents=True)
        repo = Repo(folder)
        repo.run("init", "--quiet", "--initial-branch", "main")
        return repo

    # -- looking -----------------------------------------------------------------------------------------------

    @property
    def main(self) -> str:
        return self.fake.head(self.site)

    @property
    def sop(self) -> Sop:
        return init.read_sop(self.fake.read(self.site, procedure.PATH) or b"")

    def forge(self) -> GitHub:
        """A fresh look, with what a workflow's own token may see. Such a token is good for an hour."""
        robot = self.fake.actions_token(self.site, contents="read", pull_requests="read", checks="read")
        client = Client(robot, self.fake.api_url, self.limits)
        return GitHub(client, SITE, self.repo, Transport(self.fake.git_url("", self.site), robot, PAUSES), self.sop)

    def change(self, pull: Pull | int) -> Change:
        found = self.forge().change(pull if isinstance(pull, int) else pull.number, self.sop)
        assert found is not None
        return found

    def verdict(self, pull: Pull | int, merger: str | None = None) -> Verdict:
        """The verdict of now: of merging the head into the present main, by main's own procedure."""
        change = self.change(pull)
        tip = change.tip if change.revisions else self.repo.refs("refs/pull/")[f"refs/pull/{change.number}/head"]
        main = self.main
        tree, conflicts = self.repo.merge_tree(main, tip)
        assert not conflicts
        asked = demand(self.repo, main, tree, tip, self.sop)
        return judge(change, asked, self.sop, self.fake.clock, merger=merger)

    # -- acting ------------------------------------------------------------------------------------------------

    def tick(self, hours: float = 1) -> None:
        self.fake.clock += timedelta(hours=hours)

    def desk(self, who: str) -> GitHubDesk:
        if who not in self._clones:
            self._clones[who] = self._clone(who)
        user = self.people[who]
        token = self.fake.token(user)
        return GitHubDesk(
            Client(token, self.fake.api_url, self.limits),
            SITE,
            self._clones[who],
            Transport(self.fake.git_url("", self.site), token, PAUSES),
            (user.name, user.email),
        )

    def propose(
        self,
        who: str,
        slug: str = "panen-padi",
        *,
        draft: bool = False,
        base: str = "main",
        files: Mapping[str, bytes | None] | None = None,
        **front: str,
    ) -> Pull:
        """Write an article in the browser and open a pull request."""
        user = self.people[who]
        self.fake.edit(user, self.site, slug, files or Office.article(slug, **front), start=base)
        return self.fake.open_pull_request(user, self.site, slug, title=TITLE, draft=draft, base=base)

    def again(self, who: str, pull: Pull, body: str = "Perbaikan.\n", **front: str) -> str:
        """A further commit, from somebody's own machine."""
        self.tick()
        return self.fake.push(self.people[who], self.site, pull.head, Office.article(pull.head, body=body, **front))

    def approve(self, who: str, pull: Pull) -> None:
        self.tick()
        self.fake.approve(self.people[who], pull)

    def close(self) -> None:
        for repo in (self.repo, *self._clones.values()):
            repo.close()
        self.fake.close()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
