"""News per channel (A1). The site is measured; what was posted elsewhere is known only where it is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from terbit.messages import msg
from terbit.reporting.blocks import Block, Table
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View
from terbit.reporting.sections import news


@dataclass(frozen=True, slots=True)
class OfChannel:
    channel: str
    items: int | None
    longest_gap_days: int | None


@dataclass(frozen=True, slots=True)
class Channels:
    items: tuple[OfChannel, ...]


def count(facts: Facts) -> Channels | None:
    if not facts.known:
        return None
    gap = news.longest_gap(facts)
    first = sum(1 for release in facts.releases if news.is_news(release))
    site = OfChannel("", first, gap.days if gap else None)
    others = tuple(
        OfChannel(name, None, None)
        for name, channel in facts.sop.channels.items()
        if (channel.address or "").rstrip("/") != facts.sop.office.address.rstrip("/")
    )
    return Channels((site, *others))


def show(figures: Channels, view: View) -> tuple[Block, ...]:
    rows = tuple(
        (
            view.sop.channels[one.channel].name if one.channel in view.sop.channels else msg("Situs web"),
            one.items,
            None if one.longest_gap_days is None else msg("{days} hari", days=one.longest_gap_days),
        )
        for one in figures.items
    )
    return (Table((msg("Kanal"), msg("Berita"), msg("Jarak terpanjang")), rows),)


SECTION = Section("channels", msg("Kanal dan media sosial"), count, show, public=True)
