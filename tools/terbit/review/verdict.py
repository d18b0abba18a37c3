"""The verdict on a change: may it be merged, and if not, why. One pure function; hook, edition and audit share it.

The rules are DESIGN's "Who approves what". In short: an approval is bound to the revision that was read; nobody
approves what he wrote; a return stays open until the same role judges a later revision; a rejection is final. A
reviewer who has approved may mend the text himself (*mengkoreksi*, REQUIREMENTS B5): his approval stays and somebody
else, the author as well, approves the mended text. Whether a signature's key counted at receipt is the forge's
business; whether the role was held is judged here, by the procedure of the present main.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from terbit.findings import Finding, has_errors
from terbit.forge import Approval, Change
from terbit.messages import Message, msg
from terbit.review import reasons
from terbit.review.case import Case
from terbit.review.demand import Demand
from terbit.sop import Sop

State = Literal["draft", "submitted", "returned", "approved", "rejected", "merged", "abandoned"]

STATES: Mapping[State, Message] = {
    "draft": msg("masih draf"),
    "submitted": msg("diajukan"),
    "returned": msg("dikembalikan"),
    "approved": msg("disetujui"),
    "rejected": msg("ditolak"),
    "merged": msg("sudah digabung"),
    "abandoned": msg("dibatalkan"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `approved`: it may be merged (by the merger that was asked about).

    `granted`: role → the approval that counts for it; `missing`: roles still asked, in order. `reasons`: whatever
    stands in the way, and warnings. `urgent_until`: when the missing roles of an urgent change are due, else None.
    """

    state: State
    approved: bool
    granted: Mapping[str, Approval]
    missing: tuple[str, ...]
    reasons: list[Finding]
    urgent_until: datetime | None = None


def judge(change: Change, demand: Demand, sop: Sop, at: datetime, *, merger: str | None = None) -> Verdict:
    """The verdict as of a moment (aware): only what the server had received by then counts.

    So the verdict on a merge, asked for the moment of its receipt, is the same for ever; asked for a later moment, it
    shows what an urgent merge still lacks. `sop` is the procedure at the present main (the merge's first parent),
    `merger` the person who wants to merge, where somebody does.
    """
    case = Case(_received(change, at), demand, sop)
    if case.change.draft or not case.change.revisions:
        return Verdict("draft", False, {}, demand.roles, [])
    granted = case.granted
    missing = tuple(role for role in demand.roles if role not in granted)
    until = _urgent_until(granted.values(), missing, demand, sop)
    blocks = reasons.blocks(case)
    lacking = reasons.lacking(case, missing, until, at)
    state = _state(case, settled=not blocks and not lacking)
    found = [*blocks, *lacking, *(reasons.uncounted(case, missing) if lacking else ())]
    if until is not None and not lacking:
        found.append(reasons.urgent(case, missing, until, at))
    if merger is not None:
        found += reasons.merger(case, merger, at)
    return Verdict(state, not has_errors(found), granted, missing, found, until)


def objection(opinion: Approval, change: Change, demand: Demand, sop: Sop) -> Finding | None:
    """Why an opinion that has just been received cannot be taken, or None. `change` does not hold it yet.

    The forge asks before it accepts one, so that a reviewer hears at once what the verdict would say later.
    """
    case = Case(_received(change, opinion.at), demand, sop)
    index = case.index.get(opinion.commit)
    if index is None:
        return reasons.error(
            case, reasons.NO_REVISION, msg("{commit} bukan isi yang pernah diajukan", commit=opinion.commit[:12])
        )
    before = judge(change, demand, sop, opinion.at)
    if before.state in ("rejected", "abandoned") or (before.state == "merged" and before.urgent_until is None):
        return reasons.error(case, reasons.CLOSED, msg("usulan ini sudah selesai: {state}", state=STATES[before.state]))
    if opinion.verdict == "abandoned":
        if opinion.reviewer in case.people:
            return None
        return reasons.error(case, reasons.NOT_AN_AUTHOR, msg("hanya penulis usulan yang dapat membatalkannya"))
    if opinion.verdict != "approved":
        return None if case.roles(opinion) & case.deciding else reasons.without_role(case, opinion)
    asked = frozenset(demand.roles).union(*(case.roles(known) for known in case.open_returns))
    return None if case.looks_again(opinion) else reasons.fault(case, opinion, asked)


def _received(change: Change, at: datetime) -> Change:
    return replace(
        change,
        revisions=tuple(revision for revision in change.revisions if revision.at <= at),
        approvals=tuple(o for o in change.approvals if o.at <= at and (o.until is None or o.until > at)),
    )


def _state(case: Case, *, settled: bool) -> State:
    if case.change.merged:
        return "merged"
    said = {opinion.verdict for opinion in case.final}
    if "rejected" in said:
        return "rejected"
    if "abandoned" in said:
        return "abandoned"
    if case.open_returns:
        return "returned"
    return "approved" if settled else "submitted"


def _urgent_until(granted: Iterable[Approval], missing: tuple[str, ...], demand: Demand, sop: Sop) -> datetime | None:
    first = min((opinion.at for opinion in granted), default=None)
    if not demand.urgent or sop.urgent is None or first is None or not missing:
        return None
    return first + timedelta(hours=sop.urgent.hours)
