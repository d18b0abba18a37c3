"""Printed publications that went online (A7)."""

from __future__ import annotations

from dataclasses import dataclass

from terbit.messages import msg
from terbit.reporting.blocks import Block
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View
from terbit.reporting.sections.news import Item, item, listing


@dataclass(frozen=True, slots=True)
class Publications:
    items: tuple[Item, ...]


def count(facts: Facts) -> Publications | None:
    if not facts.known:
        return None
    return Publications(
        tuple(item(facts, release) for release in facts.releases if release.first and release.kind == "publication")
    )


def show(figures: Publications, view: View) -> tuple[Block, ...]:
    return (listing(figures.items, view),)


SECTION = Section("publications", msg("Publikasi"), count, show, public=True)
