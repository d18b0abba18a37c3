"""Archived copies by a TimeGate that answers well, badly, slowly, or with an address that nobody should follow."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from terbit.links.external.verdict import Verdict
from terbit.links.watch import copies, memento
from terbit.links.watch.memento import Copy, Unanswered
from terbit.links.watch.state import State
from terbit.sop import Links

WHEN = datetime(2026, 9, 2, 3, 0, tzinfo=UTC)
STAMP = "Tue, 01 Sep 2026 04:05:06 GMT"
URL = "https://mati.example/a?b=1&c=2"


class Gate:
    """A TimeGate at /, its copies at /copy/; what it answers to an address stands in `answers`."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str]]] = {}
        self.asked: list[tuple[str, str]] = []
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                gate.asked.append((self.path, self.headers.get("Accept-Datetime", "")))
                status, headers = gate.answers.get(self.path, (404, {}))
                if status == 0:  # a header a moment, for ever
                    try:
                        self.wfile.write(b"HTTP/1.1 302 Found\r\n")
                        while True:
                            self.wfile.write(b"X-A: b\r\n")
                            time.sleep(0.1)
                    except OSError:
                        return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def leads(self, to: str, **headers: str) -> None:
        self.answers[f"/{URL}"] = (302, {"Location": to, **headers})


@pytest.fixture(scope="module")
def server() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def gate(server: Gate) -> Gate:
    server.answers = {"/copy/1": (200, {"Memento-Datetime": STAMP})}
    server.asked = []
    return server


def ask(gate: Gate, seconds: float = 5) -> Copy | None:
    return memento.copy(gate.base, URL, WHEN, seconds=seconds, loopback=True)


def test_the_copy_nearest_to_the_moment_is_asked_for_and_looked_at(gate: Gate) -> None:
    gate.leads("/copy/1", Vary="accept-datetime")
    assert ask(gate) == Copy(f"{gate.base}copy/1", datetime(2026, 9, 1, 4, 5, 6, tzinfo=UTC))
    assert gate.asked == [
        (f"/{URL}", "Wed, 02 Sep 2026 03:00:00 GMT"),
        ("/copy/1", "Wed, 02 Sep 2026 03:00:00 GMT"),
    ]


def test_the_gate_may_name_the_moment_itself(gate: Gate) -> None:
    gate.answers["/copy/2"] = (200, {})
    gate.leads("/copy/2", **{"Memento-Datetime": STAMP})
    assert ask(gate) == Copy(f"{gate.base}copy/2", datetime(2026, 9, 1, 4, 5, 6, tzinfo=UTC))


def test_a_gate_without_a_copy_says_so(gate: Gate) -> None:
    assert ask(gate) is None


@pytest.mark.parametrize("status", [200, 403, 429, 500, 503])
def test_any_other_answer_is_none(gate: Gate, status: int) -> None:
    gate.answers[f"/{URL}"] = (status, {})
    with pytest.raises(Unanswered):
        ask(gate)


@pytest.mark.parametrize(
    "to",
    [
        "",
        "javascript:alert(1)",
        "http://u:p@127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1/",
        "/" + "x" * 2100,
        "file:///etc/passwd",
    ],
)
def test_a_copy_that_nobody_should_follow_is_none(gate: Gate, to: str) -> None:
    gate.leads(to, **{"Memento-Datetime": STAMP})
    with pytest.raises(Unanswered):
        ask(gate)


@pytest.mark.parametrize("moment", ["gestern", "", "Tue, 01 Sep 1969 04:05:06 GMT", "Tue, 01 Sep 99999 04:05:06 GMT"])
def test_a_copy_without_its_moment_is_none(gate: Gate, moment: str) -> None:
    gate.answers["/copy/1"] = (200, {"Memento-Datetime": moment})
    gate.leads("/copy/1")
    with pytest.raises(Unanswered):
        ask(gate)


def test_a_gate_that_leads_in_circles_is_left(gate: Gate) -> None:
    gate.leads(f"/{URL}")
    with pytest.raises(Unanswered):
        ask(gate)
    assert len(gate.asked) == memento.HOPS


def test_a_gate_that_trickles_is_left_in_time(gate: Gate) -> None:
    gate.answers[f"/{URL}"] = (0, {})
    with pytest.raises(Unanswered):
        ask(gate, seconds=0.5)


def test_a_gate_that_is_not_there_has_not_answered() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        base = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    with pytest.raises(Unanswered):
        memento.copy(base, URL, WHEN, loopback=True)
    with pytest.raises(Unanswered):
        memento.copy("http://tidak-ada.invalid/", URL, WHEN)


def test_this_machine_is_not_asked_without_leave(gate: Gate) -> None:
    with pytest.raises(Unanswered):
        memento.copy(gate.base, URL, WHEN)
    assert gate.asked == []


# -- for which links -----------------------------------------------------------------------------------------------

LINKS = Links(failures=1, days=0)


def dead(url: str, copy: str | None = None) -> State:
    return State(url, Verdict.BROKEN, "404", WHEN, 1, WHEN, WHEN, copy=copy)


def test_only_the_dead_of_which_nothing_is_known_are_asked_for() -> None:
    states = {
        "a": dead("a"),
        "b": dead("b", ""),
        "c": dead("c", "https://arsip.id/c"),
        "d": State("d", Verdict.OK, "200", WHEN),
    }
    assert copies.wanted(states, LINKS) == ["a"]
    assert copies.wanted(states, Links(failures=2)) == []


def test_the_first_archive_that_has_a_copy_is_taken_and_silence_is_no_answer() -> None:
    asked: list[str] = []

    def own(url: str, moment: datetime) -> Copy | None:
        asked.append(url)
        return Copy("https://kantor.id/arsip/a", moment) if url == "a" else None

    def other(url: str, moment: datetime) -> Copy | None:
        asked.append(f"other {url}")
        if url == "c":
            raise Unanswered
        return None

    answers = copies.found(dict.fromkeys("abc", WHEN), (own, other))
    assert answers == {"a": Copy("https://kantor.id/arsip/a", WHEN), "b": None}
    assert asked == ["a", "b", "other b", "c", "other c"]
    after = copies.having({url: dead(url) for url in "abc"}, {**answers, "gone": None})
    assert after == {
        "a": State("a", Verdict.BROKEN, "404", WHEN, 1, WHEN, WHEN, copy="https://kantor.id/arsip/a", copied=WHEN),
        "b": dead("b", ""),
        "c": dead("c"),
    }
    assert copies.found({"a": WHEN}, ()) == {}


def test_one_check_asks_only_so_much_and_only_so_long() -> None:
    many = {str(number): WHEN + timedelta(days=number) for number in range(copies.MOST + 9)}
    assert len(copies.found(many, (lambda url, moment: None,))) == copies.MOST
    assert copies.found(many, (lambda url, moment: None,), late=lambda: True) == {}
