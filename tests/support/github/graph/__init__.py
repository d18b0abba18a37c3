"""The GraphQL interface, executed over GitHub's published schema: what the schema does not know is refused, and what it
knows but the fake does not fails the test loudly. Lists come in pages of at most 100, as on GitHub."""

from __future__ import annotations

from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    execute_sync,
    get_named_type,
    parse,
    validate,
)
from tests.support.github import published
from tests.support.github.graph import accounts, commits, events, pulls, repositories
from tests.support.github.graph.fields import Told, Viewer, resolve
from tests.support.github.hub import Hub
from tests.support.github.rest import Violation
from tests.support.github.shapes import Shapes
from tests.support.github.world import App, Token

__all__ = ["answer"]
ROOMS = (accounts, commits, events, pulls, repositories)  # each has told its fields
NODES = 500_000  # at most so many may one query ask for


def _cost(document: DocumentNode, operation: OperationDefinitionNode, variables: dict[str, Any]) -> dict[str, int]:
    """What GitHub charges: a hundredth of the requests for lists, at least 1; and the nodes that may come at most."""
    schema = published.graphql_schema()
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    counted = {"requests": 0, "nodes": 0}

    def walk(selections: SelectionSetNode | None, kind: Any, times: int) -> None:
        for node in selections.selections if selections else ():
            if isinstance(node, FragmentSpreadNode):
                fragment = fragments[node.name.value]
                walk(fragment.selection_set, schema.type_map[fragment.type_condition.name.value], times)
            elif isinstance(node, InlineFragmentNode):
                inner = schema.type_map[node.type_condition.name.value] if node.type_condition else kind
                walk(node.selection_set, inner, times)
            elif isinstance(node, FieldNode) and node.selection_set is not None:
                told = get_named_type(kind.fields[node.name.value].type)
                size = 1
                if told.name.endswith("Connection"):
                    size = max(
                        (_size(a.value, variables) for a in node.arguments or () if a.name.value in ("first", "last")),
                        default=0,
                    )
                    counted["requests"] += times
                    counted["nodes"] += times * size
                walk(node.selection_set, told, times * size)

    root = schema.mutation_type if operation.operation.value == "mutation" else schema.query_type
    walk(operation.selection_set, root, 1)
    return {"cost": max(1, round(counted["requests"] / 100)), "nodes": counted["nodes"]}


def _size(value: Any, variables: dict[str, Any]) -> int:
    if isinstance(value, IntValueNode):
        return int(value.value)
    return int(variables.get(value.name.value) or 0) if isinstance(value, VariableNode) else 0


def _type_of(value: Any, _info: Any, _abstract: Any) -> str:
    if isinstance(value, dict):
        return str(value["__typename"])
    return "App" if isinstance(value, App) else str(value.typename)


def answer(hub: Hub, shapes: Shapes, token: Token, given: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The body of the answer, and what it cost. Raises `Violation` for what the schema knows and the fake does not."""
    schema = published.graphql_schema()
    text = given.get("query")
    if not isinstance(text, str):
        return {"errors": [{"message": "A query attribute must be specified and must be a string."}]}, 1
    try:
        document = parse(text)
    except GraphQLError as error:
        return {"errors": [_told(error)]}, 1
    faults = validate(schema, document)
    if faults:
        return {"errors": [_told(fault) for fault in faults]}, 1
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    variables = given.get("variables") or {}
    defaults = {
        d.variable.name.value: int(d.default_value.value)
        for d in operations[0].variable_definitions or ()
        if isinstance(d.default_value, IntValueNode)
    }
    cost = _cost(document, operations[0], defaults | variables)
    if cost["nodes"] > NODES:
        said = (
            f"This query requests up to {cost['nodes']:,} possible nodes which exceeds the maximum limit of {NODES:,}."
        )
        return {"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": said}]}, 1
    done = execute_sync(
        schema,
        document,
        context_value=Viewer(hub, shapes, token, cost),
        variable_values=variables,
        operation_name=given.get("operationName"),
        field_resolver=resolve,
        type_resolver=_type_of,
    )
    for fault in done.errors or ():
        original = fault.original_error
        if original is not None and not isinstance(original, GraphQLError):
            raise original if isinstance(original, Violation) else Violation(f"GraphQL: {original!r}") from original
    body: dict[str, Any] = {"data": done.data}
    if done.errors:
        body["errors"] = [_told(error) for error in done.errors]
    return body, cost["cost"]


def _told(error: GraphQLError) -> dict[str, Any]:
    shown: dict[str, Any] = {"message": error.message}
    original = error.original_error or error
    if isinstance(original, Told):
        shown["type"] = original.kind
    if error.path:
        shown["path"] = list(error.path)
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    return shown
