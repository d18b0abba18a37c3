"""Issues with their comments, labels and events."""

from __future__ import annotations

from tests.support.github.shapes.commits import Commits
from tests.support.github.shapes.values import JSON, stamp
from tests.support.github.world import Comment, Event, Issue, Label, Pull, Repository


class Issues(Commits):
    def label(self, repository: Repository, label: Label) -> JSON:
        return {
            "id": label.id,
            "node_id": label.node_id,
            "url": f"{self.api}/repos/{repository.full_name}/labels/{label.name}",
            "name": label.name,
            "description": label.description or None,
            "color": label.color,
            "default": label.name == "bug",
        }

    def issue(self, issue: Issue) -> JSON:
        home = issue.repository
        place = f"{self.api}/repos/{home.full_name}/issues/{issue.number}"
        pull = isinstance(issue, Pull)
        own: JSON = {
            "id": issue.id,
            "node_id": issue.node_id,
            "url": place,
            "repository_url": f"{self.api}/repos/{home.full_name}",
            "labels_url": f"{place}/labels{{/name}}",
            "comments_url": f"{place}/comments",
            "events_url": f"{place}/events",
            "timeline_url": f"{place}/timeline",
            "html_url": f"{self.web}/{home.full_name}/{'pull' if pull else 'issues'}/{issue.number}",
            "number": issue.number,
            "state": issue.state,
            "state_reason": issue.reason,
            "title": issue.title,
            "body": issue.body or None,
            "user": self.user(issue.author),
            "labels": [self.label(home, label) for label in issue.labels],
            "assignee": self.maybe(issue.assignees[0] if issue.assignees else None),
            "assignees": [self.user(user) for user in issue.assignees],
            "milestone": None,
            "locked": False,
            "active_lock_reason": None,
            "comments": len(issue.comments),
            "created_at": stamp(issue.created),
            "updated_at": stamp(issue.updated),
            "closed_at": stamp(issue.closed),
            "closed_by": self.maybe(issue.closed_by),
            "author_association": self.association(issue.author, home),
            "performed_via_github_app": None if issue.app is None else self.app(issue.app),
        }
        if isinstance(issue, Pull):
            web = f"{self.web}/{home.full_name}/pull/{issue.number}"
            own["draft"] = issue.draft
            own["pull_request"] = {
                "url": f"{self.api}/repos/{home.full_name}/pulls/{issue.number}",
                "html_url": web,
                "diff_url": f"{web}.diff",
                "patch_url": f"{web}.patch",
                "merged_at": stamp(issue.merged),
            }
        return self.fill("issue", **own)

    def comment(self, comment: Comment) -> JSON:
        home = comment.issue.repository
        place = f"{self.api}/repos/{home.full_name}/issues"
        kind = "pull" if isinstance(comment.issue, Pull) else "issues"
        web = f"{self.web}/{home.full_name}/{kind}/{comment.issue.number}"
        return {
            "id": comment.id,
            "node_id": comment.node_id,
            "url": f"{place}/comments/{comment.id}",
            "html_url": f"{web}#issuecomment-{comment.id}",
            "issue_url": f"{place}/{comment.issue.number}",
            "body": comment.body,
            "user": self.user(comment.author),
            "created_at": stamp(comment.at),
            "updated_at": stamp(comment.updated or comment.at),
            "author_association": self.association(comment.author, home),
            "performed_via_github_app": None if comment.app is None else self.app(comment.app),
        }

    def event(self, issue: Issue, event: Event) -> JSON | None:
        """One entry of `issues/{n}/events`; None for what that list leaves out."""
        kinds = {
            "ClosedEvent": "closed",
            "ReopenedEvent": "reopened",
            "MergedEvent": "merged",
            "LabeledEvent": "labeled",
            "UnlabeledEvent": "unlabeled",
            "RenamedTitleEvent": "renamed",
            "ReadyForReviewEvent": "ready_for_review",
            "ConvertToDraftEvent": "convert_to_draft",
            "ReviewRequestedEvent": "review_requested",
            "ReviewRequestRemovedEvent": "review_request_removed",
            "ReviewDismissedEvent": "review_dismissed",
            "HeadRefForcePushedEvent": "head_ref_force_pushed",
            "BaseRefChangedEvent": "base_ref_changed",
        }
        kind = kinds.get(event.typename)
        if kind is None:
            return None
        shown: JSON = {
            "id": event.id,
            "node_id": event.node_id,
            "url": f"{self.api}/repos/{issue.repository.full_name}/issues/events/{event.id}",
            "actor": self.maybe(event.actor),
            "event": kind,
            "commit_id": event.about.get("commit") if kind == "merged" else None,
            "commit_url": None,
            "created_at": stamp(event.at),
            "performed_via_github_app": None,
        }
        about = event.about
        if kind in ("labeled", "unlabeled"):
            shown["label"] = {"name": about["label"].name, "color": about["label"].color}
        if kind == "renamed":
            shown["rename"] = {"from": about["before"], "to": about["after"]}
        if kind.startswith("review_request"):
            shown["review_requester"] = self.maybe(event.actor)
            shown["requested_reviewer"] = self.user(about["reviewer"])
        if kind == "review_dismissed":
            shown["dismissed_review"] = {
                "state": about["previous"].lower(),
                "review_id": about["review"].id,
                "dismissal_message": about["message"],
            }
            if about["commit"]:
                shown["dismissed_review"]["dismissal_commit_id"] = about["commit"]
        return shown
