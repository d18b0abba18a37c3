"""What was decided and corrected: returns (B5), rejections (D4), withdrawals, corrections (*ralat*)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from terbit.messages import msg
from terbit.reporting.blocks import Block, Table
from terbit.reporting.facts import Facts
from terbit.reporting.history import Release
from terbit.reporting.section import Section, View


@dataclass(frozen=True, slots=True)
class OfRole:
    role: str
    returns: int
    rejections: int


@dataclass(frozen=True, slots=True)
class Decisions:
    submitted: int
    merged: int
    returned: int
    rejected: int
    abandoned: int
    withdrawn: int
    corrected: int
    by_role: tuple[OfRole, ...]


def count(facts: Facts) -> Decisions | None:
    if not facts.known:
        return None
    names = ("submitted", "merged", "returned", "rejected", "abandoned", "withdrawn")
    month = {name: [e for e in facts.of(name) if e.change not in facts.adoptions] for name in names}
    first = [event for event in month["submitted"] if event.data.get("revision") == 1]
    back = Counter(event.role for event in month["returned"] if event.role)
    refused = Counter(event.role for event in month["rejected"] if event.role)
    return Decisions(
        len(first),
        len(month["merged"]),
        len(month["returned"]),
        len(month["rejected"]),
        len(month["abandoned"]),
        len(month["withdrawn"]),
        _corrected(facts),
        tuple(OfRole(role, back[role], refused[role]) for role in facts.in_order({*back, *refused})),
    )


def _corrected(facts: Facts) -> int:
    """How many *ralat* went online: newer texts that list more corrections than the text before them."""
    return sum(max(0, _listed(one) - _listed(one.before)) for one in facts.releases if one.before is not None)


def _listed(release: Release) -> int:
    return len(release.meta.corrections) if release.meta else 0


def show(figures: Decisions, view: View) -> tuple[Block, ...]:
    table = Table(
        (msg("Hal"), msg("Jumlah")),
        (
            (msg("Usulan diajukan"), figures.submitted),
            (msg("Usulan digabung"), figures.merged),
            (msg("Dikembalikan untuk diperbaiki"), figures.returned),
            (msg("Ditolak"), figures.rejected),
            (msg("Dibatalkan penulisnya"), figures.abandoned),
            (msg("Ditarik dari situs"), figures.withdrawn),
            (msg("Ralat tayang"), figures.corrected),
        ),
    )
    if not figures.by_role:
        return (table,)
    rows = tuple((view.role(one.role), one.returns, one.rejections) for one in figures.by_role)
    return (table, Table((msg("Peran"), msg("Dikembalikan"), msg("Ditolak")), rows))


SECTION = Section("decisions", msg("Keputusan, pengembalian dan ralat"), count, show, public=True)
