"""What an answer means for a link. Pure: what an engine saw in, one of five verdicts out, never one for another.

A link is broken when its reader would meet an error, or something else than what was linked to; moved when all of the
way to its page is permanent; unverifiable when the host answers people but not us (a log-in, a limit, `robots.txt`, a
certificate, a private address); unchecked when nothing was found out at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from terbit.articles import webaddress


class Verdict(StrEnum):
    OK = "ok"
    MOVED = "moved"
    BROKEN = "broken"
    UNVERIFIABLE = "unverifiable"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an engine saw of an address.

    `final` is where it ended, after redirects whose statuses are `hops`; `status` the last answer's, 0 where `fault`
    (a word of `FAULTS`) says why there is none; `page` what the page itself shows, a word of `PAGES`. `wait`: how long
    (seconds) the host asks to be left alone, None where it does not say. `etag` and `modified` are the answer's own.
    """

    url: str
    final: str
    status: int
    fault: str = ""
    hops: tuple[int, ...] = ()
    page: str = ""
    wait: int | None = None
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict and its reason: an HTTP status ("404") or one of the words of `REASONS`.

    `to`: where a moved address leads for good (each redirect on the way was permanent: 301 or 308).
    """

    verdict: Verdict
    status: str
    to: str = ""


NOT_CHECKED = Outcome(Verdict.UNCHECKED, "")
FAULTS: Mapping[str, Verdict] = {
    "timeout": Verdict.BROKEN,
    "dns": Verdict.BROKEN,
    "connection": Verdict.BROKEN,
    "redirects": Verdict.BROKEN,
    "location": Verdict.BROKEN,
    "tls": Verdict.UNVERIFIABLE,
    "tls-expired": Verdict.UNVERIFIABLE,
    "tls-name": Verdict.UNVERIFIABLE,
    "tls-untrusted": Verdict.UNVERIFIABLE,
    "private": Verdict.UNVERIFIABLE,
    "robots": Verdict.UNVERIFIABLE,
    "robots-unread": Verdict.UNVERIFIABLE,
    "scheme": Verdict.UNVERIFIABLE,
    "error": Verdict.UNCHECKED,
}
PAGES: Mapping[str, Verdict] = {
    "soft404": Verdict.BROKEN,
    "changed-hands": Verdict.BROKEN,
    "script": Verdict.UNVERIFIABLE,
}
REASONS = (*FAULTS, *PAGES, "home", "login")

# 407 and 511 are a proxy's or a network's own door; 999 is LinkedIn's answer to every program
_CLOSED_DOORS = frozenset({401, 403, 407, 429, 503, 511, 999})
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LOGIN = re.compile(r"/(log-?in|sign-?in|masuk|auth|sso|cas|wp-login\.php|accounts?/login)(/|\?|\.|$)", re.IGNORECASE)
_HOME = re.compile(r"/?((id|en)(-[a-z]{2})?|home|beranda|index\.[a-z]{2,5}|default\.aspx)?/?\Z", re.IGNORECASE)
LONGEST = 2000  # characters of an address that a link may be changed to


def outcome(seen: Seen) -> Outcome:
    """The verdict on one address."""
    if seen.fault:
        return Outcome(FAULTS.get(seen.fault, Verdict.UNCHECKED), seen.fault if seen.fault in FAULTS else "error")
    if seen.status in _CLOSED_DOORS:
        return Outcome(Verdict.UNVERIFIABLE, str(seen.status))
    if not 200 <= seen.status < 400:
        return Outcome(Verdict.BROKEN, str(seen.status)) if 400 <= seen.status < 1000 else NOT_CHECKED
    if seen.status == 304:  # to a question that we did not ask
        return NOT_CHECKED
    if seen.status in _REDIRECTS:  # one that leads nowhere
        return Outcome(Verdict.BROKEN, str(seen.status))
    if seen.page in PAGES:
        return Outcome(PAGES[seen.page], seen.page)
    if seen.hops and _asks_to_log_in(seen):
        return Outcome(Verdict.UNVERIFIABLE, "login")
    if seen.hops and _sent_home(seen):
        return Outcome(Verdict.BROKEN, "home")
    to = _moved_to(seen)
    return Outcome(Verdict.MOVED, str(seen.hops[0]), to) if to else Outcome(Verdict.OK, str(seen.status))


def _asks_to_log_in(seen: Seen) -> bool:
    """Whether the address led to a log-in page that it does not itself name."""
    return bool(_LOGIN.search(urlsplit(seen.final).path)) and not _LOGIN.search(urlsplit(seen.url).path)


def at_home(url: str) -> bool:
    """Whether an address is its site's front page, as far as its path says."""
    parts = urlsplit(url)
    return not parts.query and bool(_HOME.match(parts.path))


def _sent_home(seen: Seen) -> bool:
    """Whether a page within a site was answered with the site's front page: it is gone, whatever the status says."""
    return at_home(seen.final) and not at_home(seen.url) and _site(seen.url) == _site(seen.final)


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _moved_to(seen: Seen) -> str:
    """The address that a link should be changed to; empty where the old one is as good."""
    if not seen.hops or not _PERMANENT.issuperset(seen.hops) or "@" in urlsplit(seen.final).netloc:
        return ""
    try:
        to, asked = webaddress.web(seen.url, seen.final), webaddress.web(seen.url, seen.url)
    except webaddress.Malformed:
        return ""
    if to is None or asked is None or to.text == asked.text or len(to.text) > LONGEST:
        return ""
    return to.text if to.text.isascii() and to.text.isprintable() else ""


def outcomes(addresses: Iterable[str], seen: Iterable[Seen]) -> dict[str, Outcome]:
    """The outcome of every address, of its last answer; what was not seen was not checked."""
    answers = {entry.url: outcome(entry) for entry in seen}
    return {address: answers.get(address, NOT_CHECKED) for address in addresses}


def unless_offline(found: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """What was found; nothing at all where it looks as if our own line was down."""
    return dict.fromkeys(found, NOT_CHECKED) if offline(found) else dict(found)


def offline(found: Mapping[str, Outcome]) -> bool:
    """Whether hosts by the dozen failed and none answered: then it is not they that are down."""
    unreachable = {urlsplit(url).netloc for url, seen in found.items() if seen.status in _NO_ANSWER}
    answered = any(seen.verdict is not Verdict.UNCHECKED and seen.status not in _SILENT for seen in found.values())
    return len(unreachable) >= _MANY_HOSTS and not answered


_MANY_HOSTS = 3
_NO_ANSWER = frozenset({"dns", "connection", "timeout"})
_SILENT = _NO_ANSWER | {"private", "error", ""}  # found out without an answer from any host


# -- once more ---------------------------------------------------------------------------------------------------


def once_more(seen: Seen, pause: float, longest: float) -> float | None:
    """In how many seconds an address is to be asked a second time; None where that would tell nothing new.

    A host that says when (429 or 503 with Retry-After) is taken at its word up to `longest` seconds; what may be a bad
    moment (no answer, a broken connection, 5xx, a limit without a time) gets another after `pause`.
    """
    if seen.status in (429, 503) and seen.wait is not None:
        return float(max(seen.wait, 0)) if seen.wait <= longest else None
    if seen.fault in _NO_ANSWER or seen.fault == "robots-unread" or seen.status == 429 or 500 <= seen.status < 511:
        return pause
    return None
