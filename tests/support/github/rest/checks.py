"""Check runs, check suites, statuses."""

from __future__ import annotations

from typing import Any

from tests.support.github.rest.call import Answer, Call, Listed, commit_of, operation
from tests.support.github.shapes import JSON, summary_state
from tests.support.github.world import CheckRun, Refusal, Repository


@operation("checks/create")
def _create_check(call: Call) -> Any:
    home = call.home()
    return Answer(201, call.shapes.check_run(home, call.hub.create_run(call.token, home, call.body)))


def _check(call: Call, home: Repository) -> CheckRun:
    for run in home.runs:
        if run.id == call.number("check_run_id"):
            return run
    raise Refusal(404, "Not Found")


@operation("checks/update")
def _update_check(call: Call) -> Any:
    home = call.home()
    run = _check(call, home)
    call.hub.update_run(call.token, home, run, call.body)
    return call.shapes.check_run(home, run)


@operation("checks/get")
def _get_check(call: Call) -> Any:
    home = call.home("checks")
    return call.shapes.check_run(home, _check(call, home))


@operation("checks/list-annotations")
def _annotations(call: Call) -> Any:
    home = call.home("checks")
    run = _check(call, home)

    def shape(given: JSON) -> JSON:
        whole: JSON = dict.fromkeys(("start_column", "end_column", "title", "raw_details"))
        blob = f"{call.shapes.web}/{home.full_name}/blob/{run.head}/{given['path']}"
        return whole | given | {"blob_href": blob}

    return Listed(run.annotations, shape)


@operation("checks/list-for-ref")
def _checks(call: Call) -> Any:
    home = call.home("checks")
    sha = commit_of(home, call.place["ref"])
    runs = [run for run in home.runs if run.head == sha]
    for key, name in (("check_name", "name"), ("status", "status")):
        if key in call.query:
            runs = [run for run in runs if getattr(run, name) == call.query[key]]
    if "app_id" in call.query:
        runs = [run for run in runs if run.suite.app.id == int(call.query["app_id"])]
    if call.query.get("filter", "latest") == "latest":
        runs = list({(run.suite.id, run.name): run for run in runs}.values())
    return Listed(runs[::-1], lambda run: call.shapes.check_run(home, run), "check_runs")


@operation("checks/list-suites-for-ref")
def _suites(call: Call) -> Any:
    home = call.home("checks")
    sha = commit_of(home, call.place["ref"])
    suites = [suite for suite in home.suites if suite.head == sha]
    if "app_id" in call.query:
        suites = [suite for suite in suites if suite.app.id == int(call.query["app_id"])]
    return Listed(suites, lambda suite: call.shapes.check_suite(call.token, home, suite), "check_suites")


@operation("repos/create-commit-status")
def _create_status(call: Call) -> Any:
    home = call.home()
    made = call.hub.create_status(call.token, home, call.place["sha"], call.body)
    return Answer(201, call.shapes.status(home, made))


@operation("repos/list-commit-statuses-for-ref")
def _statuses(call: Call) -> Any:
    home = call.home("statuses")
    sha = commit_of(home, call.place["ref"])
    found = [status for status in reversed(home.statuses) if status.sha == sha]
    return Listed(found, lambda status: call.shapes.status(home, status))


@operation("repos/get-combined-status-for-ref")
def _combined(call: Call) -> Any:
    home = call.home("statuses")
    sha = commit_of(home, call.place["ref"])
    latest = {status.context: status for status in home.statuses if status.sha == sha}
    place = f"{call.shapes.api}/repos/{home.full_name}"
    return Listed(
        list(latest.values()),
        lambda status: call.shapes.status(home, status, "simple-commit-status"),
        "statuses",
        {
            "state": summary_state([status.state for status in latest.values()]),
            "sha": sha,
            "repository": call.shapes.repository(call.token, home, "minimal-repository"),
            "commit_url": f"{place}/commits/{sha}",
            "url": f"{place}/commits/{sha}/status",
        },
    )
