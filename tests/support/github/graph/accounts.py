"""Where a query begins; people, organizations, Apps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.support.github.graph.fields import Told, Viewer, known
from tests.support.github.shapes import stamp
from tests.support.github.world import Pull, Refusal, Repository, User


def need(view: Viewer, home: Repository, what: str) -> None:
    view.hub.need(view.token, home, what, "read")


def _see(view: Viewer, given: dict[str, Any]) -> Repository:
    try:
        return view.hub.see(view.token, given["owner"], given["name"])
    except Refusal:
        named = f"{given['owner']}/{given['name']}"
        raise Told("NOT_FOUND", f"Could not resolve to a Repository with the name '{named}'.") from None


def _account(view: Viewer, login: str, kind: str) -> User:
    user = view.hub.users.get(login.lower())
    if user is None or user.kind != kind:
        raise Told(
            "NOT_FOUND",
            f"Could not resolve to {'an' if kind == 'Organization' else 'a'} {kind} with the login of '{login}'.",
        )
    return user


def node(view: Viewer, given: dict[str, Any]) -> Any:
    for home in view.hub.repositories.values():
        if not view.hub.can_see(view.token, home):
            continue
        for issue in home.issues.values():
            about: list[Any] = [home, issue, *issue.comments, *issue.events]
            about += issue.reviews if isinstance(issue, Pull) else []
            for thing in (*about, *home.suites, *home.runs):
                if thing.node_id == given["id"]:
                    return thing
        if home.node_id == given["id"]:
            return home
    for user in view.hub.users.values():
        if user.node_id == given["id"]:
            return user
    raise Told("NOT_FOUND", f"Could not resolve to a node with the global id of '{given['id']}'")


def _rate(view: Viewer) -> dict[str, Any]:
    used = view.token.spent.get("graphql", 0) + view.cost["cost"]
    return {
        "cost": view.cost["cost"],
        "limit": view.hub.limit,
        "nodeCount": view.cost["nodes"],
        "remaining": view.hub.limit - used,
        "used": used,
        "resetAt": stamp(view.token.resets or view.hub.now + timedelta(hours=1)),
    }


known(
    "Query",
    repository=lambda _, view, given: _see(view, given),
    viewer=lambda _, view, __: view.hub.actor(view.token),
    rateLimit=lambda _, view, __: _rate(view),
    user=lambda _, view, given: _account(view, given["login"], "User"),
    organization=lambda _, view, given: _account(view, given["login"], "Organization"),
    node=lambda _, view, given: node(view, given),
    nodes=lambda _, view, given: [node(view, {"id": one}) for one in given["ids"]],
)

for _kind in ("User", "Organization", "Bot", "Mannequin", "EnterpriseUserAccount"):
    known(
        _kind,
        # GraphQL names a bot without the "[bot]" that REST gives it
        login=lambda user, _, __: user.login.removesuffix("[bot]"),
        id=lambda user, _, __: user.node_id,
        databaseId=lambda user, _, __: user.id,
        name=lambda user, _, __: user.name or None,
        email=lambda user, _, __: "",
        url=lambda user, view, __: f"{view.shapes.web}/{user.login}",
        resourcePath=lambda user, _, __: f"/{user.login}",
        avatarUrl=lambda user, view, __: f"{view.shapes.web}/avatars/{user.id}",
    )

known(
    "App",
    id=lambda app, _, __: app.node_id,
    databaseId=lambda app, _, __: app.id,
    slug=lambda app, _, __: app.slug,
    name=lambda app, _, __: app.name,
    createdAt=lambda app, _, __: stamp(app.created),
    url=lambda app, view, __: f"{view.shapes.web}/apps/{app.slug}",
)
