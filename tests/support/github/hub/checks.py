"""Check runs, which only Apps write, and commit statuses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.support.github.hub.merging import Merging
from tests.support.github.world import App, CheckRun, CheckSuite, Refusal, Repository, Status, Token


class Checks(Merging):
    def check_app(self, token: Token, repository: Repository) -> App:
        if token.app is None or token.permissions is None:
            raise Refusal(403, "You must authenticate via a GitHub App.")
        self.need(token, repository, "checks")
        return token.app

    def suite(self, repository: Repository, app: App, sha: str) -> CheckSuite:
        for suite in reversed(repository.suites):
            if suite.app is app and suite.head == sha:
                return suite
        made = CheckSuite(repository, app, sha, None, self.now, self.now)
        repository.suites.append(made)
        return made

    def create_run(self, token: Token, repository: Repository, given: Mapping[str, Any]) -> CheckRun:
        app = self.check_app(token, repository)
        head = str(given["head_sha"])
        if len(head) != 40 or repository.store.resolve(head) is None:
            raise Refusal(422, f"No commit found for SHA: {head}")
        suite = self.suite(repository, app, head)
        run = CheckRun(suite, str(given["name"]), head, "queued", None, self.now, None, {})
        self._write_run(run, given)
        repository.runs.append(run)
        return run

    def update_run(self, token: Token, repository: Repository, run: CheckRun, given: Mapping[str, Any]) -> None:
        app = self.check_app(token, repository)
        if run.suite.app is not app:
            said = f"Invalid app_id `{app.id}` - check run can only be modified by the GitHub App that created it."
            raise Refusal(403, said)
        self._write_run(run, given)

    def _write_run(self, run: CheckRun, given: Mapping[str, Any]) -> None:
        run.name = given.get("name", run.name)
        run.external = given.get("external_id", run.external)
        run.details = given.get("details_url", run.details)
        run.status = given.get("status", run.status)
        if "started_at" in given:
            run.started = datetime.fromisoformat(given["started_at"])
        if given.get("conclusion"):
            run.conclusion, run.status = given["conclusion"], "completed"
            run.completed = datetime.fromisoformat(given["completed_at"]) if "completed_at" in given else self.now
        if run.status == "completed" and run.conclusion is None:
            raise Refusal(422, 'Invalid request.\n\nNo subschema in "oneOf" matched.\n"conclusion" wasn\'t supplied.')
        if "output" in given:
            output = dict(given["output"])
            for part in ("summary", "text"):
                if len(output.get(part) or "") > 65535:
                    raise Refusal(422, f"Invalid request.\n\nOnly 65535 characters are allowed; {part} was longer.")
            annotations = output.pop("annotations", [])
            if len(annotations) > 50:
                raise Refusal(422, "Invalid request.\n\nNo more than 50 items are allowed; annotations had more.")
            run.annotations += annotations
            run.output = output
        run.suite.updated = self.now

    def create_status(self, token: Token, repository: Repository, sha: str, given: Mapping[str, Any]) -> Status:
        self.need(token, repository, "statuses")
        if repository.store.resolve(sha) is None:
            raise Refusal(422, f"No commit found for SHA: {sha}")
        made = Status(
            self.actor(token),
            sha,
            given["state"],
            given.get("context", "default"),
            given.get("description"),
            given.get("target_url"),
            self.now,
        )
        repository.statuses.append(made)
        return made
