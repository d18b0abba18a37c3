"""What hosts answered last time: a file that may be lost, so that nobody is asked again for what was just said.

An answer counts for the days that the procedure says (`links.age`). After them a page that was good is asked for with
its ETag and date, which an unchanged one answers without sending itself. An address that was broken is asked again on
the next day (UTC) at the latest, since days with failures are what makes a link dead. The time is an argument.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from terbit.links.external import answers
from terbit.links.external.verdict import Outcome, Seen, Verdict
from terbit.records.event import EventFault, parse_stamp, stamp

FILE = "links.json"
_VERSION = 1
_PROBES = 3
_EARLY = timedelta(hours=1)  # a daily check that begins a little earlier than yesterday's is due all the same


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer, when it was given (UTC), and what makes the next one cheap."""

    asked: datetime
    outcome: Outcome
    etag: str = ""
    modified: str = ""

    def counts(self, at: datetime, age: int) -> bool:
        """Whether it still stands at a moment (aware), when answers stand for `age` days."""
        if not timedelta(0) <= at - self.asked < timedelta(days=age) - _EARLY:
            return False
        return self.outcome.verdict is not Verdict.BROKEN or _day(self.asked) == _day(at)


Memory = Mapping[str, Remembered]


def standing(memory: Memory, urls: Iterable[str], at: datetime, age: int) -> dict[str, Outcome]:
    """The addresses whose answers still stand."""
    return {url: memory[url].outcome for url in urls if url in memory and memory[url].counts(at, age)}


def validators(memory: Memory, urls: Iterable[str]) -> dict[str, tuple[str, str]]:
    """ETag and Last-Modified of the addresses that were good."""
    known = {url: memory[url] for url in urls if url in memory and memory[url].outcome.verdict is Verdict.OK}
    return {url: (last.etag, last.modified) for url, last in known.items() if last.etag or last.modified}


def probes(memory: Memory, standing: Iterable[str]) -> tuple[str, ...]:
    """A few addresses of different hosts that were good lately: none of them answers when our own line is down."""
    by_host = {urlsplit(url).hostname: url for url in standing if memory[url].outcome.verdict is Verdict.OK}
    return tuple(sorted(by_host.values())[:_PROBES])


def after(
    memory: Memory, wanted: Iterable[str], found: Mapping[str, Outcome], seen: Iterable[Seen], at: datetime
) -> dict[str, Remembered]:
    """The memory after a check of some of the `wanted` addresses; all others are forgotten.

    `found` are the outcomes of those that were asked, `seen` what they were made from.
    """
    last = {entry.url: entry for entry in seen}
    kept = {}
    for url in wanted:
        before, outcome = memory.get(url), found.get(url)
        if outcome is None or outcome.verdict is Verdict.UNCHECKED:
            if before is not None:
                kept[url] = before
        elif outcome.verdict is Verdict.OK and url in last:
            etag, modified = last[url].etag, last[url].modified
            same = before is not None and not etag and not modified  # 304 need not repeat them
            fresh = Remembered(at, outcome, etag, modified)
            kept[url] = replace(fresh, etag=before.etag, modified=before.modified) if same and before else fresh
        else:
            kept[url] = Remembered(at, outcome)
    return kept


# -- the file ----------------------------------------------------------------------------------------------------


def read(file: Path) -> dict[str, Remembered]:
    """What the file holds; nothing when it is not there or is no such file: everything is asked then."""
    try:
        if not file.is_file():  # a device may never end
            return {}
        body = json.loads(file.read_bytes())
        if body["v"] != _VERSION:
            return {}
        return {url: _remembered(entry) for url, entry in body["answers"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EventFault, RecursionError):
        return {}


def _remembered(entry: dict[str, Any]) -> Remembered:
    outcome = answers.outcome(entry["outcome"])
    etag, modified = entry.get("etag", ""), entry.get("modified", "")
    if not (_header(etag) and _header(modified)):
        raise ValueError(entry)
    return Remembered(parse_stamp(entry["asked"]), outcome, etag, modified)


def _header(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and (value == "" or value.isprintable())


def write(file: Path, memory: Memory) -> None:
    """Keep the memory, whole or not at all. Raises OSError where it cannot be kept."""
    body = {
        "v": _VERSION,
        "answers": {
            url: {
                "asked": stamp(last.asked),
                "outcome": answers.plain(last.outcome),
                **({"etag": last.etag} if last.etag else {}),
                **({"modified": last.modified} if last.modified else {}),
            }
            for url, last in sorted(memory.items())
        },
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        fresh.write_text(json.dumps(body, indent=0, ensure_ascii=False) + "\n", "utf-8")
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)  # a full disk keeps half of it
        raise


def _day(moment: datetime) -> object:
    return moment.astimezone(UTC).date()
