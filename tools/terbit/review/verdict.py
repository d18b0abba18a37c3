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
from functools import cached_property
from typing import Literal

from terbit.findings import Finding, Severity
from terbit.forge import Approval, Change
from terbit.messages import Message, msg
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

MISSING = "RV001"
RETURNED = "RV002"
REJECTED = "RV003"
OWN_WORK = "RV004"
OTHER_REVISION = "RV005"
WITHOUT_ROLE = "RV006"
UNSEEN_EDIT = "RV007"
NO_PUBLISHER = "RV008"
URGENT_OPEN = "RV009"
URGENT_OVERDUE = "RV010"
NOTHING = "RV011"
NO_REVISION = "RV012"
ABANDONED = "RV013"
NOT_AN_AUTHOR = "RV014"
CLOSED = "RV015"
ONE_FOR_TWO = "RV016"
STRANGERS = "RV017"

# Two opinions of one person on one revision in the same second: the more cautious one counts.
_CAUTION = {"approved": 0, "returned": 1, "abandoned": 2, "rejected": 3}


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
    case = _Case(_received(change, at), demand, sop)
    if case.change.draft or not case.change.revisions:
        return Verdict("draft", False, {}, demand.roles, [])
    granted = case.granted
    missing = tuple(role for role in demand.roles if role not in granted)
    until = _urgent_until(granted.values(), missing, demand, sop)
    blocks = [*case.final, *case.returns, *case.unseen_edits, *_nothing(case), *_strangers(case)]
    lacking = _lacking(case, missing, until, at)
    state = _state(case, settled=not blocks and not lacking)
    reasons = [*blocks, *lacking, *(case.uncounted(missing) if lacking else ())]
    if until is not None and not lacking:
        reasons.append(_urgent(case, missing, until, at))
    if merger is not None:
        reasons += _merger(case, merger, at)
    approved = not any(reason.severity is Severity.ERROR for reason in reasons)
    return Verdict(state, approved, granted, missing, reasons, until)


def objection(opinion: Approval, change: Change, demand: Demand, sop: Sop) -> Finding | None:
    """Why an opinion that has just been received cannot be taken, or None. `change` does not hold it yet.

    The forge asks before it accepts one, so that a reviewer hears at once what the verdict would say later.
    """
    case = _Case(_received(change, opinion.at), demand, sop)
    index = case.index.get(opinion.commit)
    if index is None:
        return case.error(NO_REVISION, msg("{commit} bukan isi yang pernah diajukan", commit=opinion.commit[:12]))
    before = judge(change, demand, sop, opinion.at)
    if before.state in ("rejected", "abandoned") or (before.state == "merged" and before.urgent_until is None):
        return case.error(CLOSED, msg("usulan ini sudah selesai: {state}", state=STATES[before.state]))
    if opinion.verdict == "abandoned":
        if opinion.reviewer in case.people:
            return None
        return case.error(NOT_AN_AUTHOR, msg("hanya penulis usulan yang dapat membatalkannya"))
    if opinion.verdict != "approved":
        return None if case.roles(opinion) & case.deciding else case.without_role(opinion)
    asked = frozenset(demand.roles).union(*(case.roles(known) for known in case.open_returns))
    return None if case.looks_again(opinion) else case.fault(opinion, asked)


def _received(change: Change, at: datetime) -> Change:
    return replace(
        change,
        revisions=tuple(revision for revision in change.revisions if revision.at <= at),
        approvals=tuple(o for o in change.approvals if o.at <= at and (o.until is None or o.until > at)),
    )


class _Case:
    """A change with all that is asked about it more than once. Revisions are known by their index, oldest first."""

    def __init__(self, change: Change, demand: Demand, sop: Sop) -> None:
        self.change = change
        self.demand = demand
        self.sop = sop
        self.index = {revision.commit: n for n, revision in enumerate(change.revisions)}
        self.opinions = sorted(change.approvals, key=lambda a: (a.at, _CAUTION[a.verdict], a.witness))

    def _place(self, opinion: Approval) -> int:
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
        edited = self.edits.get(self._place(opinion))
        return opinion.reviewer in self.authors or opinion.reviewer == edited

    def looks_again(self, opinion: Approval) -> bool:
        """Whether it is somebody's approval of a review edit that he did not make; an author's counts for that."""
        known = opinion.reviewer in self.authors or bool(self.roles(opinion) & set(self.demand.roles))
        return known and self.stands(opinion) and any(self._sees(opinion, n) for n in self.edits)

    def _sees(self, opinion: Approval, n: int) -> bool:
        return self.index[opinion.commit] >= n and opinion.reviewer != self.edits[n]

    # -- what follows ------------------------------------------------------------------------------------------

    @cached_property
    def granted(self) -> dict[str, Approval]:
        """Role → the earliest approval that counts for it."""
        counting = [o for o in self.latest if self.stands(o) and not self.own_work(o)]
        counting.sort(key=lambda o: (o.at, o.witness))
        given = {role: [o for o in counting if role in self.roles(o)] for role in self.demand.roles}
        found = {role: opinions[0] for role, opinions in given.items() if opinions}
        administrator, head = self.sop.floor.administrator, self.sop.floor.head
        if administrator in found and head in found and found[administrator].reviewer == found[head].reviewer:
            # what steers the site takes two people, also where one of them holds both offices for a while
            twice = found[head].reviewer
            other = {
                role: next((o for o in given[role] if o.reviewer != twice), None) for role in (head, administrator)
            }
            role, opinion = next(((role, o) for role, o in other.items() if o is not None), (head, None))
            if opinion is None:
                del found[role]
            else:
                found[role] = opinion
        return found

    @cached_property
    def open_returns(self) -> list[Approval]:
        return [o for o in self.latest if o.verdict == "returned" and not any(self._closes(c, o) for c in self.latest)]

    def _closes(self, later: Approval, returned: Approval) -> bool:
        """A return is closed by a later verdict of the same role on a later revision."""
        return (
            self._place(later) > self._place(returned)
            and later.at >= returned.at
            and bool(self.roles(later) & self.roles(returned) & self.deciding)
            and not (later.verdict == "approved" and self.own_work(later))
        )

    @property
    def final(self) -> list[Finding]:
        """A rejection or abandonment: nothing that is said later lifts it."""
        found = []
        for opinion in self.opinions:
            name = self.name(opinion.reviewer)
            if opinion.verdict == "rejected" and self.roles(opinion) & self.deciding:
                message = msg("ditolak oleh {name}", name=name)
                if opinion.reason:
                    message = msg("ditolak oleh {name}: {reason}", name=name, reason=opinion.reason)
                hint = msg("penolakan bersifat tetap; buat usulan baru bila perlu")
                found.append(self.error(REJECTED, message, hint))
            elif opinion.verdict == "abandoned" and opinion.reviewer in self.people:
                found.append(self.error(ABANDONED, msg("dibatalkan oleh {name}", name=name)))
        return found

    @property
    def returns(self) -> list[Finding]:
        found = []
        for opinion in self.open_returns:
            name = self.name(opinion.reviewer)
            message = msg("dikembalikan oleh {name}", name=name)
            if opinion.reason:
                message = msg("dikembalikan oleh {name}: {reason}", name=name, reason=opinion.reason)
            role = self.role_names(self.roles(opinion) & self.deciding)
            hint = msg("perbaiki lalu ajukan lagi; sesudah itu {role} menilai ulang", role=role)
            found.append(self.error(RETURNED, message, hint))
        return found

    @property
    def unseen_edits(self) -> list[Finding]:
        eyes = [opinion for opinion in self.latest if self.looks_again(opinion)]
        return [
            self.error(
                UNSEEN_EDIT,
                msg("koreksi dari {name} belum disetujui orang lain", name=self.name(editor)),
                msg("penulis naskah atau penilai lain menyetujui isi yang sudah dikoreksi"),
            )
            for n, editor in self.edits.items()
            if not any(self._sees(opinion, n) for opinion in eyes)
        ]

    def uncounted(self, missing: Iterable[str]) -> list[Finding]:
        """Why approvals that somebody gave for what is missing do not count."""
        wanted = frozenset(missing)
        given = [o for o in self.opinions if o.verdict == "approved" and not self.looks_again(o)]
        faults = [self.fault(opinion, wanted) for opinion in given]
        return list(dict.fromkeys(fault for fault in faults if fault is not None))

    def fault(self, opinion: Approval, asked: frozenset[str]) -> Finding | None:
        """Why an approval does not count for any of the roles asked, or None."""
        name = self.name(opinion.reviewer)
        heard = self.roles(opinion) & asked
        if opinion.reviewer in self.authors or (heard and self.own_work(opinion)):
            return self.error(
                OWN_WORK,
                msg("persetujuan {name} tidak dihitung: ia ikut menulis usulan ini", name=name),
                msg("minta persetujuan orang lain"),
            )
        if not heard:
            return None if self.roles(opinion) & set(self.demand.roles) else self.without_role(opinion)
        if not self.stands(opinion):
            return self.error(
                OTHER_REVISION,
                msg("persetujuan {name} berlaku untuk isi {commit}", name=name, commit=opinion.commit[:12]),
                msg("isi usulan sudah berubah: minta {name} menyetujui isi {tip}", name=name, tip=self.change.tip[:12]),
            )
        counted = self.granted.get(self.sop.floor.administrator)
        if heard == {self.sop.floor.head} and counted is not None and counted.reviewer == opinion.reviewer:
            return self.error(
                ONE_FOR_TWO,
                msg(
                    "persetujuan {name} sudah dihitung sebagai {role}",
                    name=name,
                    role=self.role_names([self.sop.floor.administrator]),
                ),
                msg("administrator dan pimpinan harus dua orang yang berbeda"),
            )
        return None

    def without_role(self, opinion: Approval) -> Finding:
        day = opinion.at.astimezone(self.sop.zone).strftime("%Y-%m-%d")
        return self.error(
            WITHOUT_ROLE,
            msg("{name} tidak memegang peran yang diminta pada {day}", name=self.name(opinion.reviewer), day=day),
            msg("yang diminta: {roles}", roles=self.role_names(self.demand.roles)),
        )

    # -- words -------------------------------------------------------------------------------------------------

    def error(self, rule: str, message: Message, hint: Message | None = None) -> Finding:
        return Finding(rule, Severity.ERROR, f"perubahan/{self.change.number}", message, hint)

    def warning(self, rule: str, message: Message) -> Finding:
        return Finding(rule, Severity.WARNING, f"perubahan/{self.change.number}", message)

    def name(self, person: str) -> str:
        known = self.sop.people.get(person)
        return known.name if known else person

    def role_names(self, roles: Iterable[str]) -> str:
        """Names of roles, in the order of sop.yml."""
        wanted = set(roles)
        return ", ".join(name for role, name in self.sop.roles.items() if role in wanted)

    def clock(self, moment: datetime) -> str:
        return moment.astimezone(self.sop.zone).strftime("%Y-%m-%d %H:%M %Z")


def _state(case: _Case, *, settled: bool) -> State:
    if case.change.merged:
        return "merged"
    rules = {finding.rule for finding in case.final}
    if REJECTED in rules:
        return "rejected"
    if ABANDONED in rules:
        return "abandoned"
    if case.open_returns:
        return "returned"
    return "approved" if settled else "submitted"


def _nothing(case: _Case) -> list[Finding]:
    if case.demand.roles:
        return []
    return [case.error(NOTHING, msg("usulan ini tidak mengubah apa pun"))]


def _strangers(case: _Case) -> list[Finding]:
    """Nobody knows whether he who wrote it is one of those who approve it. A report's files are the exception: the
    pipeline hands them in, and they are compared with what records give."""
    count = sum(revision.strangers for revision in case.change.revisions)
    if not count or case.demand.kinds == ("report",):
        return []
    message = msg("{count} komit ditulis oleh akun yang tidak ada di sop.yml", count=count)
    hint = msg("administrator mencatat akunnya di sop.yml, atau penulis kantor mengajukan isinya sendiri")
    return [case.error(STRANGERS, message, hint)]


def _urgent_until(granted: Iterable[Approval], missing: tuple[str, ...], demand: Demand, sop: Sop) -> datetime | None:
    first = min((opinion.at for opinion in granted), default=None)
    if not demand.urgent or sop.urgent is None or first is None or not missing:
        return None
    return first + timedelta(hours=sop.urgent.hours)


def _lacking(case: _Case, missing: tuple[str, ...], until: datetime | None, at: datetime) -> list[Finding]:
    """The roles without which it may not be merged now.

    An urgent change may go ahead with one approval while the hours run; once merged it stays, however late they are.
    """
    if case.demand.any_one:
        if case.granted or not missing:
            return []
        roles = case.role_names(missing)
        return [case.error(MISSING, msg("belum disetujui: perlu satu persetujuan dari {roles}", roles=roles))]
    if until is not None and (case.change.merged or at <= until):
        return []
    found = []
    for role in missing:
        name = case.sop.roles.get(role, role)
        found.append(case.error(MISSING, msg("belum disetujui oleh {role}", role=name), _who(case, role, at)))
    return found


def _who(case: _Case, role: str, at: datetime) -> Message:
    """Who could approve, for the hint."""
    holders = case.sop.holders(role, at)
    free = [case.name(person) for person in holders if person not in case.authors]
    if free:
        return msg("yang dapat menyetujui: {people}", people=", ".join(free))
    if holders:
        return msg("semua pemegang peran ini ikut menulis: tunjuk pelaksana (Plh./Plt.) di sop.yml")
    return msg("tidak ada yang memegang peran ini sekarang: tunjuk pejabat atau pelaksana (Plh./Plt.) di sop.yml")


def _urgent(case: _Case, missing: tuple[str, ...], until: datetime, at: datetime) -> Finding:
    roles, time = case.role_names(missing), case.clock(until)
    if at <= until:
        message = msg("jalur mendesak: persetujuan {roles} ditunggu sampai {time}", roles=roles, time=time)
        return case.warning(URGENT_OPEN, message)
    message = msg("jalur mendesak: persetujuan {roles} terlambat, batasnya {time}", roles=roles, time=time)
    return case.warning(URGENT_OVERDUE, message)


def _merger(case: _Case, merger: str, at: datetime) -> list[Finding]:
    if case.sop.roles_of(merger, at) & case.demand.publishers:
        return []
    return [
        case.error(
            NO_PUBLISHER,
            msg("{name} tidak berwenang menayangkan", name=case.name(merger)),
            msg("yang berwenang: {roles}", roles=case.role_names(case.demand.publishers)),
        )
    ]
