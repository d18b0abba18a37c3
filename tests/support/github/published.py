"""GitHub's published descriptions of its two programming interfaces, as `tools/setup.sh npm` fetched them.

Every answer of the fake is held against them: what the fake invents, no test may rely on.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from graphql import GraphQLSchema, build_ast_schema, parse
from jsonschema import Draft4Validator, validators
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

CHECKOUT = Path(__file__).resolve().parents[3]
PACKAGES = CHECKOUT / ".venv" / "share" / "npm" / "node_modules"
REST = PACKAGES / "@octokit" / "openapi" / "generated" / "api.github.com.json"
GRAPHQL = PACKAGES / "@octokit" / "graphql-schema" / "schema.graphql"
_HERE = "urn:api"
_WITH_SLASHES = ("path", "ref", "branch", "basehead")


def needed() -> None:
    """Skip the test where the descriptions could not be had. CI skips nothing: there it fails."""
    if not (REST.exists() and GRAPHQL.exists()):
        said = f"{REST if not REST.exists() else GRAPHQL} is not here: run tools/setup.sh npm"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)


def load() -> None:
    """Read the descriptions now (half a second, once a process) rather than while a client waits for its answer."""
    needed()
    description()
    graphql_schema()
    _routes()


@cache
def description() -> dict[str, Any]:
    needed()
    found: dict[str, Any] = json.loads(REST.read_bytes())
    return found


@cache
def graphql_schema() -> GraphQLSchema:
    needed()
    text = re.sub(r'"""[\s\S]*?"""', "", GRAPHQL.read_text("utf-8"))  # descriptions are two thirds of it
    return build_ast_schema(parse(text, no_location=True), assume_valid=True, assume_valid_sdl=True)


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    template: str

    @property
    def _described(self) -> dict[str, Any]:
        found: dict[str, Any] = description()["paths"][self.template][self.method.lower()]
        return found

    def body(self) -> dict[str, Any] | None:
        """The schema of what is sent."""
        content = resolve(self._described.get("requestBody", {})).get("content", {})
        found: dict[str, Any] | None = content.get("application/json", {}).get("schema")
        return found

    def answer(self, status: int) -> dict[str, Any] | None:
        """The schema of an answer; None where it has no body. Errors that are not listed have the common shape."""
        listed = self._described["responses"].get(str(status))
        if listed is None:
            assert status >= 400, f"{self.name} never answers {status}"
            return _ERROR
        content = resolve(listed).get("content", {})
        for kind, shape in content.items():
            if "json" in kind:
                found: dict[str, Any] = shape["schema"]
                return found
        return _ERROR if status >= 400 else None


_ERROR = {
    "anyOf": [
        {"$ref": "#/components/schemas/validation-error"},
        {"$ref": "#/components/schemas/validation-error-simple"},
        {"$ref": "#/components/schemas/basic-error"},
    ]
}


@cache
def _routes() -> dict[tuple[str, int], list[tuple[re.Pattern[str], Operation]]]:
    """By method and first segment's weight: the templates, the more literal first."""
    routes: dict[tuple[str, int], list[tuple[re.Pattern[str], Operation]]] = {}
    for template, methods in description()["paths"].items():
        parts = []
        for part in template.split("/"):
            name = re.fullmatch(r"\{(\w+)\}", part)
            if name is not None and name[1] in _WITH_SLASHES and template.startswith("/repos/{owner}/{repo}/"):
                parts.append(f"(?P<{name[1]}>.+)")
            else:
                parts.append(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(part)))
        pattern = re.compile("/".join(parts))
        for method, described in methods.items():
            operation = Operation(described["operationId"], method.upper(), template)
            routes.setdefault((method.upper(), 0), []).append((pattern, operation))
    for found in routes.values():
        found.sort(key=lambda route: (-len(re.sub(r"\{\w+\}", "", route[1].template)), route[1].template))
    return routes


@cache
def operation(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """Which operation a request is, and what stands in the places of its path; None where GitHub describes none."""
    for pattern, found in _routes().get((method, 0), []):
        match = pattern.fullmatch(path)
        if match is not None:
            return found, {name: unquote(value) for name, value in match.groupdict().items()}
    return None


def resolve(value: dict[str, Any]) -> dict[str, Any]:
    """What a `$ref` stands for; anything else is itself."""
    while "$ref" in value:
        found: Any = description()
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value


def component(kind: str, name: str, otherwise: Any = None) -> Any:
    """A named schema or example."""
    found = description()["components"][kind]
    return found[name] if otherwise is None else found.get(name, otherwise)


# -- validation: OpenAPI 3.0 is JSON Schema draft 4 with `nullable` ---------------------------------------------------


def _type(validator: Any, types: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if instance is None and schema.get("nullable"):
        return
    yield from Draft4Validator.VALIDATORS["type"](validator, types, instance, schema)


def _any(validator: Any, several: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """`oneOf` is read as `anyOf`: GitHub lists shapes that include each other, such as two kinds of error."""
    if instance is None and schema.get("nullable"):
        return
    yield from Draft4Validator.VALIDATORS["anyOf"](validator, several, instance, schema)


def _enum(validator: Any, values: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if instance is None and schema.get("nullable"):
        return
    yield from Draft4Validator.VALIDATORS["enum"](validator, values, instance, schema)


def _format(_validator: Any, kind: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, str):
        return
    if kind == "date-time" and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", instance):
        yield ValidationError(f"{instance!r} is no date-time")
    if kind == "uri" and instance and not re.match(r"[a-z]+:", instance):
        yield ValidationError(f"{instance!r} is no uri")


_OpenAPI = validators.extend(
    Draft4Validator, {"type": _type, "enum": _enum, "format": _format, "anyOf": _any, "oneOf": _any}
)


def _at_home(registry: Registry[Any], whole: Resource[Any]) -> Registry[Any]:
    return registry.with_resource(_HERE, whole)


@cache
def _registry() -> Registry[Any]:
    whole = Resource.from_contents(description(), default_specification=DRAFT4)
    return _at_home(Registry(), whole)


@cache
def _validator(key: str) -> Any:
    return _OpenAPI(_absolute(json.loads(key)), registry=_registry())


def _absolute(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _HERE + inner if name == "$ref" and isinstance(inner, str) else _absolute(inner)
            for name, inner in value.items()
        }
    return [_absolute(inner) for inner in value] if isinstance(value, list) else value


def fault(schema: dict[str, Any], value: Any) -> str | None:
    """What of a value violates a schema, in one line; None where nothing does."""
    found = best_match(_validator(json.dumps(schema, sort_keys=True)).iter_errors(value))
    return None if found is None else f"{found.json_path}: {found.message[:300]}"
