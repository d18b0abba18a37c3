"""Accounts, limits, Apps and their installations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.support.github.rest.call import Answer, Call, Listed, operation
from tests.support.github.shapes import JSON, stamp
from tests.support.github.world import Refusal


@operation("users/get-authenticated")
def _me(call: Call) -> Any:
    if call.token.app is not None:
        raise Refusal(403, "Resource not accessible by integration")
    return call.shapes.whole_user(call.hub.actor(call.token), own=True)


@operation("users/get-by-username")
def _user(call: Call) -> Any:
    user = call.hub.users.get(call.place["username"].lower())
    if user is None:
        raise Refusal(404, "Not Found")
    return call.shapes.whole_user(user, own=user is call.token.user)


@operation("orgs/get")
def _organization(call: Call) -> Any:
    account = call.hub.users.get(call.place["org"].lower())
    if account is None or account.kind != "Organization":
        raise Refusal(404, "Not Found")
    own = [r for r in call.hub.repositories.values() if r.owner is account]
    inside = call.token.app is None and any(call.hub.at_least(call.token.user, r, "admin") for r in own)
    return call.shapes.organization(account, inside=inside)


@operation("rate-limit/get")
def _rate_limit(call: Call) -> Any:
    reset = int((call.token.resets or call.hub.now + timedelta(hours=1)).timestamp())

    def one(resource: str) -> JSON:
        used = call.token.spent.get(resource, 0)
        return {"limit": call.hub.limit, "used": used, "remaining": call.hub.limit - used, "reset": reset}

    return {
        "resources": {resource: one(resource) for resource in ("core", "search", "graphql")},
        "rate": one("core"),
    }


@operation("apps/get-authenticated")
def _app(call: Call) -> Any:
    if call.token.app is None or call.token.user is not None:
        raise Refusal(401, "A JSON web token could not be decoded")
    return call.shapes.app(call.token.app)


@operation("apps/get-by-slug")
def _app_by_slug(call: Call) -> Any:
    for app in call.hub.apps.values():
        if app.slug == call.place["app_slug"]:
            return call.shapes.app(app)
    raise Refusal(404, "Not Found")


@operation("apps/get-repo-installation")
def _installation(call: Call) -> Any:
    if call.token.app is None or call.token.user is not None:
        raise Refusal(401, "A JSON web token could not be decoded")
    home = call.hub.repositories.get(f"{call.place['owner']}/{call.place['repo']}".lower())
    if home is None or call.token.app not in home.installed:
        raise Refusal(404, "Not Found")
    return call.shapes.installation(call.token.app, home.owner)


@operation("apps/get-installation")
def _installation_by_id(call: Call) -> Any:
    app = call.token.app
    if app is None or call.token.user is not None:
        raise Refusal(401, "A JSON web token could not be decoded")
    homes = [home for home in call.hub.repositories.values() if app in home.installed]
    if app.installation != call.number("installation_id") or not homes:
        raise Refusal(404, "Not Found")
    return call.shapes.installation(app, homes[0].owner)


@operation("apps/create-installation-access-token")
def _installation_token(call: Call) -> Any:
    app = call.token.app
    if app is None or call.token.user is not None:
        raise Refusal(401, "A JSON web token could not be decoded")
    homes = [home for home in call.hub.repositories.values() if app in home.installed]
    if app.installation != call.number("installation_id") or not homes:
        raise Refusal(404, "Not Found")
    wanted = call.body.get("repositories")
    if wanted is not None:
        homes = [home for home in homes if home.name in wanted]
    asked = call.body.get("permissions") or app.permissions
    for what, level in asked.items():
        if app.permissions.get(what, "none") not in (level, "write"):
            raise Refusal(422, "The permissions requested are not granted to this installation.")
    token = call.hub.installation_token(app, homes, asked)
    return Answer(
        201,
        {
            "token": token.value,
            "expires_at": stamp(token.expires),
            "permissions": token.permissions,
            "repository_selection": "selected",
        },
    )


@operation("apps/list-repos-accessible-to-installation")
def _installation_repositories(call: Call) -> Any:
    if call.token.repositories is None:
        raise Refusal(403, "You must authenticate with an installation access token in order to list repositories.")
    homes = [home for name, home in call.hub.repositories.items() if name in call.token.repositories]
    return Listed(
        homes,
        lambda home: call.shapes.repository(call.token, home, "repository"),
        "repositories",
        {"repository_selection": "selected"},
    )
