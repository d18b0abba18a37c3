"""Pull requests and reviews."""

from __future__ import annotations

from tests.support.github.shapes.issues import Issues
from tests.support.github.shapes.values import JSON, stamp
from tests.support.github.world import Pull, Review, Token


class Pulls(Issues):
    def side(self, token: Token, pull: Pull, name: str) -> JSON:
        repository = pull.repository if name == "base" else pull.head_repository
        owner = repository.owner if repository is not None else pull.author
        ref = getattr(pull, name)
        return {
            "label": f"{owner.login}:{ref}",
            "ref": ref,
            "sha": getattr(pull, f"{name}_sha"),
            "user": self.user(owner),
            "repo": None if repository is None else self.repository(token, repository, "repository"),
        }

    def pull(self, token: Token, pull: Pull, *, whole: bool = False) -> JSON:
        home = pull.repository
        place = f"{self.api}/repos/{home.full_name}/pulls/{pull.number}"
        issue = f"{self.api}/repos/{home.full_name}/issues/{pull.number}"
        web = f"{self.web}/{home.full_name}/pull/{pull.number}"
        links: JSON = {
            "self": {"href": place},
            "html": {"href": web},
            "issue": {"href": issue},
            "comments": {"href": f"{issue}/comments"},
            "review_comments": {"href": f"{place}/comments"},
            "review_comment": {"href": f"{self.api}/repos/{home.full_name}/pulls/comments{{/number}}"},
            "commits": {"href": f"{place}/commits"},
            "statuses": {"href": f"{self.api}/repos/{home.full_name}/statuses/{pull.head_sha}"},
        }
        shown: JSON = {
            "id": pull.id,
            "node_id": pull.node_id,
            "number": pull.number,
            "url": place,
            "html_url": web,
            "diff_url": f"{web}.diff",
            "patch_url": f"{web}.patch",
            "issue_url": issue,
            "commits_url": f"{place}/commits",
            "review_comments_url": f"{place}/comments",
            "review_comment_url": links["review_comment"]["href"],
            "comments_url": f"{issue}/comments",
            "statuses_url": links["statuses"]["href"],
            "state": pull.state,
            "locked": False,
            "active_lock_reason": None,
            "title": pull.title,
            "body": pull.body or None,
            "user": self.user(pull.author),
            "labels": [self.label(home, label) for label in pull.labels],
            "milestone": None,
            "created_at": stamp(pull.created),
            "updated_at": stamp(pull.updated),
            "closed_at": stamp(pull.closed),
            "merged_at": stamp(pull.merged),
            "merge_commit_sha": pull.merge_commit or pull.trial,
            "assignee": self.maybe(pull.assignees[0] if pull.assignees else None),
            "assignees": [self.user(user) for user in pull.assignees],
            "requested_reviewers": [self.user(user) for user in pull.requested],
            "requested_teams": [],
            "draft": pull.draft,
            "head": self.side(token, pull, "head"),
            "base": self.side(token, pull, "base"),
            "author_association": self.association(pull.author, home),
            "auto_merge": None,
            "_links": links,
        }
        return shown | self._more(token, pull) if whole else shown

    def _more(self, token: Token, pull: Pull) -> JSON:
        store = pull.repository.store
        base = store.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
        changes = store.changes(base, pull.head_sha)
        state, mergeable = "unknown", None
        if pull.state == "open":
            mergeable = self.hub.mergeable(pull) is not None
            blocked = self.hub.merge_refusal(token, pull)
            state = "dirty" if not mergeable else "draft" if pull.draft else "blocked" if blocked else "clean"
        return {
            "merged": pull.merged is not None,
            "merged_by": self.maybe(pull.merged_by),
            "mergeable": mergeable,
            "rebaseable": mergeable,
            "mergeable_state": state,
            "comments": len(pull.comments),
            "review_comments": 0,
            "maintainer_can_modify": False,
            "commits": len(self.hub.commits_of(pull)),
            "additions": sum(change.additions for change in changes),
            "deletions": sum(change.deletions for change in changes),
            "changed_files": len(changes),
        }

    def review(self, review: Review) -> JSON:
        home = review.pull.repository
        place = f"{self.api}/repos/{home.full_name}/pulls/{review.pull.number}"
        web = f"{self.web}/{home.full_name}/pull/{review.pull.number}#pullrequestreview-{review.id}"
        shown: JSON = {
            "id": review.id,
            "node_id": review.node_id,
            "user": self.user(review.author),
            "body": review.body,
            "state": review.state,
            "html_url": web,
            "pull_request_url": place,
            "author_association": self.association(review.author, home),
            "_links": {"html": {"href": web}, "pull_request": {"href": place}},
            "commit_id": None if review.commit in home.forgotten else review.commit,
        }
        if review.at is not None:
            shown["submitted_at"] = stamp(review.at)
        return shown
