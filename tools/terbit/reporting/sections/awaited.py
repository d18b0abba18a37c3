"""Parts of the report that have no source in the records yet. They stand in it, and say that there is no data."""

from __future__ import annotations

from terbit.messages import Message, msg
from terbit.reporting.blocks import Block
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View


def count(facts: Facts) -> None:
    """Nothing is known."""


def show(figures: None, view: View) -> tuple[Block, ...]:
    return ()


def _section(key: str, title: Message) -> Section:
    return Section(key, title, count, show)


AVAILABILITY = _section("availability", msg("Ketersediaan dan sertifikat"))
VISITORS = _section("visitors", msg("Pengunjung dan kegiatan mencurigakan"))
BACKUP = _section("backup", msg("Cadangan dan uji pulih"))
DISTURBANCES = _section("disturbances", msg("Gangguan dan perbaikan"))
NETWORK = _section("network", msg("Pemeriksaan jaringan bulanan"))
