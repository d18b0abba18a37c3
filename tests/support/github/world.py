"""What there is on the fake: accounts, tokens, repositories, issues, pull requests and what happened to them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from tests.support.github.store import Store

Role = Literal["none", "read", "triage", "write", "maintain", "admin"]
ROLES: tuple[Role, ...] = ("none", "read", "triage", "write", "maintain", "admin")
_counter = itertools.count(1000)


def new_id() -> int:
    return next(_counter)


def node_id(prefix: str, number: int) -> str:
    return f"{prefix}_kwDO{number:08d}"


class Refusal(Exception):
    """GitHub says no: the HTTP status, its message, and the list of `errors` that some answers carry."""

    def __init__(
        self, status: int, message: str, errors: list[Any] | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {message}" + (f" {errors}" if errors else ""))
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = headers or {}


@dataclass(eq=False)
class User:
    login: str
    name: str = ""
    email: str = ""
    kind: Literal["User", "Organization", "Bot"] = "User"
    plan: str = "free"
    emails: tuple[str, ...] = ()
    app: App | None = None
    gone: bool = False
    id: int = field(default_factory=new_id)

    @property
    def typename(self) -> str:
        return self.kind

    @property
    def node_id(self) -> str:
        return node_id({"User": "U", "Organization": "O", "Bot": "BOT"}[self.kind], self.id)

    @property
    def noreply(self) -> str:
        return f"{self.id}+{self.login}@users.noreply.github.com"


@dataclass(eq=False)
class App:
    slug: str
    name: str
    owner: User
    permissions: dict[str, str]
    bot: User
    id: int = field(default_factory=new_id)
    installation: int = field(default_factory=new_id)
    created: datetime | None = None

    @property
    def node_id(self) -> str:
        return node_id("A", self.id)


@dataclass(eq=False)
class Token:
    """Who calls. A user's token may do what the user may; an installation's what its permissions say.
    `user` is None for the token with which an App signs as itself, and for nobody at all."""

    value: str
    user: User | None
    app: App | None = None
    permissions: dict[str, str] | None = None
    repositories: frozenset[str] | None = None
    expires: datetime | None = None
    spent: dict[str, int] = field(default_factory=dict)  # "core" and "graphql" are counted apart
    resets: datetime | None = None
    web: bool = False

    @property
    def login(self) -> str:
        return self.user.login if self.user is not None else ""


NOBODY = Token("", None)


@dataclass(eq=False)
class Event:
    """One entry of a timeline. `typename` is GraphQL's."""

    typename: str
    issue: Issue
    actor: User | None
    at: datetime
    about: dict[str, Any] = field(default_factory=dict)
    id: int = field(default_factory=new_id)

    @property
    def node_id(self) -> str:
        return node_id("EV", self.id)


@dataclass(eq=False)
class Review:
    author: User
    state: Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"]
    body: str
    commit: str
    at: datetime | None
    pull: Pull
    can_push: bool = False
    typename: str = "PullRequestReview"
    id: int = field(default_factory=new_id)

    @property
    def node_id(self) -> str:
        return node_id("PRR", self.id)


@dataclass(eq=False)
class Comment:
    author: User
    body: str
    at: datetime
    issue: Issue
    app: App | None = None
    updated: datetime | None = None
    typename: str = "IssueComment"
    id: int = field(default_factory=new_id)

    @property
    def node_id(self) -> str:
        return node_id("IC", self.id)


@dataclass(eq=False)
class Label:
    name: str
    color: str = "ededed"
    description: str = ""
    typename: str = "Label"
    id: int = field(default_factory=new_id)

    @property
    def node_id(self) -> str:
        return node_id("LA", self.id)


@dataclass(eq=False)
class Issue:
    repository: Repository
    number: int
    title: str
    body: str
    author: User
    created: datetime
    updated: datetime
    state: Literal["open", "closed"] = "open"
    closed: datetime | None = None
    closed_by: User | None = None
    reason: str | None = None
    app: App | None = None
    comments: list[Comment] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    assignees: list[User] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    id: int = field(default_factory=new_id)
    turn: int = field(default_factory=new_id)  # orders what was updated in the same second

    typename = "Issue"

    @property
    def node_id(self) -> str:
        return node_id("I", self.id)


@dataclass(eq=False)
class Pull(Issue):
    base: str = "main"
    base_sha: str = ""
    head: str = ""
    head_sha: str = ""
    head_repository: Repository | None = None
    draft: bool = False
    merged: datetime | None = None
    merged_by: User | None = None
    merge_commit: str | None = None
    trial: str | None = None  # the merge that GitHub tried last: refs/pull/N/merge
    commits_at_end: list[str] | None = None  # the commits of a merged or closed pull request, as they were then
    requested: list[User] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)

    typename = "PullRequest"

    @property
    def node_id(self) -> str:
        return node_id("PR", self.id)

    @property
    def sort_key(self) -> tuple[datetime, int]:
        return self.updated, self.turn


@dataclass(eq=False)
class CheckSuite:
    repository: Repository
    app: App
    head: str
    branch: str | None
    created: datetime
    updated: datetime
    before: str | None = None
    typename: str = "CheckSuite"
    id: int = field(default_factory=new_id)

    @property
    def node_id(self) -> str:
        return node_id("CS", self.id)


@dataclass(eq=False)
class CheckRun:
    suite: CheckSuite
    name: str
    head: str
    status: str
    conclusion: str | None
    started: datetime
    completed: datetime | None
    output: dict[str, Any]
    external: str = ""
    details: str = ""
    annotations: list[dict[str, Any]] = field(default_factory=list)
    typename: str = "CheckRun"
    id: int = field(default_factory=new_id)

    @property
    def node_id(self) -> str:
        return node_id("CR", self.id)


@dataclass(eq=False)
class Status:
    creator: User
    sha: str
    state: str
    context: str
    description: str | None
    target: str | None
    at: datetime
    typename: str = "StatusContext"
    id: int = field(default_factory=new_id)

    @property
    def node_id(self) -> str:
        return node_id("SC", self.id)


@dataclass
class Protection:
    """Classic branch protection. `checks` are pairs of a name and the id of the App that must report it, or None."""

    approvals: int | None = None
    code_owners: bool = False
    dismiss_stale: bool = False
    last_push: bool = False
    checks: list[tuple[str, int | None]] = field(default_factory=list)
    strict: bool = False
    admins: bool = False
    conversation: bool = False
    linear: bool = False
    force_pushes: bool = False
    deletions: bool = False


@dataclass(eq=False)
class Deployment:
    sha: str
    ref: str
    environment: str
    creator: User
    at: datetime
    state: str = "success"
    url: str = ""
    id: int = field(default_factory=new_id)

    @property
    def node_id(self) -> str:
        return node_id("DE", self.id)


@dataclass(eq=False)
class Repository:
    owner: User
    name: str
    store: Store
    created: datetime
    private: bool = False
    default_branch: str = "main"
    roles: dict[str, Role] = field(default_factory=dict)  # log-in → role
    fork_of: Repository | None = None
    allow_merge_commit: bool = True
    allow_squash_merge: bool = True
    allow_rebase_merge: bool = True
    allow_auto_merge: bool = False
    allow_forking: bool = True
    delete_branch_on_merge: bool = False
    archived: bool = False
    has_issues: bool = True
    description: str = ""
    topics: list[str] = field(default_factory=list)
    workflows: bool = True  # pull requests and pushes to the default branch start workflows (a check suite each)
    installed: list[App] = field(default_factory=list)
    issues: dict[int, Issue] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    suites: list[CheckSuite] = field(default_factory=list)
    runs: list[CheckRun] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    protections: dict[str, Protection] = field(default_factory=dict)
    rulesets: list[dict[str, Any]] = field(default_factory=list)
    actions: dict[str, Any] = field(
        default_factory=lambda: {"enabled": True, "allowed_actions": "all", "sha_pinning_required": False}
    )
    workflow_permissions: dict[str, Any] = field(
        default_factory=lambda: {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": False}
    )
    fork_approval: str = "first_time_contributors"
    variables: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    secrets: dict[str, datetime] = field(default_factory=dict)
    environments: dict[str, dict[str, Any]] = field(default_factory=dict)
    pages: dict[str, Any] | None = None
    deployments: list[Deployment] = field(default_factory=list)
    dispatches: list[dict[str, Any]] = field(default_factory=list)
    codeowners_errors: list[dict[str, Any]] = field(default_factory=list)
    forgotten: set[str] = field(default_factory=set)  # commits that GitHub dropped: reviews no longer name them
    pushed: datetime | None = None
    id: int = field(default_factory=new_id)

    typename = "Repository"

    @property
    def full_name(self) -> str:
        return f"{self.owner.login}/{self.name}"

    @property
    def node_id(self) -> str:
        return node_id("R", self.id)

    @property
    def pulls(self) -> list[Pull]:
        return [issue for issue in self.issues.values() if isinstance(issue, Pull)]

    def next_number(self) -> int:
        return max(self.issues, default=0) + 1
