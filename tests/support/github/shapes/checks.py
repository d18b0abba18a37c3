"""Check suites, check runs, statuses."""

from __future__ import annotations

from tests.support.github.shapes.pulls import Pulls
from tests.support.github.shapes.values import JSON, stamp
from tests.support.github.world import CheckRun, CheckSuite, Repository, Status, Token


class Checks(Pulls):
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
