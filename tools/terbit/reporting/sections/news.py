"""The news of the month (A1, A2, A3): what went online, under which category, by whom approved, and the longest gap."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from terbit.messages import msg
from terbit.reporting.blocks import Block, Cell, Link, Table
from terbit.reporting.facts import Facts
from terbit.reporting.history import Release, roles
from terbit.reporting.section import Section, View


@dataclass(frozen=True, slots=True)
class Item:
    """A first release. `roles` and `approvers` are empty where it came in without an approval."""

    day: date
    title: str
    address: str
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    roles: tuple[str, ...]
    approvers: tuple[str, ...]
    change: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between two news items; an open gap has no item at its begin or end (the period's bound stands for it)."""

    days: int
    begin: date
    end: date
    open: bool


@dataclass(frozen=True, slots=True)
class Count:
    category: str
    items: int


@dataclass(frozen=True, slots=True)
class News:
    items: tuple[Item, ...]
    categories: tuple[Count, ...]
    gap: Gap | None
    newer_texts: int


def is_news(release: Release) -> bool:
    """Whether a release is a new article; a newer text, a page and a printed work are not."""
    return release.first and release.kind == "news"


def item(facts: Facts, release: Release) -> Item:
    """A release as the lists show it."""
    approvals = facts.approvals(release.change)
    steps = facts.sop.pages if release.kind == "page" else facts.sop.steps_for(release.categories)
    asked = set(facts.sop.deciding_roles((*steps, *facts.sop.policy.steps)))
    counted = [one for one in approvals if not asked.isdisjoint(roles(one))]  # not who agreed to a review edit
    given = {role for approval in approvals for role in roles(approval)}
    return Item(
        release.day,
        release.title,
        release.address,
        release.categories,
        release.authors,
        facts.in_order(given & asked or given),  # of all the roles that a reviewer holds, those that were asked
        tuple(dict.fromkeys(approval.actor for approval in counted or approvals)),
        release.change,
    )


def longest_gap(facts: Facts) -> Gap | None:
    """The longest time without news that touches the month, in days of the office; None where nothing is known.

    The gap that is open at the begin reaches back to the last item before the month (or to where the records begin),
    the one at the end to the period's last day.
    """
    if not facts.known or facts.since is None:
        return None
    before = next((one.day for one in reversed(facts.earlier_releases) if is_news(one)), None)
    begin = before or max(facts.first_day, facts.day(facts.since))
    points = [begin, *(release.day for release in facts.releases if is_news(release)), facts.last_day]
    last = len(points) - 2
    gaps = [
        Gap((end - start).days, start, end, open=n == last or (n == 0 and before is None))
        for n, (start, end) in enumerate(pairwise(points))
    ]
    return max(gaps, key=lambda gap: gap.days)


def count(facts: Facts) -> News | None:
    if not facts.known:
        return None
    first = [release for release in facts.releases if is_news(release)]
    counts = Counter(category for release in first for category in release.categories)
    plain = [name for name, category in facts.sop.categories.items() if not category.publication]
    unknown = sorted(set(counts) - set(facts.sop.categories))
    return News(
        tuple(item(facts, release) for release in first),
        tuple(Count(name, counts[name]) for name in (*plain, *unknown)),
        longest_gap(facts),
        sum(1 for release in facts.releases if release.kind == "news" and not release.first),
    )


def listing(items: tuple[Item, ...], view: View) -> Table:
    """A table of releases; writers and approvers by name only inside the repository."""
    head = [msg("Tanggal"), msg("Judul"), msg("Kategori"), msg("Disetujui oleh")]
    if view.internal:
        head[3:3] = [msg("Penulis")]
        head.append(msg("Nama penyetuju"))
    rows = []
    for one in items:
        row: list[Cell] = [
            one.day,
            Link(one.title, view.url(one.address)),
            view.categories(one.categories),
            view.roles(one.roles) or msg("tanpa persetujuan"),
        ]
        if view.internal:
            row[3:3] = [", ".join(one.authors) or None]
            row.append(", ".join(map(view.person, one.approvers)) or msg("tanpa persetujuan"))
        rows.append(tuple(row))
    return Table(tuple(head), tuple(rows), msg("Tidak ada yang tayang dalam bulan ini."))


def show(figures: News, view: View) -> tuple[Block, ...]:
    counts = Table(
        (msg("Kategori"), msg("Jumlah berita")),
        tuple((view.category(one.category), one.items) for one in figures.categories),
    )
    blocks: list[Block] = [listing(figures.items, view), counts]
    if figures.gap is not None:
        begin, end = (view.long_date(day) for day in (figures.gap.begin, figures.gap.end))
        gap = {"days": figures.gap.days, "begin": begin, "end": end}
        blocks.append(
            msg("Jarak terpanjang tanpa berita: {days} hari ({begin} sampai {end}, masih terbuka).", **gap)
            if figures.gap.open
            else msg("Jarak terpanjang tanpa berita: {days} hari ({begin} sampai {end}).", **gap)
        )
    blocks.append(msg("Pembaruan teks berita yang sudah tayang: {count}.", count=figures.newer_texts))
    return tuple(blocks)


SECTION = Section("news", msg("Daftar berita"), count, show, public=True)
