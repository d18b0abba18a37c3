"""Pages that lead their readers on by themselves: where one arrives, and who goes in circles. Pure; each page is walked
through once, however long the chains are."""

from __future__ import annotations

from collections.abc import Mapping, Set

_SHOWN = 8  # steps of a circle that are told; a longer one is cut


def arrivals(moves: Mapping[str, str]) -> dict[str, str]:
    """The page on which a reader ends, for each that leads on; in a circle it is the page at which it is entered."""
    ends: dict[str, str] = {}
    for start in moves:
        way: dict[str, None] = {}
        name = start
        while name in moves and name not in ends and name not in way:
            way[name] = None
            name = moves[name]
        ends.update(dict.fromkeys(way, ends.get(name, name)))
    return ends


def circling(moves: Mapping[str, str]) -> Set[str]:
    """The pages from which one is led back to them."""
    turns: dict[str, int] = {}
    found: set[str] = set()
    for turn, start in enumerate(moves):
        name = start
        while name in moves and name not in turns:
            turns[name] = turn
            name = moves[name]
        if turns.get(name) == turn:  # this walk met itself
            while name not in found:
                found.add(name)
                name = moves[name]
    return found


def circle(name: str, moves: Mapping[str, str]) -> list[str]:
    """The steps from a page of a circle back to it, itself at both ends; "…" for those that are too many to tell."""
    chain = [name]
    while (following := moves[chain[-1]]) != name:
        if len(chain) == _SHOWN:
            return [*chain, "…", name]
        chain.append(following)
    return [*chain, name]
