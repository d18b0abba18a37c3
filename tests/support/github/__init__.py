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

import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from tests.support.github import faults, published
from tests.support.github.faults import Fault
from tests.support.github.hub import Hub
from tests.support.github.server import Request, Server
from tests.support.github.store import Person
from tests.support.github.world import (
    ROLES,
    App,
    CheckRun,
    Comment,
    Deployment,
    Issue,
    Protection,
    Pull,
    Refusal,
    Repository,
    Review,
    Role,
    Token,
    User,
    new_id,
)

__all__ = [
    "App",
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

OPENING = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
Files = Mapping[str, str | bytes | None]
Who = User | App | Token


class FakeGitHub:
    def __init__(self, folder: Path, *, clock: datetime = OPENING, rate_limit: int = 5000) -> None:
        published.needed()
        self.hub = Hub(folder / "repositories", clock)
        self._pages = folder / "pages"
        self.server = Server(self.hub, self._pages, rate_limit)
        self._keys: dict[int, str] = {}

    def __enter__(self) -> FakeGitHub:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(quiet=kind is not None)

    def close(self, *, quiet: bool = False) -> None:
        """Stop. Fails the test if the fake had to answer something that GitHub would not; `quiet` does not."""
        self.server.close()
        for repository in self.hub.repositories.values():
            repository.store.close()
        if self.server.violations and not quiet:
            raise AssertionError("\n".join(self.server.violations))

    # -- where it is ---------------------------------------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """The base of REST, without a slash at the end; PyGithub derives the next one from it."""
        return self.server.address

    @property
    def graphql_url(self) -> str:
        return f"{self.server.address}/graphql"

    @property
    def web_url(self) -> str:
        """GITHUB_SERVER_URL: what html_url of everything begins with."""
        return self.server.address

    def git_url(self, token: str = "", repository: Repository | str | None = None) -> str:
        """Where git clones from and pushes to. Without a repository: the first that was made."""
        home = next(iter(self.hub.repositories.values())) if repository is None else self.find(repository)
        login = f"x-access-token:{token}@" if token else ""
        return f"{self.server.address.replace('://', f'://{login}')}/{home.full_name}.git"

    def pages_url(self, repository: Repository | str) -> str:
        """Where the site that `deploy_pages` was given is served."""
        return f"{self.server.address}/pages/{self.find(repository).full_name}/"

    # -- the clock -----------------------------------------------------------------------------------------------

    @property
    def clock(self) -> datetime:
        return self.hub.now

    @clock.setter
    def clock(self, now: datetime) -> None:
        assert now.tzinfo is not None, "the clock needs a time zone"
        self.hub.now = now.astimezone(UTC).replace(microsecond=0)

    # -- what requests came, and how they shall fail -------------------------------------------------------------

    @property
    def requests(self) -> list[Request]:
        """Every request that was answered, in order. Clear it to count anew."""
        return self.server.requests

    def count(self, kind: str | None = None, method: str | None = None) -> int:
        """How many requests came: all, or of "rest", "graphql", "git", "pages"."""
        return sum(
            kind in (None, request.kind) and method in (None, request.method) for request in self.server.requests
        )

    def fail(
        self,
        kind: faults.Kind,
        *,
        method: str = "",
        path: str = "",
        text: str = "",
        login: str = "",
        times: int = 1,
        after: int = 0,
        done: bool = False,
        seconds: float = 0.0,
    ) -> Fault:
        """Let requests fail; see `faults.Fault`. `seconds`: how long "slow" takes, and what Retry-After says (whole
        seconds). The fault that is returned tells by `met` which requests met it."""
        assert kind in faults.KINDS, kind
        fault = Fault(kind, method, path, text, login, times, after, done, seconds)
        self.server.faults.append(fault)
        return fault

    def heal(self) -> None:
        """No faults any more."""
        self.server.faults.clear()

    def before_each(self, look: Callable[[Request], None]) -> None:
        """Call this before each request is answered: to let something happen between two of them."""
        self.server.before.append(look)

    # -- accounts ------------------------------------------------------------------------------------------------

    def user(self, login: str, name: str = "", email: str = "", emails: Sequence[str] = (), plan: str = "free") -> User:
        """A person. Commits are theirs by `email`, by the further `emails` and by GitHub's no-reply addresses."""
        user = self.hub.add_user(login, name or login, email or f"{login}@example.org", plan=plan)
        user.emails = tuple(emails)
        return user

    def organization(self, login: str, name: str = "", plan: str = "free") -> User:
        """`plan`: free, team or enterprise."""
        return self.hub.add_user(login, name or login, "", "Organization", plan)

    def token(self, who: User | str, value: str | None = None) -> str:
        """A personal access token, with all that its owner may do."""
        user = self.hub.users[who.lower()] if isinstance(who, str) else who
        return self.hub.add_token(Token(value or f"ghp_{secrets.token_hex(18)}", user)).value

    def revoke(self, token: str) -> None:
        """From now on this token is unknown (401)."""
        del self.hub.tokens[token]

    def app(
        self,
        slug: str,
        permissions: Mapping[str, str],
        *,
        name: str = "",
        owner: User | None = None,
        install: Sequence[Repository | str] = (),
        number: int | None = None,
    ) -> App:
        """A GitHub App, installed in these repositories."""
        made = self.hub.add_app(slug, name or slug, owner or self.hub.users["github"], dict(permissions), number)
        for repository in install:
            self.install(made, repository)
        return made

    def install(self, app: App, repository: Repository | str) -> None:
        self.find(repository).installed.append(app)

    def private_key(self, app: App) -> str:
        """The key (PEM) with which the App signs as itself: for PyGithub's Auth.AppAuth."""
        if app.id not in self._keys:
            from cryptography.hazmat.primitives import serialization
            from cryptography.hazmat.primitives.asymmetric import rsa

            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            pem = key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            self._keys[app.id] = pem.decode()
            self.server.public_keys[app.id] = key.public_key()
        return self._keys[app.id]

    def app_token(self, app: App, *repositories: Repository | str, permissions: Mapping[str, str] | None = None) -> str:
        """An installation token, good for an hour; without repositories for all in which the App is installed."""
        homes = [self.find(one) for one in repositories]
        homes = homes or [home for home in self.hub.repositories.values() if app in home.installed]
        assert all(app in home.installed for home in homes), f"{app.slug} is not installed there"
        return self.hub.installation_token(app, homes, permissions).value

    def actions_token(self, repository: Repository | str, **permissions: str) -> str:
        """The GITHUB_TOKEN of a workflow run, with what its `permissions:` say, such as contents="read"."""
        named = {name.replace("-", "_"): level for name, level in permissions.items()}
        return self.hub.installation_token(self.hub.actions, [self.find(repository)], named).value

    # -- repositories --------------------------------------------------------------------------------------------

    def repository(
        self,
        full_name: str,
        *,
        private: bool = False,
        files: Files | None = None,
        roles: Mapping[User, Role] | None = None,
        message: str = "Initial commit",
        by: User | None = None,
    ) -> Repository:
        """A repository, with a first commit on main where files are given. The owner is made if it is not known."""
        owner, _, name = full_name.partition("/")
        account = self.hub.users.get(owner.lower()) or self.organization(owner)
        made = self.hub.add_repository(account, name, private)
        for user, role in (roles or {}).items():
            self.permit(user, made, role)
        if files:
            author = self.hub.person(by) if by else Person("GitHub", "noreply@github.com", self.clock)
            tree = made.store.tree_with(None, _bytes(files))
            self._move(made, "main", self.hub.commit(made, tree, (), message, author, web=True))
        return made

    def adopt(self, repository: Repository | str, bare: Path, ref: str = "refs/heads/main") -> str:
        """Take over the branch of another git repository on this machine as main."""
        home = self.find(repository)
        home.store.git("fetch", "-q", "--no-tags", str(bare), f"+{ref}:refs/heads/{home.default_branch}")
        tip = home.store.resolve(f"refs/heads/{home.default_branch}")
        assert tip is not None
        return tip

    def find(self, repository: Repository | str) -> Repository:
        if isinstance(repository, Repository):
            return repository
        return self.hub.repositories[repository.lower()]

    def permit(self, user: User, repository: Repository | str, role: Role) -> None:
        """Give somebody a role in a repository: read, triage, write, maintain, admin; "none" takes it away."""
        assert role in ROLES, role
        home = self.find(repository)
        if role == "none":
            home.roles.pop(user.login.lower(), None)
        else:
            home.roles[user.login.lower()] = role

    def fork(self, who: User, repository: Repository | str) -> Repository:
        home = self.find(repository)
        made = self.hub.add_repository(who, home.name, home.private, fork_of=home)
        made.installed, made.workflows = [], False
        made.store.git("fetch", "-q", str(home.store.path), "+refs/heads/*:refs/heads/*")
        return made

    def protect(self, repository: Repository | str, branch: str = "main", **rules: Any) -> Protection:
        """Classic branch protection; see `world.Protection`, e.g. approvals=1, checks=[("terbit", app.id)]."""
        made = Protection(**rules)
        self.find(repository).protections[branch] = made
        return made

    def ruleset(
        self,
        repository: Repository | str,
        rules: Sequence[Mapping[str, Any]],
        *,
        name: str = "main",
        enforcement: str = "active",
        include: Sequence[str] = ("~DEFAULT_BRANCH",),
        exclude: Sequence[str] = (),
        bypass: Sequence[Mapping[str, Any]] = (),
    ) -> dict[str, Any]:
        """A branch ruleset. `rules` as in the REST interface; a `pull_request` rule's and a `required_status_checks`
        rule's parameters that are not given have GitHub's defaults."""
        made: dict[str, Any] = {
            "id": new_id(),
            "name": name,
            "target": "branch",
            "enforcement": enforcement,
            "conditions": {"ref_name": {"include": list(include), "exclude": list(exclude)}},
            "rules": [_rule(rule) for rule in rules],
            "bypass_actors": [{"bypass_mode": "always", **actor} for actor in bypass],
            "created_at": self.clock.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        self.find(repository).rulesets.append(made)
        return made

    def variable(self, repository: Repository | str, name: str, value: str | None) -> None:
        """A repository variable of Actions; None deletes it."""
        home = self.find(repository)
        if value is None:
            home.variables.pop(name.upper(), None)
        else:
            home.variables[name.upper()] = (value, self.clock)

    def secret(self, repository: Repository | str, name: str) -> None:
        """A secret is there; nobody reads its value."""
        self.find(repository).secrets[name.upper()] = self.clock

    def environment(
        self, repository: Repository | str, name: str, branches: Sequence[str] | None = None, **more: Any
    ) -> None:
        """An environment; `branches`: the patterns of branches that may deploy to it."""
        policy = None if branches is None else {"protected_branches": False, "custom_branch_policies": True}
        listed = [
            {"id": (number := new_id()), "node_id": f"GBP_{number}", "name": pattern, "type": "branch"}
            for pattern in branches or ()
        ]
        self.find(repository).environments[name] = {
            "id": new_id(),
            "created_at": self.clock.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "deployment_branch_policy": policy,
            "branches": listed,
            **more,
        }

    # -- Pages ---------------------------------------------------------------------------------------------------

    def enable_pages(self, repository: Repository | str, build_type: str = "workflow", **more: Any) -> None:
        """`build_type`: workflow (Actions deploys), or legacy (a branch is served)."""
        home = self.find(repository)
        home.pages = {
            "url": f"{self.api_url}/repos/{home.full_name}/pages",
            "status": "built",
            "cname": None,
            "custom_404": False,
            "html_url": self.pages_url(home),
            "build_type": build_type,
            "source": {"branch": home.default_branch, "path": "/"},
            "public": not home.private,
            "https_enforced": True,
            **more,
        }
        if build_type == "workflow" and "github-pages" not in home.environments:
            self.environment(home, "github-pages", [home.default_branch])

    def deploy_pages(self, repository: Repository | str, site: Path) -> str:
        """What actions/deploy-pages does: these files are the site now. The address of the site."""
        home = self.find(repository)
        assert home.pages is not None, "Pages is not on"
        target = self._pages / home.owner.login / home.name
        half = target.with_name(f"{home.name}.half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(site, half)
        shutil.rmtree(target, ignore_errors=True)
        half.rename(target)
        tip = home.store.resolve(home.default_branch) or ""
        made = Deployment(tip, home.default_branch, "github-pages", self.hub.actions.bot, self.clock)
        made.url = self.pages_url(home)
        home.deployments.append(made)
        return made.url

    # -- what people do in the browser ---------------------------------------------------------------------------

    def acting(self, who: Who) -> Token:
        """The browser session of a user, or an App's installation token."""
        if isinstance(who, Token):
            return who
        if isinstance(who, App):
            return self.hub.tokens[self.app_token(who)]
        return self.hub.web(who)

    def edit(
        self,
        who: Who,
        repository: Repository | str,
        branch: str,
        files: Files,
        message: str = "",
        *,
        start: str = "main",
    ) -> str:
        """Save files in GitHub's editor (None deletes one): a commit signed by GitHub. `start`: of a new branch."""
        text = message or f"Update {next(iter(files))}"
        with self.hub.lock:
            return self.hub.edit(self.acting(who), self.find(repository), branch, _bytes(files), text, start=start)

    def push(
        self,
        who: Who,
        repository: Repository | str,
        branch: str,
        files: Files,
        message: str = "",
        *,
        author: Person | User | None = None,
        committer: Person | User | None = None,
        onto: str | None = None,
        force: bool = False,
        signature: str = "",
    ) -> str:
        """A commit made on somebody's own machine, and pushed. `author`, `committer`: whom it claims to be by.
        `onto`: its parent, where that is not the branch (or main); `force`: the branch may lose commits by it."""
        home, token = self.find(repository), self.acting(who)
        with self.hub.lock:
            self.hub.need(token, home, "contents")
            self.hub.rules_for_push(token, home, branch)
            tip = home.store.resolve(f"refs/heads/{branch}")
            parent = home.store.resolve(onto) if onto else tip or home.store.resolve(home.default_branch)
            own = self._person(author if author is not None else self.hub.actor(token))
            by = self._person(committer) if committer is not None else own
            tree = home.store.tree_with(home.store.commit(parent).tree if parent else None, _bytes(files))
            text = message or f"Update {next(iter(files), 'nothing')}"
            made = home.store.make_commit(tree, (parent,) if parent else (), text, own, by, signature)
            assert force or tip is None or home.store.is_ancestor(tip, made), "this push needs force=True"
            self._move(home, branch, made, token)
            return made

    def force_push(self, who: Who, repository: Repository | str, branch: str, commit: str) -> None:
        """Let a branch stand at another commit, which may drop some."""
        home, token = self.find(repository), self.acting(who)
        with self.hub.lock:
            self.hub.need(token, home, "contents")
            self.hub.rules_for_push(token, home, branch)
            self._move(home, branch, commit, token)

    def delete_branch(self, who: Who, repository: Repository | str, branch: str) -> None:
        home, token = self.find(repository), self.acting(who)
        with self.hub.lock:
            self.hub.need(token, home, "contents")
            self.hub.move(token, home, f"refs/heads/{branch}", None)

    def merge_branches(self, who: Who, repository: Repository | str, ours: str, theirs: str, message: str = "") -> str:
        """On somebody's own machine: merge a branch into another, and push."""
        home, token = self.find(repository), self.acting(who)
        with self.hub.lock:
            self.hub.need(token, home, "contents")
            self.hub.rules_for_push(token, home, ours)
            one, two = home.store.resolve(ours), home.store.resolve(theirs)
            assert one is not None and two is not None
            tree = home.store.merged_tree(one, two)
            assert tree is not None, "the merge conflicts"
            person = self._person(self.hub.actor(token))
            made = home.store.make_commit(tree, (one, two), message or f"Merge branch '{theirs}'", person, person)
            self._move(home, ours, made, token)
            return made

    def _person(self, who: Person | User) -> Person:
        if isinstance(who, User):
            return self.hub.person(who)
        return who if who.date is not None else Person(who.name, who.email, self.clock)

    def _move(self, home: Repository, branch: str, sha: str, token: Token | None = None) -> None:
        self.hub.move(token or self.hub.web(self.hub.ghost), home, f"refs/heads/{branch}", sha)

    def open_pull_request(
        self,
        who: Who,
        repository: Repository | str,
        head: str,
        *,
        title: str = "",
        body: str = "",
        base: str = "main",
        draft: bool = False,
        fork: Repository | None = None,
    ) -> Pull:
        """`fork`: the repository in which the branch `head` is, where it is not this one."""
        home = self.find(repository)
        with self.hub.lock:
            return self.hub.open_pull(
                self.acting(who), home, title or head, head, base, body, draft=draft, head_repository=fork
            )

    def ready_for_review(self, who: Who, pull: Pull) -> None:
        with self.hub.lock:
            self.hub.set_draft(self.acting(who), pull, False)

    def convert_to_draft(self, who: Who, pull: Pull) -> None:
        with self.hub.lock:
            self.hub.set_draft(self.acting(who), pull, True)

    def approve(self, who: Who, pull: Pull, body: str = "", *, commit: str | None = None) -> Review:
        """`commit`: the head that the reviewer saw, where it is not the present one."""
        with self.hub.lock:
            return self.hub.review(self.acting(who), pull, "APPROVE", body, commit)

    def request_changes(
        self, who: Who, pull: Pull, body: str = "Mohon diperbaiki.", *, commit: str | None = None
    ) -> Review:
        with self.hub.lock:
            return self.hub.review(self.acting(who), pull, "REQUEST_CHANGES", body, commit)

    def review_comment(self, who: Who, pull: Pull, body: str = "Baik.") -> Review:
        """A review that is no opinion."""
        with self.hub.lock:
            return self.hub.review(self.acting(who), pull, "COMMENT", body)

    def start_review(self, who: Who, pull: Pull, body: str = "") -> Review:
        """A review that was begun and not handed in: nobody else sees it."""
        with self.hub.lock:
            return self.hub.review(self.acting(who), pull, None, body)

    def dismiss(self, who: Who, review: Review, message: str = "Tidak berlaku lagi.") -> None:
        with self.hub.lock:
            self.hub.dismiss(self.acting(who), review, message)

    def request_reviewers(self, who: Who, pull: Pull, *people: User) -> None:
        with self.hub.lock:
            self.hub.request_reviewers(self.acting(who), pull, [user.login for user in people])

    def close_pull_request(self, who: Who, pull: Issue) -> None:
        """Also closes an issue."""
        with self.hub.lock:
            self.hub.set_state(self.acting(who), pull, "closed")

    def reopen(self, who: Who, pull: Issue) -> None:
        with self.hub.lock:
            self.hub.set_state(self.acting(who), pull, "open")

    def merge(self, who: Who, pull: Pull, method: str = "merge", *, sha: str | None = None) -> str:
        """`method`: merge, squash or rebase. The commit that main stands at then."""
        with self.hub.lock:
            return self.hub.merge(self.acting(who), pull, method, sha)

    def update_branch(self, who: Who, pull: Pull) -> str:
        """The button "Update branch": the base is merged into the head."""
        with self.hub.lock:
            return self.hub.update_branch(self.acting(who), pull)

    def change_base(self, who: Who, pull: Pull, base: str) -> None:
        with self.hub.lock:
            self.hub.change_base(self.acting(who), pull, base)

    def rename_title(self, who: Who, issue: Issue, title: str) -> None:
        with self.hub.lock:
            self.hub.rename(self.acting(who), issue, title, None)

    def comment(self, who: Who, issue: Issue, body: str) -> Comment:
        with self.hub.lock:
            return self.hub.comment(self.acting(who), issue, body)

    def add_labels(self, who: Who, issue: Issue, *names: str) -> None:
        with self.hub.lock:
            self.hub.add_labels(self.acting(who), issue, names)

    def open_issue(
        self, who: Who, repository: Repository | str, title: str, body: str = "", labels: Sequence[str] = ()
    ) -> Issue:
        with self.hub.lock:
            return self.hub.open_issue(self.acting(who), self.find(repository), title, body, tuple(labels))

    def check_run(
        self, app: App, repository: Repository | str, head: str, name: str, conclusion: str | None
    ) -> CheckRun:
        """A check run as an App writes it; None: it is still at work."""
        given: dict[str, Any] = {"name": name, "head_sha": head}
        if conclusion is not None:
            given["conclusion"] = conclusion
        with self.hub.lock:
            return self.hub.create_run(self.acting(app), self.find(repository), given)

    def forget(self, repository: Repository | str, commit: str) -> None:
        """GitHub dropped this commit: reviews and events no longer name it."""
        self.find(repository).forgotten.add(commit)

    def delete_account(self, user: User) -> None:
        """The account is gone: what it did is the ghost's, its e-mail is nobody's, its tokens are unknown."""
        self.hub.users.pop(user.login.lower())
        for repository in self.hub.repositories.values():
            repository.roles.pop(user.login.lower(), None)
        for value in [value for value, token in self.hub.tokens.items() if token.user is user]:
            del self.hub.tokens[value]
        user.gone = True

    # -- looking -------------------------------------------------------------------------------------------------

    def head(self, repository: Repository | str, branch: str = "main") -> str:
        """The commit at which a branch stands."""
        found = self.find(repository).store.resolve(f"refs/heads/{branch}")
        assert found is not None, branch
        return found

    def read(self, repository: Repository | str, path: str, ref: str = "main") -> bytes | None:
        home = self.find(repository)
        tip = home.store.resolve(ref)
        return home.store.file(tip, path) if tip else None

    def check_runs(self, repository: Repository | str, head: str | None = None) -> list[CheckRun]:
        """The check runs of a commit, or all."""
        return [run for run in self.find(repository).runs if head in (None, run.head)]

    def comments(self, issue: Issue) -> list[str]:
        return [comment.body for comment in issue.comments]


def _bytes(files: Files) -> dict[str, bytes | None]:
    return {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    defaults: dict[str, dict[str, Any]] = {
        "pull_request": {
            "required_approving_review_count": 0,
            "dismiss_stale_reviews_on_push": False,
            "require_code_owner_review": False,
            "require_last_push_approval": False,
            "required_review_thread_resolution": False,
            "allowed_merge_methods": ["merge", "squash", "rebase"],
        },
        "required_status_checks": {
            "required_status_checks": [],
            "strict_required_status_checks_policy": False,
            "do_not_enforce_on_create": False,
        },
    }
    made: dict[str, Any] = {"type": rule["type"]}
    given = cast(Mapping[str, Any], rule.get("parameters", {}))
    if rule["type"] in defaults or given:
        made["parameters"] = {**defaults.get(rule["type"], {}), **given}
    return made


HOUR = timedelta(hours=1)
