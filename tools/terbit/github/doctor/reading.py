"""Asks GitHub, and the office's own clone, for the facts. Nothing is judged here, and nothing is guessed.

GitHub answers 403 or 404 where a token lacks a right, and leaves fields out: such facts are `Unread`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from terbit.findings import Unverified
from terbit.forge.github.client import Client, Denied, unknown
from terbit.git import GitError, Repo
from terbit.github.doctor import answers
from terbit.github.doctor import workflows as texts
from terbit.github.doctor.facts import (
    ANCHOR,
    CHECK,
    HIDDEN,
    MAIN,
    METHODS,
    NO_MAIN,
    OFFICE,
    PAGES,
    RECORDS,
    WRITE,
    Actor,
    Anchor,
    Facts,
    Pages,
    Read,
    Rule,
    Rules,
    Second,
    T,
    Unread,
)
from terbit.messages import msg
from terbit.sop import Sop

WORKFLOWS = ".github/workflows/"


@dataclass(frozen=True, slots=True)
class Local:
    """What the office folder tells beside GitHub: generated files by path, the size of the built site in bytes."""

    repo: Repo
    generated: Mapping[str, bytes]
    site: Read[int]


def read(client: Client, sop: Sop, local: Local, *, app: Client | None = None, records: Client | None = None) -> Facts:
    """Everything, in about thirty requests. `app` and `records` ask with tokens of their own, where they are at hand.

    Raises Unverified where GitHub does not answer, is limited, refuses the token or answers nonsense.
    """
    assert sop.github is not None  # noqa: S101 - the caller asks only where sop.yml names a repository
    office = sop.github
    here = f"/repos/{office.repository}"
    found = _ask(client, here, answers.Repository)
    if isinstance(found, Denied):
        raise Unverified(
            msg("repositori {name} tidak ada, atau token ini tidak boleh membacanya", name=office.repository),
            msg("isi GITHUB_TOKEN dengan token administrator repositori, misalnya dari gh auth token"),
        )
    asking = _Asking(client, f"/repos/{found.full_name}", admin=False)
    enabled = asking.one("/actions/permissions", answers.Actions, lambda known: known.enabled)
    # the flag is the person's right; a token may have less, and then it cannot read this setting either
    asking.admin = (found.permissions or {}).get("admin", False) and not isinstance(enabled, Unread)
    people = asking.collaborators()
    head = asking.head()
    line = _line(local.repo, head)
    workflows = _workflows(local.repo, head)
    generated = [content.decode() for path, content in local.generated.items() if path.startswith(WORKFLOWS)]
    return Facts(
        repository=found.full_name,
        private=found.private,
        default_branch=found.default_branch,
        methods=_methods(found),
        plan=_plan(client, found.owner),
        main=asking.rules(MAIN),
        records=asking.rules(RECORDS),
        second=_second((client, *((records,) if records else ())), office.records),
        actions=enabled,
        actions_allowed=asking.allowed(),
        token_writes=asking.one("/actions/permissions/workflow", answers.Token, lambda token: token.writes),
        actions_propose=asking.one("/actions/permissions/workflow", answers.Token, lambda token: token.proposes),
        pages=asking.pages(),
        environment=asking.environment(PAGES),
        guarded=asking.environment(OFFICE),
        anchor=_anchor(asking.variable(f"/environments/{OFFICE}", ANCHOR), asking.variable("/actions", ANCHOR), line),
        app=asking.app(office.app, found.owner, app),
        secrets=asking.names("/actions", "secrets"),
        variables=asking.names("/actions", "vars"),
        kept=_both(asking.names(f"/environments/{OFFICE}", "secrets"), asking.names(f"/environments/{OFFICE}", "vars")),
        needed=workflows if isinstance(workflows, Unread) else texts.needed((*workflows, *generated)),
        collaborators=people,
        accounts=_accounts(client, sop, people),
        owners_wrong=asking.owners_wrong(),
        generated=_different(local, head),
        site=local.site,
        minutes=workflows if isinstance(workflows, Unread) else texts.minutes(workflows),
    )  # fmt: skip


# -- questions ---------------------------------------------------------------------------------------------------

M = TypeVar("M")


def _ask(client: Client, path: str, model: type[M], parameters: Mapping[str, str] | None = None) -> M | Denied:
    """One question: what of the answer is used, or GitHub's no."""
    try:
        return _understood(client.get(path, parameters), path, model)
    except Denied as no:
        return _kept_back(no)


def _every(client: Client, path: str, item: type[M], key: str | None = None, **only: str) -> list[M] | Denied:
    """All pages of a list."""
    try:
        return [_understood(one, path, item) for one in client.pages(path, only, key)]
    except Denied as no:
        return _kept_back(no)


def _kept_back(no: Denied) -> Denied:
    """GitHub's no to this token; any other refusal says nothing of the repository, and is raised."""
    if no.status not in (403, 404, 409):  # 409: the repository is empty
        raise no
    return no


def _understood(answer: object, path: str, model: type[M]) -> M:
    try:
        return TypeAdapter(model).validate_python(answer)
    except ValidationError as error:
        raise unknown(path) from error


def _by_plan(no: Denied) -> bool:
    """Whether it is the plan that lacks it: "Upgrade to GitHub Pro or make this repository public to enable …"."""
    return no.status == 403 and "upgrade to" in no.answer.lower()


class _Asking:
    """Questions about one repository. `admin`: the token may see all there is, so that 404 means "there is none"."""

    def __init__(self, ask: Client, here: str, admin: bool) -> None:
        self.ask, self.here, self.admin = ask, here, admin

    def one(self, path: str, model: type[M], wanted: Callable[[M], T]) -> Read[T]:
        answer = _ask(self.ask, self.here + path, model)
        return HIDDEN if isinstance(answer, Denied) else wanted(answer)

    def maybe(self, path: str, model: type[M]) -> Read[M | None]:
        """What may not be there."""
        answer = _ask(self.ask, self.here + path, model)
        if isinstance(answer, Denied):
            return None if answer.status == 404 and self.admin else HIDDEN
        return answer

    def head(self) -> str | None:
        answer = _ask(self.ask, f"{self.here}/branches/{MAIN}", answers.Branch)
        return None if isinstance(answer, Denied) else answer.commit.sha

    def names(self, where: str, kind: Literal["secrets", "vars"]) -> Read[frozenset[str]]:
        """Of secrets or variables, as workflows say them. An environment that is not there holds none."""
        key = "secrets" if kind == "secrets" else "variables"
        answer = _every(self.ask, f"{self.here}{where}/{key}", answers.Named, key)
        if isinstance(answer, Denied):
            return frozenset() if answer.status == 404 and self.admin else HIDDEN
        return frozenset(f"{kind}.{entry.name}" for entry in answer)

    def variable(self, where: str, name: str) -> Read[str | None]:
        answer = self.maybe(f"{where}/variables/{name}", answers.Variable)
        return answer if answer is None or isinstance(answer, Unread) else answer.value.strip()

    def collaborators(self) -> Read[Mapping[str, str]]:
        answer = _every(self.ask, self.here + "/collaborators", answers.Collaborator)
        if isinstance(answer, Denied):
            return HIDDEN
        return {person.login.casefold(): person.right for person in answer}

    def owners_wrong(self) -> Read[tuple[int, ...] | None]:
        answer = _ask(self.ask, self.here + "/codeowners/errors", answers.Owners)
        if isinstance(answer, Denied):
            return None if answer.status == 404 else HIDDEN
        return tuple(sorted({error.line for error in answer.errors}))

    def allowed(self) -> Read[str]:
        """`all`, `local_only`, `selected` (GitHub's own are among them) or `none`."""
        policy = self.one("/actions/permissions", answers.Actions, lambda known: known.allowed_actions)
        if policy == "selected":
            return self.one(
                "/actions/permissions/selected-actions",
                answers.Selected,
                lambda known: "selected" if known.github_owned_allowed else "none",
            )
        return HIDDEN if policy is None else policy

    def pages(self) -> Read[Pages | None]:
        answer = self.maybe("/pages", answers.Pages)
        if answer is None or isinstance(answer, Unread):
            return answer
        secure = HIDDEN if answer.https_enforced is None else answer.https_enforced
        return Pages(answer.build_type or "legacy", answer.html_url or "", secure)

    def environment(self, name: str) -> Read[tuple[str, ...] | None]:
        """The patterns of branches whose jobs may enter it."""
        path = f"/environments/{name}"
        answer = self.maybe(path, answers.Environment)
        if answer is None or isinstance(answer, Unread):
            return answer
        policy = answer.deployment_branch_policy
        if policy is None:
            return ("*",)
        if policy.protected_branches:
            return self._protected()
        found = _every(self.ask, f"{self.here}{path}/deployment-branch-policies", answers.Named, "branch_policies")
        return HIDDEN if isinstance(found, Denied) else tuple(each.name for each in found)

    def _protected(self) -> Read[tuple[str, ...]]:
        answer = _every(self.ask, self.here + "/branches", answers.Named, protected="true")
        return HIDDEN if isinstance(answer, Denied) else tuple(sorted(branch.name for branch in answer))

    def app(self, number: int | None, owner: answers.Owner, app: Client | None) -> Read[Mapping[str, str] | None]:
        """The rights of the office's App: as installed, else as its check on main's last merge tells."""
        if number is None:
            return None
        if owner.type == "Organization":
            path = f"/orgs/{quote(owner.login)}/installations"
            answer = _every(self.ask, path, answers.Installation, "installations")
            if not isinstance(answer, Denied):
                known = [each.permissions for each in answer if each.app_id == number]
                return known[0] if known else None
        return self._app_by_its_check(number, app)

    def _app_by_its_check(self, number: int, app: Client | None) -> Read[Mapping[str, str] | None]:
        merge = _ask(self.ask, f"{self.here}/commits/{MAIN}", answers.Commit)
        if not isinstance(merge, Denied) and len(merge.parents) == 2:
            path = f"{self.here}/commits/{merge.parents[1].sha}/check-runs"
            runs = _ask(app or self.ask, path, answers.Runs, {"check_name": CHECK})
            for run in [] if isinstance(runs, Denied) else runs.check_runs:
                if run.app is not None and run.app.id == number:
                    return run.app.permissions
        return HIDDEN

    def rules(self, branch: str) -> Rules:
        """Rulesets of every level and the classic protection of one branch."""
        answer = _every(self.ask, f"{self.here}/rules/branches/{branch}", answers.BranchRule)
        if isinstance(answer, Denied):
            rulesets: list[Rule] = []
            whole, plan = _by_plan(answer), not _by_plan(answer)
        else:
            rulesets = [self._ruleset(number, answer) for number in dict.fromkeys(rule.ruleset_id for rule in answer)]
            whole, plan = True, True
        classic = _ask(self.ask, f"{self.here}/branches/{branch}/protection", answers.Classic)
        if not isinstance(classic, Denied):
            return Rules((*rulesets, _classic(classic)), whole, plan)
        none = _by_plan(classic) or (classic.status == 404 and ("not protected" in classic.answer or self.admin))
        return Rules(tuple(rulesets), whole and none, plan and not _by_plan(classic))

    def _ruleset(self, number: int, rules: list[answers.BranchRule]) -> Rule:
        actors = self.one(f"/rulesets/{number}", answers.Ruleset, lambda known: known.bypass_actors)
        bypass = HIDDEN if actors is None else actors  # left out for whoever may not edit the ruleset
        mine = {rule.type: rule.parameters or answers.Parameters() for rule in rules if rule.ruleset_id == number}
        asked, checks = (
            mine.get("pull_request", answers.Parameters()),
            mine.get("required_status_checks", answers.Parameters()),
        )
        return Rule(
            pull_request="pull_request" in mine,
            approvals=asked.required_approving_review_count,
            code_owners=asked.require_code_owner_review,
            dismiss_stale=asked.dismiss_stale_reviews_on_push,
            last_push=asked.require_last_push_approval,
            methods=frozenset(asked.allowed_merge_methods or METHODS),
            checks=tuple((check.context, check.integration_id) for check in checks.required_status_checks),
            no_force="non_fast_forward" in mine,
            no_deletion="deletion" in mine,
            no_update="update" in mine,
            bypass=bypass if isinstance(bypass, Unread) else tuple(actor.actor for actor in bypass),
        )


def _classic(found: answers.Classic) -> Rule:
    """https://docs.github.com/en/rest/branches/branch-protection: administrators are exempt unless `enforce_admins`."""
    reviews, checks = found.required_pull_request_reviews, found.required_status_checks
    through = list(reviews.bypass_pull_request_allowances.actors) if reviews else []
    if found.restrictions is not None:
        through += found.restrictions.actors
    if not found.enforce_admins.enabled:
        through.append(Actor("administrator", ""))
    return Rule(
        pull_request=reviews is not None,
        approvals=reviews.required_approving_review_count if reviews else 0,
        code_owners=reviews is not None and reviews.require_code_owner_reviews,
        dismiss_stale=reviews is not None and reviews.dismiss_stale_reviews,
        last_push=reviews is not None and reviews.require_last_push_approval,
        checks=tuple((c.context, c.app_id if c.app_id and c.app_id > 0 else None) for c in checks.checks)
        if checks
        else (),
        no_force=not found.allow_force_pushes.enabled,
        no_deletion=not found.allow_deletions.enabled,
        no_update=found.restrictions is not None,
        bypass=tuple(through),
    )


def _methods(found: answers.Repository) -> Read[frozenset[str]]:
    known = {"merge": found.allow_merge_commit, "squash": found.allow_squash_merge, "rebase": found.allow_rebase_merge}
    if None in known.values():
        return HIDDEN
    return frozenset(name for name, allowed in known.items() if allowed)


def _plan(ask: Client, owner: answers.Owner) -> Read[str]:
    """The owner's plan by GitHub's name: free, pro, team, enterprise …"""
    path = f"/orgs/{quote(owner.login)}" if owner.type == "Organization" else "/user"
    answer = _ask(ask, path, answers.Account)
    if isinstance(answer, Denied) or answer.plan is None or answer.login.casefold() != owner.login.casefold():
        return HIDDEN
    return answer.plan.name.casefold()


def _second(asking: tuple[Client, ...], name: str | None) -> Read[Second | None]:
    """By the first token that may see it: to any other a private repository looks as one that does not exist."""
    if name is None:
        return None
    for ask in asking:
        found = _ask(ask, f"/repos/{name}", answers.Repository)
        if not isinstance(found, Denied):
            break
    else:
        return HIDDEN
    people = _Asking(ask, f"/repos/{name}", admin=True).collaborators()
    if isinstance(people, Unread):
        return Second(found.private, people)
    return Second(found.private, frozenset(login for login, right in people.items() if right in WRITE))


def _accounts(ask: Client, sop: Sop, people: Read[Mapping[str, str]]) -> Mapping[str, Read[bool]]:
    known = people if not isinstance(people, Unread) else {}
    wanted = {person.login.casefold() for person in sop.people.values() if person.login}
    found: dict[str, Read[bool]] = {}
    for login in sorted(wanted):
        if login in known:
            found[login] = True
            continue
        answer = _ask(ask, f"/users/{quote(login)}", answers.Login)
        found[login] = (False if answer.status == 404 else HIDDEN) if isinstance(answer, Denied) else True
    return found


# -- the office's own clone ---------------------------------------------------------------------------------------


def _line(repo: Repo, head: str | None) -> Read[frozenset[str]]:
    """The commits of main's first-parent line."""
    try:
        return frozenset(repo.text("rev-list", "--first-parent", head).split()) if head else NO_MAIN
    except GitError:
        return NO_MAIN


def _anchor(kept: Read[str | None], loose: Read[str | None], line: Read[frozenset[str]]) -> Read[Anchor | None]:
    """The environment's comes before the repository's, as in a job."""
    if isinstance(kept, Unread):
        return kept
    value = kept or loose
    if value is None or isinstance(value, Unread):
        return value
    return Anchor(value, line if isinstance(line, Unread) else value in line, kept=bool(kept))


def _both(some: Read[frozenset[str]], others: Read[frozenset[str]]) -> Read[frozenset[str]]:
    if isinstance(some, Unread):
        return some
    return others if isinstance(others, Unread) else some | others


def _tree(repo: Repo, head: str | None, *paths: str) -> Read[Mapping[str, bytes]]:
    """The files of main as GitHub has it, by path."""
    try:
        if head is None or repo.resolve(head) is None:
            return NO_MAIN
        return {path: repo.blob(entry.oid) for path, entry in repo.tree(head, *paths).items() if entry.mode[:2] == "10"}
    except GitError:
        return NO_MAIN


def _different(local: Local, head: str | None) -> Read[tuple[str, ...]]:
    there = _tree(local.repo, head, ".github")
    if isinstance(there, Unread):
        return there
    wrong = {
        path for path, content in local.generated.items() if path.startswith(".github/") and there.get(path) != content
    }
    added = {path for path in there if path.startswith(WORKFLOWS) and path not in local.generated}
    return tuple(sorted(wrong | added))


def _workflows(repo: Repo, head: str | None) -> Read[tuple[str, ...]]:
    there = _tree(repo, head, WORKFLOWS.rstrip("/"))
    return (
        there if isinstance(there, Unread) else tuple(content.decode("utf-8", "replace") for content in there.values())
    )
