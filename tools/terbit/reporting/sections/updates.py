"""Page updates (A6): merges that changed a page outside news, per ISO week in the office's zone.

A week belongs to the month in which it ends, so that it is whole when the month is over and stands in one report only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from terbit.messages import msg
from terbit.records.event import Event
from terbit.reporting.blocks import Block, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View

KINDS = frozenset({"page", "publication", "layout"})  # of a merge (review/demand.py): what is not news


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week, Monday to Sunday. `merges` is None where the records begin later; `whole` where it is all known."""

    year: int
    number: int
    begin: date
    end: date
    merges: int | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Updates:
    weeks: tuple[Week, ...]


def weeks(facts: Facts) -> tuple[Week, ...]:
    """The weeks that end in the month, and while it runs the one that `as_of` lies in."""
    since = facts.day(facts.since) if facts.since else None
    found = []
    sunday = facts.first_day + timedelta(days=6 - facts.first_day.weekday())
    merged = facts.until_now("merged", facts.start - timedelta(days=7))
    updated = [facts.day(event.at) for event in merged if is_update(event, facts)]
    first_of_next = facts.day(facts.end)
    while sunday < first_of_next and sunday - timedelta(days=6) <= facts.last_day:
        monday = sunday - timedelta(days=6)
        merges = sum(monday <= day <= sunday for day in updated)
        known = since is not None and since <= sunday
        ended = facts.complete or sunday < facts.day(facts.as_of)
        whole = known and since is not None and since <= monday and ended
        iso = monday.isocalendar()
        found.append(Week(iso.year, iso.week, monday, sunday, merges if known else None, whole))
        sunday += timedelta(days=7)
    return tuple(found)


def is_update(event: Event, facts: Facts) -> bool:
    """Whether an event is a merge that changed a page or a publication, but not by bringing in an existing site."""
    if event.event != "merged" or event.change in facts.adoptions:
        return False
    kinds = event.data.get("kinds")
    return isinstance(kinds, list | tuple) and not KINDS.isdisjoint(map(str, kinds))


def count(facts: Facts) -> Updates | None:
    return Updates(weeks(facts)) if facts.known else None


def show(figures: Updates, view: View) -> tuple[Block, ...]:
    rows = tuple(
        (
            f"{week.year}-W{week.number:02}",
            week.begin,
            week.end,
            week.merges,
            msg("lengkap") if week.whole else msg("belum lengkap"),
        )
        for week in figures.weeks
    )
    head = (msg("Minggu"), msg("Dari"), msg("Sampai"), msg("Pembaruan laman"), msg("Data"))
    return (Table(head, rows), msg("Sebuah minggu masuk ke bulan tempat minggu itu berakhir."))


SECTION = Section("page_updates", msg("Pembaruan laman per minggu"), count, show, public=True)
