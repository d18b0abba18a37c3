"""What branch protection and rulesets forbid somebody who pushes; and the check suites that a push makes."""

from __future__ import annotations

from typing import Any, Literal

from tests.support.github.hub.rights import Rights
from tests.support.github.world import CheckSuite, Protection, Pull, Refusal, Repository, Role, Token

Kind = Literal["update", "force", "delete"]
_ROLES: dict[int, Role] = {2: "maintain", 4: "write", 5: "admin"}  # GitHub's numbers for them in a ruleset


class Rules(Rights):
    @staticmethod
    def plan_lacks_rules(repository: Repository) -> bool:
        """The free plan has neither branch protection nor rulesets for private repositories: none binds."""
        return repository.private and repository.owner.plan == "free"

    def protection(self, repository: Repository, branch: str) -> Protection | None:
        return None if self.plan_lacks_rules(repository) else repository.protections.get(branch)

    def rules_for_push(self, token: Token, repository: Repository, branch: str, kind: Kind = "update") -> None:
        """Refuse what branch protection or a ruleset forbids somebody who pushes to a branch."""
        said = self.push_refusal(token, repository, branch, kind)
        if said:
            raise Refusal(409, said)

    def push_refusal(self, token: Token, repository: Repository, branch: str, kind: Kind = "update") -> str:
        """Why this push is refused; "" where it is not."""
        protection = self.protection(repository, branch)
        if protection is not None:
            failed = f"Protected branch update failed for refs/heads/{branch}."
            if kind == "force" and not protection.force_pushes:
                return f"{failed}\n\nCannot force-push to this branch"
            if kind == "delete" and not protection.deletions:
                return f"{failed}\n\nCannot delete this branch"
            admin = token.app is None and self.at_least(token.user, repository, "admin")
            if (protection.approvals is not None or protection.checks) and (protection.admins or not admin):
                return failed
        broken = {
            "pull_request": "Changes must be made through a pull request.",
            "required_status_checks": "Required status checks are expected.",
            "update": "Cannot update this protected ref.",
            **({"deletion": "Cannot delete this branch"} if kind == "delete" else {}),
            **({"non_fast_forward": "Cannot force-push to this branch"} if kind == "force" else {}),
        }
        for rule in self.rules(repository, branch):
            if rule["type"] in broken and not self.bypasses(token, repository, rule, pushing=True):
                return f"Repository rule violations found\n\n{broken[rule['type']]}\n\n"
        return ""

    def rules(self, repository: Repository, branch: str) -> list[dict[str, Any]]:
        """The rules of the active rulesets that cover a branch, each with its ruleset's id."""
        found: list[dict[str, Any]] = []
        for ruleset in [] if self.plan_lacks_rules(repository) else repository.rulesets:
            if ruleset["enforcement"] != "active" or ruleset["target"] != "branch":
                continue
            names = ruleset.get("conditions", {}).get("ref_name", {"include": ["~ALL"], "exclude": []})
            ref = f"refs/heads/{branch}"
            own = {"~ALL", ref} | ({"~DEFAULT_BRANCH"} if branch == repository.default_branch else set())
            if own & set(names["include"]) and not own & set(names["exclude"]):
                found += [{**rule, "ruleset": ruleset} for rule in ruleset["rules"]]
        return found

    def bypasses(self, token: Token, repository: Repository, rule: dict[str, Any], *, pushing: bool = False) -> bool:
        """Whether a ruleset lets somebody through. `pushing`: past the pull request, not only past its rules."""
        for actor in rule["ruleset"].get("bypass_actors", []):
            if pushing and actor["bypass_mode"] == "pull_request":
                continue
            if actor["actor_type"] == "Integration" and token.app is not None and token.app.id == actor["actor_id"]:
                return True
            role = _ROLES.get(actor["actor_id"], "admin")
            person = actor["actor_type"] in ("RepositoryRole", "OrganizationAdmin") and token.app is None
            if person and self.at_least(token.user, repository, role):
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
