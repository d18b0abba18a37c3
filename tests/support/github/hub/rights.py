"""Who there is, and who may do what."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support.github.store import Person, Store
from tests.support.github.world import ROLES, App, Label, Refusal, Repository, Role, Token, User

ACTIONS_APP = 15368
_ROLE_OF_LEVEL: dict[tuple[str, str], Role] = {
    ("metadata", "read"): "read",
    ("contents", "read"): "read",
    ("contents", "write"): "write",
    ("pull_requests", "read"): "read",
    ("pull_requests", "write"): "read",
    ("issues", "read"): "read",
    ("issues", "write"): "read",
    ("checks", "read"): "read",
    ("statuses", "read"): "read",
    ("statuses", "write"): "write",
    ("deployments", "read"): "read",
    ("deployments", "write"): "write",
    ("pages", "read"): "write",
    ("pages", "write"): "write",
    ("actions", "read"): "read",
    ("actions", "write"): "write",
    ("variables", "read"): "write",
    ("variables", "write"): "write",
    ("secrets", "read"): "write",
    ("environments", "read"): "read",
    ("administration", "read"): "admin",
    ("administration", "write"): "admin",
}


class Rights:
    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder = folder
        self.lock = threading.RLock()
        self.now = now
        self.limit = 5000  # requests, and points of GraphQL, for each token in an hour
        self.users: dict[str, User] = {}
        self.apps: dict[int, App] = {}
        self.tokens: dict[str, Token] = {}
        self.repositories: dict[str, Repository] = {}
        self.signed: set[str] = set()  # commits that GitHub itself signed
        self.web_flow = self.add_user("web-flow", "GitHub Web Flow", "noreply@github.com")
        self.ghost = self.add_user("ghost", "Deleted user", "")
        github = self.add_user("github", "GitHub", "", kind="Organization")
        self.actions = self.add_app(
            "github-actions",
            "GitHub Actions",
            github,
            {"checks": "write", "contents": "write", "pull_requests": "write", "issues": "write"},
            number=ACTIONS_APP,
        )

    def add_user(self, login: str, name: str, email: str, kind: Any = "User", plan: str = "free") -> User:
        user = User(login, name, email, kind, plan)
        self.users[login.lower()] = user
        return user

    def add_app(self, slug: str, name: str, owner: User, permissions: dict[str, str], number: int | None = None) -> App:
        bot = User(f"{slug}[bot]", name, "", "Bot")
        app = App(slug, name, owner, {"metadata": "read", **permissions}, bot, created=self.now)
        app.id = number or app.id
        bot.app = app
        self.users[bot.login.lower()] = bot
        self.apps[app.id] = app
        return app

    def add_token(self, token: Token) -> Token:
        self.tokens[token.value] = token
        return token

    def web(self, user: User) -> Token:
        """The browser session of a user."""
        return Token("", user, web=True)

    def add_repository(self, owner: User, name: str, private: bool, fork_of: Repository | None = None) -> Repository:
        store = Store(self.folder / owner.login / f"{name}.git")
        made = Repository(owner, name, store, self.now, private, fork_of=fork_of)
        made.pushed = self.now
        if owner.kind == "User":
            made.roles[owner.login.lower()] = "admin"
        for label in ("bug", "documentation", "question"):
            made.labels.append(Label(label))
        self.repositories[made.full_name.lower()] = made
        return made

    def installation_token(
        self, app: App, repositories: list[Repository], permissions: Mapping[str, str] | None = None
    ) -> Token:
        granted = {"metadata": "read", **(app.permissions if permissions is None else permissions)}
        return self.add_token(
            Token(
                f"ghs_{secrets.token_hex(18)}",
                app.bot,
                app,
                granted,
                frozenset(repository.full_name.lower() for repository in repositories),
                self.now + timedelta(hours=1),
            )
        )

    def role(self, user: User | None, repository: Repository) -> Role:
        if user is not None and user.login.lower() in repository.roles:
            return repository.roles[user.login.lower()]
        return "none" if repository.private else "read"

    def at_least(self, user: User | None, repository: Repository, role: Role) -> bool:
        if user is None:
            return role == "none" or (role == "read" and not repository.private)
        return ROLES.index(self.role(user, repository)) >= ROLES.index(role)

    def can_see(self, token: Token, repository: Repository) -> bool:
        if not repository.private:
            return True
        if token.app is not None:
            return token.repositories is not None and repository.full_name.lower() in token.repositories
        return self.at_least(token.user, repository, "read")

    def see(self, token: Token, owner: str, name: str) -> Repository:
        found = self.repositories.get(f"{owner}/{name}".lower())
        if found is None or not self.can_see(token, found):
            raise Refusal(404, "Not Found")
        return found

    def may(self, token: Token, repository: Repository, what: str, level: str = "write") -> bool:
        """Whether this token has e.g. "contents" at "write" in a repository."""
        if token.app is not None:
            granted = (token.permissions or {}).get(what, "none")
            inside = token.repositories is not None and repository.full_name.lower() in token.repositories
            if (
                level == "read"
                and not repository.private
                and what in ("metadata", "contents", "pull_requests", "issues")
            ):
                return True
            return inside and (granted in ("write", "admin") or granted == level)
        if token.user is None:
            return level == "read" and not repository.private and what != "administration"
        return self.at_least(token.user, repository, _ROLE_OF_LEVEL.get((what, level), "admin"))

    def need(self, token: Token, repository: Repository, what: str, level: str = "write") -> None:
        if token.user is None and token.app is None and level != "read":
            raise Refusal(401, "Requires authentication")
        if self.may(token, repository, what, level):
            return
        if token.app is not None:
            raise Refusal(403, "Resource not accessible by integration")
        if not self.can_see(token, repository):
            raise Refusal(404, "Not Found")
        if what == "administration":
            raise Refusal(403, "Must have admin rights to Repository.")
        if what == "contents":
            raise Refusal(403, "Must have push access to repository")
        raise Refusal(403, "Resource not accessible by personal access token")

    def need_role(self, token: Token, repository: Repository, role: Role, what: str = "pull_requests") -> None:
        """Users by their role; Apps by their permission at "write"."""
        if token.app is not None:
            self.need(token, repository, what)
        elif not self.at_least(token.user, repository, role):
            if not self.can_see(token, repository):
                raise Refusal(404, "Not Found")
            raise Refusal(403, "Resource not accessible by personal access token")

    @staticmethod
    def actor(token: Token) -> User:
        if token.user is None:
            raise Refusal(401, "Requires authentication")
        return token.user

    def user_of_email(self, email: str) -> User | None:
        email = email.lower()
        if not email:
            return None
        for user in self.users.values():
            own = (user.email, user.noreply, f"{user.login}@users.noreply.github.com", *user.emails)
            if email in (address.lower() for address in own if address):
                return user
        return None

    def person(self, user: User) -> Person:
        return Person(user.name or user.login, user.email or user.noreply, self.now)

    def commit(
        self, repository: Repository, tree: str, parents: tuple[str, ...], message: str, author: Person, *, web: bool
    ) -> str:
        """A commit made on GitHub itself. With `web` GitHub is the committer, and signs."""
        if not web:
            return repository.store.make_commit(tree, parents, message, author, author)
        github = Person("GitHub", "noreply@github.com", self.now)
        signature = f"-----BEGIN PGP SIGNATURE-----\n\n{secrets.token_hex(24)}\n-----END PGP SIGNATURE-----\n"
        made = repository.store.make_commit(tree, parents, message, author, github, signature)
        self.signed.add(made)
        return made
