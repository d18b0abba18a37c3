"""What only people know (C2.7, C2.8, E5): obstacles and recommendations, out of `reports/<month>/notes.md`."""

from __future__ import annotations

import re

from terbit.messages import msg
from terbit.reporting.blocks import Block
from terbit.reporting.facts import Facts
from terbit.reporting.section import Section, View


def count(facts: Facts) -> None:
    """Nothing in records: the report fills it in from `notes.md`."""


def show(figures: None, view: View) -> tuple[Block, ...]:
    return ()


OBSTACLES = Section("obstacles", msg("Kendala"), count, show)
RECOMMENDATIONS = Section("recommendations", msg("Rekomendasi dan tindak lanjut"), count, show)
HEADINGS: dict[str, str] = {OBSTACLES.key: "kendala", RECOMMENDATIONS.key: "rekomendasi"}


def parts(notes: str) -> dict[str, str]:
    """The text below `## Kendala` and `## Rekomendasi` (any case, any level of heading); empty ones are left out."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in notes.replace("\r\n", "\n").split("\n"):
        heading = re.match(r"#{1,6}\s+(.*?)\s*#*\s*\Z", line)
        if heading is None:
            current.append(line)
            continue
        title = heading[1].casefold()
        key = next((key for key, word in HEADINGS.items() if title.startswith(word)), None)
        if key is not None:
            current = found.setdefault(key, [])
        else:  # a heading within a part stays in it, below the report's own headings
            current.append("#### " + heading[1])
    texts = {key: "\n".join(lines).strip() for key, lines in found.items()}
    return {key: text for key, text in texts.items() if text}
