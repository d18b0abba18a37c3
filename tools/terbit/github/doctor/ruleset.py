"""The ruleset for main that an office hands in."""

from __future__ import annotations

from typing import Any

from terbit.github.doctor.facts import CHECK, MAIN
from terbit.sop import Sop


def ruleset(sop: Sop) -> dict[str, Any]:
    """The ruleset for main as `POST /repos/…/rulesets` takes it: with an App its check, else what level 1 rests on.
    https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset"""
    app = sop.github.app if sop.github is not None else None
    rules: list[dict[str, Any]] = [
        {"type": "deletion"},
        {"type": "non_fast_forward"},
        {
            "type": "pull_request",
            "parameters": {
                "allowed_merge_methods": ["merge"],
                "dismiss_stale_reviews_on_push": app is None,
                "require_code_owner_review": True,
                "require_last_push_approval": True,
                "required_approving_review_count": 1,
                "required_review_thread_resolution": False,
            },
        },
    ]
    if app is not None:
        checks = {
            "required_status_checks": [{"context": CHECK, "integration_id": app}],
            "strict_required_status_checks_policy": False,
        }
        rules.append({"type": "required_status_checks", "parameters": checks})
    return {
        "name": "terbit-main",
        "target": "branch",
        "enforcement": "active",
        "bypass_actors": [],
        "conditions": {"ref_name": {"include": [f"refs/heads/{MAIN}"], "exclude": []}},
        "rules": rules,
    }
