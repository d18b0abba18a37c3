"""What asks hosts, behind one small protocol: an order in, what was seen out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from terbit.links.external.verdict import Seen


class EngineFault(Exception):
    """The engine itself failed (a fault of ours); what it said is in the text."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a check may take. Seconds; `total` is for everything, `answer` for one answer of a host.

    `pause` is waited before a bad answer is asked for again, `longest_wait` the longest Retry-After that is waited for.
    """

    total: float = 900
    answer: float = 15
    pause: float = 5
    longest_wait: float = 120
    processes: int = 2


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Order:
    """What to ask. `known`: ETag and Last-Modified of addresses that were good before. `loopback` is for tests."""

    urls: tuple[str, ...]
    limits: Limits = LIMITS
    known: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    loopback: bool = False


class Engine(Protocol):
    def __call__(self, order: Order) -> Iterable[Seen]:
        """What was seen of the order's addresses, in any order; the last entry of an address counts.

        Keeps to `order.limits`, and says nothing of an address that it did not ask. Raises EngineFault.
        """
