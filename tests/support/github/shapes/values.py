"""Values as JSON writes them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from tests.support.github import published

JSON = dict[str, Any]


def stamp(at: datetime | None) -> str | None:
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def neutral(schema: JSON) -> Any:
    """The emptiest value that a schema takes."""
    schema = published.resolve(schema)
    if schema.get("nullable"):
        return None
    if "enum" in schema:
        return schema["enum"][0]
    for several in ("allOf", "anyOf", "oneOf"):
        if several in schema and "type" not in schema:
            return neutral(schema[several][0])
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if kind == "object":
        return {name: neutral(schema["properties"][name]) for name in schema.get("required", [])}
    return {"string": "", "integer": 0, "number": 0, "boolean": False, "array": []}[kind]


def summary_state(states: list[str]) -> str:
    """How GitHub sums statuses up."""
    counted = Counter(states)
    if counted["error"] or counted["failure"]:
        return "failure"
    return "pending" if counted["pending"] or not states else "success"
