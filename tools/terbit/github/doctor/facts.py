"""What there is to know of a repository's settings, plan and people on GitHub. What could not be read is `Unread`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from terbit.github.wording import CHECK as CHECK  # the check that the gate posts
from terbit.messages import Message, msg

MAIN, RECORDS = "main", "records"
PAGES, OFFICE = "github-pages", "terbit"  # environments of the workflows: who deploys, and who has secrets
WRITE = ("write", "maintain", "admin")
ANCHOR = "TERBIT_ANCHOR"
METHODS = frozenset({"merge", "squash", "rebase"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unread:
    """Not known, and why. Never to be taken for good."""

    why: Message


Read: TypeAlias = T | Unread

HIDDEN = Unread(msg("token ini tidak boleh membacanya"))
NO_MAIN = Unread(msg("folder ini belum memuat main yang terbaru; jalankan git fetch"))
NO_SITE = Unread(msg("situs belum dibangun di folder ini; jalankan terbit build"))


ActorKind = Literal["app", "key", "user", "team", "role", "administrator"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody whom a rule lets through."""

    kind: ActorKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Rule:
    """One source of rules for a branch: a ruleset or the classic protection. `bypass`: who need not keep to it."""

    pull_request: bool = False
    approvals: int = 0
    code_owners: bool = False
    dismiss_stale: bool = False
    last_push: bool = False
    methods: frozenset[str] = METHODS
    checks: tuple[tuple[str, int | None], ...] = ()
    no_force: bool = False
    no_deletion: bool = False
    no_update: bool = False
    bypass: Read[tuple[Actor, ...]] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """All that could be read of a branch's rules. `whole`: there can be no others. `plan`: the plan allows none."""

    sources: tuple[Rule, ...] = ()
    whole: bool = True
    plan: bool = True


@dataclass(frozen=True, slots=True)
class Pages:
    """How the site is served: from `workflow` or `legacy` (a branch), at which address."""

    build: str
    address: str
    https: Read[bool]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The variable, whether that commit is on main's first-parent line, and whether the environment keeps it.

    A variable of the repository can be changed by whoever may write there, one of an environment by administrators.
    """

    commit: str
    on_main: Read[bool]
    kept: bool


@dataclass(frozen=True, slots=True)
class Second:
    """The second repository, for records: who can write there (log-ins in lower case)."""

    private: bool
    writers: Read[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read. `collaborators`: log-in in lower case → role; `accounts`: the same → whether the account exists.

    `environment` and `guarded`: the branch patterns that may deploy and that may have the secrets, None without the
    environment. `secrets` and `variables` are the repository's, `kept` those of the environment `terbit`; `needed` are
    the ones that the workflows use (`secrets.NAME`, `vars.NAME`, as all of these). `minutes`: of Actions in 30
    days by schedule alone. `site`: bytes.
    """

    repository: str
    private: bool
    default_branch: str
    methods: Read[frozenset[str]]
    plan: Read[str]
    main: Rules
    records: Rules
    second: Read[Second | None]
    actions: Read[bool]
    actions_allowed: Read[str]
    token_writes: Read[bool]
    actions_propose: Read[bool]
    pages: Read[Pages | None]
    environment: Read[tuple[str, ...] | None]
    guarded: Read[tuple[str, ...] | None]
    anchor: Read[Anchor | None]
    app: Read[Mapping[str, str] | None]
    secrets: Read[frozenset[str]]
    variables: Read[frozenset[str]]
    kept: Read[frozenset[str]]
    needed: Read[frozenset[str]]
    collaborators: Read[Mapping[str, str]]
    accounts: Mapping[str, Read[bool]]
    owners_wrong: Read[tuple[int, ...] | None]
    generated: Read[tuple[str, ...]]
    site: Read[int]
    minutes: Read[int]
