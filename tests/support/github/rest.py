"""The REST interface: one function for each of GitHub's operations that the fake knows, under GitHub's own name for it.

A documented operation without a function here fails the test loudly; an address that GitHub does not document is 404.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.support.github import codeowners, published
from tests.support.github.hub import Hub
from tests.support.github.shapes import JSON, Shapes, stamp, summary_state
from tests.support.github.store import Person
from tests.support.github.world import (
    CheckRun,
    Deployment,
    Pull,
    Refusal,
    Repository,
    Role,
    Token,
    new_id,
)

SHA = re.compile(r"[0-9a-f]{40}")


@dataclass
class Call:
    """One request, told apart."""

    hub: Hub
    shapes: Shapes
    token: Token
    place: dict[str, str]
    query: dict[str, str]
    body: JSON

    def number(self, name: str) -> int:
        try:
            return int(self.place[name])
        except ValueError:
            raise Refusal(404, "Not Found") from None

    def home(self, what: str = "metadata", level: str = "read") -> Repository:
        """The repository of the address, after the right to do this in it is shown."""
        repository = self.hub.see(self.token, self.place["owner"], self.place["repo"])
        self.hub.need(self.token, repository, what, level)
        return repository

    def pull(self) -> Pull:
        return self.hub.pull(self.home("pull_requests"), self.number("pull_number"))


@dataclass
class Answer:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Listed:
    """A list of which one page is shown. `key`: the field that holds it where the answer is an object."""

    items: Sequence[Any]
    shape: Callable[[Any], Any]
    key: str = ""
    more: JSON = field(default_factory=dict)


Handler = Callable[[Call], Any]
HANDLERS: dict[str, Handler] = {}


def operation(*names: str) -> Callable[[Handler], Handler]:
    def keep(function: Handler) -> Handler:
        HANDLERS.update(dict.fromkeys(names, function))
        return function

    return keep


# -- accounts -------------------------------------------------------------------------------------------------------


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
    one = {
        "limit": 5000,
        "used": 5000 - call.token.remaining,
        "remaining": call.token.remaining,
        "reset": int((call.token.resets or call.hub.now + timedelta(hours=1)).timestamp()),
    }
    return {"resources": {"core": one, "search": one, "graphql": one}, "rate": one}


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


# -- repositories ---------------------------------------------------------------------------------------------------


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


# -- branches, rules ------------------------------------------------------------------------------------------------


def _branches(home: Repository) -> list[tuple[str, str]]:
    heads = home.store.refs().items()
    return [(ref.removeprefix("refs/heads/"), sha) for ref, sha in heads if ref.startswith("refs/heads/")]


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
    if call.place["branch"] not in home.protections:
        raise Refusal(404, "Branch not protected")
    return call.shapes.protection(home, call.place["branch"])


@operation("repos/get-repo-rulesets")
def _rulesets(call: Call) -> Any:
    home = call.home()
    return Listed(home.rulesets, lambda ruleset: call.shapes.ruleset(call.token, home, ruleset, whole=False))


@operation("repos/get-repo-ruleset")
def _ruleset(call: Call) -> Any:
    home = call.home()
    for ruleset in home.rulesets:
        if ruleset["id"] == call.number("ruleset_id"):
            return call.shapes.ruleset(call.token, home, ruleset, whole=True)
    raise Refusal(404, "Not Found")


@operation("repos/get-branch-rules")
def _branch_rules(call: Call) -> Any:
    home = call.home()

    def shape(rule: JSON) -> JSON:
        shown = {key: value for key, value in rule.items() if key != "ruleset"}
        return shown | {
            "ruleset_source_type": "Repository",
            "ruleset_source": home.full_name,
            "ruleset_id": rule["ruleset"]["id"],
        }

    return Listed(call.hub.rules(home, call.place["branch"]), shape)


# -- settings of Actions, environments, Pages -----------------------------------------------------------------------


@operation("actions/get-github-actions-permissions-repository")
def _actions(call: Call) -> Any:
    home = call.home("administration")
    if not home.actions["enabled"]:
        return {"enabled": False}
    return home.actions


@operation("actions/get-github-actions-default-workflow-permissions-repository")
def _workflow_permissions(call: Call) -> Any:
    return call.home("administration").workflow_permissions


@operation("actions/get-fork-pr-contributor-approval-permissions-repository")
def _fork_approval(call: Call) -> Any:
    home = call.home("administration")
    if home.private:
        raise Refusal(422, "Fork PR approval is only available for public repositories")
    return {"approval_policy": home.fork_approval}


@operation("actions/list-repo-variables")
def _variables(call: Call) -> Any:
    home = call.home("variables")
    return Listed(sorted(home.variables), lambda name: _variable_shape(home, name), "variables")


def _variable_shape(home: Repository, name: str) -> JSON:
    value, at = home.variables[name]
    return {"name": name, "value": value, "created_at": stamp(at), "updated_at": stamp(at)}


@operation("actions/get-repo-variable")
def _variable(call: Call) -> Any:
    home = call.home("variables")
    if call.place["name"].upper() not in home.variables:
        raise Refusal(404, "Not Found")
    return _variable_shape(home, call.place["name"].upper())


@operation("actions/create-repo-variable")
def _create_variable(call: Call) -> Any:
    home = call.home("variables", "write")
    name = call.body["name"].upper()
    if name in home.variables:
        raise Refusal(409, f"Already exists - Variable already exists: {name}")
    home.variables[name] = (call.body["value"], call.hub.now)
    return Answer(201, {})


@operation("actions/update-repo-variable")
def _update_variable(call: Call) -> Any:
    home = call.home("variables", "write")
    name = call.place["name"].upper()
    if name not in home.variables:
        raise Refusal(404, "Not Found")
    home.variables[name] = (call.body.get("value", home.variables[name][0]), call.hub.now)
    return Answer(204)


@operation("actions/list-repo-secrets")
def _secrets(call: Call) -> Any:
    home = call.home("secrets")
    return Listed(
        sorted(home.secrets),
        lambda name: {
            "name": name,
            "created_at": stamp(home.secrets[name]),
            "updated_at": stamp(home.secrets[name]),
        },
        "secrets",
    )


@operation("repos/get-all-environments")
def _environments(call: Call) -> Any:
    home = call.home("environments")
    return Listed(sorted(home.environments), lambda name: call.shapes.environment(home, name), "environments")


@operation("repos/get-environment")
def _environment(call: Call) -> Any:
    home = call.home("environments")
    if call.place["environment_name"] not in home.environments:
        raise Refusal(404, "Not Found")
    return call.shapes.environment(home, call.place["environment_name"])


@operation("repos/list-deployment-branch-policies")
def _branch_policies(call: Call) -> Any:
    home = call.home("environments")
    given = home.environments.get(call.place["environment_name"])
    if given is None:
        raise Refusal(404, "Not Found")
    return Listed(given.get("branches", []), lambda policy: policy, "branch_policies")


@operation("repos/get-pages")
def _pages(call: Call) -> Any:
    home = call.home("pages")
    if home.pages is None:
        raise Refusal(404, "Not Found")
    return home.pages


@operation("repos/create-pages-deployment")
def _deploy_pages(call: Call) -> Any:
    home = call.home("pages", "write")
    if home.pages is None:
        raise Refusal(404, "Not Found")
    place = f"{call.shapes.api}/repos/{home.full_name}/pages/deployments/{call.body['pages_build_version']}"
    return {"id": call.body["pages_build_version"], "status_url": place, "page_url": home.pages["html_url"]}


@operation("repos/get-pages-deployment")
def _pages_deployment(call: Call) -> Any:
    call.home("pages")
    return {"status": "succeed"}


@operation("repos/list-deployments")
def _deployments(call: Call) -> Any:
    home = call.home("deployments")
    wanted = [
        made
        for made in reversed(home.deployments)
        if all(call.query.get(key) in (None, "none", getattr(made, key)) for key in ("sha", "ref", "environment"))
    ]
    return Listed(wanted, lambda made: call.shapes.deployment(home, made))


def _deployment(call: Call, home: Repository) -> Deployment:
    for made in home.deployments:
        if made.id == call.number("deployment_id"):
            return made
    raise Refusal(404, "Not Found")


@operation("repos/get-deployment")
def _get_deployment(call: Call) -> Any:
    home = call.home("deployments")
    return call.shapes.deployment(home, _deployment(call, home))


@operation("repos/list-deployment-statuses")
def _deployment_statuses(call: Call) -> Any:
    home = call.home("deployments")
    made = _deployment(call, home)
    place = f"{call.shapes.api}/repos/{home.full_name}"

    def shape(_: Any) -> JSON:
        return {
            "id": made.id,
            "node_id": made.node_id,
            "state": made.state,
            "creator": call.shapes.user(made.creator),
            "description": "",
            "environment": made.environment,
            "environment_url": made.url,
            "log_url": "",
            "target_url": made.url,
            "deployment_url": f"{place}/deployments/{made.id}",
            "repository_url": place,
            "url": f"{place}/deployments/{made.id}/statuses/{made.id}",
            "created_at": stamp(made.at),
            "updated_at": stamp(made.at),
        }

    return Listed([made], shape)


@operation("actions/create-workflow-dispatch")
def _dispatch(call: Call) -> Any:
    home = call.home("actions", "write")
    if home.store.resolve(f"refs/heads/{call.body['ref']}") is None:
        raise Refusal(422, f"No ref found for: {call.body['ref']}")
    home.dispatches.append({"workflow": call.place["workflow_id"], **call.body})
    return Answer(204)


# -- commits, contents, git -----------------------------------------------------------------------------------------


def _commit(home: Repository, name: str, refusal: str = "No commit found for SHA: {}", status: int = 422) -> str:
    found = home.store.resolve(name)
    if found is None:
        raise Refusal(status, refusal.format(name))
    return found


@operation("repos/list-commits")
def _commits(call: Call) -> Any:
    home = call.home("contents")
    tip = _commit(home, call.query.get("sha", home.default_branch), "Not Found", 404)
    said = home.store.git("rev-list", tip, *(["--", call.query["path"]] if "path" in call.query else []))
    return Listed(said.decode().split(), lambda sha: call.shapes.commit(home, sha))


@operation("repos/get-commit")
def _get_commit(call: Call) -> Any:
    home = call.home("contents")
    return call.shapes.commit(home, _commit(home, call.place["ref"]), files=True)


@operation("repos/list-pull-requests-associated-with-commit")
def _pulls_of_commit(call: Call) -> Any:
    """For a commit on the default branch the merged pull request it came with; else the pull requests that hold it."""
    home = call.home("pull_requests")
    sha = _commit(home, call.place["commit_sha"])
    found = [p for p in home.pulls if sha in (p.head_sha, p.merge_commit) or sha in call.hub.commits_of(p)]
    return Listed(found, lambda pull: call.shapes.pull(call.token, pull))


@operation("repos/compare-commits", "repos/compare-commits-with-basehead")
def _compare(call: Call) -> Any:
    home = call.home("contents")
    named = call.place.get("basehead") or f"{call.place['base']}...{call.place['head']}"
    base, _, head = named.partition("...")
    one, two = _commit(home, base, "Not Found", 404), _commit(home, head, "Not Found", 404)
    middle = home.store.merge_base(one, two)
    if middle is None:
        raise Refusal(404, f"No common ancestor between {base} and {head}.")
    ahead, behind = home.store.between(one, two), home.store.between(two, one)
    status = "diverged" if ahead and behind else "ahead" if ahead else "behind" if behind else "identical"
    web = f"{call.shapes.web}/{home.full_name}/compare/{named}"
    return {
        "url": f"{call.shapes.api}/repos/{home.full_name}/compare/{named}",
        "html_url": web,
        "permalink_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "base_commit": call.shapes.commit(home, one),
        "merge_base_commit": call.shapes.commit(home, middle),
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [call.shapes.commit(home, sha) for sha in ahead[:250]],
        "files": [call.shapes.file(home, two, middle, change) for change in home.store.changes(middle, two)[:300]],
    }


@operation("repos/get-content")
def _content(call: Call) -> Any:
    home = call.home("contents")
    ref = call.query.get("ref", home.default_branch)
    sha = home.store.resolve(ref)
    if sha is None:
        raise Refusal(404, f"No commit found for the ref {ref}")
    path = call.place.get("path", "").strip("/")
    try:
        kind, content, oid = home.store.read(f"{sha}:{path}")
    except KeyError:
        raise Refusal(404, "Not Found") from None
    if kind == "tree":
        return [_entry(call, home, ref, path, name, *entry) for name, entry in home.store.tree(oid).items()]
    shown = call.shapes.content(home, ref, path, oid, "file", len(content))
    if len(content) > 1_000_000:
        return shown | {"content": "", "encoding": "none"}
    return shown | {"content": base64.encodebytes(content).decode(), "encoding": "base64"}


def _entry(call: Call, home: Repository, ref: str, folder: str, name: str, mode: str, oid: str) -> JSON:
    kind = {"40000": "dir", "120000": "symlink", "160000": "submodule"}.get(mode, "file")
    size = len(home.store.read(oid)[1]) if kind in ("file", "symlink") else 0
    path = f"{folder}/{name}" if folder else name
    return call.shapes.content(home, ref, path, oid, kind, size)


def _author(call: Call) -> Person | None:
    given = call.body.get("author") or call.body.get("committer")
    return Person(given["name"], given["email"], call.hub.now) if given else None


@operation("repos/create-or-update-file-contents")
def _put_content(call: Call) -> Any:
    home = call.home("contents", "write")
    branch = call.body.get("branch", home.default_branch)
    path = call.place["path"]
    tip = home.store.resolve(f"refs/heads/{branch}")
    if tip is None and home.store.refs():
        raise Refusal(404, f"Branch {branch} not found")
    _same_blob(home, tip, path, call.body.get("sha"))
    try:
        content = base64.b64decode(call.body["content"], validate=False)
    except ValueError:
        raise Refusal(422, "content is not valid Base64") from None
    new = tip is None or home.store.file(tip, path) is None
    made = call.hub.edit(call.token, home, branch, {path: content}, call.body["message"], author=_author(call))
    oid = home.store.read(f"{made}:{path}")[2]
    shown = call.shapes.content(home, branch, path, oid, "file", len(content))
    return Answer(201 if new else 200, {"content": shown, "commit": call.shapes.git_commit(home, made)})


@operation("repos/delete-file")
def _delete_content(call: Call) -> Any:
    home = call.home("contents", "write")
    branch = call.body.get("branch", home.default_branch)
    tip = _commit(home, f"refs/heads/{branch}", f"Branch {branch} not found", 404)
    if home.store.file(tip, call.place["path"]) is None:
        raise Refusal(404, "Not Found")
    _same_blob(home, tip, call.place["path"], call.body.get("sha"))
    made = call.hub.edit(
        call.token, home, branch, {call.place["path"]: None}, call.body["message"], author=_author(call)
    )
    return {"content": None, "commit": call.shapes.git_commit(home, made)}


def _same_blob(home: Repository, tip: str | None, path: str, given: str | None) -> None:
    if tip is None or home.store.file(tip, path) is None:
        return
    if given is None:
        raise Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if home.store.read(f"{tip}:{path}")[2] != given:
        raise Refusal(409, f"{path} does not match {given}")


@operation("git/get-ref")
def _ref(call: Call) -> Any:
    home = call.home("contents")
    name = f"refs/{call.place['ref']}"
    sha = home.store.refs().get(name)
    if sha is None:
        raise Refusal(404, "Not Found")
    return call.shapes.ref(home, name, sha)


@operation("git/list-matching-refs")
def _matching_refs(call: Call) -> Any:
    home = call.home("contents")
    found = [pair for pair in home.store.refs().items() if pair[0].startswith(f"refs/{call.place['ref']}")]
    return Listed(found, lambda pair: call.shapes.ref(home, *pair))


@operation("git/create-ref")
def _create_ref(call: Call) -> Any:
    home = call.home("contents", "write")
    name = call.body["ref"]
    if not name.startswith("refs/") or name.count("/") < 2 or name.startswith("refs/pull/"):
        raise Refusal(422, "Reference name must start with 'refs/' and contain at least two slashes.")
    if name in home.store.refs():
        raise Refusal(422, "Reference already exists")
    if home.store.resolve(call.body["sha"]) is None:
        raise Refusal(422, "Object does not exist")
    call.hub.rules_for_push(call.token, home, name.removeprefix("refs/heads/"))
    call.hub.move(call.token, home, name, call.body["sha"])
    return Answer(201, call.shapes.ref(home, name, call.body["sha"]))


@operation("git/update-ref")
def _update_ref(call: Call) -> Any:
    home = call.home("contents", "write")
    name = f"refs/{call.place['ref']}"
    before = home.store.refs().get(name)
    if before is None:
        raise Refusal(422, "Reference does not exist")
    if home.store.resolve(call.body["sha"]) is None:
        raise Refusal(422, "Object does not exist")
    if not call.body.get("force") and not home.store.is_ancestor(before, call.body["sha"]):
        raise Refusal(422, "Update is not a fast forward")
    said = call.hub.push_refusal(call.token, home, name.removeprefix("refs/heads/"))
    if said:
        raise Refusal(422, said)
    call.hub.move(call.token, home, name, call.body["sha"])
    return call.shapes.ref(home, name, call.body["sha"])


@operation("git/delete-ref")
def _delete_ref(call: Call) -> Any:
    home = call.home("contents", "write")
    name = f"refs/{call.place['ref']}"
    if name not in home.store.refs():
        raise Refusal(422, "Reference does not exist")
    call.hub.rules_for_push(call.token, home, name.removeprefix("refs/heads/"))
    call.hub.move(call.token, home, name, None)
    return Answer(204)


@operation("git/get-commit")
def _git_commit(call: Call) -> Any:
    home = call.home("contents")
    return call.shapes.git_commit(home, _commit(home, call.place["commit_sha"], "Not Found", 404))


@operation("git/create-commit")
def _create_commit(call: Call) -> Any:
    home = call.home("contents", "write")
    now = call.hub.now
    given = call.body.get("author")
    author = call.hub.person(call.hub.actor(call.token))
    if given:
        date = datetime.fromisoformat(given["date"]) if "date" in given else now
        author = Person(given["name"], given["email"], date)
    parents = tuple(call.body.get("parents", []))
    if not home.store.has(call.body["tree"]) or any(home.store.resolve(parent) is None for parent in parents):
        raise Refusal(
            422, "Tree SHA does not exist" if not home.store.has(call.body["tree"]) else "Parent SHA does not exist"
        )
    # an App's commit that names neither author nor committer is signed by GitHub
    web = call.token.app is not None and not given and "committer" not in call.body
    made = call.hub.commit(home, call.body["tree"], parents, call.body["message"], author, web=web)
    return Answer(201, call.shapes.git_commit(home, made))


@operation("git/get-tree")
def _tree(call: Call) -> Any:
    home = call.home("contents")
    try:
        oid = home.store.read(f"{call.place['tree_sha']}^{{tree}}")[2]
    except KeyError:
        raise Refusal(404, "Not Found") from None
    place = f"{call.shapes.api}/repos/{home.full_name}/git"
    flags = ["-r", "-t"] if "recursive" in call.query else []
    said = home.store.git("ls-tree", "-z", "-l", *flags, oid).decode("utf-8", "surrogateescape")
    entries: list[JSON] = []
    for line in said.split("\0")[:-1]:
        head, path = line.split("\t", 1)
        mode, kind, sha, size = head.split()
        entry = {"path": path, "mode": mode, "type": kind, "sha": sha}
        if kind == "blob":
            entry |= {"size": int(size), "url": f"{place}/blobs/{sha}"}  # type: ignore[dict-item]
        elif kind == "tree":
            entry["url"] = f"{place}/trees/{sha}"
        entries.append(entry)
    return {"sha": oid, "url": f"{place}/trees/{oid}", "tree": entries, "truncated": False}


@operation("git/create-tree")
def _create_tree(call: Call) -> Any:
    home = call.home("contents", "write")
    base = call.body.get("base_tree")
    if base is not None:
        base = home.store.read(f"{base}^{{tree}}")[2]
    files: dict[str, bytes | None] = {}
    for entry in call.body["tree"]:
        if "content" in entry:
            files[entry["path"]] = entry["content"].encode()
        elif entry.get("sha") is None:
            files[entry["path"]] = None
        else:
            files[entry["path"]] = home.store.read(entry["sha"])[1]
    made = home.store.tree_with(base, files)
    place = {**call.place, "tree_sha": made}
    shown = _tree(Call(call.hub, call.shapes, call.token, place, {}, {}))
    return Answer(201, shown)


@operation("git/create-blob")
def _create_blob(call: Call) -> Any:
    home = call.home("contents", "write")
    coded = call.body.get("encoding", "utf-8") == "base64"
    content = base64.b64decode(call.body["content"]) if coded else call.body["content"].encode()
    sha = home.store.write("blob", content)
    return Answer(201, {"sha": sha, "url": f"{call.shapes.api}/repos/{home.full_name}/git/blobs/{sha}"})


@operation("git/get-blob")
def _blob(call: Call) -> Any:
    home = call.home("contents")
    try:
        kind, content, sha = home.store.read(call.place["file_sha"])
    except KeyError:
        kind = ""
    if kind != "blob":
        raise Refusal(404, "Not Found")
    return {
        "sha": sha,
        "node_id": f"B_{sha}",
        "size": len(content),
        "url": f"{call.shapes.api}/repos/{home.full_name}/git/blobs/{sha}",
        "content": base64.encodebytes(content).decode(),
        "encoding": "base64",
    }


# -- checks and statuses --------------------------------------------------------------------------------------------


@operation("checks/create")
def _create_check(call: Call) -> Any:
    home = call.home()
    return Answer(201, call.shapes.check_run(home, call.hub.create_run(call.token, home, call.body)))


def _check(call: Call, home: Repository) -> CheckRun:
    for run in home.runs:
        if run.id == call.number("check_run_id"):
            return run
    raise Refusal(404, "Not Found")


@operation("checks/update")
def _update_check(call: Call) -> Any:
    home = call.home()
    run = _check(call, home)
    call.hub.update_run(call.token, home, run, call.body)
    return call.shapes.check_run(home, run)


@operation("checks/get")
def _get_check(call: Call) -> Any:
    home = call.home("checks")
    return call.shapes.check_run(home, _check(call, home))


@operation("checks/list-annotations")
def _annotations(call: Call) -> Any:
    home = call.home("checks")
    run = _check(call, home)

    def shape(given: JSON) -> JSON:
        whole: JSON = dict.fromkeys(("start_column", "end_column", "title", "raw_details"))
        blob = f"{call.shapes.web}/{home.full_name}/blob/{run.head}/{given['path']}"
        return whole | given | {"blob_href": blob}

    return Listed(run.annotations, shape)


@operation("checks/list-for-ref")
def _checks(call: Call) -> Any:
    home = call.home("checks")
    sha = _commit(home, call.place["ref"])
    runs = [run for run in home.runs if run.head == sha]
    for key, name in (("check_name", "name"), ("status", "status")):
        if key in call.query:
            runs = [run for run in runs if getattr(run, name) == call.query[key]]
    if "app_id" in call.query:
        runs = [run for run in runs if run.suite.app.id == int(call.query["app_id"])]
    if call.query.get("filter", "latest") == "latest":
        runs = list({(run.suite.id, run.name): run for run in runs}.values())
    return Listed(runs[::-1], lambda run: call.shapes.check_run(home, run), "check_runs")


@operation("checks/list-suites-for-ref")
def _suites(call: Call) -> Any:
    home = call.home("checks")
    sha = _commit(home, call.place["ref"])
    suites = [suite for suite in home.suites if suite.head == sha]
    if "app_id" in call.query:
        suites = [suite for suite in suites if suite.app.id == int(call.query["app_id"])]
    return Listed(suites, lambda suite: call.shapes.check_suite(call.token, home, suite), "check_suites")


@operation("repos/create-commit-status")
def _create_status(call: Call) -> Any:
    home = call.home()
    made = call.hub.create_status(call.token, home, call.place["sha"], call.body)
    return Answer(201, call.shapes.status(home, made))


@operation("repos/list-commit-statuses-for-ref")
def _statuses(call: Call) -> Any:
    home = call.home("statuses")
    sha = _commit(home, call.place["ref"])
    found = [status for status in reversed(home.statuses) if status.sha == sha]
    return Listed(found, lambda status: call.shapes.status(home, status))


@operation("repos/get-combined-status-for-ref")
def _combined(call: Call) -> Any:
    home = call.home("statuses")
    sha = _commit(home, call.place["ref"])
    latest = {status.context: status for status in home.statuses if status.sha == sha}
    place = f"{call.shapes.api}/repos/{home.full_name}"
    return Listed(
        list(latest.values()),
        lambda status: call.shapes.status(home, status, "simple-commit-status"),
        "statuses",
        {
            "state": summary_state([status.state for status in latest.values()]),
            "sha": sha,
            "repository": call.shapes.repository(call.token, home, "minimal-repository"),
            "commit_url": f"{place}/commits/{sha}",
            "url": f"{place}/commits/{sha}/status",
        },
    )


# -- issues ---------------------------------------------------------------------------------------------------------


@operation("issues/list-for-repo")
def _issues(call: Call) -> Any:
    home = call.home("issues")
    state = call.query.get("state", "open")
    labels = {name for name in call.query.get("labels", "").split(",") if name}
    found = [
        issue
        for issue in home.issues.values()
        if state in ("all", issue.state)
        and labels <= {label.name for label in issue.labels}
        and call.query.get("creator") in (None, issue.author.login)
        and ("since" not in call.query or issue.updated >= datetime.fromisoformat(call.query["since"]))
    ]
    key = "updated" if call.query.get("sort") == "updated" else "number"
    found.sort(key=lambda issue: getattr(issue, key), reverse=call.query.get("direction", "desc") == "desc")
    return Listed(found, call.shapes.issue)


@operation("issues/create")
def _create_issue(call: Call) -> Any:
    home = call.home()
    labels = tuple(label if isinstance(label, str) else label["name"] for label in call.body.get("labels", []))
    issue = call.hub.open_issue(call.token, home, str(call.body["title"]), call.body.get("body") or "", labels)
    return Answer(201, call.shapes.issue(issue))


@operation("issues/get")
def _issue(call: Call) -> Any:
    return call.shapes.issue(call.hub.issue(call.home("issues"), call.number("issue_number")))


@operation("issues/update")
def _update_issue(call: Call) -> Any:
    issue = call.hub.issue(call.home("issues"), call.number("issue_number"))
    if "title" in call.body or "body" in call.body:
        call.hub.rename(call.token, issue, call.body.get("title"), call.body.get("body"))
    if "state" in call.body:
        call.hub.set_state(call.token, issue, call.body["state"], call.body.get("state_reason"))
    if "labels" in call.body:
        call.hub.add_labels(call.token, issue, tuple(call.body["labels"]), only=True)
    return call.shapes.issue(issue)


@operation("issues/list-comments")
def _comments(call: Call) -> Any:
    issue = call.hub.issue(call.home("issues"), call.number("issue_number"))
    found = issue.comments
    if "since" in call.query:
        since = datetime.fromisoformat(call.query["since"])
        found = [comment for comment in found if (comment.updated or comment.at) >= since]
    return Listed(found, call.shapes.comment)


@operation("issues/create-comment")
def _create_comment(call: Call) -> Any:
    issue = call.hub.issue(call.home(), call.number("issue_number"))
    return Answer(201, call.shapes.comment(call.hub.comment(call.token, issue, call.body["body"])))


@operation("issues/get-comment")
def _comment(call: Call) -> Any:
    return call.shapes.comment(call.hub.find_comment(call.home("issues"), call.number("comment_id")))


@operation("issues/update-comment")
def _update_comment(call: Call) -> Any:
    comment = call.hub.find_comment(call.home(), call.number("comment_id"))
    call.hub.change_comment(call.token, comment, call.body["body"])
    return call.shapes.comment(comment)


@operation("issues/delete-comment")
def _delete_comment(call: Call) -> Any:
    comment = call.hub.find_comment(call.home(), call.number("comment_id"))
    call.hub.change_comment(call.token, comment, None)
    return Answer(204)


@operation("issues/list-labels-on-issue")
def _labels_of_issue(call: Call) -> Any:
    home = call.home("issues")
    return Listed(
        call.hub.issue(home, call.number("issue_number")).labels, lambda label: call.shapes.label(home, label)
    )


@operation("issues/add-labels", "issues/set-labels")
def _add_labels(call: Call) -> Any:
    home = call.home()
    issue = call.hub.issue(home, call.number("issue_number"))
    names = tuple(label if isinstance(label, str) else label["name"] for label in call.body.get("labels", []))
    call.hub.add_labels(call.token, issue, names)
    return [call.shapes.label(home, label) for label in issue.labels]


@operation("issues/remove-label")
def _remove_label(call: Call) -> Any:
    home = call.home()
    issue = call.hub.issue(home, call.number("issue_number"))
    call.hub.remove_label(call.token, issue, call.place["name"])
    return [call.shapes.label(home, label) for label in issue.labels]


@operation("issues/list-labels-for-repo")
def _labels(call: Call) -> Any:
    home = call.home("issues")
    return Listed(home.labels, lambda label: call.shapes.label(home, label))


@operation("issues/list-events")
def _events(call: Call) -> Any:
    issue = call.hub.issue(call.home("issues"), call.number("issue_number"))
    shown = [entry for event in issue.events if (entry := call.shapes.event(issue, event)) is not None]
    return Listed(shown, lambda entry: entry)


# -- pull requests --------------------------------------------------------------------------------------------------


@operation("pulls/list")
def _pulls(call: Call) -> Any:
    home = call.home("pull_requests")
    state = call.query.get("state", "open")
    owner, _, branch = call.query.get("head", "").partition(":")

    def wanted(pull: Pull) -> bool:
        from_owner = pull.head_repository.owner.login if pull.head_repository else pull.author.login
        return (
            state in ("all", pull.state)
            and call.query.get("base") in (None, pull.base)
            and (not branch or (from_owner.lower(), pull.head) == (owner.lower(), branch))
        )

    found = [pull for pull in home.pulls if wanted(pull)]
    sort = call.query.get("sort", "created")
    down = call.query.get("direction", "desc" if sort == "created" else "asc") == "desc"
    found.sort(key=lambda pull: pull.sort_key if sort == "updated" else (pull.created, pull.number), reverse=down)
    return Listed(found, lambda pull: call.shapes.pull(call.token, pull))


@operation("pulls/create")
def _create_pull(call: Call) -> Any:
    home = call.home()
    owner, _, branch = call.body["head"].rpartition(":")
    source = home
    if owner and owner.lower() != home.owner.login.lower():
        forks = [
            f for f in call.hub.repositories.values() if f.fork_of is home and f.owner.login.lower() == owner.lower()
        ]
        if not forks:
            raise Refusal(422, "Validation Failed", [{"resource": "PullRequest", "field": "head", "code": "invalid"}])
        source = forks[0]
    pull = call.hub.open_pull(
        call.token,
        home,
        call.body.get("title", ""),
        branch,
        call.body["base"],
        call.body.get("body") or "",
        draft=bool(call.body.get("draft")),
        head_repository=source,
    )
    return Answer(201, call.shapes.pull(call.token, pull, whole=True))


@operation("pulls/get")
def _pull(call: Call) -> Any:
    pull = call.pull()
    call.hub.trial(pull)
    return call.shapes.pull(call.token, pull, whole=True)


@operation("pulls/update")
def _update_pull(call: Call) -> Any:
    pull = call.pull()
    if "title" in call.body or "body" in call.body:
        call.hub.rename(call.token, pull, call.body.get("title"), call.body.get("body"))
    if "base" in call.body:
        call.hub.change_base(call.token, pull, call.body["base"])
    if "state" in call.body:
        call.hub.set_state(call.token, pull, call.body["state"])
    return call.shapes.pull(call.token, pull, whole=True)


@operation("pulls/list-commits")
def _pull_commits(call: Call) -> Any:
    pull = call.pull()
    return Listed(call.hub.commits_of(pull)[:250], lambda sha: call.shapes.commit(pull.repository, sha))


@operation("pulls/list-files")
def _pull_files(call: Call) -> Any:
    pull = call.pull()
    store = pull.repository.store
    base = store.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    return Listed(
        store.changes(base, pull.head_sha)[:3000],
        lambda change: call.shapes.file(pull.repository, pull.head_sha, base, change),
    )


@operation("pulls/list-reviews")
def _reviews(call: Call) -> Any:
    pull = call.pull()
    shown = [r for r in pull.reviews if r.state != "PENDING" or r.author is call.token.user]
    return Listed(shown, call.shapes.review)


@operation("pulls/create-review")
def _create_review(call: Call) -> Any:
    pull = call.pull()
    given = call.body
    return call.shapes.review(
        call.hub.review(call.token, pull, given.get("event"), given.get("body") or "", given.get("commit_id"))
    )


@operation("pulls/get-review")
def _review(call: Call) -> Any:
    return call.shapes.review(call.hub.find_review(call.token, call.pull(), call.number("review_id")))


@operation("pulls/submit-review")
def _submit_review(call: Call) -> Any:
    review = call.hub.find_review(call.token, call.pull(), call.number("review_id"))
    call.hub.submit_review(call.token, review, call.body["event"], call.body.get("body") or "")
    return call.shapes.review(review)


@operation("pulls/delete-pending-review")
def _delete_review(call: Call) -> Any:
    pull = call.pull()
    review = call.hub.find_review(call.token, pull, call.number("review_id"))
    if review.state != "PENDING":
        raise Refusal(422, "Unprocessable Entity", ["Can not delete a non-pending pull request review"])
    pull.reviews.remove(review)
    return call.shapes.review(review)


@operation("pulls/dismiss-review")
def _dismiss(call: Call) -> Any:
    review = call.hub.find_review(call.token, call.pull(), call.number("review_id"))
    call.hub.dismiss(call.token, review, call.body["message"])
    return call.shapes.review(review)


@operation("pulls/list-review-comments", "pulls/list-comments-for-review")
def _review_comments(call: Call) -> Any:
    call.pull()
    return Listed([], lambda item: item)


@operation("pulls/list-requested-reviewers")
def _requested(call: Call) -> Any:
    return {"users": [call.shapes.user(user) for user in call.pull().requested], "teams": []}


@operation("pulls/request-reviewers")
def _request(call: Call) -> Any:
    pull = call.pull()
    if call.body.get("team_reviewers"):
        raise Refusal(422, "Reviews may only be requested from collaborators. The fake knows no teams.")
    call.hub.request_reviewers(call.token, pull, call.body.get("reviewers", []))
    return Answer(201, call.shapes.pull(call.token, pull))


@operation("pulls/remove-requested-reviewers")
def _unrequest(call: Call) -> Any:
    pull = call.pull()
    call.hub.unrequest_reviewers(call.token, pull, call.body.get("reviewers", []))
    return call.shapes.pull(call.token, pull)


@operation("pulls/check-if-merged")
def _is_merged(call: Call) -> Any:
    if call.pull().merged is None:
        raise Refusal(404, "Not Found")
    return Answer(204)


@operation("pulls/merge")
def _merge(call: Call) -> Any:
    body = call.body or {}
    sha = call.hub.merge(
        call.token,
        call.pull(),
        body.get("merge_method", "merge"),
        body.get("sha"),
        body.get("commit_title"),
        body.get("commit_message"),
    )
    return {"sha": sha, "merged": True, "message": "Pull Request successfully merged"}


@operation("pulls/update-branch")
def _update_branch(call: Call) -> Any:
    pull = call.pull()
    call.hub.update_branch(call.token, pull, call.body.get("expected_head_sha"))
    return Answer(202, {"message": "Updating pull request branch.", "url": f"{call.shapes.web}/{pull.number}"})


# -- one request ----------------------------------------------------------------------------------------------------


class Violation(AssertionError):
    """The fake answered what GitHub would not, or does not know what GitHub knows: the test proves nothing."""


_checked: set[tuple[str, int, int]] = set()


def handle(call_of: Callable[[dict[str, str], JSON], Call], method: str, path: str, raw: bytes) -> Answer:
    """The answer to a request, held against GitHub's description. Raises `Violation`."""
    if method == "GET":  # an address of old that clients still use
        path = re.sub(r"^(/repos/[^/]+/[^/]+)/statuses/([^/]+)$", r"\1/commits/\2/statuses", path)
    found = published.operation(method, path)
    if found is None:
        return Answer(404, {"message": "Not Found", "documentation_url": DOCS, "status": "404"})
    known, place = found
    handler = HANDLERS.get(known.name)
    if handler is None:
        raise Violation(f"the fake GitHub does not know {known.name} ({method} {path})")
    try:
        call = call_of(place, _body(known, raw))
        answer = _answer(handler(call), call, path)
    except Refusal as refusal:
        answer = refused(refusal)
    schema = known.answer(answer.status)
    if schema is None and answer.body is not None and answer.status != 204:
        raise Violation(f"{known.name} answers {answer.status} without a body")
    key = (known.name, answer.status, hash(repr(answer.body)))
    if schema is not None and key not in _checked:
        fault = published.fault(schema, answer.body)
        if fault:
            raise Violation(f"{known.name} never answers {answer.status} like this: {fault}")
        _checked.add(key)
    return answer


DOCS = "https://docs.github.com/rest"


def refused(refusal: Refusal) -> Answer:
    body: JSON = {"message": refusal.message, "documentation_url": DOCS, "status": str(refusal.status)}
    if refusal.errors is not None:
        body["errors"] = refusal.errors
    return Answer(refusal.status, body, dict(refusal.headers))


def _body(known: published.Operation, raw: bytes) -> JSON:
    import json

    if not raw.strip():
        body: Any = {}
    else:
        try:
            body = json.loads(raw)
        except ValueError:
            raise Refusal(400, "Problems parsing JSON") from None
    if isinstance(body, list) and known.name in ("issues/add-labels", "issues/set-labels"):
        body = {"labels": body}  # not described, but what clients send
    schema = known.body()
    if schema is not None and (raw.strip() or schema.get("required")):
        fault = published.fault(schema, body)
        if fault:
            raise Refusal(422, f"Invalid request.\n\n{fault}")
    return body  # type: ignore[no-any-return]


def _answer(value: Any, call: Call, path: str) -> Answer:
    if isinstance(value, Answer):
        return value
    if not isinstance(value, Listed):
        return Answer(200, value)
    size, page = _count(call.query, "per_page", 30), _count(call.query, "page", 1)
    size = min(size, 100)
    shown = [value.shape(item) for item in value.items[(page - 1) * size : page * size]]
    body = {"total_count": len(value.items), value.key: shown, **value.more} if value.key else shown
    last = max(1, -(-len(value.items) // size))
    links = []
    for name, number in (("prev", page - 1), ("next", page + 1), ("last", last), ("first", 1)):
        forward = name in ("next", "last")
        if (forward and page < last) or (not forward and page > 1):
            others = "".join(f"&{key}={item}" for key, item in call.query.items() if key not in ("page",))
            links.append(f'<{call.shapes.api}{path}?page={number}{others}>; rel="{name}"')
    return Answer(200, body, {"Link": ", ".join(links)} if links else {})


def _count(query: dict[str, str], name: str, otherwise: int) -> int:
    given = query.get(name, "")
    return max(1, int(given)) if given.isdigit() else otherwise


__all__ = ["HANDLERS", "Answer", "Call", "Violation", "handle", "new_id", "refused"]
