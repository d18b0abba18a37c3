"""Links: how many addresses went online, what the checks of outside links found, and how long links were broken (C3.7).

From events alone. Only what a check said is known: a month without one has no data, not zeroes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from terbit.links.ledger.outside import Check, Spell, check_of, spells
from terbit.messages import msg
from terbit.reporting.blocks import Block, Cell, Link, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. Only `ok` and `moved` are good; the last two are not known to be. `answered` is all but
    `unchecked`. A number that the check did not say is None."""

    day: date
    answered: int | None
    ok: int | None
    moved: int | None
    broken: int | None
    unverifiable: int | None
    unchecked: int | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that is broken at the end of the month: since when, and since when it counts as dead."""

    url: str
    since: date
    dead: date | None


@dataclass(frozen=True, slots=True)
class Links:
    """`released`: addresses that went online for the first time in the month. `checks`: how many there were in it, and
    `check` the last. `mended` links answer again, `removed` ones are no longer linked to.

    `median_days` and `longest_days` tell how long the mended ones had been broken, in days of the office. `dead` counts
    those of `broken` that were given up; None where nobody looked for that.
    """

    released: int
    checks: int | None
    check: Checked | None
    broke: int | None
    mended: int | None
    removed: int | None
    median_days: int | None
    longest_days: int | None
    still: int | None
    dead: int | None
    broken: tuple[Broken, ...]


def count(facts: Facts) -> Links | None:
    if not facts.known:
        return None
    checks = facts.of("links-checked")
    check = check_of(checks[-1]) if checks else None
    spent = spells([e for name in ("link-broken", "link-mended", "link-dead") for e in facts.until_now(name)])
    ended = [spell for spell in spent if spell.until is not None and spell.until >= facts.start]
    mended = [spell for spell in ended if not spell.removed]
    lasted = sorted(_days(facts, spell) for spell in mended)
    open_ones = sorted((spell for spell in spent if spell.until is None), key=lambda spell: spell.url)
    # a check that tells of moved links was made by a terbit that tells of dead ones too
    judged = any(spell.dead is not None for spell in spent) or (check is not None and check.moved is not None)
    given_up = sum(spell.dead is not None for spell in open_ones)
    happened = check is not None or any(spell.since >= facts.start for spell in spent) or bool(ended)
    return Links(
        released=sum(1 for release in facts.releases if release.first),
        checks=len(checks) or None,
        check=_checked(facts, check) if check is not None else None,
        broke=sum(spell.since >= facts.start for spell in spent) if happened else None,
        mended=len(mended) if happened else None,
        removed=len(ended) - len(mended) if happened else None,
        median_days=_median(lasted),
        longest_days=lasted[-1] if lasted else None,
        # what was found broken earlier still is, as far as anybody knows; that nothing is broken only a check tells
        still=len(open_ones) if open_ones or check is not None else None,
        dead=given_up if given_up or (judged and check is not None) else None,
        broken=tuple(
            Broken(spell.url, facts.day(spell.since), facts.day(spell.dead) if spell.dead else None)
            for spell in open_ones
        ),
    )


def _checked(facts: Facts, check: Check) -> Checked:
    return Checked(
        facts.day(check.at),
        check.answered,
        check.ok,
        check.moved,
        check.broken,
        check.unverifiable,
        check.unchecked,
    )


def _days(facts: Facts, spell: Spell) -> int:
    until: datetime = spell.until or facts.as_of
    return (facts.day(until) - facts.day(spell.since)).days


def _median(numbers: list[int]) -> int | None:
    """The middle of sorted numbers, of two the mean rounded up: a report holds whole numbers only."""
    if not numbers:
        return None
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else -(-(numbers[middle - 1] + numbers[middle]) // 2)


def show(figures: Links, view: View) -> tuple[Block, ...]:
    check = figures.check
    sums = Table(
        (msg("Hal"), msg("Jumlah")),
        (
            (msg("Alamat baru yang tayang"), figures.released),
            (msg("Pemeriksaan tautan luar dalam bulan ini"), figures.checks),
            (msg("Tanggal pemeriksaan terakhir"), check.day if check else None),
            (msg("Tautan luar yang diperiksa"), check.answered if check else None),
            (msg("Tautan luar baik"), check.ok if check else None),
            (msg("Tautan luar yang pindah"), check.moved if check else None),
            (msg("Tautan luar putus"), check.broken if check else None),
            (msg("Tautan luar yang tak dapat dipastikan"), check.unverifiable if check else None),
            (msg("Tautan luar yang belum diperiksa"), check.unchecked if check else None),
            (msg("Putus dalam bulan ini"), figures.broke),
            (msg("Pulih dalam bulan ini"), figures.mended),
            (msg("Putus lalu dihapus dari situs"), figures.removed),
            (msg("Lama putus sampai pulih, nilai tengah (hari)"), figures.median_days),
            (msg("Lama putus sampai pulih, terlama (hari)"), figures.longest_days),
            (msg("Masih putus di akhir bulan"), figures.still),
            (msg("Yang terlama putus sejak"), min((one.since for one in figures.broken), default=None)),
            (msg("Dianggap mati"), figures.dead),
        ),
    )
    if view.audience == "summary" or not figures.broken:
        return (sums,)
    head = (msg("Tautan putus"), msg("Sejak"), msg("Dianggap mati sejak"))
    return (sums, Table(head, tuple(_rows(figures))))


def _rows(figures: Links) -> Iterable[tuple[Cell, ...]]:
    for one in figures.broken:
        yield Link(one.url, one.url), one.since, one.dead or (msg("belum") if figures.dead is not None else None)


SECTION = Section("links", msg("Tautan"), count, show, public=True)
