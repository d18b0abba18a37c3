"""What branch protection and rulesets forbid somebody who pushes; and the check suites that a push makes."""

from __future__ import annotations

from typing import Any

from tests.support.github.hub.rights import Rights
from tests.support.github.world import CheckSuite, Pull, Refusal, Repository, Role, Token


class Rules(Rights):
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
