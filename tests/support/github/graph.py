"""The GraphQL interface, executed over GitHub's published schema: what the schema does not know is refused, and what it
knows but the fake does not fails the test loudly. Lists come in pages of at most 100, as on GitHub."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
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
from tests.support.github.hub import Hub
from tests.support.github.rest import Violation
from tests.support.github.shapes import Shapes, stamp
from tests.support.github.store import Person
from tests.support.github.world import (
    App,
    CheckRun,
    CheckSuite,
    Comment,
    Event,
    Issue,
    Label,
    Pull,
    Refusal,
    Repository,
    Review,
    Token,
    User,
)

NODES = 500_000


class Told(GraphQLError):
    """An error of the kind that GitHub names in `type`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class GitCommit:
    home: Repository
    sha: str
    typename: str = "Commit"

    @property
    def found(self) -> Any:
        return self.home.store.commit(self.sha)


@dataclass(frozen=True)
class PullCommit:
    pull: Pull
    sha: str
    typename: str = "PullRequestCommit"


@dataclass(frozen=True)
class Branch:
    home: Repository
    name: str
    sha: str
    typename: str = "Ref"


@dataclass(frozen=True)
class Blob:
    home: Repository
    oid: str
    content: bytes
    typename: str = "Blob"


@dataclass(frozen=True)
class Signature:
    commit: GitCommit
    typename: str = "GpgSignature"


@dataclass(frozen=True)
class Asked:
    """One entry of reviewRequests."""

    pull: Pull
    user: User
    typename: str = "ReviewRequest"


@dataclass(frozen=True)
class Viewer:
    hub: Hub
    shapes: Shapes
    token: Token
    cost: dict[str, int] = field(default_factory=dict)


@dataclass
class Connection:
    """One page of a list. `keys` order the items where the list may change between two pages."""

    items: list[Any]
    cursors: list[str]
    total: int
    before: bool
    after: bool


Resolver = Callable[[Any, Viewer, dict[str, Any]], Any]
FIELDS: dict[tuple[str, str], Resolver] = {}


def known(kind: str, **fields: Resolver) -> None:
    for name, resolver in fields.items():
        FIELDS[kind, name] = resolver


def resolve(source: Any, info: GraphQLResolveInfo[Viewer], **given: Any) -> Any:
    """Every field of every type comes through here."""
    kind = info.parent_type.name
    if isinstance(source, dict):
        return source.get(info.field_name)
    if isinstance(source, Connection):
        return _of_connection(source, info.field_name)
    resolver = FIELDS.get((kind, info.field_name))
    if resolver is None:
        raise Violation(f"the fake GitHub does not know {kind}.{info.field_name} in GraphQL")
    try:
        value = resolver(source, info.context, given)
    except Refusal as refusal:
        raise Told({403: "FORBIDDEN", 404: "NOT_FOUND"}.get(refusal.status, "UNPROCESSABLE"), refusal.message) from None
    if isinstance(value, User) and value.gone:
        return None
    if get_named_type(info.return_type).name.endswith("Connection") and value is not None:
        return _page(value, info.field_name, given)
    return value


def _of_connection(page: Connection, name: str) -> Any:
    if name == "pageInfo":
        return {
            "hasNextPage": page.after,
            "hasPreviousPage": page.before,
            "startCursor": page.cursors[0] if page.cursors else None,
            "endCursor": page.cursors[-1] if page.cursors else None,
        }
    if name == "edges":
        return [{"cursor": cursor, "node": item} for cursor, item in zip(page.cursors, page.items, strict=True)]
    if name in ("totalCount", "filteredCount"):
        return page.total
    if name == "nodes":
        return page.items
    raise Violation(f"the fake GitHub does not know {name} of a connection")


def _cursor(key: Any) -> str:
    return base64.b64encode(b"cursor:v2:" + json.dumps(key).encode()).decode()


def _key(cursor: str) -> Any:
    try:
        return json.loads(base64.b64decode(cursor).removeprefix(b"cursor:v2:"))
    except ValueError:
        raise Told("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.") from None


@dataclass
class Sorted:
    """A list whose places are told by a key rather than by counting, as GitHub does where the order may change."""

    items: list[Any]
    key: Callable[[Any], list[Any]]
    down: bool


def _page(value: Any, name: str, given: dict[str, Any]) -> Connection:
    first, last = given.get("first"), given.get("last")
    if first is None and last is None:
        said = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
        raise Told("MISSING_PAGINATION_BOUNDARIES", said)
    for which, count in (("first", first), ("last", last)):
        if count is not None and count > 100:
            said = f"Requesting {count} records on the `{name}` connection exceeds the `{which}` limit of 100 records."
            raise Told("EXCESSIVE_PAGINATION", said)
    items = value.items if isinstance(value, Sorted) else list(value)
    keys = [value.key(item) for item in items] if isinstance(value, Sorted) else list(range(1, len(items) + 1))
    down = isinstance(value, Sorted) and value.down

    def later(one: Any, other: Any) -> bool:
        return bool(one < other if down else one > other)

    chosen = range(len(items))
    if given.get("after"):
        mark = _key(given["after"])
        chosen = range(next((at for at in chosen if later(keys[at], mark)), len(items)), len(items))
    if given.get("before"):
        mark = _key(given["before"])
        end = next((at for at in range(len(items)) if not later(mark, keys[at])), len(items))
        chosen = range(chosen.start, max(chosen.start, end))
    if first is not None:
        chosen = chosen[:first]
    elif last is not None:
        chosen = chosen[-last:] if last else chosen[:0]
    start, stop = (chosen[0], chosen[-1] + 1) if chosen else (0, 0)
    return Connection(
        [items[at] for at in chosen],
        [_cursor(keys[at]) for at in chosen],
        len(items),
        start > 0,
        stop < len(items) and bool(chosen),
    )


# -- what each type knows -------------------------------------------------------------------------------------------


def _need(view: Viewer, home: Repository, what: str) -> None:
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


def _node(view: Viewer, given: dict[str, Any]) -> Any:
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
    token = view.token
    return {
        "cost": view.cost["cost"],
        "limit": 5000,
        "nodeCount": view.cost["nodes"],
        "remaining": token.remaining - view.cost["cost"],
        "used": 5000 - token.remaining + view.cost["cost"],
        "resetAt": stamp(token.resets or view.hub.now + timedelta(hours=1)),
    }


known(
    "Query",
    repository=lambda _, view, given: _see(view, given),
    viewer=lambda _, view, __: view.hub.actor(view.token),
    rateLimit=lambda _, view, __: _rate(view),
    user=lambda _, view, given: _account(view, given["login"], "User"),
    organization=lambda _, view, given: _account(view, given["login"], "Organization"),
    node=lambda _, view, given: _node(view, given),
    nodes=lambda _, view, given: [_node(view, {"id": one}) for one in given["ids"]],
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


def _pulls(home: Repository, view: Viewer, given: dict[str, Any]) -> Sorted:
    _need(view, home, "pull_requests")
    states = given.get("states")
    labels = set(given.get("labels") or ())
    found = [
        pull
        for pull in home.pulls
        if (not states or _state(pull) in states)
        and given.get("baseRefName") in (None, pull.base)
        and given.get("headRefName") in (None, pull.head)
        and (not labels or labels & {label.name for label in pull.labels})
    ]
    return _ordered(found, given)


def _ordered(found: list[Any], given: dict[str, Any]) -> Sorted:
    order = given.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    down = order["direction"] == "DESC"

    def key(issue: Issue) -> list[Any]:
        if order["field"] == "UPDATED_AT":
            return [stamp(issue.updated), issue.turn]
        if order["field"] == "COMMENTS":
            return [len(issue.comments), issue.number]
        return [stamp(issue.created), issue.number]

    return Sorted(sorted(found, key=key, reverse=down), key, down)


def _state(pull: Pull) -> str:
    return "MERGED" if pull.merged else pull.state.upper()


def _issues(home: Repository, view: Viewer, given: dict[str, Any]) -> Sorted:
    _need(view, home, "issues")
    states = given.get("states")
    found = [i for i in home.issues.values() if not isinstance(i, Pull) and (not states or i.state.upper() in states)]
    return _ordered(found, given)


def _numbered(kind: str) -> Resolver:
    def find(home: Repository, view: Viewer, given: dict[str, Any]) -> Issue:
        _need(view, home, "pull_requests" if kind == "PullRequest" else "issues")
        found = home.issues.get(given["number"])
        if found is None or (kind and found.typename != kind):
            said = kind or "an issue or pull request"
            raise Told("NOT_FOUND", f"Could not resolve to a {said} with the number of {given['number']}.")
        return found

    return find


def _ref(home: Repository, name: str) -> Branch | None:
    short = name.removeprefix("refs/heads/")
    sha = home.store.resolve(f"refs/heads/{short}")
    return None if sha is None else Branch(home, short, sha)


def _object(home: Repository, view: Viewer, given: dict[str, Any]) -> Any:
    _need(view, home, "contents")
    name = given.get("oid") or given.get("expression") or ""
    top, colon, path = name.partition(":")
    sha = home.store.resolve(top) or top
    try:
        kind, content, oid = home.store.read(f"{sha}{colon}{path}")
    except KeyError:
        return None
    if kind == "commit":
        return GitCommit(home, oid)
    return Blob(home, oid, content) if kind == "blob" else {"__typename": "Tree", "oid": oid}


def _shown(home: Repository | None, view: Viewer) -> Repository | None:
    return home if home is not None and view.hub.can_see(view.token, home) else None


known(
    "Repository",
    id=lambda home, _, __: home.node_id,
    databaseId=lambda home, _, __: home.id,
    name=lambda home, _, __: home.name,
    nameWithOwner=lambda home, _, __: home.full_name,
    owner=lambda home, _, __: home.owner,
    isPrivate=lambda home, _, __: home.private,
    isFork=lambda home, _, __: home.fork_of is not None,
    isArchived=lambda home, _, __: home.archived,
    visibility=lambda home, _, __: "PRIVATE" if home.private else "PUBLIC",
    parent=lambda home, view, __: _shown(home.fork_of, view),
    url=lambda home, view, __: f"{view.shapes.web}/{home.full_name}",
    createdAt=lambda home, _, __: stamp(home.created),
    pushedAt=lambda home, _, __: stamp(home.pushed),
    updatedAt=lambda home, _, __: stamp(home.pushed),
    mergeCommitAllowed=lambda home, _, __: home.allow_merge_commit,
    squashMergeAllowed=lambda home, _, __: home.allow_squash_merge,
    rebaseMergeAllowed=lambda home, _, __: home.allow_rebase_merge,
    deleteBranchOnMerge=lambda home, _, __: home.delete_branch_on_merge,
    viewerPermission=lambda home, view, __: (
        None if view.token.app is not None else view.hub.role(view.token.user, home).upper()
    ),
    defaultBranchRef=lambda home, _, __: _ref(home, home.default_branch),
    ref=lambda home, _, given: _ref(home, given["qualifiedName"]),
    object=_object,
    pullRequests=_pulls,
    pullRequest=_numbered("PullRequest"),
    issues=_issues,
    issue=_numbered("Issue"),
    issueOrPullRequest=_numbered(""),
)

known(
    "Ref",
    id=lambda ref, _, __: f"REF_{ref.home.id}_{ref.name}",
    name=lambda ref, _, __: ref.name,
    prefix=lambda _, __, ___: "refs/heads/",
    target=lambda ref, _, __: GitCommit(ref.home, ref.sha),
    repository=lambda ref, _, __: ref.home,
)
known(
    "Blob",
    oid=lambda blob, _, __: blob.oid,
    id=lambda blob, _, __: f"B_{blob.oid}",
    byteSize=lambda blob, _, __: len(blob.content),
    isBinary=lambda blob, _, __: b"\0" in blob.content[:8000],
    isTruncated=lambda blob, _, __: len(blob.content) > 512_000,
    text=lambda blob, _, __: None if b"\0" in blob.content[:8000] else blob.content.decode("utf-8", "replace"),
)


# commits


def _actor(person: Person, view: Viewer, home: Repository) -> dict[str, Any]:
    user = view.hub.user_of_email(person.email)
    # GitHub's own committer is no user here, unlike in REST
    shown = None if user is view.hub.web_flow or user is None or user.kind != "User" else user
    date = person.date.isoformat() if person.date else None
    return {"name": person.name, "email": person.email, "date": date, "user": shown, "avatarUrl": view.shapes.web}


def _suites(commit: GitCommit, view: Viewer, given: dict[str, Any]) -> list[CheckSuite]:
    _need(view, commit.home, "checks")
    wanted = (given.get("filterBy") or {}).get("appId")
    return [s for s in commit.home.suites if s.head == commit.sha and wanted in (None, s.app.id)]


def _associated(commit: GitCommit, view: Viewer, given: dict[str, Any]) -> Sorted:
    _need(view, commit.home, "pull_requests")
    found = [
        pull
        for pull in commit.home.pulls
        if commit.sha in (pull.head_sha, pull.merge_commit) or commit.sha in view.hub.commits_of(pull)
    ]
    return _ordered(found, given)


def _rollup(commit: GitCommit, _: Viewer, __: dict[str, Any]) -> dict[str, Any] | None:
    runs = {(run.suite.app.id, run.name): run for run in commit.home.runs if run.head == commit.sha}
    statuses = {status.context: status for status in commit.home.statuses if status.sha == commit.sha}
    if not runs and not statuses:
        return None
    states = [("pending" if r.conclusion is None else r.conclusion) for r in runs.values()]
    states += [status.state for status in statuses.values()]
    if any(state not in ("success", "neutral", "skipped", "pending") for state in states):
        return {"state": "FAILURE"}
    return {"state": "PENDING" if "pending" in states else "SUCCESS"}


known(
    "Commit",
    id=lambda commit, _, __: f"C_{commit.sha}",
    oid=lambda commit, _, __: commit.sha,
    abbreviatedOid=lambda commit, _, __: commit.sha[:7],
    message=lambda commit, _, __: commit.found.message,
    messageHeadline=lambda commit, _, __: commit.found.message.split("\n")[0],
    messageBody=lambda commit, _, __: commit.found.message.partition("\n")[2].strip(),
    authoredDate=lambda commit, _, __: stamp(commit.found.author.date),
    committedDate=lambda commit, _, __: stamp(commit.found.committer.date),
    pushedDate=lambda _, __, ___: None,
    committedViaWeb=lambda commit, view, __: commit.sha in view.hub.signed,
    author=lambda commit, view, __: _actor(commit.found.author, view, commit.home),
    committer=lambda commit, view, __: _actor(commit.found.committer, view, commit.home),
    authors=lambda commit, view, __: [_actor(person, view, commit.home) for person in commit.found.authors],
    authoredByCommitter=lambda commit, _, __: commit.found.author.email == commit.found.committer.email,
    parents=lambda commit, _, __: [GitCommit(commit.home, sha) for sha in commit.found.parents],
    signature=lambda commit, _, __: Signature(commit) if commit.found.signature else None,
    checkSuites=_suites,
    associatedPullRequests=_associated,
    statusCheckRollup=_rollup,
    repository=lambda commit, _, __: commit.home,
    tree=lambda commit, _, __: {"__typename": "Tree", "oid": commit.found.tree},
    history=lambda commit, _, __: [
        GitCommit(commit.home, sha) for sha in commit.home.store.git("rev-list", commit.sha).decode().split()
    ],
    url=lambda commit, view, __: f"{view.shapes.web}/{commit.home.full_name}/commit/{commit.sha}",
)
known(
    "GpgSignature",
    isValid=lambda signature, view, __: signature.commit.sha in view.hub.signed,
    wasSignedByGitHub=lambda signature, view, __: signature.commit.sha in view.hub.signed,
    state=lambda signature, view, __: "VALID" if signature.commit.sha in view.hub.signed else "UNKNOWN_KEY",
    email=lambda signature, _, __: signature.commit.found.committer.email,
    payload=lambda _, __, ___: "",
    signature=lambda signature, _, __: signature.commit.found.signature,
    signer=lambda _, __, ___: None,
    keyId=lambda _, __, ___: "B5690EEEBB952194",
)
known(
    "CheckSuite",
    id=lambda suite, _, __: suite.node_id,
    databaseId=lambda suite, _, __: suite.id,
    app=lambda suite, _, __: suite.app,
    createdAt=lambda suite, _, __: stamp(suite.created),
    updatedAt=lambda suite, _, __: stamp(suite.updated),
    commit=lambda suite, view, __: GitCommit(suite.repository, suite.head),
    repository=lambda suite, view, __: suite.repository,
    checkRuns=lambda suite, view, given: _runs(suite, view, given),
    status=lambda suite, view, __: (
        "COMPLETED" if all(run.conclusion for run in _runs(suite, view, {})) and _runs(suite, view, {}) else "QUEUED"
    ),
    conclusion=lambda suite, view, __: _conclusion(suite, view),
)


def _runs(suite: CheckSuite, view: Viewer, given: dict[str, Any]) -> list[CheckRun]:
    wanted = (given.get("filterBy") or {}).get("checkName")
    runs = [run for run in suite.repository.runs if run.suite is suite]
    return [run for run in runs if wanted in (None, run.name)]


def _conclusion(suite: CheckSuite, view: Viewer) -> str | None:
    runs = _runs(suite, view, {})
    if not runs or not all(run.conclusion for run in runs):
        return None
    bad = [run.conclusion for run in runs if run.conclusion not in ("success", "neutral", "skipped")]
    return str(bad[0] if bad else "success").upper()


known(
    "CheckRun",
    id=lambda run, _, __: run.node_id,
    databaseId=lambda run, _, __: run.id,
    name=lambda run, _, __: run.name,
    status=lambda run, _, __: run.status.upper(),
    conclusion=lambda run, _, __: run.conclusion.upper() if run.conclusion else None,
    startedAt=lambda run, _, __: stamp(run.started),
    completedAt=lambda run, _, __: stamp(run.completed),
    title=lambda run, _, __: run.output.get("title"),
    summary=lambda run, _, __: run.output.get("summary"),
    text=lambda run, _, __: run.output.get("text"),
    externalId=lambda run, _, __: run.external,
    checkSuite=lambda run, _, __: run.suite,
)


# issues and pull requests


def _common(kind: str) -> None:
    known(
        kind,
        id=lambda issue, _, __: issue.node_id,
        databaseId=lambda issue, _, __: issue.id,
        fullDatabaseId=lambda issue, _, __: str(issue.id),
        number=lambda issue, _, __: issue.number,
        title=lambda issue, _, __: issue.title,
        body=lambda issue, _, __: issue.body,
        bodyText=lambda issue, _, __: issue.body,
        author=lambda issue, _, __: issue.author,
        authorAssociation=lambda issue, view, __: view.shapes.association(issue.author, issue.repository),
        closed=lambda issue, _, __: issue.state == "closed",
        createdAt=lambda issue, _, __: stamp(issue.created),
        publishedAt=lambda issue, _, __: stamp(issue.created),
        updatedAt=lambda issue, _, __: stamp(issue.updated),
        closedAt=lambda issue, _, __: stamp(issue.closed),
        locked=lambda _, __, ___: False,
        url=lambda issue, view, __: view.shapes.issue(issue)["html_url"],
        comments=lambda issue, _, __: issue.comments,
        labels=lambda issue, _, __: issue.labels,
        assignees=lambda issue, _, __: issue.assignees,
        repository=lambda issue, _, __: issue.repository,
        timelineItems=_timeline,
    )


def _timeline(issue: Issue, view: Viewer, given: dict[str, Any]) -> list[Any]:
    wanted = {"".join(part.capitalize() for part in name.split("_")) for name in given.get("itemTypes") or ()}
    entries: list[tuple[str, int, Any]] = [(stamp(event.at) or "", 2, event) for event in issue.events]
    entries += [(stamp(comment.at) or "", 1, comment) for comment in issue.comments]
    if isinstance(issue, Pull):
        entries += [(stamp(review.at) or "", 1, review) for review in issue.reviews if review.at is not None]
        commits = view.hub.commits_of(issue) if not wanted or "PullRequestCommit" in wanted else []
        entries += [("", 0, PullCommit(issue, sha)) for sha in commits]
    shown = [entry for entry in entries if not wanted or entry[2].typename in wanted]
    if given.get("since"):
        shown = [entry for entry in shown if entry[0] >= given["since"]]
    shown.sort(key=lambda entry: entry[:2])
    return [entry[2] for entry in shown]


def _changes(pull: Pull) -> Sequence[Any]:
    store = pull.repository.store
    return store.changes(store.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha, pull.head_sha)


def _mergeable(pull: Pull, view: Viewer) -> str:
    if pull.state != "open":
        return "UNKNOWN"
    return "CONFLICTING" if view.hub.mergeable(pull) is None else "MERGEABLE"


def _merge_state(pull: Pull, view: Viewer) -> str:
    if pull.state != "open":
        return "UNKNOWN"
    if view.hub.mergeable(pull) is None:
        return "DIRTY"
    return "DRAFT" if pull.draft else "BLOCKED" if view.hub.merge_refusal(view.token, pull) else "CLEAN"


def _reviews(pull: Pull, view: Viewer, given: dict[str, Any]) -> list[Review]:
    shown = [review for review in pull.reviews if review.state != "PENDING" or review.author is view.token.user]
    if given.get("states"):
        shown = [review for review in shown if review.state in given["states"]]
    if given.get("author"):
        shown = [review for review in shown if review.author.login == given["author"]]
    return shown


def _latest(pull: Pull) -> list[Review]:
    latest = {review.author: review for review in pull.reviews if review.state != "PENDING"}
    return [review for author, review in latest.items() if author not in pull.requested]


_common("Issue")
known(
    "Issue",
    state=lambda issue, _, __: issue.state.upper(),
    stateReason=lambda issue, _, __: issue.reason.upper() if issue.reason else None,
)
_common("PullRequest")
known(
    "PullRequest",
    state=lambda pull, _, __: _state(pull),
    isDraft=lambda pull, _, __: pull.draft,
    merged=lambda pull, _, __: pull.merged is not None,
    mergedAt=lambda pull, _, __: stamp(pull.merged),
    mergedBy=lambda pull, _, __: pull.merged_by,
    mergeCommit=lambda pull, _, __: GitCommit(pull.repository, pull.merge_commit) if pull.merge_commit else None,
    mergeable=lambda pull, view, __: _mergeable(pull, view),
    mergeStateStatus=lambda pull, view, __: _merge_state(pull, view),
    potentialMergeCommit=lambda pull, view, __: (
        GitCommit(pull.repository, trial) if (trial := view.hub.trial(pull)) else None
    ),
    baseRefName=lambda pull, _, __: pull.base,
    baseRefOid=lambda pull, _, __: pull.base_sha,
    baseRef=lambda pull, _, __: _ref(pull.repository, pull.base),
    baseRepository=lambda pull, _, __: pull.repository,
    headRefName=lambda pull, _, __: pull.head,
    headRefOid=lambda pull, _, __: pull.head_sha,
    headRef=lambda pull, _, __: _ref(pull.head_repository, pull.head) if pull.head_repository else None,
    headRepository=lambda pull, view, __: _shown(pull.head_repository, view),
    headRepositoryOwner=lambda pull, _, __: pull.head_repository.owner if pull.head_repository else None,
    isCrossRepository=lambda pull, _, __: pull.head_repository is not pull.repository,
    maintainerCanModify=lambda _, __, ___: False,
    additions=lambda pull, _, __: sum(change.additions for change in _changes(pull)),
    deletions=lambda pull, _, __: sum(change.deletions for change in _changes(pull)),
    changedFiles=lambda pull, _, __: len(_changes(pull)),
    commits=lambda pull, view, __: [PullCommit(pull, sha) for sha in view.hub.commits_of(pull)[-250:]],
    files=lambda pull, _, __: [
        {
            "path": change.path,
            "additions": change.additions,
            "deletions": change.deletions,
            "changeType": {"removed": "DELETED"}.get(change.status, change.status.upper()),
            "viewerViewedState": "UNVIEWED",
        }
        for change in _changes(pull)
    ],
    reviews=_reviews,
    latestReviews=lambda pull, _, __: _latest(pull),
    latestOpinionatedReviews=lambda pull, view, given: view.hub.latest_opinions(
        pull, writers_only=bool(given.get("writersOnly"))
    ),
    reviewDecision=lambda pull, view, __: view.hub.decision(pull),
    reviewRequests=lambda pull, _, __: [Asked(pull, user) for user in pull.requested],
    reviewThreads=lambda _, __, ___: [],
)
known(
    "PullRequestCommit",
    id=lambda entry, _, __: f"PRC_{entry.pull.id}_{entry.sha}",
    commit=lambda entry, _, __: GitCommit(entry.pull.repository, entry.sha),
    pullRequest=lambda entry, _, __: entry.pull,
)
known(
    "ReviewRequest",
    id=lambda asked, _, __: f"RRQ_{asked.pull.id}_{asked.user.id}",
    databaseId=lambda asked, _, __: asked.pull.id,
    requestedReviewer=lambda asked, _, __: asked.user,
    asCodeOwner=lambda _, __, ___: False,
    pullRequest=lambda asked, _, __: asked.pull,
)
known(
    "PullRequestReview",
    id=lambda review, _, __: review.node_id,
    databaseId=lambda review, _, __: review.id,
    fullDatabaseId=lambda review, _, __: str(review.id),
    state=lambda review, _, __: review.state,
    author=lambda review, _, __: review.author,
    authorAssociation=lambda review, view, __: view.shapes.association(review.author, review.pull.repository),
    authorCanPushToRepository=lambda review, view, __: view.hub.at_least(
        review.author, review.pull.repository, "write"
    ),
    body=lambda review, _, __: review.body,
    bodyText=lambda review, _, __: review.body,
    submittedAt=lambda review, _, __: stamp(review.at),
    createdAt=lambda review, view, __: stamp(review.at or view.hub.now),
    publishedAt=lambda review, _, __: stamp(review.at),
    updatedAt=lambda review, view, __: stamp(review.at or view.hub.now),
    commit=lambda review, _, __: (
        None if review.commit in review.pull.repository.forgotten else GitCommit(review.pull.repository, review.commit)
    ),
    pullRequest=lambda review, _, __: review.pull,
    repository=lambda review, _, __: review.pull.repository,
    url=lambda review, view, __: view.shapes.review(review)["html_url"],
    comments=lambda _, __, ___: [],
)
known(
    "IssueComment",
    id=lambda comment, _, __: comment.node_id,
    databaseId=lambda comment, _, __: comment.id,
    fullDatabaseId=lambda comment, _, __: str(comment.id),
    viewerDidAuthor=lambda comment, view, __: comment.author is view.token.user,
    author=lambda comment, _, __: comment.author,
    body=lambda comment, _, __: comment.body,
    createdAt=lambda comment, _, __: stamp(comment.at),
    updatedAt=lambda comment, _, __: stamp(comment.updated or comment.at),
    url=lambda comment, view, __: view.shapes.comment(comment)["html_url"],
)
known(
    "Label",
    id=lambda label, _, __: label.node_id,
    name=lambda label, _, __: label.name,
    color=lambda label, _, __: label.color,
    description=lambda label, _, __: label.description or None,
)


# events


def _commit_of(name: str) -> Resolver:
    def find(event: Event, view: Viewer, _: dict[str, Any]) -> GitCommit | None:
        sha = event.about.get(name)
        home = event.issue.repository
        return GitCommit(home, sha) if sha and sha not in home.forgotten and home.store.has(sha) else None

    return find


for _kind in (
    "ReadyForReviewEvent",
    "ConvertToDraftEvent",
    "ReviewRequestedEvent",
    "ReviewRequestRemovedEvent",
    "ReviewDismissedEvent",
    "HeadRefForcePushedEvent",
    "ClosedEvent",
    "ReopenedEvent",
    "MergedEvent",
    "BaseRefChangedEvent",
    "LabeledEvent",
    "UnlabeledEvent",
    "RenamedTitleEvent",
):
    known(
        _kind,
        id=lambda event, _, __: event.node_id,
        actor=lambda event, _, __: event.actor,
        createdAt=lambda event, _, __: stamp(event.at),
        pullRequest=lambda event, view, __: event.issue,
        databaseId=lambda event, _, __: event.id,
    )
for _kind in ("ReviewRequestedEvent", "ReviewRequestRemovedEvent"):
    known(_kind, requestedReviewer=lambda event, _, __: event.about["reviewer"])
for _kind in ("LabeledEvent", "UnlabeledEvent"):
    known(
        _kind,
        label=lambda event, _, __: event.about["label"],
        labelable=lambda event, view, __: event.issue,
    )
for _kind in ("ClosedEvent", "ReopenedEvent"):
    known(
        _kind,
        closable=lambda event, view, __: event.issue,
        closer=lambda event, _, __: event.about.get("closer"),
        stateReason=lambda event, view, __: (event.issue.reason or "").upper() or None,
    )
known(
    "ReviewDismissedEvent",
    review=lambda event, _, __: event.about["review"],
    previousReviewState=lambda event, _, __: event.about["previous"],
    dismissalMessage=lambda event, _, __: event.about["message"] or None,
    pullRequestCommit=lambda event, view, __: (
        PullCommit(event.about["review"].pull, event.about["commit"]) if event.about["commit"] else None
    ),
)
known(
    "HeadRefForcePushedEvent",
    beforeCommit=_commit_of("before"),
    afterCommit=_commit_of("after"),
    ref=lambda event, view, __: _ref(event.issue.head_repository, event.issue.head),  # type: ignore[attr-defined]
)
known(
    "MergedEvent",
    commit=_commit_of("commit"),
    mergeRefName=lambda event, view, __: event.issue.base,  # type: ignore[attr-defined]
    mergeRef=lambda event, view, __: _ref(event.issue.repository, event.issue.base),  # type: ignore[attr-defined]
)
known(
    "BaseRefChangedEvent",
    previousRefName=lambda event, _, __: event.about["before"],
    currentRefName=lambda event, _, __: event.about["after"],
)
known(
    "RenamedTitleEvent",
    previousTitle=lambda event, _, __: event.about["before"],
    currentTitle=lambda event, _, __: event.about["after"],
    subject=lambda event, view, __: event.issue,
)


# mutations


def _draft(draft: bool) -> Resolver:
    def act(_: Any, view: Viewer, given: dict[str, Any]) -> dict[str, Any]:
        pull = _node(view, {"id": given["input"]["pullRequestId"]})
        if not isinstance(pull, Pull):
            raise Told(
                "NOT_FOUND", f"Could not resolve to a node with the global id of '{given['input']['pullRequestId']}'"
            )
        view.hub.set_draft(view.token, pull, draft)
        return {"pullRequest": pull, "clientMutationId": given["input"].get("clientMutationId")}

    return act


known("Mutation", markPullRequestReadyForReview=_draft(False), convertPullRequestToDraft=_draft(True))


# -- one query ------------------------------------------------------------------------------------------------------


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


__all__ = ["Comment", "GraphQLObjectType", "Label", "answer"]
