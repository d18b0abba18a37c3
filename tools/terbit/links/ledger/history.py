"""How the addresses and the outside links stood at the end of each month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from terbit.links.ledger.lives import lives, state_of
from terbit.links.ledger.outside import Check, checks, spells
from terbit.records.event import Event
from terbit.sop import Sop


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the office ("2026-11"): how many addresses were in each state at its end (states without any left
    out), its last check of outside links, and how many links broke or were mended in it. None: nothing is known."""

    month: str
    states: Mapping[str, int]
    check: Check | None = None
    broke: int | None = None
    mended: int | None = None

    def plain(self) -> dict[str, Any]:
        """The month as JSON."""
        check = self.check
        numbers = ("ok", "moved", "broken", "unverifiable", "unchecked")
        return {
            "month": self.month,
            "states": dict(sorted(self.states.items())),
            "outside": {name: getattr(check, name) for name in numbers} if check else None,
            "broke": self.broke,
            "mended": self.mended,
        }


def history(events: Iterable[Event], sop: Sop) -> list[Month]:
    """The months from the first release to the last event of any kind, none left out; the last as far as it goes.

    So it ends where the records end, not today: who computes it later from the same records gets the same.
    """
    events = list(events)

    def month(moment: datetime) -> str:
        local = moment.astimezone(sop.zone)
        return f"{local.year:04}-{local.month:02}"

    turns = sorted(
        (
            (event.at, address, n, state_of(event), state_of(life[n - 1]) if n else "")
            for address, life in lives(events).items()
            for n, event in enumerate(life)
        ),
        key=itemgetter(0, 1, 2),
    )
    if not turns:
        return []
    checked = {month(check.at): check for check in checks(events)}
    spent = spells(events)
    broke = Counter(month(spell.since) for spell in spent)
    mended = Counter(month(spell.until) for spell in spent if spell.until is not None and not spell.removed)
    standing: Counter[str] = Counter()
    found, at = [], 0
    for name in _months(month(turns[0][0]), month(max(event.at for event in events))):
        while at < len(turns) and month(turns[at][0]) <= name:
            _, _, _, state, before = turns[at]
            standing[state] += 1
            standing[before] -= 1
            at += 1
        known = name in checked or name in broke or name in mended
        states = {state: count for state, count in standing.items() if count > 0}
        found.append(
            Month(
                name,
                states,
                checked.get(name),
                broke[name] if known else None,
                mended[name] if known else None,
            )
        )
    return found


def _months(first: str, last: str) -> Iterator[str]:
    year, number = int(first[:4]), int(first[5:])
    while (name := f"{year:04}-{number:02}") <= last:
        yield name
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
