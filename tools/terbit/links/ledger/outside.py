"""What records say of outside links: what each check found, and from when to when each link was broken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from terbit.links.ledger.lives import text_of
from terbit.records.event import Event


@dataclass(frozen=True, slots=True)
class Check:
    """A check of outside links at a moment (UTC). Only `ok` and `moved` are known to be good; a number is None where
    that check did not say it."""

    at: datetime
    ok: int | None
    moved: int | None
    broken: int | None
    unverifiable: int | None
    unchecked: int | None

    @property
    def answered(self) -> int | None:
        """How many addresses gave an answer. Before `moved` was a verdict of its own, `ok` held those too."""
        known = (self.ok, self.moved or 0, self.broken, self.unverifiable)
        return sum(n for n in known if n is not None) if None not in known else None


@dataclass(frozen=True, slots=True)
class Spell:
    """A time during which a link was broken (UTC). `until` is None while it still is; `removed`: it was not mended,
    the site no longer links to it. `dead` is when it was given up."""

    url: str
    since: datetime
    until: datetime | None = None
    removed: bool = False
    dead: datetime | None = None


def check_of(event: Event) -> Check:
    """A `links-checked` event as numbers."""

    def number(name: str) -> int | None:
        value = event.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

    return Check(event.at, *map(number, ("ok", "moved", "broken", "unverifiable", "unchecked")))


def checks(events: Iterable[Event]) -> list[Check]:
    """All checks, oldest first."""
    found = (event for event in events if event.event == "links-checked")
    return [check_of(event) for event in sorted(found, key=attrgetter("at", "id"))]


def spells(events: Iterable[Event]) -> list[Spell]:
    """When links were broken, by their beginning; from `link-broken`, `link-mended` and `link-dead` in any order."""
    told = [event for event in events if event.event in ("link-broken", "link-mended", "link-dead")]
    open_ones: dict[str, Spell] = {}
    closed: list[Spell] = []
    for event in sorted(told, key=_turn):
        url = text_of(event, "url")
        spell = open_ones.get(url)
        if event.event == "link-broken":
            open_ones.setdefault(url, Spell(url, event.at))
        elif spell is not None and event.event == "link-mended":
            removed = event.data.get("removed") is True
            closed.append(Spell(url, spell.since, event.at, removed, spell.dead))
            del open_ones[url]
        elif spell is not None and spell.dead is None:
            open_ones[url] = Spell(url, spell.since, dead=event.at)
    return sorted([*closed, *open_ones.values()], key=lambda spell: (spell.since, spell.url))


def _turn(event: Event) -> tuple[datetime, bool, str]:
    """A link that is found dead by the very check that first tells of it is broken first."""
    return event.at, event.event == "link-dead", event.id
