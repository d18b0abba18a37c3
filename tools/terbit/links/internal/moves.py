"""Pages that lead their readers on by themselves: where one arrives, and who goes in circles. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def arrival(name: str, moves: Mapping[str, str]) -> str:
    """The page on which a reader ends who is led on from `name`."""
    seen = {name}
    while (following := moves.get(name)) is not None and following not in seen:
        seen.add(following)
        name = following
    return name


def circle(name: str, moves: Mapping[str, str]) -> list[str]:
    """The pages through which `name` leads back to itself, itself at both ends; empty where it does not."""
    chain = [name]
    while (following := moves.get(chain[-1])) is not None:
        again = following in chain
        chain.append(following)
        if following == name:
            return chain
        if again:
            break
    return []
