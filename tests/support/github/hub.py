"""What can be done on the fake, and who may do it. REST, GraphQL, pushes and the helper methods all come through here.

Each public method takes the token of whoever acts and raises `Refusal` where GitHub says no. Nothing here speaks HTTP.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support.github import codeowners
from tests.support.github.store import Person, Store
from tests.support.github.world import (
    NOBODY,
    ROLES,
    App,
    CheckRun,
    CheckSuite,
    Comment,
    Event,
    Issue,
    Label,
    Protection,
    Pull,
    Refusal,
    Repository,
    Review,
    Role,
    Status,
    Token,
    User,
)

ACTIONS_APP = 15368
OPINIONS = ("APPROVED", "CHANGES_REQUESTED")
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


class Hub:
    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder = folder
        self.lock = threading.RLock()
        self.now = now
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

    # -- setting up ----------------------------------------------------------------------------------------------

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

    # -- who may -------------------------------------------------------------------------------------------------

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

    # -- commits -------------------------------------------------------------------------------------------------

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

    def edit(
        self,
        token: Token,
        repository: Repository,
        branch: str,
        files: Mapping[str, bytes | None],
        message: str,
        *,
        author: Person | None = None,
        start: str | None = None,
    ) -> str:
        """Change files on a branch, as the web editor and `PUT contents` do; `start`: where a new branch begins."""
        self.need(token, repository, "contents")
        self.rules_for_push(token, repository, branch)
        store = repository.store
        tip = store.resolve(f"refs/heads/{branch}")
        parent = tip or (store.resolve(start) if start else None)
        if parent is None and store.refs():
            raise Refusal(404, f"Branch {branch} not found")
        tree = store.tree_with(store.commit(parent).tree if parent else None, files)
        made = self.commit(
            repository, tree, (parent,) if parent else (), message, author or self.person(self.actor(token)), web=True
        )
        self.move(token, repository, f"refs/heads/{branch}", made)
        return made

    # -- refs ----------------------------------------------------------------------------------------------------

    def rules_for_push(self, token: Token, repository: Repository, branch: str) -> None:
        """Refuse what branch protection or a ruleset forbids somebody who pushes to a branch."""
        said = self.push_refusal(token, repository, branch)
        if said:
            raise Refusal(409, said)

    def push_refusal(self, token: Token, repository: Repository, branch: str) -> str:
        protection = repository.protections.get(branch)
        if protection is not None and (protection.approvals is not None or protection.checks):
            admin = token.app is None and self.at_least(token.user, repository, "admin")
            if protection.admins or not admin:
                return f"Protected branch update failed for refs/heads/{branch}."
        for rule in self.rules(repository, branch):
            if rule["type"] == "pull_request" and not self.bypasses(token, repository, rule):
                return "Repository rule violations found\n\nChanges must be made through a pull request.\n\n"
            if rule["type"] == "required_status_checks" and not self.bypasses(token, repository, rule):
                return "Repository rule violations found\n\nRequired status checks are expected.\n\n"
        return ""

    def rules(self, repository: Repository, branch: str) -> list[dict[str, Any]]:
        """The rules of the active rulesets that cover a branch, each with its ruleset's id."""
        found = []
        for ruleset in repository.rulesets:
            if ruleset["enforcement"] != "active" or ruleset["target"] != "branch":
                continue
            names = ruleset.get("conditions", {}).get("ref_name", {"include": ["~ALL"], "exclude": []})
            ref = f"refs/heads/{branch}"
            own = {"~ALL", ref} | ({"~DEFAULT_BRANCH"} if branch == repository.default_branch else set())
            if own & set(names["include"]) and not own & set(names["exclude"]):
                found += [{**rule, "ruleset": ruleset} for rule in ruleset["rules"]]
        return found

    def bypasses(self, token: Token, repository: Repository, rule: dict[str, Any]) -> bool:
        for actor in rule["ruleset"].get("bypass_actors", []):
            if actor["actor_type"] == "Integration" and token.app is not None and token.app.id == actor["actor_id"]:
                return True
            if actor["actor_type"] == "RepositoryRole" and token.app is None:
                needed: Role = {5: "admin", 4: "write", 2: "maintain"}.get(actor["actor_id"], "admin")  # type: ignore[assignment]
                if self.at_least(token.user, repository, needed):
                    return True
        return False

    def move(self, token: Token, repository: Repository, ref: str, sha: str | None) -> None:
        """Set a ref, and let happen what follows from it."""
        before = repository.store.resolve(ref)
        repository.store.set_ref(ref, sha)
        self.moved(token, repository, ref, before, sha)

    def moved(self, token: Token, repository: Repository, ref: str, before: str | None, after: str | None) -> None:
        """What a push means for pull requests: a new head, a forced one, a merge by push, a closing by deletion."""
        repository.pushed = self.now
        if not ref.startswith("refs/heads/") or before == after:
            return
        branch = ref.removeprefix("refs/heads/")
        if after is not None:
            self._suites(repository, after, branch, before, push=True)
        # a pull request may live in the repository that this one was forked from
        for home in {repository, *([repository.fork_of] if repository.fork_of else [])}:
            for pull in home.pulls:
                if pull.head_repository is repository and pull.head == branch and pull.state == "open":
                    self._head_moved(token, pull, before, after)
        if after is not None and before is not None:
            self._merged_by_push(token, repository, branch, before, after)

    def _head_moved(self, token: Token, pull: Pull, before: str | None, after: str | None) -> None:
        actor = self.actor(token)
        home = pull.repository
        assert pull.head_repository is not None
        if after is None:
            self._close(pull, actor)
            return
        store = pull.head_repository.store
        forced = before is not None and not store.is_ancestor(before, after)
        home.store.fetch(store, after)
        if forced:
            self._event(pull, "HeadRefForcePushedEvent", actor, before=before, after=after)
        pull.head_sha = after
        pull.base_sha = home.store.resolve(f"refs/heads/{pull.base}") or pull.base_sha
        home.store.set_ref(f"refs/pull/{pull.number}/head", after)
        self._touch(pull)
        self._pull_suites(pull)
        self.trial(pull)
        protection = home.protections.get(pull.base)
        stale = protection is not None and protection.dismiss_stale
        stale = stale or any(
            rule["type"] == "pull_request" and rule["parameters"].get("dismiss_stale_reviews_on_push")
            for rule in self.rules(home, pull.base)
        )
        if stale:
            for review in pull.reviews:
                if review.state == "APPROVED":
                    review.state = "DISMISSED"
                    self._event(
                        pull,
                        "ReviewDismissedEvent",
                        actor,
                        review=review,
                        previous="APPROVED",
                        message="",
                        commit=after,
                    )
        if home.store.is_ancestor(after, pull.base_sha):
            self._close(pull, actor)

    def _merged_by_push(self, token: Token, repository: Repository, branch: str, before: str, after: str) -> None:
        for pull in repository.pulls:
            if pull.state != "open" or pull.base != branch:
                continue
            store = repository.store
            if not store.is_ancestor(pull.head_sha, after) or store.is_ancestor(pull.head_sha, before):
                continue
            merge = pull.head_sha
            for sha in store.between(before, after):
                if pull.head_sha in store.commit(sha).parents[1:]:
                    merge = sha
                    break
            self._mark_merged(pull, self.actor(token), merge, before)

    def _suites(self, repository: Repository, sha: str, branch: str | None, before: str | None, *, push: bool) -> None:
        """GitHub makes a check suite for every App that may write checks; Actions makes one per workflow run."""
        apps = [app for app in repository.installed if app.permissions.get("checks") == "write"] if push else []
        if repository.workflows and (not push or branch == repository.default_branch):
            apps.append(self.actions)
        for app in apps:
            known = any(s.app is app and s.head == sha for s in repository.suites)
            if not known or app is self.actions:
                repository.suites.append(CheckSuite(repository, app, sha, branch, self.now, self.now, before))

    def _pull_suites(self, pull: Pull) -> None:
        branch = pull.head if pull.head_repository is pull.repository else None
        self._suites(pull.repository, pull.head_sha, branch, None, push=False)

    # -- issues --------------------------------------------------------------------------------------------------

    def _event(self, issue: Issue, typename: str, actor: User | None, **about: Any) -> Event:
        event = Event(typename, issue, actor, self.now, about)
        issue.events.append(event)
        self._touch(issue)
        return event

    def _touch(self, issue: Issue) -> None:
        from tests.support.github.world import new_id

        issue.updated = self.now
        issue.turn = new_id()

    def issue(self, repository: Repository, number: int) -> Issue:
        if number not in repository.issues:
            raise Refusal(404, "Not Found")
        return repository.issues[number]

    def pull(self, repository: Repository, number: int) -> Pull:
        found = self.issue(repository, number)
        if not isinstance(found, Pull):
            raise Refusal(404, "Not Found")
        return found

    def _author_or(self, token: Token, issue: Issue, role: Role) -> None:
        kind = "pull_requests" if isinstance(issue, Pull) else "issues"
        if token.user is not issue.author or token.app is not None:
            self.need_role(token, issue.repository, role, kind)

    def open_issue(
        self, token: Token, repository: Repository, title: str, body: str = "", labels: tuple[str, ...] = ()
    ) -> Issue:
        self.need(token, repository, "issues")
        if not repository.has_issues:
            raise Refusal(410, "Issues are disabled for this repo")
        if not title.strip():
            raise Refusal(422, "Validation Failed", [_missing("Issue", "title")])
        number = repository.next_number()
        issue = Issue(repository, number, title, body, self.actor(token), self.now, self.now, app=token.app)
        repository.issues[number] = issue
        if labels and (token.app is not None or self.at_least(token.user, repository, "triage")):
            self.add_labels(token, issue, labels)
        return issue

    def comment(self, token: Token, issue: Issue, body: str) -> Comment:
        kind = "pull_requests" if isinstance(issue, Pull) else "issues"
        if not (token.app is not None and self.may(token, issue.repository, "issues")):
            self.need(token, issue.repository, kind)
        if not body.strip():
            raise Refusal(422, "Validation Failed", [_missing("IssueComment", "body")])
        if len(body) > 65536:
            raise Refusal(
                422,
                "Validation Failed",
                [
                    {
                        "resource": "IssueComment",
                        "code": "unprocessable",
                        "field": "data",
                        "message": "Body is too long (maximum is 65536 characters)",
                    }
                ],
            )
        made = Comment(self.actor(token), body, self.now, issue, token.app, self.now)
        issue.comments.append(made)
        self._touch(issue)
        return made

    def find_comment(self, repository: Repository, number: int) -> Comment:
        for issue in repository.issues.values():
            for comment in issue.comments:
                if comment.id == number:
                    return comment
        raise Refusal(404, "Not Found")

    def change_comment(self, token: Token, comment: Comment, body: str | None) -> None:
        """None deletes it. One's own, or with the right to write."""
        repository = comment.issue.repository
        if token.user is not comment.author:
            self.need_role(token, repository, "write", "issues")
        else:
            kind = "pull_requests" if isinstance(comment.issue, Pull) else "issues"
            if not self.may(token, repository, "issues"):
                self.need(token, repository, kind)
        if body is None:
            comment.issue.comments.remove(comment)
        else:
            comment.body, comment.updated = body, self.now
        self._touch(comment.issue)

    def add_labels(self, token: Token, issue: Issue, names: tuple[str, ...], *, only: bool = False) -> None:
        kind = "pull_requests" if isinstance(issue, Pull) else "issues"
        if not (token.app is not None and self.may(token, issue.repository, "issues")):
            self.need_role(token, issue.repository, "triage", kind)
        if only:
            for label in [label for label in issue.labels if label.name not in names]:
                issue.labels.remove(label)
                self._event(issue, "UnlabeledEvent", token.user, label=label)
        for name in names:
            known = [label for label in issue.repository.labels if label.name.lower() == name.lower()]
            if not known:
                known = [Label(name)]
                issue.repository.labels += known
            label = known[0]
            if label not in issue.labels:
                issue.labels.append(label)
                self._event(issue, "LabeledEvent", token.user, label=label)

    def remove_label(self, token: Token, issue: Issue, name: str) -> None:
        self.need_role(token, issue.repository, "triage", "issues")
        label = next((label for label in issue.labels if label.name == name), None)
        if label is None:
            raise Refusal(404, "Label does not exist")
        issue.labels.remove(label)
        self._event(issue, "UnlabeledEvent", token.user, label=label)

    def set_state(self, token: Token, issue: Issue, state: str, reason: str | None = None) -> None:
        """Close or reopen."""
        self._author_or(token, issue, "triage")
        if state == issue.state:
            return
        if state == "closed":
            self._close(issue, self.actor(token), reason or (None if isinstance(issue, Pull) else "completed"))
            return
        if isinstance(issue, Pull):
            self._may_reopen(issue)
        issue.state, issue.closed, issue.closed_by, issue.reason = "open", None, None, None
        self._event(issue, "ReopenedEvent", token.user)
        if isinstance(issue, Pull):
            issue.commits_at_end = None
            self._pull_suites(issue)

    def _may_reopen(self, pull: Pull) -> None:
        def refuse(why: str) -> Refusal:
            said = {"resource": "PullRequest", "code": "invalid", "field": "state", "message": why}
            return Refusal(422, "Validation Failed", [said])

        if pull.merged is not None:
            raise refuse("state cannot be changed. The pull request cannot be reopened.")
        tip = pull.head_repository.store.resolve(f"refs/heads/{pull.head}") if pull.head_repository else None
        if tip is None:
            raise refuse(f"state cannot be changed. The {pull.head} branch has been deleted.")
        if tip != pull.head_sha:
            raise refuse(f"state cannot be changed. The {pull.head} branch was force-pushed or recreated.")

    def _close(self, issue: Issue, actor: User | None, reason: str | None = None) -> None:
        issue.state, issue.closed, issue.closed_by, issue.reason = "closed", self.now, actor, reason
        if isinstance(issue, Pull):
            issue.commits_at_end = self.commits_of(issue)
        self._event(issue, "ClosedEvent", actor, closer=None)

    def rename(self, token: Token, issue: Issue, title: str | None, body: str | None) -> None:
        self._author_or(token, issue, "write")
        if title is not None and title != issue.title:
            self._event(issue, "RenamedTitleEvent", token.user, before=issue.title, after=title)
            issue.title = title
        if body is not None:
            issue.body = body
        self._touch(issue)

    # -- pull requests -------------------------------------------------------------------------------------------

    def commits_of(self, pull: Pull) -> list[str]:
        """The commits of a pull request, the oldest first, as GitHub lists them."""
        if pull.commits_at_end is not None:
            return pull.commits_at_end
        base = pull.repository.store.resolve(f"refs/heads/{pull.base}") or pull.base_sha
        return pull.repository.store.between(base, pull.head_sha)

    def open_pull(
        self,
        token: Token,
        repository: Repository,
        title: str,
        head: str,
        base: str = "main",
        body: str = "",
        *,
        draft: bool = False,
        head_repository: Repository | None = None,
    ) -> Pull:
        self.need(token, repository, "pull_requests")
        source = head_repository or repository
        if source is repository and token.app is None:
            self.need_role(token, repository, "write")
        elif source is not repository:
            self.need(token, source, "contents")
        base_sha = repository.store.resolve(f"refs/heads/{base}")
        if base_sha is None:
            raise Refusal(422, "Validation Failed", [_invalid("PullRequest", "base")])
        head_sha = source.store.resolve(f"refs/heads/{head}")
        if head_sha is None:
            raise Refusal(422, "Validation Failed", [_invalid("PullRequest", "head")])
        if not title.strip():
            raise Refusal(422, "Validation Failed", [_missing("PullRequest", "title")])
        repository.store.fetch(source.store, head_sha)
        for other in repository.pulls:
            if (other.state, other.head, other.base) == ("open", head, base) and other.head_repository is source:
                said = f"A pull request already exists for {source.owner.login}:{head}."
                raise Refusal(422, "Validation Failed", [_custom("PullRequest", said)])
        if repository.store.is_ancestor(head_sha, base_sha):
            said = f"No commits between {base} and {head}"
            raise Refusal(422, "Validation Failed", [_custom("PullRequest", said)])
        number = repository.next_number()
        pull = Pull(
            repository,
            number,
            title,
            body,
            self.actor(token),
            self.now,
            self.now,
            app=token.app,
            base=base,
            base_sha=base_sha,
            head=head,
            head_sha=head_sha,
            head_repository=source,
            draft=draft,
        )
        repository.issues[number] = pull
        repository.store.set_ref(f"refs/pull/{number}/head", head_sha)
        self._pull_suites(pull)
        self.trial(pull)
        if not draft:
            self._ask_code_owners(pull)
        return pull

    def _ask_code_owners(self, pull: Pull) -> None:
        """GitHub asks the code owners of the changed files for review once a pull request is ready."""
        for login in codeowners.owners(self, pull):
            user = self.users.get(login.lower())
            fit = user is not None and self.at_least(user, pull.repository, "write")
            if user is not None and fit and user is not pull.author and user not in pull.requested:
                pull.requested.append(user)
                self._event(pull, "ReviewRequestedEvent", pull.author, reviewer=user)

    def set_draft(self, token: Token, pull: Pull, draft: bool) -> None:
        self._author_or(token, pull, "write")
        if pull.state != "open" or pull.draft == draft:
            return
        pull.draft = draft
        self._event(pull, "ConvertToDraftEvent" if draft else "ReadyForReviewEvent", token.user)
        if not draft:
            self._ask_code_owners(pull)

    def change_base(self, token: Token, pull: Pull, base: str) -> None:
        self._author_or(token, pull, "write")
        sha = pull.repository.store.resolve(f"refs/heads/{base}")
        if sha is None:
            raise Refusal(422, "Validation Failed", [_invalid("PullRequest", "base")])
        if base != pull.base:
            self._event(pull, "BaseRefChangedEvent", token.user, before=pull.base, after=base)
            pull.base, pull.base_sha = base, sha

    def request_reviewers(self, token: Token, pull: Pull, logins: list[str]) -> None:
        if token.user is not pull.author or token.app is not None:
            self.need_role(token, pull.repository, "triage")
        people = []
        for login in logins:
            user = self.users.get(login.lower())
            if user is pull.author:
                raise Refusal(422, "Review cannot be requested from pull request author.")
            if user is None or user.login.lower() not in pull.repository.roles:
                raise Refusal(
                    422,
                    "Reviews may only be requested from collaborators. One or more of the users or teams you specified "
                    f"is not a collaborator of the {pull.repository.full_name} repository.",
                )
            people.append(user)
        for user in people:
            if user not in pull.requested:
                pull.requested.append(user)
                self._event(pull, "ReviewRequestedEvent", token.user, reviewer=user)

    def unrequest_reviewers(self, token: Token, pull: Pull, logins: list[str]) -> None:
        if token.user is not pull.author or token.app is not None:
            self.need_role(token, pull.repository, "triage")
        for user in [user for user in pull.requested if user.login in logins]:
            pull.requested.remove(user)
            self._event(pull, "ReviewRequestRemovedEvent", token.user, reviewer=user)

    def review(self, token: Token, pull: Pull, event: str | None, body: str = "", commit: str | None = None) -> Review:
        """`event`: APPROVE, REQUEST_CHANGES, COMMENT; None leaves it pending."""
        self.need(token, pull.repository, "pull_requests")
        author = self.actor(token)
        if commit is not None and commit not in (*self.commits_of(pull), pull.head_sha):
            raise Refusal(422, "Unprocessable Entity", ["The commit_id is not part of the pull request"])
        made = Review(author, "PENDING", body, commit or pull.head_sha, None, pull)
        if event is not None:
            self._submit(pull, made, event)
        elif any(known.author is author and known.state == "PENDING" for known in pull.reviews):
            raise Refusal(422, "Unprocessable Entity", ["User can only have one pending review per pull request"])
        pull.reviews.append(made)
        return made

    def submit_review(self, token: Token, review: Review, event: str, body: str) -> None:
        if token.user is not review.author:
            raise Refusal(404, "Not Found")
        if review.state != "PENDING":
            raise Refusal(422, "Unprocessable Entity", ["Can not submit a review that is not pending"])
        review.body = body or review.body
        self._submit(review.pull, review, event)

    def _submit(self, pull: Pull, review: Review, event: str) -> None:
        own = review.author is pull.author
        if own and event in ("APPROVE", "REQUEST_CHANGES"):
            what = "approve" if event == "APPROVE" else "request changes on"
            raise Refusal(422, "Unprocessable Entity", [f"Can not {what} your own pull request"])
        if event == "APPROVE" and pull.state != "open":
            raise Refusal(422, "Unprocessable Entity", ["Can not approve a closed pull request"])
        if event != "APPROVE" and not review.body.strip():
            raise Refusal(422, "Unprocessable Entity", ["Could not submit a review without a body"])
        bot = review.author is self.actions.bot
        if bot and event == "APPROVE" and not pull.repository.workflow_permissions["can_approve_pull_request_reviews"]:
            raise Refusal(422, "Unprocessable Entity", ["GitHub Actions is not permitted to approve pull requests."])
        states = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
        review.state = states[event]  # type: ignore[assignment]
        review.at = self.now
        review.can_push = self.at_least(review.author, pull.repository, "write")
        if review.author in pull.requested:
            pull.requested.remove(review.author)
        self._touch(pull)

    def find_review(self, token: Token, pull: Pull, number: int) -> Review:
        for review in pull.reviews:
            if review.id == number and (review.state != "PENDING" or review.author is token.user):
                return review
        raise Refusal(404, "Not Found")

    def dismiss(self, token: Token, review: Review, message: str) -> None:
        pull = review.pull
        self.need_role(token, pull.repository, "write")
        if review.state not in OPINIONS:
            raise Refusal(
                422, "Unprocessable Entity", [f"Can not dismiss a {review.state.lower()} pull request review"]
            )
        if not message.strip():
            raise Refusal(422, "Unprocessable Entity", ["A message is required to dismiss a review"])
        before, review.state = review.state, "DISMISSED"
        self._event(
            pull, "ReviewDismissedEvent", token.user, review=review, previous=before, message=message, commit=None
        )

    def latest_opinions(self, pull: Pull, *, writers_only: bool = False) -> list[Review]:
        """The latest review of each person that is an opinion or was one before it was dismissed."""
        latest: dict[User, Review] = {}
        for review in pull.reviews:
            if review.state in (*OPINIONS, "DISMISSED"):
                latest.pop(review.author, None)
                latest[review.author] = review
        return [
            review
            for review in latest.values()
            if not writers_only or self.at_least(review.author, pull.repository, "write")
        ]

    def approvals(self, pull: Pull) -> list[Review]:
        """Approvals that count for branch rules: the latest opinions of people who can push."""
        return [r for r in self.latest_opinions(pull, writers_only=True) if r.state == "APPROVED"]

    def decision(self, pull: Pull) -> str | None:
        """GraphQL's reviewDecision; None where no reviews are required and nobody asked for changes."""
        opinions = self.latest_opinions(pull, writers_only=True)
        if any(review.state == "CHANGES_REQUESTED" for review in opinions):
            return "CHANGES_REQUESTED"
        needed = self._approvals_needed(pull)
        if needed is None:
            return None
        return "REVIEW_REQUIRED" if self._missing_approvals(pull) else "APPROVED"

    def _approvals_needed(self, pull: Pull) -> Protection | None:
        """What rules and protection ask for together; None where they ask for no review."""
        protection = pull.repository.protections.get(pull.base)
        needed = Protection(-1)
        if protection is not None and protection.approvals is not None:
            needed = Protection(protection.approvals, protection.code_owners, last_push=protection.last_push)
        for rule in self.rules(pull.repository, pull.base):
            if rule["type"] == "pull_request":
                given = rule["parameters"]
                needed.approvals = max(needed.approvals or 0, given["required_approving_review_count"])
                needed.code_owners |= given["require_code_owner_review"]
                needed.last_push |= given["require_last_push_approval"]
        return None if needed.approvals == -1 else needed

    def _missing_approvals(self, pull: Pull) -> str:
        needed = self._approvals_needed(pull)
        if needed is None:
            return ""
        count = needed.approvals or 0
        approvals = self.approvals(pull)
        if any(r.state == "CHANGES_REQUESTED" for r in self.latest_opinions(pull, writers_only=True)) and count:
            return "Changes requested by reviewers with write access."
        if len(approvals) < count:
            plural = "review is" if count == 1 else "reviews are"
            return f"At least {count} approving {plural} required by reviewers with write access."
        if needed.code_owners and codeowners.missing(self, pull, {review.author.login for review in approvals}):
            return "Waiting on code owner review."
        return ""

    def _missing_checks(self, pull: Pull) -> str:
        needed = list((pull.repository.protections.get(pull.base) or Protection()).checks)
        for rule in self.rules(pull.repository, pull.base):
            if rule["type"] == "required_status_checks":
                for check in rule["parameters"]["required_status_checks"]:
                    needed.append((check["context"], check.get("integration_id")))
        for name, app in needed:
            if not self._passed(pull, name, app):
                return f'Required status check "{name}" is expected.'
        return ""

    def _passed(self, pull: Pull, name: str, app: int | None) -> bool:
        runs = [
            run
            for run in pull.repository.runs
            if run.head == pull.head_sha and run.name == name and app in (None, -1, run.suite.app.id)
        ]
        if runs:
            return runs[-1].conclusion in ("success", "neutral", "skipped")
        said = [s for s in pull.repository.statuses if s.sha == pull.head_sha and s.context == name]
        return bool(said) and app in (None, -1) and said[-1].state == "success"

    def merge_refusal(self, token: Token, pull: Pull) -> str:
        """What a rule or protection of the base says against merging now; "" where nothing does."""
        protection = pull.repository.protections.get(pull.base)
        admin = token.app is None and self.at_least(token.user, pull.repository, "admin")
        if protection is not None and admin and not protection.admins and not self.rules(pull.repository, pull.base):
            return ""
        rules = self.rules(pull.repository, pull.base)
        if rules and all(self.bypasses(token, pull.repository, rule) for rule in rules) and protection is None:
            return ""
        said = self._missing_approvals(pull) or self._missing_checks(pull)
        if said and rules:
            return f"Repository rule violations found\n\n{said}\n\n"
        return said

    def mergeable(self, pull: Pull) -> str | None:
        """The tree of the merge, None where it conflicts."""
        base = pull.repository.store.resolve(f"refs/heads/{pull.base}")
        return pull.repository.store.merged_tree(base, pull.head_sha) if base else None

    def trial(self, pull: Pull) -> str | None:
        """The merge that GitHub tries of an open pull request, kept as refs/pull/N/merge; None if it conflicts."""
        store, ref = pull.repository.store, f"refs/pull/{pull.number}/merge"
        base = store.resolve(f"refs/heads/{pull.base}")
        if pull.state != "open" or base is None:
            return pull.trial
        if pull.trial is not None and store.commit(pull.trial).parents == (base, pull.head_sha):
            return pull.trial
        tree = self.mergeable(pull)
        text = f"Merge {pull.head_sha} into {base}"
        before, pull.trial = pull.trial, None
        if tree is not None:
            pull.trial = self.commit(
                pull.repository, tree, (base, pull.head_sha), text, self.person(pull.author), web=True
            )
        if before != pull.trial:
            store.set_ref(ref, pull.trial)
        return pull.trial

    def merge(
        self,
        token: Token,
        pull: Pull,
        method: str = "merge",
        sha: str | None = None,
        title: str | None = None,
        message: str | None = None,
    ) -> str:
        """The merge commit. 409 for a head that has moved on, 405 for what cannot or must not be merged."""
        repository = pull.repository
        self.need(token, repository, "contents")
        if pull.state != "open":
            raise Refusal(405, "Pull Request is not mergeable")
        if sha is not None and sha != pull.head_sha:
            raise Refusal(409, "Head branch was modified. Review and try the merge again.")
        if pull.draft:
            raise Refusal(405, "Pull Request is still a draft")
        allowed = {
            "merge": (repository.allow_merge_commit, "Merge commits are not allowed on this repository."),
            "squash": (repository.allow_squash_merge, "Squash merges are not allowed on this repository."),
            "rebase": (repository.allow_rebase_merge, "Rebase merges are not allowed on this repository."),
        }
        for rule in self.rules(repository, pull.base):
            methods = (
                rule.get("parameters", {}).get("allowed_merge_methods") if rule["type"] == "pull_request" else None
            )
            if methods and method not in methods:
                allowed[method] = (False, allowed[method][1])
        if not allowed[method][0]:
            raise Refusal(405, allowed[method][1])
        tree = self.mergeable(pull)
        if tree is None:
            raise Refusal(405, "Pull Request is not mergeable")
        said = self.merge_refusal(token, pull)
        if said:
            raise Refusal(405, said)
        before = repository.store.resolve(f"refs/heads/{pull.base}")
        assert before is not None
        made = {"merge": self._merge_commit, "squash": self._squash, "rebase": self._rebase}[method](
            token, pull, before, tree, title, message
        )
        self._mark_merged(pull, self.actor(token), made, before)
        self.move(token, repository, f"refs/heads/{pull.base}", made)
        if repository.delete_branch_on_merge and pull.head_repository is repository:
            repository.store.set_ref(f"refs/heads/{pull.head}", None)
        return made

    def _merge_commit(
        self, token: Token, pull: Pull, before: str, tree: str, title: str | None, message: str | None
    ) -> str:
        assert pull.head_repository is not None
        subject = title or f"Merge pull request #{pull.number} from {pull.head_repository.owner.login}/{pull.head}"
        text = f"{subject}\n\n{message if message is not None else pull.title}".rstrip()
        author = self.person(self.actor(token))
        return self.commit(pull.repository, tree, (before, pull.head_sha), text, author, web=True)

    def _squash(self, token: Token, pull: Pull, before: str, tree: str, title: str | None, message: str | None) -> str:
        text = f"{title or f'{pull.title} (#{pull.number})'}\n\n{message or ''}"
        others = {
            f"Co-authored-by: {author.name} <{author.email}>"
            for sha in self.commits_of(pull)
            for author in pull.repository.store.commit(sha).authors
            if self.user_of_email(author.email) is not pull.author
        }
        text = (text + "\n" + "\n".join(sorted(others))).rstrip()
        return self.commit(pull.repository, tree, (before,), text, self.person(pull.author), web=True)

    def _rebase(
        self, token: Token, pull: Pull, before: str, _tree: str, _title: str | None, _message: str | None
    ) -> str:
        store = pull.repository.store
        tip = before
        for sha in self.commits_of(pull):
            old = store.commit(sha)
            if len(old.parents) > 1:
                continue
            files: dict[str, bytes | None] = {}
            for change in store.changes(old.parents[0] if old.parents else store.write_tree({}), sha):
                if change.status == "removed":
                    files[change.path] = None
                else:
                    files[change.path] = store.read(change.oid)[1]
                if change.status == "renamed":
                    files[change.before] = None
            tree = store.tree_with(store.commit(tip).tree, files)
            tip = store.make_commit(tree, (tip,), old.message, old.author, self.person(self.actor(token)))
        return tip

    def _mark_merged(self, pull: Pull, actor: User, merge: str, before: str) -> None:
        pull.commits_at_end = pull.repository.store.between(before, pull.head_sha)
        pull.base_sha = before
        pull.state, pull.merged, pull.merged_by, pull.merge_commit = "closed", self.now, actor, merge
        pull.closed, pull.closed_by = self.now, actor
        self._event(pull, "MergedEvent", actor, commit=merge)
        self._event(pull, "ClosedEvent", actor, closer=None)

    def update_branch(self, token: Token, pull: Pull, expected: str | None = None) -> str:
        """Merge the base into the head, as the "Update branch" button does."""
        if expected is not None and expected != pull.head_sha:
            raise Refusal(422, "Validation Failed", [_custom("PullRequest", "expected_head_sha does not match")])
        assert pull.head_repository is not None
        self.need(token, pull.head_repository, "contents")
        base = pull.repository.store.resolve(f"refs/heads/{pull.base}")
        tree = self.mergeable(pull)
        if tree is None or base is None:
            raise Refusal(422, "merge conflict between base and head")
        pull.head_repository.store.fetch(pull.repository.store, base)
        if pull.head_repository is not pull.repository:
            tree = pull.head_repository.store.merged_tree(pull.head_sha, base) or tree
        text = f"Merge branch '{pull.base}' into {pull.head}"
        author = self.person(self.actor(token))
        made = self.commit(pull.head_repository, tree, (pull.head_sha, base), text, author, web=True)
        self.move(token, pull.head_repository, f"refs/heads/{pull.head}", made)
        return made

    # -- checks and statuses -------------------------------------------------------------------------------------

    def check_app(self, token: Token, repository: Repository) -> App:
        if token.app is None or token.permissions is None:
            raise Refusal(403, "You must authenticate via a GitHub App.")
        self.need(token, repository, "checks")
        return token.app

    def suite(self, repository: Repository, app: App, sha: str) -> CheckSuite:
        for suite in reversed(repository.suites):
            if suite.app is app and suite.head == sha:
                return suite
        made = CheckSuite(repository, app, sha, None, self.now, self.now)
        repository.suites.append(made)
        return made

    def create_run(self, token: Token, repository: Repository, given: Mapping[str, Any]) -> CheckRun:
        app = self.check_app(token, repository)
        head = str(given["head_sha"])
        if len(head) != 40 or repository.store.resolve(head) is None:
            raise Refusal(422, f"No commit found for SHA: {head}")
        suite = self.suite(repository, app, head)
        run = CheckRun(suite, str(given["name"]), head, "queued", None, self.now, None, {})
        self._write_run(run, given)
        repository.runs.append(run)
        return run

    def update_run(self, token: Token, repository: Repository, run: CheckRun, given: Mapping[str, Any]) -> None:
        app = self.check_app(token, repository)
        if run.suite.app is not app:
            said = f"Invalid app_id `{app.id}` - check run can only be modified by the GitHub App that created it."
            raise Refusal(403, said)
        self._write_run(run, given)

    def _write_run(self, run: CheckRun, given: Mapping[str, Any]) -> None:
        run.name = given.get("name", run.name)
        run.external = given.get("external_id", run.external)
        run.details = given.get("details_url", run.details)
        run.status = given.get("status", run.status)
        if "started_at" in given:
            run.started = datetime.fromisoformat(given["started_at"])
        if given.get("conclusion"):
            run.conclusion, run.status = given["conclusion"], "completed"
            run.completed = datetime.fromisoformat(given["completed_at"]) if "completed_at" in given else self.now
        if run.status == "completed" and run.conclusion is None:
            raise Refusal(422, 'Invalid request.\n\nNo subschema in "oneOf" matched.\n"conclusion" wasn\'t supplied.')
        if "output" in given:
            output = dict(given["output"])
            for part in ("summary", "text"):
                if len(output.get(part) or "") > 65535:
                    raise Refusal(422, f"Invalid request.\n\nOnly 65535 characters are allowed; {part} was longer.")
            annotations = output.pop("annotations", [])
            if len(annotations) > 50:
                raise Refusal(422, "Invalid request.\n\nNo more than 50 items are allowed; annotations had more.")
            run.annotations += annotations
            run.output = output
        run.suite.updated = self.now

    def create_status(self, token: Token, repository: Repository, sha: str, given: Mapping[str, Any]) -> Status:
        self.need(token, repository, "statuses")
        if repository.store.resolve(sha) is None:
            raise Refusal(422, f"No commit found for SHA: {sha}")
        made = Status(
            self.actor(token),
            sha,
            given["state"],
            given.get("context", "default"),
            given.get("description"),
            given.get("target_url"),
            self.now,
        )
        repository.statuses.append(made)
        return made


def _missing(resource: str, field: str) -> dict[str, str]:
    return {"resource": resource, "code": "missing_field", "field": field}


def _invalid(resource: str, field: str) -> dict[str, str]:
    return {"resource": resource, "field": field, "code": "invalid"}


def _custom(resource: str, message: str) -> dict[str, str]:
    return {"resource": resource, "code": "custom", "message": message}


__all__ = ["ACTIONS_APP", "NOBODY", "Hub"]
