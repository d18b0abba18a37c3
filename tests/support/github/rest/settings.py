"""Settings of Actions, environments, Pages, deployments."""

from __future__ import annotations

from typing import Any

from tests.support.github.rest.call import Answer, Call, Listed, operation
from tests.support.github.shapes import JSON, stamp
from tests.support.github.world import Deployment, Refusal, Repository


@operation("actions/get-github-actions-permissions-repository")
def _actions(call: Call) -> Any:
    home = call.home("administration")
    if not home.actions["enabled"]:
        return {"enabled": False}
    return home.actions


@operation("actions/get-github-actions-default-workflow-permissions-repository")
def _workflow_permissions(call: Call) -> Any:
    return call.home("administration").workflow_permissions


@operation("actions/get-fork-pr-contributor-approval-permissions-repository")
def _fork_approval(call: Call) -> Any:
    home = call.home("administration")
    if home.private:
        raise Refusal(422, "Fork PR approval is only available for public repositories")
    return {"approval_policy": home.fork_approval}


@operation("actions/list-repo-variables")
def _variables(call: Call) -> Any:
    home = call.home("variables")
    return Listed(sorted(home.variables), lambda name: _variable_shape(home, name), "variables")


def _variable_shape(home: Repository, name: str) -> JSON:
    value, at = home.variables[name]
    return {"name": name, "value": value, "created_at": stamp(at), "updated_at": stamp(at)}


@operation("actions/get-repo-variable")
def _variable(call: Call) -> Any:
    home = call.home("variables")
    if call.place["name"].upper() not in home.variables:
        raise Refusal(404, "Not Found")
    return _variable_shape(home, call.place["name"].upper())


@operation("actions/create-repo-variable")
def _create_variable(call: Call) -> Any:
    home = call.home("variables", "write")
    name = call.body["name"].upper()
    if name in home.variables:
        raise Refusal(409, f"Already exists - Variable already exists: {name}")
    home.variables[name] = (call.body["value"], call.hub.now)
    return Answer(201, {})


@operation("actions/update-repo-variable")
def _update_variable(call: Call) -> Any:
    home = call.home("variables", "write")
    name = call.place["name"].upper()
    if name not in home.variables:
        raise Refusal(404, "Not Found")
    home.variables[name] = (call.body.get("value", home.variables[name][0]), call.hub.now)
    return Answer(204)


@operation("actions/list-repo-secrets")
def _secrets(call: Call) -> Any:
    home = call.home("secrets")
    return Listed(
        sorted(home.secrets),
        lambda name: {
            "name": name,
            "created_at": stamp(home.secrets[name]),
            "updated_at": stamp(home.secrets[name]),
        },
        "secrets",
    )


@operation("repos/get-all-environments")
def _environments(call: Call) -> Any:
    home = call.home("environments")
    return Listed(sorted(home.environments), lambda name: call.shapes.environment(home, name), "environments")


@operation("repos/get-environment")
def _environment(call: Call) -> Any:
    home = call.home("environments")
    if call.place["environment_name"] not in home.environments:
        raise Refusal(404, "Not Found")
    return call.shapes.environment(home, call.place["environment_name"])


@operation("repos/list-deployment-branch-policies")
def _branch_policies(call: Call) -> Any:
    home = call.home("environments")
    given = home.environments.get(call.place["environment_name"])
    if given is None:
        raise Refusal(404, "Not Found")
    return Listed(given.get("branches", []), lambda policy: policy, "branch_policies")


@operation("repos/get-pages")
def _pages(call: Call) -> Any:
    home = call.home("pages")
    if home.pages is None:
        raise Refusal(404, "Not Found")
    return home.pages


@operation("repos/create-pages-deployment")
def _deploy_pages(call: Call) -> Any:
    home = call.home("pages", "write")
    if home.pages is None:
        raise Refusal(404, "Not Found")
    place = f"{call.shapes.api}/repos/{home.full_name}/pages/deployments/{call.body['pages_build_version']}"
    return {"id": call.body["pages_build_version"], "status_url": place, "page_url": home.pages["html_url"]}


@operation("repos/get-pages-deployment")
def _pages_deployment(call: Call) -> Any:
    call.home("pages")
    return {"status": "succeed"}


@operation("repos/list-deployments")
def _deployments(call: Call) -> Any:
    home = call.home("deployments")
    wanted = [
        made
        for made in reversed(home.deployments)
        if all(call.query.get(key) in (None, "none", getattr(made, key)) for key in ("sha", "ref", "environment"))
    ]
    return Listed(wanted, lambda made: call.shapes.deployment(home, made))


def _deployment(call: Call, home: Repository) -> Deployment:
    for made in home.deployments:
        if made.id == call.number("deployment_id"):
            return made
    raise Refusal(404, "Not Found")


@operation("repos/get-deployment")
def _get_deployment(call: Call) -> Any:
    home = call.home("deployments")
    return call.shapes.deployment(home, _deployment(call, home))


@operation("repos/list-deployment-statuses")
def _deployment_statuses(call: Call) -> Any:
    home = call.home("deployments")
    made = _deployment(call, home)
    place = f"{call.shapes.api}/repos/{home.full_name}"

    def shape(_: Any) -> JSON:
        return {
            "id": made.id,
            "node_id": made.node_id,
            "state": made.state,
            "creator": call.shapes.user(made.creator),
            "description": "",
            "environment": made.environment,
            "environment_url": made.url,
            "log_url": "",
            "target_url": made.url,
            "deployment_url": f"{place}/deployments/{made.id}",
            "repository_url": place,
            "url": f"{place}/deployments/{made.id}/statuses/{made.id}",
            "created_at": stamp(made.at),
            "updated_at": stamp(made.at),
        }

    return Listed([made], shape)


@operation("actions/create-workflow-dispatch")
def _dispatch(call: Call) -> Any:
    home = call.home("actions", "write")
    if home.store.resolve(f"refs/heads/{call.body['ref']}") is None:
        raise Refusal(422, f"No ref found for: {call.body['ref']}")
    home.dispatches.append({"workflow": call.place["workflow_id"], **call.body})
    return Answer(204)
