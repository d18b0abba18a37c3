"""Archived copies for links that died: asked for once a death, and again only where nobody answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from terbit.links.watch.memento import Copy, Unanswered
from terbit.links.watch.state import State
from terbit.sop import Links

MOST = 50  # questions of one check; what is left over is asked at the next

Archive = Callable[[str, datetime], Copy | None]  # (address, near when) → its copy; raises Unanswered


def wanted(states: Mapping[str, State], links: Links) -> list[str]:
    """The dead addresses of which nobody knows yet whether there is a copy."""
    return [url for url, state in states.items() if state.copy is None and state.dead(links)]


def found(
    urls: Mapping[str, datetime], archives: tuple[Archive, ...], late: Callable[[], bool] = lambda: False
) -> dict[str, Copy | None]:
    """The copies of addresses, each near its moment, by the first archive that has one; None where none of them has.

    Where an archive did not answer and no other has a copy, an address is left out. `late`: no more questions.
    """
    answers: dict[str, Copy | None] = {}
    for url, moment in list(urls.items())[:MOST]:
        if late():
            break
        unanswered = not archives
        for archive in archives:
            try:
                copy = archive(url, moment)
            except Unanswered:
                unanswered = True
                continue
            if copy is not None:
                answers[url] = copy
                break
        else:
            if not unanswered:
                answers[url] = None
    return answers


def having(states: Mapping[str, State], answers: Mapping[str, Copy | None]) -> dict[str, State]:
    """The states with these answers."""
    known = dict(states)
    for url, copy in answers.items():
        if url in known:
            address, at = (copy.address, copy.at) if copy is not None else ("", None)
            known[url] = replace(known[url], copy=address, copied=at)
    return known
