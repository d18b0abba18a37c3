"""How an open pull request stands: the verdict on its reviews, and what the merge result and each of its commits bring.

Roles, procedure and rules are those of main as it is now, never the pull request's own. What cannot be read is
Unverified: nothing here takes silence for consent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from terbit.findings import Finding, Unverified, has_errors, sorted_findings
from terbit.forge import Approval, Change
from terbit.forge.revisions import base_of
from terbit.gate import CHANGE, MERGE, TOO_MUCH, refusal
from terbit.gate.history import judge_history
from terbit.gate.result import BY_LOGIN, Merging, judge_frame, judge_result
from terbit.git import GitError, Repo
from terbit.messages import Message, msg
from terbit.review.demand import Demand, demand, ordered
from terbit.review.verdict import State, Verdict, judge
from terbit.sop import Sop


@dataclass(frozen=True, slots=True)
class Main:
    """What pull requests are judged against: the present main with its procedure.

    `at` is the present moment (aware). `records` gives the commit of the records (None: there are none); it is asked
    only where a report changes. `cache`: a folder where what the rules found out is kept; it may be lost.
    """

    repo: Repo
    commit: str
    sop: Sop
    at: datetime
    records: Callable[[], str | None]
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer for one head. `approved`: it may be merged now.

    `granted`: (role, person) of what counts; `missing`: roles still asked, in the order of the steps. `reasons` is the
    verdict's word, `findings` what the text itself brings. `next_role` is asked next ("": nobody is), `able` are the
    people who could answer for it (keys of sop.yml).
    """

    number: int
    head: str
    state: State
    approved: bool
    granted: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    reasons: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    next_role: str = ""
    able: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether the text itself brings no error."""
        return not has_errors(self.findings)


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A head of which it could not be found out how it stands."""

    number: int
    head: str
    message: Message
    hint: Message | None = None


def judge_pull(main: Main, change: Change, head: str) -> Judged:
    """How a pull request stands whose present head is `head`. Raises Unverified where that cannot be found out: its
    commits are not here, or somebody pushed while it was read."""
    handed_in = bool(change.revisions) and not change.draft
    if handed_in and change.tip != head:
        raise Unverified(
            msg("usulan {number} berubah selagi diperiksa", number=change.number), msg("coba lagi sebentar lagi")
        )
    for commit in (main.commit, head):
        if main.repo.resolve(commit) != commit:
            raise _incomplete(change)
    try:
        return _judged(main, replace(change, revisions=change.revisions if handed_in else ()), head)
    except (GitError, KeyError) as error:
        raise _incomplete(change) from error


def _incomplete(change: Change) -> Unverified:
    return Unverified(
        msg("usulan {number}: isinya tidak lengkap di sini", number=change.number),
        msg("ambil seluruh riwayatnya dari GitHub, lalu coba lagi"),
    )


def _judged(main: Main, change: Change, head: str) -> Judged:
    repo, place = main.repo, f"perubahan/{change.number}"
    state: State = "submitted" if change.revisions else "draft"
    if base_of(repo, main.commit, head) is None:
        message = msg("usulan {number} tidak berasal dari situs ini", number=change.number)
        hint = msg("mulai dari cabang main situs ini")
        return Judged(change.number, head, state, False, findings=(refusal(CHANGE, place, message, hint),))
    history = judge_history(repo, main.commit, head, main.sop, place)
    if any(finding.rule == TOO_MUCH for finding in history):  # nothing may walk over it
        return Judged(change.number, head, state, False, findings=tuple(history))
    tree, conflicts = repo.merge_tree(main.commit, head)
    asked = demand(repo, main.commit, head if conflicts else tree, head, main.sop)
    at = max([main.at, *(r.at for r in change.revisions), *(a.until or a.at for a in change.approvals)])
    verdict = judge(change, asked, main.sop, at)
    findings = [*history, *(_conflict(place, conflicts) if conflicts else ())]
    if not conflicts:
        merging = Merging(repo, main.commit, tree, main.sop, main.at, BY_LOGIN, main.records, main.cache)
        findings += judge_result(merging)
        if verdict.approved and not has_errors(findings):
            findings += judge_frame(merging)
    role = _next_role(change, verdict, asked, main.sop)
    return Judged(
        number=change.number,
        head=head,
        state=verdict.state,
        approved=verdict.approved and bool(change.revisions) and not has_errors(findings),
        granted=tuple((role, said.reviewer) for role, said in verdict.granted.items()),
        missing=() if asked.any_one and verdict.granted else verdict.missing,
        reasons=tuple(verdict.reasons),
        findings=tuple(sorted_findings(findings)),
        next_role=role,
        able=_able(change, role, main.sop, at),
    )


def _conflict(place: str, paths: tuple[str, ...]) -> list[Finding]:
    message = msg("usulan bertabrakan dengan situs: {paths}", paths=", ".join(paths))
    hint = msg("penulis usulan menggabungkan cabang main ke dalam cabangnya dan menyelesaikan tabrakannya")
    return [refusal(MERGE, place, message, hint)]


def _next_role(change: Change, verdict: Verdict, asked: Demand, sop: Sop) -> str:
    """Who is asked next: whoever returned it and has not seen what was mended since, else the first that is missing."""
    if verdict.state not in ("submitted", "returned", "approved"):
        return ""
    returned = [said for said in change.approvals if _waits(said, change)]
    if returned:
        return next(iter(ordered(returned[0].roles, sop)), "")
    if verdict.state == "returned":
        return ""  # the writer is next
    missing = verdict.missing
    if asked.any_one and verdict.granted:
        return ""
    return missing[0] if missing else ""


def _waits(said: Approval, change: Change) -> bool:
    """Whether it is a return that its own role has not looked at again, though the text has changed since."""
    if said.verdict != "returned" or said.until is not None or said.commit == change.tip:
        return False
    return not any(
        other.at > said.at and other.roles & said.roles and other.until is None for other in change.approvals
    )


def _able(change: Change, role: str, sop: Sop, at: datetime) -> tuple[str, ...]:
    """Who holds a role now, has an account and has no part in the change."""
    if not role:
        return ()
    part = frozenset[str]().union(*({*r.writers, r.submitter} for r in change.revisions))
    return tuple(person for person in sop.holders(role, at) if person not in part and sop.people[person].login)
