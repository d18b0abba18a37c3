"""What an answer means for a link. Pure: what linkchecker saw in, one of four verdicts out, never one for another.

A link is broken when its reader would meet an error; unverifiable when the host answers people but not us (a log-in, a
limit, `robots.txt`, a certificate, a private address); unchecked when nothing was found out at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit


class Verdict(StrEnum):
    OK = "ok"
    MOVED = "moved"
    BROKEN = "broken"
    UNVERIFIABLE = "unverifiable"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Seen:
    """What linkchecker logged of an address: where it ended, whether it calls that valid, and its result in words."""

    url: str
    final: str
    valid: bool
    result: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict and its reason: an HTTP status ("404") or one of the words of `REASONS`.

    `to`: where a moved address leads for good (each redirect on the way was permanent: 301 or 308).
    """

    verdict: Verdict
    status: str
    to: str = ""


NOT_CHECKED = Outcome(Verdict.UNCHECKED, "")
REASONS = ("timeout", "dns", "connection", "redirects", "tls", "private", "robots", "login", "error")

# 407 and 511 are a proxy's or a network's own door; 999 is LinkedIn's answer to every program
_CLOSED_DOORS = frozenset({"401", "403", "407", "429", "503", "511", "999"})
_ROBOTS = "syntax OK"  # linkchecker's result, in its source language, for what robots.txt denies
_LOGIN = re.compile(r"/(log-?in|sign-?in|masuk|auth|sso|cas|wp-login\.php|accounts?/login)(/|\?|\.|$)", re.IGNORECASE)
_EXCEPTIONS = (
    (re.compile(r"\w*Timeout(Error)?\b|timeout\b"), "timeout"),
    (re.compile(r"SSLError|\w*Certificate"), "tls"),
    (re.compile(r"TooManyRedirects"), "redirects"),
    (re.compile(r"PrivateAddress"), "private"),
    (re.compile(r".*NameResolution|.*Name or service|Hostname not found|Bad hostname|gaierror", re.DOTALL), "dns"),
    (re.compile(r"\w*ConnectionError|ProtocolError|ChunkedEncodingError|OSError|\w*ConnectError"), "connection"),
)


def outcome(seen: Seen) -> Outcome:
    """The verdict on one address."""
    code = re.match(r"(\d{3})\b", seen.result)
    status = code[1] if code else ""
    if status in _CLOSED_DOORS:
        return Outcome(Verdict.UNVERIFIABLE, status)
    if seen.valid:
        if seen.result == _ROBOTS:
            return Outcome(Verdict.UNVERIFIABLE, "robots")
        if _asks_to_log_in(seen):
            return Outcome(Verdict.UNVERIFIABLE, "login")
        return Outcome(Verdict.OK, status) if status else NOT_CHECKED
    if status:
        return Outcome(Verdict.BROKEN, status)
    reason = next((word for pattern, word in _EXCEPTIONS if pattern.match(seen.result)), "error")
    verdict = {"tls": Verdict.UNVERIFIABLE, "private": Verdict.UNVERIFIABLE, "error": Verdict.UNCHECKED}
    return Outcome(verdict.get(reason, Verdict.BROKEN), reason)


def _asks_to_log_in(seen: Seen) -> bool:
    """Whether the address led to a log-in page that it does not itself name."""
    asked, came = urlsplit(seen.url), urlsplit(seen.final)
    return seen.url != seen.final and bool(_LOGIN.search(came.path)) and not _LOGIN.search(asked.path)


def outcomes(addresses: Iterable[str], seen: Iterable[Seen]) -> dict[str, Outcome]:
    """The outcome of every address; what was not seen was not checked.

    When hosts by the dozen fail and none answers, it is our own line that is down: then nothing was found out.
    """
    answers = {entry.url: outcome(entry) for entry in seen}
    found = {address: answers.get(address, NOT_CHECKED) for address in addresses}
    return dict.fromkeys(found, NOT_CHECKED) if _offline(found) else found


def _offline(found: Mapping[str, Outcome]) -> bool:
    unreachable = {
        urlsplit(url).netloc for url, seen in found.items() if seen.status in ("dns", "connection", "timeout")
    }
    answered = any(seen.verdict is not Verdict.UNCHECKED and seen.status[:1].isdigit() for seen in found.values())
    return len(unreachable) >= _MANY_HOSTS and not answered


_MANY_HOSTS = 3
