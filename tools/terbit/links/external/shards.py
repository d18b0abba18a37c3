"""A check in parts: each runner asks the hosts of its shard, and what all of them answered is one check again.

All addresses of a host are in one shard, so no host is asked by two runners at once. A shard's file is canonical JSON.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from terbit.links.external import answers
from terbit.links.external.verdict import NOT_CHECKED, Outcome
from terbit.records.event import EventFault, canonical, parse_stamp, stamp

MOST = 256
_VERSION = 1
OLDEST = timedelta(days=1)  # since it was asked; an older file is of another check


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `of`, both from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a shard's hosts answered at a moment (UTC)."""

    shard: Shard
    at: datetime
    found: Mapping[str, Outcome]


def parse(text: str) -> Shard:
    """The shard that "2/4" names. Raises ValueError."""
    found = re.fullmatch(r"([0-9]{1,3})/([0-9]{1,3})", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]) <= MOST:
        raise ValueError(text)
    return Shard(int(found[1]), int(found[2]))


def within(urls: Iterable[str], shard: Shard) -> list[str]:
    """The addresses that a shard asks."""
    return [url for url in urls if number_of(url, shard.of) == shard.number]


def number_of(url: str, of: int) -> int:
    """The shard (from 1) of an address: by its host alone, so that it stays while other addresses come and go."""
    host = urlsplit(url).hostname or ""
    return int.from_bytes(hashlib.sha256(host.encode("utf-8", "replace")).digest()[:8], "big") % of + 1


def text(part: Answers) -> bytes:
    """A shard's file."""
    found = {url: answers.plain(outcome) for url, outcome in part.found.items()}
    body = {"v": _VERSION, "shard": part.shard.number, "of": part.shard.of, "at": stamp(part.at), "answers": found}
    return canonical(body) + b"\n"


def read(content: bytes) -> Answers:
    """A shard's answers in its file's bytes. Raises ValueError where they are no such file."""
    try:
        body = json.loads(content)
        if body["v"] != _VERSION:
            raise ValueError(body["v"])
        shard = parse(f"{body['shard']}/{body['of']}")
        found = {url: answers.outcome(entry) for url, entry in body["answers"].items()}
        return Answers(shard, parse_stamp(body["at"]), found)
    except (KeyError, TypeError, AttributeError, EventFault, RecursionError) as error:
        raise ValueError(str(error)) from error


def merged(urls: Iterable[str], parts: Iterable[Answers], at: datetime) -> tuple[dict[str, Outcome], list[Shard]]:
    """One check out of its parts: every address with its outcome, and the shards that are missing.

    What no part answers was not checked, nor what a part answered more than a day before `at` (aware). Of two parts
    with one number the later counts. Raises ValueError where the parts are not of one check.
    """
    known = sorted(parts, key=lambda part: part.at)
    counts = {part.shard.of for part in known}
    if len(counts) != 1:
        raise ValueError(sorted(counts))
    [of] = counts
    by_number = {part.shard.number: part.found for part in known if abs(at - part.at) <= OLDEST}
    found = {url: by_number.get(number_of(url, of), {}).get(url, NOT_CHECKED) for url in urls}
    return found, [Shard(number, of) for number in range(1, of + 1) if number not in by_number]
