"""Events of earlier months that became known only after their report was endorsed (*susulan*)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terbit.messages import msg
from terbit.records.names import name_of
from terbit.reporting.blocks import Block, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View


@dataclass(frozen=True, slots=True)
class Item:
    day: date
    event: str
    subject: str
    id: str


@dataclass(frozen=True, slots=True)
class Late:
    items: tuple[Item, ...]


def count(facts: Facts) -> Late | None:
    if facts.reported is None:
        return None
    return Late(
        tuple(
            Item(
                facts.day(event.at),
                event.event,
                event.article or (f"#{event.change}" if event.change else ""),
                event.id,
            )
            for event in facts.history.events
            if event.at < facts.start and event.id not in facts.reported
        )
    )


def show(figures: Late, view: View) -> tuple[Block, ...]:
    rows = tuple((one.day, name_of(one.event), one.subject or "–") for one in figures.items)
    return (Table((msg("Tanggal"), msg("Kejadian"), msg("Mengenai")), rows, msg("Tidak ada kejadian susulan.")),)


SECTION = Section("late", msg("Susulan dari bulan sebelumnya"), count, show)
