"""Dates as people write them: Indonesian month names, old spellings too, and day before month."""

from __future__ import annotations

import re
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb pebruari peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august aug agu agt ags",
            "september sep sept",
            "oktober october oct okt",
            "november nov nopember nop",
            "desember december dec des",
        ),
        1,
    )
    for name in names.split()
}
_NAMED = re.compile(r"(?:[a-z'’`]{3,10},? {1,3})?(\d{1,2})[ .-]{1,3}([a-z]{3,9})[ .,-]{1,3}(\d{4})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})\b")
_CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)\b")


def day(text: str) -> date | None:
    """The day that a text begins with: `Jum'at, 13 Pebruari 2023`, `13/2/2023` (day before month), `2023/2/13`; None
    where it is none."""
    text = " ".join(text[:80].split())
    if found := _NAMED.match(text):
        number, month, year = int(found[1]), MONTHS.get(found[2].lower(), 0), int(found[3])
    elif found := _DAY_FIRST.match(text):
        number, month, year = int(found[1]), int(found[2]), int(found[3])
    elif found := _YEAR_FIRST.match(text):
        year, month, number = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def iso(text: str) -> str | None:
    """Such a text as front matter writes it, with the time of day where it names one; None where it is no date."""
    found = day(text)
    if found is None:
        return None
    clock = _CLOCK.search(text[:80].partition(str(found.year))[2])
    return found.isoformat() + (f" {int(clock[1]):02d}:{clock[2]}" if clock else "")
