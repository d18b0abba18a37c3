"""Targets against results, and percent (A1, A5, A6)."""

from __future__ import annotations

from dataclasses import dataclass

from terbit.messages import Message, msg
from terbit.records.event import Event
from terbit.reporting.blocks import Block, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View
from terbit.reporting.sections import news, updates


@dataclass(frozen=True, slots=True)
class Target:
    """A target of the procedure. `result`, `percent` (whole, rounded down) and `met` are None where nothing is known.

    news_gap: the longest gap in days; percent is the allowed gap as a part of the real one, at most 100.
    page_updates: whole weeks that reached the number; percent is their part of all whole weeks.
    report: reports that were handed over in the month, at least the one of the month before.
    """

    key: str
    target: int
    result: int | None
    of: int | None
    percent: int | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class Targets:
    items: tuple[Target, ...]


def count(facts: Facts) -> Targets:
    wanted, found = facts.sop.targets, []
    if wanted.news_gap_days is not None:
        found.append(_gap(wanted.news_gap_days, news.longest_gap(facts)))
    if wanted.page_updates_per_week is not None:
        found.append(_weeks(wanted.page_updates_per_week, updates.weeks(facts)))
    if wanted.report is not None:
        found.append(_report(facts))
    return Targets(tuple(found))


def _gap(target: int, gap: news.Gap | None) -> Target:
    if gap is None:
        return Target("news_gap", target, None, None, None, None)
    met = gap.days <= target
    return Target("news_gap", target, gap.days, None, 100 if met else 100 * target // gap.days, met)


def _weeks(target: int, all_weeks: tuple[updates.Week, ...]) -> Target:
    whole = [week for week in all_weeks if week.whole and week.merges is not None]
    if not whole:
        return Target("page_updates", target, None, None, None, None)
    reached = sum(1 for week in whole if week.merges is not None and week.merges >= target)
    return Target("page_updates", target, reached, len(whole), 100 * reached // len(whole), reached == len(whole))


def _report(facts: Facts) -> Target:
    """Unknown where the month before is not in the records: then there was nothing to report on."""
    if facts.since is None or facts.since >= facts.start:
        return Target("report", 1, None, None, None, None)
    handed_over = [event for event in facts.of("merged") if "report" in _kinds(event)]
    return Target("report", 1, len(handed_over), None, 100 if handed_over else 0, bool(handed_over))


def _kinds(event: Event) -> tuple[str, ...]:
    kinds = event.data.get("kinds")
    return tuple(map(str, kinds)) if isinstance(kinds, list | tuple) else ()


def show(figures: Targets, view: View) -> tuple[Block, ...]:
    rows = tuple(
        (*_words(one), None if one.percent is None else f"{one.percent} %", _met(one)) for one in figures.items
    )
    head = (msg("Sasaran"), msg("Target"), msg("Realisasi"), msg("Persen"), msg("Tercapai"))
    return (Table(head, rows, msg("Tidak ada target dalam sop.yml.")),)


def _words(one: Target) -> tuple[Message, Message, Message | None]:
    if one.key == "news_gap":
        result = None if one.result is None else msg("{days} hari", days=one.result)
        return msg("Jarak terpanjang tanpa berita"), msg("paling lama {days} hari", days=one.target), result
    if one.key == "report":
        result = None if one.result is None else msg("{count} laporan", count=one.result)
        return msg("Laporan bulanan diserahkan"), msg("setiap bulan"), result
    result = None if one.result is None else msg("{reached} dari {of} minggu", reached=one.result, of=one.of)
    return msg("Pembaruan laman"), msg("{count} setiap minggu", count=one.target), result


def _met(one: Target) -> Message | None:
    return None if one.met is None else msg("ya") if one.met else msg("belum")


SECTION = Section("targets", msg("Ringkasan target dan realisasi"), count, show, public=True)
