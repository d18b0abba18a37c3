"""Whose turn it is, with a clock that the test moves, and with real threads."""

from __future__ import annotations

import threading
import time

from terbit.links.external.process.lanes import Lanes


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def lanes(*items: str) -> tuple[Lanes[str], Clock]:
    clock = Clock()
    return Lanes([(item[0], item) for item in items], clock), clock


def test_hosts_take_turns_and_the_first_of_each_goes_alone() -> None:
    given, _ = lanes("a1", "a2", "a3", "b1")
    assert [given.take(), given.take()] == ["a1", "b1"]
    given.done("a")
    assert [given.take(), given.take()] == ["a2", "a3"]  # then two at once


def test_a_host_never_has_more_than_two() -> None:
    given, _ = lanes("a1", "a2", "a3", "a4", "b1")
    assert [given.take(), given.take()] == ["a1", "b1"]
    given.done("a")
    assert [given.take(), given.take()] == ["a2", "a3"]
    given.done("b")
    waiting: list[str | None] = []
    thread = threading.Thread(target=lambda: waiting.append(given.take()), daemon=True)
    thread.start()
    thread.join(0.2)
    assert waiting == []
    given.done("a")
    thread.join(5)
    assert waiting == ["a4"]


def test_a_host_that_is_held_holds_no_other() -> None:
    given, clock = lanes("a1", "a2", "b1", "b2")
    assert [given.take(), given.take()] == ["a1", "b1"]
    given.done("a", again=(30, "a1 again"), hold=30)
    given.done("b")
    assert given.take() == "b2"
    given.done("b")
    clock.now += 31
    assert [given.take(), given.take()] == ["a2", "a1 again"]  # what was never asked goes first
    given.done("a")
    given.done("a")
    assert given.take() is None


def test_what_waits_is_waited_for_and_then_all_threads_end() -> None:
    given: Lanes[str] = Lanes([("a", "a1")])
    assert given.take() == "a1"
    begin = time.monotonic()
    given.done("a", again=(0.2, "a1 again"))
    taken: list[str | None] = []
    threads = [threading.Thread(target=lambda: taken.append(given.take()), daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    while "a1 again" not in taken and time.monotonic() - begin < 5:
        time.sleep(0.01)
    assert time.monotonic() - begin >= 0.2
    given.done("a")
    for thread in threads:
        thread.join(5)
    assert sorted(taken, key=str) == [None, None, None, "a1 again"]


def test_nothing_to_ask_is_nothing_to_wait_for() -> None:
    assert lanes()[0].take() is None
