"""Pull requests: opening, drafts, whom to ask for review, whether they can be merged."""

from __future__ import annotations

from tests.support.github import codeowners
from tests.support.github.hub.issues import Issues
from tests.support.github.hub.wording import custom, invalid, missing
from tests.support.github.world import Pull, Refusal, Repository, Token


class Pulls(Issues):
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
            raise Refusal(422, "Validation Failed", [invalid("PullRequest", "base")])
        head_sha = source.store.resolve(f"refs/heads/{head}")
        if head_sha is None:
            raise Refusal(422, "Validation Failed", [invalid("PullRequest", "head")])
        if not title.strip():
            raise Refusal(422, "Validation Failed", [missing("PullRequest", "title")])
        repository.store.fetch(source.store, head_sha)
        for other in repository.pulls:
            if (other.state, other.head, other.base) == ("open", head, base) and other.head_repository is source:
                said = f"A pull request already exists for {source.owner.login}:{head}."
                raise Refusal(422, "Validation Failed", [custom("PullRequest", said)])
        if repository.store.is_ancestor(head_sha, base_sha):
            said = f"No commits between {base} and {head}"
            raise Refusal(422, "Validation Failed", [custom("PullRequest", said)])
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
            raise Refusal(422, "Validation Failed", [invalid("PullRequest", "base")])
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
