"""What people do in the browser and on their own machines, by the same functions that serve programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.support.github.settings import Files, Settings, as_bytes
from tests.support.github.store import Person
from tests.support.github.world import App, CheckRun, Comment, Issue, Pull, Repository, Review, Token, User

Who = User | App | Token


class Browser(Settings):
    """Each deed is done as somebody, and raises `Refusal` where GitHub refuses it."""

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
            return self.hub.edit(self.acting(who), self.find(repository), branch, as_bytes(files), text, start=start)

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
            self.hub.rules_for_push(token, home, branch, "force" if force else "update")
            tip = home.store.resolve(f"refs/heads/{branch}")
            parent = home.store.resolve(onto) if onto else tip or home.store.resolve(home.default_branch)
            own = self._person(author if author is not None else self.hub.actor(token))
            by = self._person(committer) if committer is not None else own
            tree = home.store.tree_with(home.store.commit(parent).tree if parent else None, as_bytes(files))
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
            self.hub.rules_for_push(token, home, branch, "force")
            self._move(home, branch, commit, token)

    def delete_branch(self, who: Who, repository: Repository | str, branch: str) -> None:
        home, token = self.find(repository), self.acting(who)
        with self.hub.lock:
            self.hub.need(token, home, "contents")
            self.hub.rules_for_push(token, home, branch, "delete")
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
