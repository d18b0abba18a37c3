"""The parts of GitHub's answers that are used, as https://docs.github.com/en/rest gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel

from terbit.github.doctor.facts import Actor, ActorKind


class Owner(BaseModel):
    login: str
    type: str


class Repository(BaseModel):
    full_name: str
    private: bool
    default_branch: str
    owner: Owner
    permissions: dict[str, bool] | None = None
    allow_merge_commit: bool | None = None
    allow_squash_merge: bool | None = None
    allow_rebase_merge: bool | None = None


class Plan(BaseModel):
    name: str


class Account(BaseModel):
    login: str
    plan: Plan | None = None


class Login(BaseModel):
    login: str


class Object(BaseModel):
    sha: str


class Branch(BaseModel):
    commit: Object


class Commit(BaseModel):
    parents: list[Object]


class Named(BaseModel):
    name: str


class Variable(BaseModel):
    value: str


class Collaborator(BaseModel):
    login: str
    permissions: dict[str, bool] = {}

    @property
    def right(self) -> str:
        """The base right: custom roles have names of their own, these flags they all have."""
        for flag, right in (("admin", "admin"), ("maintain", "maintain"), ("push", "write"), ("triage", "triage")):
            if self.permissions.get(flag):
                return right
        return "read"


class Line(BaseModel):
    line: int


class Owners(BaseModel):
    errors: list[Line]


class Actions(BaseModel):
    enabled: bool
    allowed_actions: str | None = None


class Selected(BaseModel):
    github_owned_allowed: bool = False


class Token(BaseModel):
    default_workflow_permissions: Literal["read", "write"]
    can_approve_pull_request_reviews: bool

    @property
    def writes(self) -> bool:
        return self.default_workflow_permissions != "read"

    @property
    def proposes(self) -> bool:
        return self.can_approve_pull_request_reviews


class Pages(BaseModel):
    build_type: str | None = None
    html_url: str | None = None
    https_enforced: bool | None = None


class BranchPolicy(BaseModel):
    protected_branches: bool


class Environment(BaseModel):
    deployment_branch_policy: BranchPolicy | None = None


class Installation(BaseModel):
    app_id: int
    permissions: dict[str, str]


class CheckApp(BaseModel):
    id: int
    permissions: dict[str, str] = {}


class Run(BaseModel):
    app: CheckApp | None = None


class Runs(BaseModel):
    check_runs: list[Run]


class Required(BaseModel):
    context: str
    integration_id: int | None = None


class Parameters(BaseModel):
    """Of all kinds of rules together: no name has two meanings."""

    required_approving_review_count: int = 0
    require_code_owner_review: bool = False
    dismiss_stale_reviews_on_push: bool = False
    require_last_push_approval: bool = False
    allowed_merge_methods: list[str] | None = None
    required_status_checks: list[Required] = []


class BranchRule(BaseModel):
    type: str
    ruleset_id: int
    parameters: Parameters | None = None


class BypassActor(BaseModel):
    actor_type: str
    actor_id: int | None = None

    @property
    def actor(self) -> Actor:
        kind = _KINDS.get(self.actor_type, "role")
        number = "" if self.actor_id is None or kind in ("key", "administrator") else str(self.actor_id)
        return Actor(kind, _ROLES.get(number, number) if kind == "role" else number)


_KINDS: Mapping[str, ActorKind] = {
    "Integration": "app", "DeployKey": "key", "User": "user", "Team": "team", "RepositoryRole": "role",
    "OrganizationAdmin": "administrator",
}  # fmt: skip
_ROLES = {"2": "maintain", "4": "write", "5": "admin"}


class Ruleset(BaseModel):
    bypass_actors: list[BypassActor] | None = None


class Switch(BaseModel):
    enabled: bool = False


class Slug(BaseModel):
    slug: str


class Through(BaseModel):
    users: list[Login] = []
    teams: list[Slug] = []
    apps: list[Slug] = []

    @property
    def actors(self) -> list[Actor]:
        return [
            *(Actor("user", user.login) for user in self.users),
            *(Actor("team", team.slug) for team in self.teams),
            *(Actor("app", app.slug) for app in self.apps),
        ]


class ClassicCheck(BaseModel):
    context: str
    app_id: int | None = None


class ClassicChecks(BaseModel):
    checks: list[ClassicCheck] = []


class ClassicReviews(BaseModel):
    bypass_pull_request_allowances: Through = Through()
    dismiss_stale_reviews: bool = False
    require_last_push_approval: bool = False
    require_code_owner_reviews: bool = False
    required_approving_review_count: int = 0


class Classic(BaseModel):
    required_pull_request_reviews: ClassicReviews | None = None
    required_status_checks: ClassicChecks | None = None
    restrictions: Through | None = None
    enforce_admins: Switch = Switch()
    allow_force_pushes: Switch = Switch()
    allow_deletions: Switch = Switch()
