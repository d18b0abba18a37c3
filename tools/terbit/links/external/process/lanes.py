"""Whose turn it is: many hosts at once, at most two requests each, and nobody waits for a host that waits.

Hosts take turns. A host's first address goes alone (its `robots.txt` is read on the way), then two at once. What must
be asked again waits for its time, behind everything that was not yet asked.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

AT_ONCE = 2
T = TypeVar("T")


@dataclass(slots=True)
class _Lane(Generic[T]):
    """A host: what is still to be asked, what again and when, and how many are being asked. Times as the clock's."""

    first: deque[T] = field(default_factory=deque)
    again: list[tuple[float, int, T]] = field(default_factory=list)
    busy: int = 0
    allowed: int = 1
    held: float = 0.0
    listed: bool = False

    def open(self, now: float) -> bool:
        due = bool(self.first) or (bool(self.again) and self.again[0][0] <= now)
        return due and self.busy < self.allowed and self.held <= now

    def wakes(self) -> float | None:
        """When it may be open by the clock alone; None where only an answer can open it, or nothing is left."""
        if self.first:
            return self.held
        return max(self.held, self.again[0][0]) if self.again else None


class Lanes(Generic[T]):
    """Hands out what is to be asked. `take` and `done` are for many threads."""

    def __init__(self, items: Iterable[tuple[str, T]], clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._lanes: dict[str, _Lane[T]] = {}
        self._left = 0
        self._number = 0
        for host, item in items:
            self._lanes.setdefault(host, _Lane()).first.append(item)
            self._left += 1
        self._ready: deque[_Lane[T]] = deque()
        self._timers: list[tuple[float, int, _Lane[T]]] = []
        for lane in self._lanes.values():
            self._list(lane)

    def take(self) -> T | None:
        """The next one; waits while all that is left must wait. None when nothing is left."""
        with self._changed:
            while self._left:
                now = self._clock()
                while self._timers and self._timers[0][0] <= now:
                    self._list(heapq.heappop(self._timers)[2])
                while self._ready:
                    lane = self._ready.popleft()
                    lane.listed = False
                    if lane.open(now):
                        item = lane.first.popleft() if lane.first else heapq.heappop(lane.again)[2]
                        lane.busy += 1
                        self._list(lane)
                        return item
                    self._sleep(lane)
                self._changed.wait(self._timers[0][0] - now if self._timers else None)
            return None

    def done(self, host: str, again: tuple[float, T] | None = None, hold: float = 0.0) -> None:
        """One of a host's was asked. `again`: when (seconds from now) it is to be asked once more; `hold`: how long
        (seconds) the host is to be left alone."""
        with self._changed:
            lane = self._lanes[host]
            lane.busy -= 1
            lane.allowed = AT_ONCE
            now = self._clock()
            lane.held = max(lane.held, now + hold if hold else 0.0)
            if again is None:
                self._left -= 1
            else:
                self._number += 1
                heapq.heappush(lane.again, (now + again[0], self._number, again[1]))
            self._list(lane)
            if self._left:
                self._changed.notify(AT_ONCE)
            else:
                self._changed.notify_all()

    def _list(self, lane: _Lane[T]) -> None:
        if not lane.listed and lane.busy < lane.allowed and (lane.first or lane.again):
            lane.listed = True
            self._ready.append(lane)

    def _sleep(self, lane: _Lane[T]) -> None:
        moment = lane.wakes()
        if moment is not None and lane.busy < lane.allowed:
            self._number += 1
            heapq.heappush(self._timers, (moment, self._number, lane))
