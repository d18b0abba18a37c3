"""How GitHub words what is wrong with a field."""

from __future__ import annotations


def missing(resource: str, field: str) -> dict[str, str]:
    return {"resource": resource, "code": "missing_field", "field": field}


def invalid(resource: str, field: str) -> dict[str, str]:
    return {"resource": resource, "field": field, "code": "invalid"}


def custom(resource: str, message: str) -> dict[str, str]:
    return {"resource": resource, "code": "custom", "message": message}
