"""What skipped review, or was held back: a visible state, not a silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terbit.messages import Message, msg
from terbit.reporting.blocks import Block, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View


@dataclass(frozen=True, slots=True)
class Case:
    """`what`: merged (without any approval), alarm, held-back, exempted. `subject`: a change, path or address."""

    day: date
    what: str
    subject: str


@dataclass(frozen=True, slots=True)
class Unreviewed:
    items: tuple[Case, ...]


def count(facts: Facts) -> Unreviewed | None:
    if not facts.known:
        return None
    found = []
    for event in facts.of("merged", "alarm", "held-back", "exempted"):
        if event.event == "merged":
            life = facts.life(event.change)
            if event.change in facts.adoptions or any(e.event == "approved" and e.at <= event.at for e in life):
                continue
        path, rule = str(event.data.get("path", "")), str(event.data.get("rule", ""))
        subject = f"{rule} {path}".strip() or event.article or (f"#{event.change}" if event.change else event.commit)
        found.append(Case(facts.day(event.at), event.event, subject))
    return Unreviewed(tuple(found))


def show(figures: Unreviewed, view: View) -> tuple[Block, ...]:
    words: dict[str, Message] = {
        "merged": msg("digabung tanpa persetujuan"),
        "alarm": msg("tanda bahaya"),
        "held-back": msg("ditahan, tidak ditayangkan"),
        "exempted": msg("dikecualikan, tidak ditayangkan"),
    }
    rows = tuple((one.day, words[one.what], one.subject) for one in figures.items)
    return (Table((msg("Tanggal"), msg("Kejadian"), msg("Mengenai")), rows),)


SECTION = Section("unreviewed", msg("Yang melewati pemeriksaan atau ditahan"), count, show)
