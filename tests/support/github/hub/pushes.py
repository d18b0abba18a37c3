"""Branches that move, and what that means for pull requests."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.github.hub.reviews import Reviews
from tests.support.github.store import Person
from tests.support.github.world import Pull, Refusal, Repository, Token, User


class Pushes(Reviews):
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
        protection = self.protection(home, pull.base)
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

    def _mark_merged(self, pull: Pull, actor: User, merge: str, before: str) -> None:
        pull.commits_at_end = pull.repository.store.between(before, pull.head_sha)
        pull.base_sha = before
        pull.state, pull.merged, pull.merged_by, pull.merge_commit = "closed", self.now, actor, merge
        pull.closed, pull.closed_by = self.now, actor
        self._event(pull, "MergedEvent", actor, commit=merge)
        self._event(pull, "ClosedEvent", actor, closer=None)
