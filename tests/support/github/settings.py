"""What a test sets up on the fake: the clock, accounts, Apps, repositories, rules, Pages."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from tests.support.github import published
from tests.support.github.hub import Hub
from tests.support.github.server import Server
from tests.support.github.store import Person
from tests.support.github.world import ROLES, App, Deployment, Protection, Repository, Role, Token, User, new_id

OPENING = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
Files = Mapping[str, str | bytes | None]


class Settings:
    def __init__(self, folder: Path, *, clock: datetime = OPENING, rate_limit: int = 5000) -> None:
        published.load()
        self.hub = Hub(folder / "repositories", clock)
        self._pages = folder / "pages"
        self.hub.limit = rate_limit
        self.server = Server(self.hub, self._pages)
        self._keys: dict[int, str] = {}

    def pages_url(self, repository: Repository | str) -> str:
        """Where the site that `deploy_pages` was given is served."""
        return f"{self.server.address}/pages/{self.find(repository).full_name}/"

    @property
    def clock(self) -> datetime:
        return self.hub.now

    @clock.setter
    def clock(self, now: datetime) -> None:
        assert now.tzinfo is not None, "the clock needs a time zone"
        self.hub.now = now.astimezone(UTC).replace(microsecond=0)

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
            tree = made.store.tree_with(None, as_bytes(files))
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

    def enable_pages(self, repository: Repository | str, build_type: str = "workflow", **more: Any) -> None:
        """`build_type`: workflow (Actions deploys), or legacy (a branch is served)."""
        home = self.find(repository)
        home.pages = {
            "url": f"{self.server.address}/repos/{home.full_name}/pages",
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

    def _move(self, home: Repository, branch: str, sha: str, token: Token | None = None) -> None:
        self.hub.move(token or self.hub.web(self.hub.ghost), home, f"refs/heads/{branch}", sha)


def as_bytes(files: Files) -> dict[str, bytes | None]:
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
