"""The external check against hosts that really run: the verdict on each answer, and how often each was asked."""

import logging
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.links import hostile
from tests.links.hosts import closed, host, silent

from terbit.links import external
from terbit.links.external import Limits, linkchecker
from terbit.links.external.verdict import NOT_CHECKED, Outcome, Verdict

QUICK = Limits(total=60, answer=1, pause=0.2, longest_wait=3)


def test_every_kind_of_answer_has_its_verdict_and_its_number_of_requests() -> None:
    with (
        host(answers=hostile.ANSWERS) as known,
        host("127.0.0.2", "User-agent: *\nDisallow: /\n") as shy,
        host("127.0.0.5", 403) as closed_to_robots,
        silent("127.0.0.3") as mute,
    ):
        gone = closed("127.0.0.4")
        others = {
            shy("/200"): ("unverifiable", "robots", ""),
            closed_to_robots("/200"): ("unverifiable", "robots", ""),
            mute + "/x": ("broken", "timeout", ""),
            mute + "/y": ("broken", "timeout", ""),
            gone + "/x": ("broken", "connection", ""),
            "http://169.254.169.254/latest/": ("unverifiable", "private", ""),
            "http://[::ffff:10.0.0.1]/": ("unchecked", "error", ""),  # linkchecker knows no IPv6 literals
            "http://0x0a000001/": ("unverifiable", "private", ""),
            "http://tidak-ada.invalid/": ("broken", "dns", ""),
        }
        wanted = {
            known(path): (case.verdict, case.reason, known(case.to) if case.to else "")
            for path, case in hostile.CASES.items()
        } | others
        found = external.check(wanted, QUICK, loopback=True)
    assert {url: (seen.verdict.value, seen.status, seen.to) for url, seen in found.items()} == wanted
    [stray] = [path for path in known.asked if re.fullmatch(r"/[a-z]{16}", path)]
    assert known.asked == {
        stray: 1,
        "/robots.txt": 1,
        **{path: case.requests for path, case in hostile.CASES.items()},
        **{path: times for path, (_, times) in hostile.ONLY_LED_TO.items() if times},
    }
    assert known.methods == {"GET"}
    assert shy.asked == closed_to_robots.asked == {"/robots.txt": 1}


def test_a_host_that_cannot_say_what_it_allows_allows_nothing_and_is_asked_again_once() -> None:
    never = hostile.status(503)
    once = hostile.turns(hostile.status(500), hostile.status(404))
    with (
        host("127.0.0.1", never) as down,
        host("127.0.0.2", once) as back,
        host("127.0.0.3", hostile.status(429)) as busy,
        host("127.0.0.4", lambda request: time.sleep(1.5)) as mute,
    ):
        hosts = down, back, busy, mute
        urls = [known(path) for known in hosts for path in ("/200", "/404", "/410")]
        found = external.check(urls, QUICK, loopback=True)
    unread = [("unverifiable", "robots-unread")] * 3
    answers = [(seen.verdict.value, seen.status) for seen in found.values()]
    assert answers == [
        *unread,
        *[("ok", "200"), ("broken", "404"), ("broken", "410")],
        *unread,
        *[("broken", "timeout")] * 3,
    ]
    assert down.asked == busy.asked == mute.asked == {"/robots.txt": 2}
    assert back.asked == {"/robots.txt": 2, "/200": 1, "/404": 1, "/410": 1}


def test_loopback_is_private_unless_an_argument_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with host() as known:
        assert external.check([known("/200")], QUICK) == {known("/200"): Outcome(Verdict.UNVERIFIABLE, "private")}
    assert not known.asked


def test_a_host_gets_at_most_two_requests_at_once() -> None:
    with host(other=lambda request: (time.sleep(0.2), request.send(200))[1]) as known:
        urls = [known(f"/{number}") for number in range(8)]
        found = external.check(urls, QUICK, loopback=True)
    assert {seen.verdict for seen in found.values()} == {Verdict.OK}
    assert known.most == 2


def test_an_address_that_is_written_in_two_ways_is_asked_once_and_answered_twice() -> None:
    with host() as known:
        urls = [known("/200"), known("/%32%30%30")]
        found = external.check(urls, QUICK, loopback=True)
    assert found == dict.fromkeys(urls, Outcome(Verdict.OK, "200"))
    assert known.asked["/200"] == 1


def test_time_is_bounded_and_what_was_answered_before_counts() -> None:
    with host() as known, silent("127.0.0.3") as mute:
        urls = [known("/200"), known("/404"), *(f"{mute}/{number}" for number in range(6))]
        begin = time.monotonic()
        found = external.check(urls, Limits(total=4, answer=60, processes=2), loopback=True)
        assert time.monotonic() - begin < 7
    assert [seen.verdict.value for seen in found.values()] == ["ok", "broken", *["unchecked"] * 6]


def test_the_check_leaves_this_process_as_it_is() -> None:
    before = (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM), logging.getLevelName(30), Path.cwd())
    with host() as known:
        external.check([known("/200")], QUICK, loopback=True)
    after = (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM), logging.getLevelName(30), Path.cwd())
    assert before == after
    loads = "import terbit.links.external, sys; sys.exit('linkcheck' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], check=False).returncode == 0


def test_a_check_that_is_killed_asks_nothing_more_and_leaves_nothing(tmp_path: Path) -> None:
    with host(other=lambda request: (time.sleep(0.2), request.send(200))[1]) as known:
        urls = [known(f"/{number}") for number in range(60)]
        check = f"from terbit.links import external; external.check({urls!r}, loopback=True)"
        environment = {**os.environ, "TMPDIR": str(tmp_path)}
        with subprocess.Popen([sys.executable, "-c", check], env=environment) as running:
            while known.asked.total() < 4:
                time.sleep(0.02)
            running.kill()
        for _ in range(200):
            if not list(tmp_path.iterdir()):
                break
            time.sleep(0.05)
        before = known.asked.total()
        time.sleep(0.5)
        assert known.asked.total() == before < len(urls)
    assert not list(tmp_path.iterdir())


def test_when_no_host_of_many_answers_it_is_our_own_line() -> None:
    urls = [f"http://tidak-ada-{number}.invalid/" for number in range(3)]
    assert external.check(urls, QUICK) == dict.fromkeys(urls, NOT_CHECKED)


def test_nothing_to_check_starts_nothing() -> None:
    assert external.check([]) == {}


def test_addresses_are_taken_once_without_fragments_and_only_from_other_hosts(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<a href="https://contoh.org/x#satu">1</a><a href="https://CONTOH.org/x#dua">2</a><a href="/a/">own</a>'
        '<a href="http://kantor.go.id/b">own</a><a href="mailto:a@b.id">m</a><img src="//cdn.contoh.org/é.png">'
        '<template><a href="https://tidak.org/">no</a></template><a href="https://[x">bad</a>'
    )
    (tmp_path / "a/index.html").write_text(
        '<base href="https://lain.org/d/"><a href="e">x</a><a href="https://contoh.org/x">3</a>'
    )
    assert external.addresses(tmp_path, "https://kantor.go.id") == {
        "https://cdn.contoh.org/%C3%A9.png": ("",),
        "https://contoh.org/x": ("a/", ""),
        "https://lain.org/d/e": ("a/",),
    }


def test_groups_keep_a_host_whole() -> None:
    urls = ["http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://c/1", "http://c/2"]
    assert linkchecker.groups(urls, 2) == [
        ["http://a/1", "http://a/2", "http://a/3"],
        ["http://c/1", "http://c/2", "http://b/1"],
    ]
    assert linkchecker.groups([], 4) == []


def test_an_engine_that_fails_is_no_dead_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    (tmp_path / "python").write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
    (tmp_path / "python").chmod(0o755)
    with pytest.raises(external.EngineFault, match="broken"):
        external.check(["http://a.invalid/"], QUICK)
