"""The states as the branch `records` keeps them: `links/state.csv`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from terbit.findings import Unverified
from terbit.links.external.verdict import Verdict
from terbit.links.watch.foreign import accepted
from terbit.links.watch.state import State
from terbit.messages import msg
from terbit.records.event import EventFault, parse_stamp, stamp

PATH = "links/state.csv"
_HEAD = (
    "url", "verdict", "status", "since", "failures", "first_failed", "last_failed", "to", "copy", "copied",
)  # fmt: skip
_FORMER = ("url", "verdict", "status", "first_seen", "last_checked", "failures", "first_failed")
_URL = re.compile(r"https?://[!-~]+\Z")
_REASON = re.compile(r"(?:[a-z0-9-]{1,20})?\Z")
_COUNT = re.compile(r"[0-9]{1,4}\Z")
_NONE = "-"  # a copy that was asked for and is not there


def text(states: Mapping[str, State]) -> bytes:
    """The file: CSV (RFC 4180, line feeds), one row an address, sorted, so that a commit shows what changed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    for url in sorted(states):
        state = states[url]
        failed = [_moment(state.first_failed), _moment(state.last_failed)]
        copy = _NONE if state.copy == "" else state.copy or ""
        kept = [url, state.verdict.value, state.status, stamp(state.since), state.failures, *failed, state.to]
        writer.writerow([*kept, copy, _moment(state.copied)])
    return out.getvalue().encode("utf-8")


def parse(content: bytes) -> dict[str, State]:
    """The states in the file's bytes, also as terbit wrote it before 2026-12. Raises Unverified for any other file.

    What stands in it ends in pages and texts, so a row that no check of ours can have written is not believed.
    """
    try:
        head, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        if tuple(head) == _HEAD:
            return _by_url(_state(*row) for row in rows)
        if tuple(head) == _FORMER:
            former = (_former(*row) for row in rows)
            return _by_url(state for state in former if state.verdict is not Verdict.UNCHECKED)
        raise ValueError(head)
    except (ValueError, TypeError, csv.Error, EventFault):
        raise Unverified(
            msg("{path} di catatan tidak dapat dibaca", path=PATH),
            msg("pulihkan dari riwayat cabang records"),
        ) from None


def _by_url(states: Iterable[State]) -> dict[str, State]:
    """States by their addresses. Raises ValueError for what was not written by us."""
    found: dict[str, State] = {}
    for state in states:
        strange = not _URL.match(state.url) or state.url in found or not _REASON.match(state.status)
        if strange or any(accepted(named) != named for named in (state.to, state.copy) if named):
            raise ValueError(state)
        found[state.url] = state
    return found


def _state(
    url: str,
    verdict: str,
    status: str,
    since: str,
    failures: str,
    first_failed: str,
    last_failed: str,
    to: str,
    copy: str,
    copied: str,
) -> State:
    return State(
        url,
        Verdict(verdict),
        status,
        parse_stamp(since),
        _count(failures),
        _parsed(first_failed),
        _parsed(last_failed),
        to,
        _copy(copy),
        _parsed(copied),
    )


def _former(
    url: str, verdict: str, status: str, first_seen: str, last_checked: str, failures: str, first_failed: str
) -> State:
    """A row of the former file, which named the last check of every address."""
    failing = _parsed(first_failed)
    last = _parsed(last_checked) if failing is not None else None
    return State(
        url, Verdict(verdict), status, failing or parse_stamp(first_seen), _count(failures), failing, last or failing
    )  # fmt: skip


def _moment(moment: datetime | None) -> str:
    return stamp(moment) if moment is not None else ""


def _parsed(text: str) -> datetime | None:
    return parse_stamp(text) if text else None


def _count(text: str) -> int:
    if not _COUNT.match(text):
        raise ValueError(text)
    return int(text)


def _copy(text: str) -> str | None:
    return "" if text == _NONE else text or None
