"""Articles of an existing site that was brought in (*diadopsi*), by their own date. They enter no other figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terbit.messages import msg
from terbit.reporting.blocks import Block, Link, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View


@dataclass(frozen=True, slots=True)
class Item:
    """`day`: the article's own date; `adopted`: when it was brought in."""

    day: date
    title: str
    address: str
    adopted: date


@dataclass(frozen=True, slots=True)
class Adopted:
    items: tuple[Item, ...]


def count(facts: Facts) -> Adopted | None:
    """The month's adopted articles; None where none of that month is known (which is not the same as none written)."""
    found = []
    for day, event in facts.history.adopted.get(facts.month, ()):
        meta = facts.meta(event)
        address = str(event.data.get("address") or event.article)
        found.append(Item(day, meta.title if meta else address, address, facts.day(event.at)))
    return Adopted(tuple(sorted(found, key=lambda one: (one.day, one.address)))) if found else None


def show(figures: Adopted, view: View) -> tuple[Block, ...]:
    rows = tuple((one.day, Link(one.title, view.url(one.address)), one.adopted) for one in figures.items)
    return (
        Table((msg("Tanggal artikel"), msg("Judul"), msg("Diadopsi pada")), rows),
        msg("Jumlah artikel yang diadopsi: {count}. Tidak dihitung dalam target dan waktu.", count=len(rows)),
    )


SECTION = Section("adopted", msg("Diadopsi dari situs lama"), count, show, public=True)
