"""Domain, hosting and other services with a date on which they end (E4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terbit.messages import msg
from terbit.reporting.blocks import Block, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View


@dataclass(frozen=True, slots=True)
class Service:
    """`days_left` counts from the period's last day, negative once it has ended; None where no date is known."""

    name: str
    expires: date | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Services:
    items: tuple[Service, ...]


def count(facts: Facts) -> Services | None:
    found = tuple(
        Service(one.name, one.expires, (one.expires - facts.last_day).days if one.expires else None)
        for one in facts.sop.services.values()
    )
    return Services(found) if found else None


def show(figures: Services, view: View) -> tuple[Block, ...]:
    rows = tuple((one.name, one.expires, one.days_left) for one in figures.items)
    return (Table((msg("Layanan"), msg("Berlaku sampai"), msg("Sisa hari")), rows),)


SECTION = Section("services", msg("Domain dan layanan"), count, show)
