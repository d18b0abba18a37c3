"""What happened at every address, in its order, whatever the order in which the events come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from terbit.messages import Message, msg
from terbit.records.event import Event, release_identity
from terbit.sop import Sop

# event → (state, its word for readers). `adopted` is a first release too: of an existing site's article.
STATES: Mapping[str, tuple[str, Message]] = {
    "released": ("live", msg("tayang")),
    "adopted": ("live", msg("tayang")),
    "withdrawn": ("withdrawn", msg("ditarik")),
    "expired": ("expired", msg("berakhir")),
    "deleted": ("deleted", msg("dihapus")),
    "exempted": ("exempt", msg("dikecualikan")),
    "held-back": ("held", msg("ditahan")),
    "moved": ("moved", msg("pindah")),
}
TEXTS = ("released", "adopted")  # the events that put a text there
WORDS: Mapping[str, Message] = dict(STATES.values())


def state_of(event: Event) -> str:
    """The state in which an event leaves its address."""
    return STATES[event.event][0]


def address_of(event: Event) -> str:
    """The address at which an event happened; its `article` keeps the one of the first release."""
    return text_of(event, "address") or event.article


def text_of(event: Event, name: str) -> str:
    """A text in an event's data; "" where there is none, or where something else stands in its place."""
    value = event.data.get(name)
    return value if isinstance(value, str) else ""


def lives(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Address → what it went through, of the addresses that were ever released; from the first text on."""
    found: dict[str, list[Event]] = {}
    for event in events:
        if event.event in STATES:
            found.setdefault(address_of(event), []).append(event)
    lasted = {}
    for address, life in found.items():
        ordered = list(_ordered(address, life))
        first = next((n for n, event in enumerate(ordered) if event.event in TEXTS), None)
        if first is not None:
            lasted[address] = ordered[first:]
    return lasted


def first_day(life: list[Event], sop: Sop) -> date:
    """The office's day of an address's first release; an adopted article has its own date."""
    try:
        return date.fromisoformat(text_of(life[0], "date"))
    except ValueError:
        return life[0].at.astimezone(sop.zone).date()


def _ordered(address: str, life: list[Event]) -> Iterator[Event]:
    """By time. What has the same second hangs together by its ids: each hashes the one before it."""
    previous = ""
    for _, group in groupby(sorted(life, key=lambda event: (event.at, event.id)), key=lambda event: event.at):
        left = list(group)
        while left:
            following = left[0]
            if len(left) > 1:
                following = next((event for event in left if event.id == _after(event, address, previous)), left[0])
            left.remove(following)
            previous = following.id
            yield following


def _after(event: Event, address: str, previous: str) -> str:
    return release_identity(event.event, address, text_of(event, "blob"), previous)
