"""Branches and their rules, environments, deployments, CODEOWNERS."""

from __future__ import annotations

from tests.support.github import codeowners
from tests.support.github.shapes.checks import Checks
from tests.support.github.shapes.values import JSON, stamp
from tests.support.github.world import Deployment, Repository, Token, node_id


class Settings(Checks):
    def branch(self, repository: Repository, name: str, sha: str, *, whole: bool = False) -> JSON:
        place = f"{self.api}/repos/{repository.full_name}/branches/{name}"
        guarded = self.hub.protection(repository, name) is not None
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
            bypass = self.hub.bypasses(token, repository, {"ruleset": ruleset})
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
