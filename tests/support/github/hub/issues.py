"""Issues, and what pull requests share with them: comments, labels, closing, the timeline."""

from __future__ import annotations

from typing import Any

from tests.support.github.hub.rules import Rules
from tests.support.github.hub.wording import missing
from tests.support.github.world import (
    Comment,
    Event,
    Issue,
    Label,
    Pull,
    Refusal,
    Repository,
    Role,
    Token,
    User,
    new_id,
)


class Issues(Rules):
    def _event(self, issue: Issue, typename: str, actor: User | None, **about: Any) -> Event:
        event = Event(typename, issue, actor, self.now, about)
        issue.events.append(event)
        self._touch(issue)
        return event

    def _touch(self, issue: Issue) -> None:

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

    def commits_of(self, pull: Pull) -> list[str]:
        """The commits of a pull request, the oldest first, as GitHub lists them."""
        if pull.commits_at_end is not None:
            return pull.commits_at_end
        base = pull.repository.store.resolve(f"refs/heads/{pull.base}") or pull.base_sha
        return pull.repository.store.between(base, pull.head_sha)

    def open_issue(
        self, token: Token, repository: Repository, title: str, body: str = "", labels: tuple[str, ...] = ()
    ) -> Issue:
        self.need(token, repository, "issues")
        if not repository.has_issues:
            raise Refusal(410, "Issues are disabled for this repo")
        if not title.strip():
            raise Refusal(422, "Validation Failed", [missing("Issue", "title")])
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
            raise Refusal(422, "Validation Failed", [missing("IssueComment", "body")])
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
