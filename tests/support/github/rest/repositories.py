"""Repositories and who works in them."""

from __future__ import annotations

from typing import Any

from tests.support.github import codeowners
from tests.support.github.rest.call import Answer, Call, Listed, operation
from tests.support.github.shapes import JSON
from tests.support.github.world import Refusal, Role, Token


@operation("repos/get")
def _repository(call: Call) -> Any:
    return call.shapes.repository(call.token, call.home())


@operation("repos/list-collaborators")
def _collaborators(call: Call) -> Any:
    home = call.home()
    call.hub.need_role(call.token, home, "write", "metadata")
    people = [call.hub.users[login] for login in home.roles if home.roles[login] != "none"]

    def shape(user: Any) -> JSON:
        shown = call.shapes.user(user)
        shown["permissions"] = call.shapes.permissions(Token("", user), home)
        shown["role_name"] = call.hub.role(user, home)
        return shown

    return Listed(people, shape)


@operation("repos/check-collaborator")
def _is_collaborator(call: Call) -> Any:
    home = call.home()
    if call.place["username"].lower() in home.roles:
        return Answer(204)
    raise Refusal(404, "Not Found")


@operation("repos/get-collaborator-permission-level")
def _permission(call: Call) -> Any:
    home = call.home()
    user = call.hub.users.get(call.place["username"].lower())
    if user is None:
        raise Refusal(404, f"{call.place['username']} is not a user")
    role: Role = call.hub.role(user, home)
    simple = {"maintain": "write", "triage": "read"}.get(role, role)
    shown = call.shapes.user(user)
    shown["permissions"] = call.shapes.permissions(Token("", user), home)
    shown["role_name"] = role
    return {"permission": simple, "role_name": role, "user": shown}


@operation("repos/codeowners-errors")
def _codeowners_errors(call: Call) -> Any:
    home = call.home("contents")
    branch = call.query.get("ref", home.default_branch)
    if not codeowners.read(home, branch):
        raise Refusal(404, "Not Found")
    return call.shapes.codeowners_errors(home, branch)
