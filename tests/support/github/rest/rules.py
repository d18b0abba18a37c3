"""Branches, their protection, and rulesets."""

from __future__ import annotations

from typing import Any

from tests.support.github.rest.call import Call, Listed, operation
from tests.support.github.shapes import JSON
from tests.support.github.world import Refusal, Repository


def _branches(home: Repository) -> list[tuple[str, str]]:
    heads = home.store.refs().items()
    return [(ref.removeprefix("refs/heads/"), sha) for ref, sha in heads if ref.startswith("refs/heads/")]


def _plan(call: Call, home: Repository) -> None:
    if call.hub.plan_lacks_rules(home):
        raise Refusal(403, "Upgrade to GitHub Pro or make this repository public to enable this feature.")


@operation("repos/list-branches")
def _list_branches(call: Call) -> Any:
    home = call.home("contents")
    return Listed(_branches(home), lambda pair: call.shapes.branch(home, *pair))


@operation("repos/get-branch")
def _branch(call: Call) -> Any:
    home = call.home("contents")
    sha = home.store.resolve(f"refs/heads/{call.place['branch']}")
    if sha is None:
        raise Refusal(404, "Branch not found")
    return call.shapes.branch(home, call.place["branch"], sha, whole=True)


@operation("repos/get-branch-protection")
def _protection(call: Call) -> Any:
    home = call.home("administration")
    if home.store.resolve(f"refs/heads/{call.place['branch']}") is None:
        raise Refusal(404, "Branch not found")
    _plan(call, home)
    if call.place["branch"] not in home.protections:
        raise Refusal(404, "Branch not protected")
    return call.shapes.protection(home, call.place["branch"])


@operation("repos/get-repo-rulesets")
def _rulesets(call: Call) -> Any:
    home = call.home()
    _plan(call, home)
    return Listed(home.rulesets, lambda ruleset: call.shapes.ruleset(call.token, home, ruleset, whole=False))


@operation("repos/get-repo-ruleset")
def _ruleset(call: Call) -> Any:
    home = call.home()
    _plan(call, home)
    for ruleset in home.rulesets:
        if ruleset["id"] == call.number("ruleset_id"):
            return call.shapes.ruleset(call.token, home, ruleset, whole=True)
    raise Refusal(404, "Not Found")


@operation("repos/get-branch-rules")
def _branch_rules(call: Call) -> Any:
    home = call.home()
    _plan(call, home)

    def shape(rule: JSON) -> JSON:
        shown = {key: value for key, value in rule.items() if key != "ruleset"}
        return shown | {
            "ruleset_source_type": "Repository",
            "ruleset_source": home.full_name,
            "ruleset_id": rule["ruleset"]["id"],
        }

    return Listed(call.hub.rules(home, call.place["branch"]), shape)
