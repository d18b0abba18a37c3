"""A change with all that is asked about it more than once: who wrote it, who said what of which revision, and what
still stands. No words here; `reasons` has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from terbit.forge import Approval, Change
from terbit.review.demand import Demand
from terbit.sop import Sop

# Two opinions of one person on one revision in the same second: the more cautious one counts.
_CAUTION = {"approved": 0, "returned": 1, "abandoned": 2, "rejected": 3}


class Case:
    """A change with all that is asked about it more than once. Revisions are known by their index, oldest first."""

    def __init__(self, change: Change, demand: Demand, sop: Sop) -> None:
        self.change = change
        self.demand = demand
        self.sop = sop
        self.index = {revision.commit: n for n, revision in enumerate(change.revisions)}
        self.opinions = sorted(change.approvals, key=lambda a: (a.at, _CAUTION[a.verdict], a.witness))

    def place(self, opinion: Approval) -> int:
        """The revision that an opinion is about; one that was never handed in stands before the first."""
        return self.index.get(opinion.commit, -1)

    # -- who said what -----------------------------------------------------------------------------------------

    def roles(self, opinion: Approval) -> frozenset[str]:
        """The roles that an opinion speaks for: said at the time, and held at receipt by the present procedure."""
        return opinion.roles & self.sop.roles_of(opinion.reviewer, opinion.at)

    @cached_property
    def deciding(self) -> frozenset[str]:
        """Roles whose return or rejection is heard: also one that was asked of an earlier revision only, or a change
        could shake off a return by ceasing to be what was returned."""
        sop = self.sop
        floor = {sop.floor.administrator, sop.floor.head, sop.report.recipient}
        return frozenset({*self.demand.roles, *sop.deciding_roles(sop.steps), *floor})

    @cached_property
    def latest(self) -> list[Approval]:
        """What each person holds of each revision now: a later opinion takes the place of another one that the same
        person gave in the same role. An opinion without a role takes no place."""
        found: dict[tuple[str, str], list[Approval]] = {}
        for opinion in self.opinions:
            if not self._heard(opinion):
                continue
            held = found.setdefault((opinion.reviewer, opinion.commit), [])
            held[:] = [o for o in held if o.verdict == opinion.verdict or not self.roles(o) & self.roles(opinion)]
            held.append(opinion)
        return [opinion for held in found.values() for opinion in held]

    def _heard(self, opinion: Approval) -> bool:
        if self.roles(opinion) & self.deciding:
            return opinion.verdict != "abandoned"
        return opinion.verdict == "approved" and opinion.reviewer in self.people

    # -- who wrote what ----------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> frozenset[str]:
        """Everybody who wrote or handed in part of the change."""
        return frozenset().union(*({*r.writers, r.submitter} for r in self.change.revisions))

    @cached_property
    def edits(self) -> dict[int, str]:
        """Review edits: revision → the reviewer who mended it, having approved what was there before."""
        found: dict[int, str] = {}
        authors = set(self.change.revisions[0].writers)
        for n, revision in enumerate(self.change.revisions[1:], 1):
            writer = next(iter(revision.writers)) if len(revision.writers) == 1 else ""
            if writer and writer not in authors and self._approved_before(n, writer, found):
                found[n] = writer
            else:
                authors |= revision.writers
        return found

    def _approved_before(self, n: int, reviewer: str, edits: Mapping[int, str]) -> bool:
        return any(
            opinion.verdict == "approved"
            and opinion.reviewer == reviewer
            and opinion.at <= self.change.revisions[n].at
            and self.roles(opinion) & set(self.demand.roles)
            and self._carries(opinion, n - 1, edits)
            for opinion in self.latest
        )

    @cached_property
    def authors(self) -> frozenset[str]:
        """Who wrote the change, review edits aside."""
        return frozenset().union(*(r.writers for n, r in enumerate(self.change.revisions) if n not in self.edits))

    def _carries(self, opinion: Approval, until: int, edits: Mapping[int, str]) -> bool:
        """Whether an approval still stands at a revision: since then only the base was merged in (the change's own
        blobs are the same), or the reviewer mended the text himself."""
        said = self.index.get(opinion.commit)
        return (
            said is not None
            and said <= until
            and not self.change.revisions[said].gone
            and all(self._base_only(n) or edits.get(n) == opinion.reviewer for n in range(said + 1, until + 1))
        )

    def _base_only(self, n: int) -> bool:
        revision, before = self.change.revisions[n], self.change.revisions[n - 1]
        return not revision.writers and revision.own == before.own

    def stands(self, opinion: Approval) -> bool:
        """Whether an opinion approves the change's last revision."""
        return opinion.verdict == "approved" and self._carries(opinion, len(self.change.revisions) - 1, self.edits)

    def own_work(self, opinion: Approval) -> bool:
        """Whether the reviewer wrote it: as an author, or as the editor of the very revision that he approves."""
        edited = self.edits.get(self.place(opinion))
        return opinion.reviewer in self.authors or opinion.reviewer == edited

    def looks_again(self, opinion: Approval) -> bool:
        """Whether it is somebody's approval of a review edit that he did not make; an author's counts for that."""
        known = opinion.reviewer in self.authors or bool(self.roles(opinion) & set(self.demand.roles))
        return known and self.stands(opinion) and any(self.sees(opinion, n) for n in self.edits)

    def sees(self, opinion: Approval, n: int) -> bool:
        return self.index[opinion.commit] >= n and opinion.reviewer != self.edits[n]

    # -- what follows ------------------------------------------------------------------------------------------

    @cached_property
    def granted(self) -> dict[str, Approval]:
        """Role → the earliest approval that counts for it."""
        counting = [o for o in self.latest if self.stands(o) and not self.own_work(o)]
        counting.sort(key=lambda o: (o.at, o.witness))
        given = {role: [o for o in counting if role in self.roles(o)] for role in self.demand.roles}
        return _two_people(given, self.sop.floor.administrator, self.sop.floor.head)

    @cached_property
    def open_returns(self) -> list[Approval]:
        return [o for o in self.latest if o.verdict == "returned" and not any(self._closes(c, o) for c in self.latest)]

    def _closes(self, later: Approval, returned: Approval) -> bool:
        """A return is closed by a later verdict of the same role on a later revision."""
        return (
            self.place(later) > self.place(returned)
            and later.at >= returned.at
            and bool(self.roles(later) & self.roles(returned) & self.deciding)
            and not (later.verdict == "approved" and self.own_work(later))
        )

    @property
    def final(self) -> list[Approval]:
        """Rejections and abandonments: nothing that is said later lifts one."""
        return [
            opinion
            for opinion in self.opinions
            if (opinion.verdict == "rejected" and self.roles(opinion) & self.deciding)
            or (opinion.verdict == "abandoned" and opinion.reviewer in self.people)
        ]

    @property
    def unseen_edits(self) -> list[str]:
        """Who made each review edit that nobody else has approved yet."""
        eyes = [opinion for opinion in self.latest if self.looks_again(opinion)]
        return [editor for n, editor in self.edits.items() if not any(self.sees(opinion, n) for opinion in eyes)]


def _two_people(given: Mapping[str, Sequence[Approval]], administrator: str, head: str) -> dict[str, Approval]:
    """Role → the approval that counts for it, out of those that were given, earliest first.

    What steers the site takes two people, also where one of them holds both offices for a while: his approval counts
    for one of them, and for which, depends on what somebody else has approved.
    """
    found = {role: opinions[0] for role, opinions in given.items() if opinions}
    if administrator not in found or head not in found or found[administrator].reviewer != found[head].reviewer:
        return found
    twice = found[head].reviewer
    for role in (head, administrator):
        other = next((opinion for opinion in given[role] if opinion.reviewer != twice), None)
        if other is not None:
            return {**found, role: other}
    del found[head]
    return found
