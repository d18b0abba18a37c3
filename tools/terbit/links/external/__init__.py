"""Links to other hosts: which there are, and what their hosts answer. Linkchecker asks, in processes of its own.

A process per group of hosts, because linkchecker's lock makes all hosts of a process wait for one; and a process at
all, because it cannot hang us, nor touch our logging and signals. See docs/decisions/ on verdicts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from terbit.articles import markdown
from terbit.articles import webaddress as address
from terbit.links import extract, internal
from terbit.links.external.verdict import Outcome, Seen, outcomes


class EngineFault(Exception):
    """The engine itself failed (a fault of ours); what it said is in the text."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a check may take. Seconds; `total` is for everything, `answer` for one answer of a host."""

    total: int = 900
    answer: int = 15
    processes: int = 4


def addresses(site: Path, site_url: str) -> dict[str, tuple[str, ...]]:
    """Every address of another host that a built site links to or loads, without fragment → the pages it stands on.

    Sorted. Pages are named by their address below the site's root.
    """
    return of_facts(internal.read(site).facts.items(), site_url)


def of_articles(texts: Iterable[tuple[str, str]], site_url: str) -> dict[str, tuple[str, ...]]:
    """The same, of articles that are not built here: (address, Markdown text)."""
    return of_facts(((name + "index.html", extract.html(_rendered(text))) for name, text in texts), site_url)


def _rendered(text: str) -> bytes:
    try:
        return markdown.html(text).encode("utf-8", "replace")
    except RecursionError:  # absurd nesting: the rules refuse it, and its links are nobody's
        return b""


def of_facts(facts: Iterable[tuple[str, extract.Facts]], site_url: str) -> dict[str, tuple[str, ...]]:
    """The same, of files that were read: (name, facts)."""
    root = internal.root_of(site_url)
    own = address.web(root, "")
    found: dict[str, dict[str, None]] = {}
    for name, fact in facts:
        page = internal.address_of(name)
        base = internal.base_of(root, name, fact)
        for reference in fact.references:
            try:
                seen = address.web(base, reference.address)
            except address.Malformed:
                continue  # a finding of the internal check
            if seen is not None and own is not None and seen.origin != own.origin:
                found.setdefault(seen.text, {})[page] = None
    return {url: tuple(pages) for url, pages in sorted(found.items())}


def check(urls: Iterable[str], limits: Limits = Limits(), *, loopback: bool = False) -> dict[str, Outcome]:
    """Ask every address once. Addresses of private networks are never asked; `loopback` allows this machine's own.

    Returns after `limits.total` seconds at the latest (and a moment); what was not answered then is not checked. Raises
    EngineFault where that is nobody's fault but ours.
    """
    wanted = list(dict.fromkeys(urls))
    deadline = time.monotonic() + limits.total
    with tempfile.TemporaryDirectory(prefix="terbit-links-") as room:
        running = []
        try:
            for number, group in enumerate(groups(wanted, limits.processes)):
                order = {"urls": group, "timeout": limits.answer, "limit": limits.total + 5, "loopback": loopback}
                running.append(_start(Path(room), number, order))
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
                raise EngineFault((Path(room) / "errors").read_text("utf-8", "replace")[-4000:])
        seen = [entry for file in sorted(Path(room).glob("*.out")) for entry in _answers(file)]
    return outcomes(wanted, seen)


def groups(urls: Iterable[str], count: int) -> list[list[str]]:
    """Addresses in at most `count` groups of about one size, all of a host in one; hosts take turns within a group."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(urlsplit(url).hostname or "", []).append(url)
    shares: list[list[list[str]]] = [[] for _ in range(min(count, len(hosts)))]
    for host in sorted(hosts, key=lambda name: (-len(hosts[name]), name)):
        min(shares, key=lambda share: sum(map(len, share))).append(hosts[host])
    return [[url for turn in zip_longest(*share) for url in turn if url is not None] for share in shares]


def _start(room: Path, number: int, order: dict[str, object]) -> subprocess.Popen[bytes]:
    given = room / f"{number}.order"
    given.write_text(json.dumps(order), "utf-8")
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    with (
        given.open("rb") as stdin,
        (room / f"{number}.out").open("wb") as stdout,
        (room / "errors").open("ab") as stderr,
    ):
        return subprocess.Popen(
            [sys.executable, "-I", "-m", "terbit.links.external.engine"],
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
            yield Seen(body["url"], body["final"], body["valid"], body["result"])
        except (ValueError, KeyError, TypeError):  # cut short by a kill
            continue
