"""What a check of outside links adds to the book: that it was made, and every turn of an address's state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from terbit.links.external.verdict import Outcome, Verdict
from terbit.links.watch.state import State
from terbit.records.event import Event, identity
from terbit.sop import Links

CHECKED = "links-checked"
BROKEN, DEAD, MOVED, MENDED = "link-broken", "link-dead", "link-moved", "link-mended"
_FAILING = (BROKEN, DEAD)


def events(
    known: Iterable[Event],
    after: Mapping[str, State],
    found: Mapping[str, Outcome],
    at: datetime,
    source: str,
    links: Links,
) -> list[Event]:
    """What a check adds to the book that holds `known`: the check itself (one a UTC day), and what turned.

    A check that found nothing out at all is none. A broken link that the site no longer has is mended too (`removed`):
    nobody meets it any more.
    """
    last: dict[str, Event] = {}
    ids = set()
    for event in known:
        ids.add(event.id)
        if event.event in (*_FAILING, MOVED, MENDED):
            last[str(event.data.get("url", ""))] = event
    return [*_checked(ids, found, at, source), *_turns(last, after, found, at, source, links)]


def _checked(known: set[str], found: Mapping[str, Outcome], at: datetime, source: str) -> Iterator[Event]:
    slot = at.astimezone(UTC).strftime("%Y-%m-%d")
    counts = {verdict.value: 0 for verdict in Verdict}
    for outcome in found.values():
        counts[outcome.verdict.value] += 1
    made = Event(identity(CHECKED, "external", slot), CHECKED, at, source, data=counts)
    if made.id not in known and (not found or counts[Verdict.UNCHECKED] < len(found)):
        yield made


def _turns(
    last: Mapping[str, Event],
    after: Mapping[str, State],
    found: Mapping[str, Outcome],
    at: datetime,
    source: str,
    links: Links,
) -> Iterator[Event]:
    for url in sorted({*last, *after}):
        before, state = last.get(url), after.get(url)
        for name, more in _told(before, state, linked=url in found, links=links):
            cause = before.id if before is not None else ""
            before = Event(identity(name, url, cause), name, at, source, data={"url": url, **more})
            yield before


def _told(
    before: Event | None, state: State | None, *, linked: bool, links: Links
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The events, in order, that lead from the last one of an address to its present state."""
    name = before.event if before is not None else ""
    if state is None:
        if name in _FAILING and not linked:
            yield MENDED, {"removed": True}
    elif state.verdict is Verdict.BROKEN:
        if name not in _FAILING:
            yield BROKEN, {"status": state.status}
        if name != DEAD and state.dead(links):
            yield DEAD, {}
    elif state.verdict in (Verdict.OK, Verdict.MOVED):
        if name in _FAILING:
            yield MENDED, {}
        told = before.data.get("to") if before is not None and name == MOVED else None
        if state.verdict is Verdict.MOVED and told != state.to:
            yield MOVED, {"to": state.to}
