"""The writers' guide names every rule, with its severity and what it asks, in the order of the list."""

from __future__ import annotations

import re
from pathlib import Path

from terbit import rules

GUIDE = Path(__file__).parents[2] / "docs" / "penulis.md"
_SEVERITY = {"error": "kesalahan", "warning": "peringatan"}


def test_the_guide_and_the_rules_are_in_step() -> None:
    rows = re.findall(r"^\| ([A-Z]{2}\d{3}) \| (\w+) \| ([^|]+?) \|", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert rows == [(rule.id, _SEVERITY[rule.severity.value], rule.asks.text()) for rule in rules.RULES]
