"""People, organizations, Apps; and how what nobody asked for is filled in."""

from __future__ import annotations

from typing import Any

from tests.support.github import published
from tests.support.github.hub import Hub
from tests.support.github.shapes.values import JSON, neutral, stamp
from tests.support.github.world import App, Repository, User


class Accounts:
    """`api` and `web` are the addresses of the interface and of the pages, without a slash at the end."""

    def __init__(self, hub: Hub, api: str, web: str) -> None:
        self.hub, self.api, self.web = hub, api, web

    def fill(self, component: str, place: str = "", /, **own: Any) -> JSON:
        """`own`, with the required fields of a schema that it lacks."""
        schema = published.component("schemas", component)
        example = published.component("examples", component, {}).get("value", {})
        if not isinstance(example, dict):
            example = {}
        for key in schema.get("required", []):
            if key in own:
                continue
            given = example.get(key)
            if isinstance(given, str) and given.startswith("https://"):
                own[key] = self._moved(given, place)
            else:
                own[key] = neutral(schema["properties"][key])
        return own

    def _moved(self, address: str, place: str) -> str:
        for theirs, ours in (
            ("https://api.github.com", self.api),
            ("https://github.com", self.web),
            ("octocat/Hello-World", place or "octocat/Hello-World"),
            ("github/hello-world", place or "octocat/Hello-World"),
        ):
            address = address.replace(theirs, ours)
        return address

    def user(self, user: User) -> JSON:
        user = self.hub.ghost if user.gone else user
        place = f"{self.api}/users/{user.login}"
        return {
            "login": user.login,
            "id": user.id,
            "node_id": user.node_id,
            "avatar_url": f"{self.web}/avatars/{user.id}",
            "gravatar_id": "",
            "url": place,
            "html_url": f"{self.web}/{user.login}",
            "followers_url": f"{place}/followers",
            "following_url": f"{place}/following{{/other_user}}",
            "gists_url": f"{place}/gists{{/gist_id}}",
            "starred_url": f"{place}/starred{{/owner}}{{/repo}}",
            "subscriptions_url": f"{place}/subscriptions",
            "organizations_url": f"{place}/orgs",
            "repos_url": f"{place}/repos",
            "events_url": f"{place}/events{{/privacy}}",
            "received_events_url": f"{place}/received_events",
            "type": user.kind,
            "user_view_type": "public",
            "site_admin": False,
        }

    def maybe(self, user: User | None) -> JSON | None:
        return None if user is None else self.user(user)

    def plan(self, account: User) -> JSON:
        return {"name": account.plan, "space": 976562499, "private_repos": 10000, "collaborators": 0}

    def whole_user(self, user: User, *, own: bool) -> JSON:
        shown = self.user(user) | {"name": user.name or None, "email": user.email if own else None}
        shown |= {"created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z"}
        return self.fill("private-user", **shown, plan=self.plan(user)) if own else self.fill("public-user", **shown)

    def organization(self, account: User, *, inside: bool) -> JSON:
        place = f"{self.api}/orgs/{account.login}"
        own: JSON = {
            "login": account.login,
            "id": account.id,
            "node_id": account.node_id,
            "url": place,
            "name": account.name,
            "type": "Organization",
            "html_url": f"{self.web}/{account.login}",
            "created_at": "2020-01-01T00:00:00Z",
            "updated_at": "2020-01-01T00:00:00Z",
        }
        if inside:
            own["plan"] = self.plan(account) | {"filled_seats": 6, "seats": 6}
        own |= {
            key: f"{place}/{key.removesuffix('_url')}"
            for key in ("repos_url", "events_url", "hooks_url", "issues_url", "members_url", "public_members_url")
        }
        return self.fill("organization-full", **own)

    def app(self, app: App) -> JSON:
        own: JSON = {
            "id": app.id,
            "slug": app.slug,
            "node_id": app.node_id,
            "owner": self.user(app.owner),
            "name": app.name,
            "external_url": self.web,
            "html_url": f"{self.web}/apps/{app.slug}",
            "created_at": stamp(app.created),
            "updated_at": stamp(app.created),
            "permissions": app.permissions,
            "events": ["pull_request"],
        }
        return self.fill("integration", **own)

    def installation(self, app: App, account: User) -> JSON:
        place = f"{self.api}/app/installations/{app.installation}"
        own: JSON = {
            "id": app.installation,
            "app_id": app.id,
            "app_slug": app.slug,
            "account": self.user(account),
            "target_id": account.id,
            "target_type": account.kind,
            "repository_selection": "selected",
            "access_tokens_url": f"{place}/access_tokens",
            "repositories_url": f"{self.api}/installation/repositories",
            "html_url": f"{self.web}/settings/installations/{app.installation}",
            "permissions": app.permissions,
            "events": ["pull_request"],
            "created_at": stamp(app.created),
            "updated_at": stamp(app.created),
        }
        return self.fill("installation", **own)

    def association(self, user: User, repository: Repository) -> str:
        if user is repository.owner:
            return "OWNER"
        return "COLLABORATOR" if user.login.lower() in repository.roles else "NONE"
