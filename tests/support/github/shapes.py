"""What the REST interface says about each thing. Fields that nobody asked for are filled in from GitHub's published
examples (addresses) and schemas (a neutral value), so that an answer has the shape of the real one."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from tests.support.github import codeowners, published
from tests.support.github.hub import Hub
from tests.support.github.store import Commit, FileChange, Person
from tests.support.github.world import (
    App,
    CheckRun,
    CheckSuite,
    Comment,
    Deployment,
    Event,
    Issue,
    Label,
    Pull,
    Repository,
    Review,
    Status,
    Token,
    User,
    node_id,
)

JSON = dict[str, Any]


def stamp(at: datetime | None) -> str | None:
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def neutral(schema: JSON) -> Any:
    """The emptiest value that a schema takes."""
    schema = published.resolve(schema)
    if schema.get("nullable"):
        return None
    if "enum" in schema:
        return schema["enum"][0]
    for several in ("allOf", "anyOf", "oneOf"):
        if several in schema and "type" not in schema:
            return neutral(schema[several][0])
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if kind == "object":
        return {name: neutral(schema["properties"][name]) for name in schema.get("required", [])}
    return {"string": "", "integer": 0, "number": 0, "boolean": False, "array": []}[kind]


class Shapes:
    """`api` and `web` are the addresses of the interface and of the pages, without a slash at the end."""

    def __init__(self, hub: Hub, api: str, web: str) -> None:
        self.hub, self.api, self.web = hub, api, web

    def fill(self, component: str, place: str = "", /, **own: Any) -> JSON:
        """`own`, with the required fields of a schema that it lacks."""
        schema = published.component("schemas", component)
        example = published.component("examples", component, {}).get("value", {})
        if not isinstance(example, dict):
            example = {}
        for key in schema.get("required", []):
            if key in own:
                continue
            given = example.get(key)
            if isinstance(given, str) and given.startswith("https://"):
                own[key] = self._moved(given, place)
            else:
                own[key] = neutral(schema["properties"][key])
        return own

    def _moved(self, address: str, place: str) -> str:
        for theirs, ours in (
            ("https://api.github.com", self.api),
            ("https://github.com", self.web),
            ("octocat/Hello-World", place or "octocat/Hello-World"),
            ("github/hello-world", place or "octocat/Hello-World"),
        ):
            address = address.replace(theirs, ours)
        return address

    # -- accounts ------------------------------------------------------------------------------------------------

    def user(self, user: User) -> JSON:
        user = self.hub.ghost if user.gone else user
        place = f"{self.api}/users/{user.login}"
        return {
            "login": user.login,
            "id": user.id,
            "node_id": user.node_id,
            "avatar_url": f"{self.web}/avatars/{user.id}",
            "gravatar_id": "",
            "url": place,
            "html_url": f"{self.web}/{user.login}",
            "followers_url": f"{place}/followers",
            "following_url": f"{place}/following{{/other_user}}",
            "gists_url": f"{place}/gists{{/gist_id}}",
            "starred_url": f"{place}/starred{{/owner}}{{/repo}}",
            "subscriptions_url": f"{place}/subscriptions",
            "organizations_url": f"{place}/orgs",
            "repos_url": f"{place}/repos",
            "events_url": f"{place}/events{{/privacy}}",
            "received_events_url": f"{place}/received_events",
            "type": user.kind,
            "user_view_type": "public",
            "site_admin": False,
        }

    def maybe(self, user: User | None) -> JSON | None:
        return None if user is None else self.user(user)

    def plan(self, account: User) -> JSON:
        return {"name": account.plan, "space": 976562499, "private_repos": 10000, "collaborators": 0}

    def whole_user(self, user: User, *, own: bool) -> JSON:
        shown = self.user(user) | {"name": user.name or None, "email": user.email if own else None}
        shown |= {"created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z"}
        return self.fill("private-user", **shown, plan=self.plan(user)) if own else self.fill("public-user", **shown)

    def organization(self, account: User, *, inside: bool) -> JSON:
        place = f"{self.api}/orgs/{account.login}"
        own: JSON = {
            "login": account.login,
            "id": account.id,
            "node_id": account.node_id,
            "url": place,
            "name": account.name,
            "type": "Organization",
            "html_url": f"{self.web}/{account.login}",
            "created_at": "2020-01-01T00:00:00Z",
            "updated_at": "2020-01-01T00:00:00Z",
        }
        if inside:
            own["plan"] = self.plan(account) | {"filled_seats": 6, "seats": 6}
        own |= {
            key: f"{place}/{key.removesuffix('_url')}"
            for key in ("repos_url", "events_url", "hooks_url", "issues_url", "members_url", "public_members_url")
        }
        return self.fill("organization-full", **own)

    def app(self, app: App) -> JSON:
        own: JSON = {
            "id": app.id,
            "slug": app.slug,
            "node_id": app.node_id,
            "owner": self.user(app.owner),
            "name": app.name,
            "external_url": self.web,
            "html_url": f"{self.web}/apps/{app.slug}",
            "created_at": stamp(app.created),
            "updated_at": stamp(app.created),
            "permissions": app.permissions,
            "events": ["pull_request"],
        }
        return self.fill("integration", **own)

    def installation(self, app: App, account: User) -> JSON:
        place = f"{self.api}/app/installations/{app.installation}"
        own: JSON = {
            "id": app.installation,
            "app_id": app.id,
            "app_slug": app.slug,
            "account": self.user(account),
            "target_id": account.id,
            "target_type": account.kind,
            "repository_selection": "selected",
            "access_tokens_url": f"{place}/access_tokens",
            "repositories_url": f"{self.api}/installation/repositories",
            "html_url": f"{self.web}/settings/installations/{app.installation}",
            "permissions": app.permissions,
            "events": ["pull_request"],
            "created_at": stamp(app.created),
            "updated_at": stamp(app.created),
        }
        return self.fill("installation", **own)

    def association(self, user: User, repository: Repository) -> str:
        if user is repository.owner:
            return "OWNER"
        return "COLLABORATOR" if user.login.lower() in repository.roles else "NONE"

    # -- repositories --------------------------------------------------------------------------------------------

    def permissions(self, token: Token, repository: Repository) -> JSON:
        if token.app is not None:
            may = self.hub.may(token, repository, "contents")
            return {"admin": False, "maintain": False, "push": may, "triage": may, "pull": True}
        return {
            name: self.hub.at_least(token.user, repository, role)  # type: ignore[arg-type]
            for name, role in (
                ("admin", "admin"),
                ("maintain", "maintain"),
                ("push", "write"),
                ("triage", "triage"),
                ("pull", "read"),
            )
        }

    def repository(self, token: Token, repository: Repository, schema: str = "full-repository") -> JSON:
        name = repository.full_name
        opened = sum(issue.state == "open" for issue in repository.issues.values())
        own: JSON = {
            "id": repository.id,
            "node_id": repository.node_id,
            "name": repository.name,
            "full_name": name,
            "owner": self.user(repository.owner),
            "private": repository.private,
            "visibility": "private" if repository.private else "public",
            "html_url": f"{self.web}/{name}",
            "url": f"{self.api}/repos/{name}",
            "git_url": f"git://{self.web.split('//')[1]}/{name}.git",
            "ssh_url": f"git@github.com:{name}.git",
            "clone_url": f"{self.web}/{name}.git",
            "svn_url": f"{self.web}/{name}",
            "description": repository.description or None,
            "fork": repository.fork_of is not None,
            "default_branch": repository.default_branch,
            "has_issues": repository.has_issues,
            "has_projects": True,
            "has_wiki": False,
            "has_pages": repository.pages is not None,
            "has_downloads": True,
            "has_discussions": False,
            "archived": repository.archived,
            "disabled": False,
            "homepage": None,
            "mirror_url": None,
            "language": None,
            "license": None,
            "topics": repository.topics,
            "is_template": False,
            "allow_forking": repository.allow_forking,
            "web_commit_signoff_required": False,
            "open_issues_count": opened,
            "open_issues": opened,
            "created_at": stamp(repository.created),
            "updated_at": stamp(repository.pushed or repository.created),
            "pushed_at": stamp(repository.pushed or repository.created),
        }
        own |= dict.fromkeys(("forks_count", "forks", "stargazers_count", "watchers_count", "watchers", "size"), 0)
        if token.user is not None:
            own["permissions"] = self.permissions(token, repository)
        if schema == "full-repository":
            if repository.fork_of is not None:
                own["parent"] = own["source"] = self.repository(token, repository.fork_of, "repository")
            if repository.owner.kind == "Organization":
                own["organization"] = self.user(repository.owner)
            if own.get("permissions", {}).get("push"):
                own |= self.merge_settings(repository)
        return self.fill(schema, name, **own)

    @staticmethod
    def merge_settings(repository: Repository) -> JSON:
        return {
            "allow_merge_commit": repository.allow_merge_commit,
            "allow_squash_merge": repository.allow_squash_merge,
            "allow_rebase_merge": repository.allow_rebase_merge,
            "allow_auto_merge": repository.allow_auto_merge,
            "delete_branch_on_merge": repository.delete_branch_on_merge,
            "allow_update_branch": False,
            "use_squash_pr_title_as_default": False,
            "squash_merge_commit_message": "COMMIT_MESSAGES",
            "squash_merge_commit_title": "COMMIT_OR_PR_TITLE",
            "merge_commit_message": "PR_TITLE",
            "merge_commit_title": "MERGE_MESSAGE",
        }

    # -- commits -------------------------------------------------------------------------------------------------

    @staticmethod
    def signed_by(person: Person) -> JSON:
        return {"name": person.name, "email": person.email, "date": stamp(person.date)}

    def verification(self, commit: Commit) -> JSON:
        good = commit.sha in self.hub.signed
        reason = "valid" if good else "unsigned" if not commit.signature else "unknown_key"
        return {
            "verified": good,
            "reason": reason,
            "signature": commit.signature or None,
            "payload": "tree" if commit.signature else None,
            "verified_at": stamp(commit.committer.date) if good else None,
        }

    def commit(self, repository: Repository, sha: str, *, files: bool = False) -> JSON:
        store = repository.store
        commit = store.commit(sha)
        place = f"{self.api}/repos/{repository.full_name}"
        shown: JSON = {
            "sha": commit.sha,
            "node_id": f"C_{commit.sha}",
            "url": f"{place}/commits/{commit.sha}",
            "html_url": f"{self.web}/{repository.full_name}/commit/{commit.sha}",
            "comments_url": f"{place}/commits/{commit.sha}/comments",
            "commit": {
                "url": f"{place}/git/commits/{commit.sha}",
                "author": self.signed_by(commit.author),
                "committer": self.signed_by(commit.committer),
                "message": commit.message,
                "tree": {"sha": commit.tree, "url": f"{place}/git/trees/{commit.tree}"},
                "comment_count": 0,
                "verification": self.verification(commit),
            },
            "author": self.maybe(self.hub.user_of_email(commit.author.email)),
            "committer": self.maybe(self.hub.user_of_email(commit.committer.email)),
            "parents": [self.parent(repository, parent) for parent in commit.parents],
        }
        if files:
            before = commit.parents[0] if commit.parents else store.write_tree({})
            changes = store.changes(before, commit.sha)
            added, removed = sum(c.additions for c in changes), sum(c.deletions for c in changes)
            shown["stats"] = {"additions": added, "deletions": removed, "total": added + removed}
            shown["files"] = [self.file(repository, commit.sha, before, change) for change in changes]
        return shown

    def parent(self, repository: Repository, sha: str) -> JSON:
        return {
            "sha": sha,
            "url": f"{self.api}/repos/{repository.full_name}/commits/{sha}",
            "html_url": f"{self.web}/{repository.full_name}/commit/{sha}",
        }

    def git_commit(self, repository: Repository, sha: str) -> JSON:
        commit = repository.store.commit(sha)
        place = f"{self.api}/repos/{repository.full_name}/git"
        return {
            "sha": commit.sha,
            "node_id": f"C_{commit.sha}",
            "url": f"{place}/commits/{commit.sha}",
            "html_url": f"{self.web}/{repository.full_name}/commit/{commit.sha}",
            "author": self.signed_by(commit.author),
            "committer": self.signed_by(commit.committer),
            "tree": {"sha": commit.tree, "url": f"{place}/trees/{commit.tree}"},
            "message": commit.message,
            "parents": [self.parent(repository, parent) for parent in commit.parents],
            "verification": self.verification(commit),
        }

    def file(self, repository: Repository, head: str, base: str, change: FileChange) -> JSON:
        place = f"{self.web}/{repository.full_name}"
        shown: JSON = {
            "sha": change.oid,
            "filename": change.path,
            "status": change.status,
            "additions": change.additions,
            "deletions": change.deletions,
            "changes": change.additions + change.deletions,
            "blob_url": f"{place}/blob/{head}/{change.path}",
            "raw_url": f"{place}/raw/{head}/{change.path}",
            "contents_url": f"{self.api}/repos/{repository.full_name}/contents/{change.path}?ref={head}",
        }
        patch = repository.store.patch(base, head, change)
        if patch:
            shown["patch"] = patch
        if change.before:
            shown["previous_filename"] = change.before
        return shown

    def content(self, repository: Repository, ref: str, path: str, oid: str, kind: str, size: int) -> JSON:
        place = f"{self.api}/repos/{repository.full_name}"
        url = f"{place}/contents/{path}?ref={ref}"
        git_url = f"{place}/git/{'trees' if kind == 'dir' else 'blobs'}/{oid}"
        html = f"{self.web}/{repository.full_name}/{'tree' if kind == 'dir' else 'blob'}/{ref}/{path}"
        return {
            "name": path.rsplit("/", 1)[-1],
            "path": path,
            "sha": oid,
            "size": size,
            "url": url,
            "html_url": html,
            "git_url": git_url,
            "download_url": None if kind == "dir" else f"{self.web}/{repository.full_name}/raw/{ref}/{path}",
            "type": kind,
            "_links": {"self": url, "git": git_url, "html": html},
        }

    def ref(self, repository: Repository, name: str, sha: str) -> JSON:
        place = f"{self.api}/repos/{repository.full_name}/git"
        return {
            "ref": name,
            "node_id": f"REF_{repository.id}_{name}",
            "url": f"{place}/{name}",
            "object": {"type": "commit", "sha": sha, "url": f"{place}/commits/{sha}"},
        }

    # -- issues and pull requests --------------------------------------------------------------------------------

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

    # -- checks --------------------------------------------------------------------------------------------------

    def _pulls_of(self, repository: Repository, sha: str) -> list[JSON]:
        """Open pull requests of this repository with this head; for forks GitHub leaves the list empty."""
        found = []
        for pull in repository.pulls:
            if pull.head_sha == sha and pull.state == "open" and pull.head_repository is repository:
                there = {
                    "id": repository.id,
                    "url": f"{self.api}/repos/{repository.full_name}",
                    "name": repository.name,
                }
                found.append(
                    {
                        "id": pull.id,
                        "number": pull.number,
                        "url": f"{self.api}/repos/{repository.full_name}/pulls/{pull.number}",
                        "head": {"ref": pull.head, "sha": pull.head_sha, "repo": there},
                        "base": {"ref": pull.base, "sha": pull.base_sha, "repo": there},
                    }
                )
        return found

    def check_run(self, repository: Repository, run: CheckRun) -> JSON:
        place = f"{self.api}/repos/{repository.full_name}/check-runs/{run.id}"
        web = f"{self.web}/{repository.full_name}/runs/{run.id}"
        return {
            "id": run.id,
            "node_id": run.node_id,
            "name": run.name,
            "head_sha": run.head,
            "external_id": run.external,
            "url": place,
            "html_url": web,
            "details_url": run.details or web,
            "status": run.status,
            "conclusion": run.conclusion,
            "started_at": stamp(run.started),
            "completed_at": stamp(run.completed),
            "output": {
                "title": run.output.get("title"),
                "summary": run.output.get("summary"),
                "text": run.output.get("text"),
                "annotations_count": len(run.annotations),
                "annotations_url": f"{place}/annotations",
            },
            "check_suite": {"id": run.suite.id},
            "app": self.app(run.suite.app),
            "pull_requests": self._pulls_of(repository, run.head),
        }

    def check_suite(self, token: Token, repository: Repository, suite: CheckSuite) -> JSON:
        place = f"{self.api}/repos/{repository.full_name}/check-suites/{suite.id}"
        runs = [run for run in repository.runs if run.suite is suite]
        done = bool(runs) and all(run.conclusion for run in runs)
        bad = next((run.conclusion for run in runs if run.conclusion not in ("success", "neutral", "skipped")), None)
        commit = repository.store.commit(suite.head)
        return {
            "id": suite.id,
            "node_id": suite.node_id,
            "head_branch": suite.branch,
            "head_sha": suite.head,
            "status": "completed" if done else "queued",
            "conclusion": (bad or "success") if done else None,
            "url": place,
            "before": suite.before,
            "after": suite.head,
            "pull_requests": self._pulls_of(repository, suite.head),
            "app": self.app(suite.app),
            "repository": self.repository(token, repository, "minimal-repository"),
            "created_at": stamp(suite.created),
            "updated_at": stamp(suite.updated),
            "latest_check_runs_count": len(runs),
            "check_runs_url": f"{place}/check-runs",
            "head_commit": {
                "id": commit.sha,
                "tree_id": commit.tree,
                "message": commit.message,
                "timestamp": stamp(commit.committer.date),
                "author": {"name": commit.author.name, "email": commit.author.email},
                "committer": {"name": commit.committer.name, "email": commit.committer.email},
            },
        }

    def status(self, repository: Repository, status: Status, schema: str = "status") -> JSON:
        own: JSON = {
            "id": status.id,
            "node_id": status.node_id,
            "url": f"{self.api}/repos/{repository.full_name}/statuses/{status.sha}",
            "avatar_url": f"{self.web}/avatars/{status.creator.id}",
            "state": status.state,
            "description": status.description,
            "target_url": status.target,
            "context": status.context,
            "created_at": stamp(status.at),
            "updated_at": stamp(status.at),
        }
        if schema == "status":
            own["creator"] = self.user(status.creator)
        return own

    # -- settings ------------------------------------------------------------------------------------------------

    def branch(self, repository: Repository, name: str, sha: str, *, whole: bool = False) -> JSON:
        place = f"{self.api}/repos/{repository.full_name}/branches/{name}"
        guarded = name in repository.protections
        checks = self.protection(repository, name).get("required_status_checks") if guarded else None
        summary = {
            "enforcement_level": "off" if checks is None else "non_admins",
            "contexts": [] if checks is None else checks["contexts"],
            "checks": [] if checks is None else checks["checks"],
        }
        shown: JSON = {
            "name": name,
            "commit": self.commit(repository, sha)
            if whole
            else {"sha": sha, "url": f"{self.api}/repos/{repository.full_name}/commits/{sha}"},
            "protected": guarded or bool(self.hub.rules(repository, name)),
            "protection": {"enabled": guarded, "required_status_checks": summary},
            "protection_url": f"{place}/protection",
        }
        if whole:
            shown["_links"] = {"self": place, "html": f"{self.web}/{repository.full_name}/tree/{name}"}
        return shown

    def protection(self, repository: Repository, name: str) -> JSON:
        given = repository.protections[name]
        place = f"{self.api}/repos/{repository.full_name}/branches/{name}/protection"
        shown: JSON = {
            "url": place,
            "required_signatures": {"url": f"{place}/required_signatures", "enabled": False},
            "enforce_admins": {"url": f"{place}/enforce_admins", "enabled": given.admins},
            "required_linear_history": {"enabled": given.linear},
            "allow_force_pushes": {"enabled": given.force_pushes},
            "allow_deletions": {"enabled": given.deletions},
            "block_creations": {"enabled": False},
            "required_conversation_resolution": {"enabled": given.conversation},
            "lock_branch": {"enabled": False},
            "allow_fork_syncing": {"enabled": False},
        }
        if given.checks:
            shown["required_status_checks"] = {
                "url": f"{place}/required_status_checks",
                "strict": given.strict,
                "contexts": [name for name, _ in given.checks],
                "contexts_url": f"{place}/required_status_checks/contexts",
                "checks": [{"context": name, "app_id": app} for name, app in given.checks],
            }
        if given.approvals is not None:
            shown["required_pull_request_reviews"] = {
                "url": f"{place}/required_pull_request_reviews",
                "dismiss_stale_reviews": given.dismiss_stale,
                "require_code_owner_reviews": given.code_owners,
                "require_last_push_approval": given.last_push,
                "required_approving_review_count": given.approvals,
            }
        return shown

    def ruleset(self, token: Token, repository: Repository, ruleset: JSON, *, whole: bool) -> JSON:
        place = f"{self.api}/repos/{repository.full_name}/rulesets/{ruleset['id']}"
        shown: JSON = {
            "id": ruleset["id"],
            "name": ruleset["name"],
            "target": ruleset["target"],
            "source_type": "Repository",
            "source": repository.full_name,
            "enforcement": ruleset["enforcement"],
            "node_id": node_id("RRS", ruleset["id"]),
            "created_at": ruleset["created_at"],
            "updated_at": ruleset["created_at"],
            "_links": {
                "self": {"href": place},
                "html": {"href": f"{self.web}/{repository.full_name}/rules/{ruleset['id']}"},
            },
        }
        if whole:
            shown["conditions"] = ruleset["conditions"]
            shown["rules"] = ruleset["rules"]
            bypass = any(self.hub.bypasses(token, repository, {"ruleset": ruleset}) for _ in (0,))
            shown["current_user_can_bypass"] = "always" if bypass else "never"
            if self.hub.may(token, repository, "administration"):
                shown["bypass_actors"] = ruleset["bypass_actors"]
        return shown

    def environment(self, repository: Repository, name: str) -> JSON:
        given = repository.environments[name]
        place = f"{self.api}/repos/{repository.full_name}/environments/{name}"
        return {
            "id": given["id"],
            "node_id": node_id("EN", given["id"]),
            "name": name,
            "url": place,
            "html_url": f"{self.web}/{repository.full_name}/deployments/activity_log?environments_filter={name}",
            "created_at": given["created_at"],
            "updated_at": given["created_at"],
            "protection_rules": given.get("protection_rules", []),
            "deployment_branch_policy": given.get("deployment_branch_policy"),
        }

    def deployment(self, repository: Repository, made: Deployment) -> JSON:
        place = f"{self.api}/repos/{repository.full_name}/deployments/{made.id}"
        return {
            "id": made.id,
            "node_id": made.node_id,
            "sha": made.sha,
            "ref": made.ref,
            "task": "deploy",
            "environment": made.environment,
            "original_environment": made.environment,
            "payload": {},
            "description": None,
            "creator": self.user(made.creator),
            "statuses_url": f"{place}/statuses",
            "repository_url": f"{self.api}/repos/{repository.full_name}",
            "url": place,
            "created_at": stamp(made.at),
            "updated_at": stamp(made.at),
        }

    def codeowners_errors(self, repository: Repository, branch: str) -> JSON:
        return {"errors": codeowners.errors(self.hub, repository, branch)}


def summary_state(states: list[str]) -> str:
    """How GitHub sums statuses up."""
    counted = Counter(states)
    if counted["error"] or counted["failure"]:
        return "failure"
    return "pending" if counted["pending"] or not states else "success"
