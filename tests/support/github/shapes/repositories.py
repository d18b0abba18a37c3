"""Repositories, and who may do what in them."""

from __future__ import annotations

from tests.support.github.shapes.accounts import Accounts
from tests.support.github.shapes.values import JSON, stamp
from tests.support.github.world import Repository, Token


class Repositories(Accounts):
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
