"""Links: how many addresses went online, what the last check of outside links found, and which are broken (C3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terbit.messages import msg
from terbit.records.event import Event
from terbit.reporting.blocks import Block, Link, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. Only `ok` is good; the last two are not known to be."""

    day: date
    ok: int | None
    broken: int | None
    unverifiable: int | None
    unchecked: int | None


@dataclass(frozen=True, slots=True)
class Broken:
    url: str
    since: date


@dataclass(frozen=True, slots=True)
class Links:
    """`released`: addresses that went online for the first time in the month. `check`: the month's last, or None."""

    released: int
    check: Checked | None
    broke: int
    mended: int
    broken: tuple[Broken, ...]


def count(facts: Facts) -> Links | None:
    if not facts.known:
        return None
    checks = facts.of("links-checked")
    broken: dict[str, Event] = {}
    states = [*facts.until_now("link-broken"), *facts.until_now("link-mended")]
    for event in sorted(states, key=lambda event: event.at):
        url = str(event.data.get("url", ""))
        if event.event == "link-broken":
            broken[url] = event
        else:
            broken.pop(url, None)
    return Links(
        sum(1 for release in facts.releases if release.first),
        _checked(facts, checks[-1]) if checks else None,
        len(facts.of("link-broken")),
        len(facts.of("link-mended")),
        tuple(Broken(url, facts.day(event.at)) for url, event in sorted(broken.items())),
    )


def _checked(facts: Facts, event: Event) -> Checked:
    def number(name: str) -> int | None:
        value = event.data.get(name)
        return value if isinstance(value, int) else None

    return Checked(facts.day(event.at), *map(number, ("ok", "broken", "unverifiable", "unchecked")))


def show(figures: Links, view: View) -> tuple[Block, ...]:
    check = figures.check
    sums = Table(
        (msg("Hal"), msg("Jumlah")),
        (
            (msg("Alamat baru yang tayang"), figures.released),
            (msg("Tanggal pemeriksaan terakhir"), check.day if check else None),
            (msg("Tautan luar baik"), check.ok if check else None),
            (msg("Tautan luar putus"), check.broken if check else None),
            (msg("Tautan luar yang tak dapat dipastikan"), check.unverifiable if check else None),
            (msg("Tautan luar yang belum diperiksa"), check.unchecked if check else None),
            (msg("Putus dalam bulan ini"), figures.broke if check else None),
            (msg("Pulih dalam bulan ini"), figures.mended if check else None),
        ),
    )
    if view.audience == "summary" or not figures.broken:
        return (sums,)
    rows = tuple((Link(one.url, one.url), one.since) for one in figures.broken)
    return (sums, Table((msg("Tautan putus"), msg("Sejak")), rows))


SECTION = Section("links", msg("Tautan"), count, show, public=True)
