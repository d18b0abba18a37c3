"""Looking at what was published (D6): the live checks of the month, each good, bad or unknown."""

from __future__ import annotations

from dataclasses import dataclass

from terbit.messages import msg
from terbit.reporting.blocks import Block, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View


@dataclass(frozen=True, slots=True)
class Live:
    deployments: int
    rollbacks: int
    good: int
    bad: int
    unknown: int


def count(facts: Facts) -> Live | None:
    deployed, verified = facts.of("deployed"), facts.of("verified")
    if not deployed and not verified:
        return None
    outcomes = [event.data.get("outcome") for event in verified]
    return Live(
        len(deployed),
        sum(1 for event in deployed if event.data.get("rollback") is True),
        outcomes.count("good"),
        outcomes.count("bad"),
        sum(1 for outcome in outcomes if outcome not in ("good", "bad")),
    )


def show(figures: Live, view: View) -> tuple[Block, ...]:
    checked = figures.good + figures.bad + figures.unknown
    rows = (
        (msg("Penayangan"), figures.deployments),
        (msg("Kembali ke tayangan lama"), figures.rollbacks),
        (msg("Pemeriksaan baik"), figures.good if checked else None),
        (msg("Pemeriksaan buruk"), figures.bad if checked else None),
        (msg("Tidak dapat diperiksa"), figures.unknown if checked else None),
    )
    return (Table((msg("Hal"), msg("Jumlah")), rows),)


SECTION = Section("live", msg("Penayangan dan pemeriksaan hasil tayang"), count, show)
