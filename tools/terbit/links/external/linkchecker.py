"""The engine that is always there: linkchecker as a library, in processes of its own.

A process, because it then cannot hang us nor touch our logging and signals; one for each group of hosts, because one
alone uses one core. See docs/decisions/link-verdicts.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from terbit.links.external.engines import EngineFault, Order
from terbit.links.external.verdict import Seen

_WORTH_A_PROCESS = 50  # addresses; the start of one takes as long as asking so many


def ask(order: Order) -> list[Seen]:
    """What hosts answer. Returns after `limits.total` seconds at the latest (and a moment). Raises EngineFault."""
    deadline = time.monotonic() + order.limits.total
    count = min(order.limits.processes, 1 + len(order.urls) // _WORTH_A_PROCESS)
    with tempfile.TemporaryDirectory(prefix="terbit-links-") as name:
        room = Path(name)
        running = []
        try:
            for number, group in enumerate(groups(order.urls, count)):
                running.append(_start(room, number, order, group))
            for process in running:
                try:
                    process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    process.kill()
        finally:
            for process in running:
                if process.poll() is None:
                    process.kill()
                process.wait()
        for process in running:
            if process.returncode > 0:  # it ended by itself, and not well: no host is to blame for that
                raise EngineFault((room / "errors").read_text("utf-8", "replace")[-4000:])
        return [seen for file in sorted(room.glob("*.out")) for seen in _answers(file)]


def groups(urls: Iterable[str], count: int) -> list[list[str]]:
    """Addresses in at most `count` groups of about one size, all of a host in one."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(urlsplit(url).hostname or "", []).append(url)
    shares: list[list[str]] = [[] for _ in range(min(count, len(hosts)))]
    for host in sorted(hosts, key=lambda name: (-len(hosts[name]), name)):
        min(shares, key=len).extend(hosts[host])
    return shares


def _start(room: Path, number: int, order: Order, urls: list[str]) -> subprocess.Popen[bytes]:
    limits = order.limits
    body = {
        "urls": urls,
        "known": {url: order.known[url] for url in urls if url in order.known},
        "timeout": limits.answer,
        "limit": limits.total,
        "pause": limits.pause,
        "longest_wait": limits.longest_wait,
        "loopback": order.loopback,
        "parent": os.getpid(),
    }
    given = room / f"{number}.order"
    given.write_text(json.dumps(body), "utf-8")
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    with (
        given.open("rb") as stdin,
        (room / f"{number}.out").open("wb") as stdout,
        (room / "errors").open("ab") as stderr,
    ):
        return subprocess.Popen(
            [sys.executable, "-I", "-m", "terbit.links.external.process"],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            cwd=room,
            env={**environment, "LC_ALL": "C", "LANGUAGE": "C", "HOME": str(room)},
            start_new_session=True,  # Ctrl-C reaches us, and we end it
        )


def _answers(file: Path) -> Iterator[Seen]:
    for line in file.read_bytes().splitlines():
        try:
            body = json.loads(line)
            yield Seen(**{**body, "hops": tuple(body["hops"])})
        except (ValueError, KeyError, TypeError):  # cut short by a kill
            continue
