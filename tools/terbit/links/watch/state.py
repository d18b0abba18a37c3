"""What is known of every outside link from check to check: `links/state.csv` on the branch `records`.

A row changes when its address is checked again, and only then. One bad answer is a broken link; a dead one has failed
as often and as long as the procedure says (`sop.links`), because hosts have bad days.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from terbit.findings import Unverified
from terbit.links.external.verdict import Outcome, Verdict
from terbit.messages import msg
from terbit.records.event import Event, EventFault, identity, parse_stamp, stamp
from terbit.sop import Links

PATH = "links/state.csv"
BROKEN, MENDED, CHECKED = "link-broken", "link-mended", "links-checked"
_HEAD = ("url", "verdict", "status", "first_seen", "last_checked", "failures", "first_failed")


@dataclass(frozen=True, slots=True)
class State:
    """What is known of an address. Times are UTC; `failures` counts broken answers since the last good one.

    `last_checked` is None while it was never answered for, `first_failed` while it is not failing.
    """

    url: str
    verdict: Verdict
    status: str
    first_seen: datetime
    last_checked: datetime | None = None
    failures: int = 0
    first_failed: datetime | None = None

    def dead(self, links: Links) -> bool:
        """Whether it failed at least `links.failures` times in a row, over at least `links.days` days."""
        if self.first_failed is None or self.last_checked is None or self.failures < links.failures:
            return False
        return self.last_checked - self.first_failed >= timedelta(days=links.days)


def advance(before: Mapping[str, State], found: Mapping[str, Outcome], at: datetime) -> dict[str, State]:
    """The states after a check at `at` (aware). Addresses that the site no longer links to fall away."""
    return {url: _advanced(before.get(url), url, outcome, at) for url, outcome in sorted(found.items())}


def _advanced(known: State | None, url: str, outcome: Outcome, at: datetime) -> State:
    if outcome.verdict is Verdict.UNCHECKED:  # nothing was found out, so what was known stays
        return known or State(url, outcome.verdict, outcome.status, at)
    state = known or State(url, outcome.verdict, outcome.status, at)
    state = replace(state, verdict=outcome.verdict, status=outcome.status, last_checked=at)
    if outcome.verdict is Verdict.OK:
        return replace(state, failures=0, first_failed=None)
    if outcome.verdict is Verdict.BROKEN:
        return replace(state, failures=state.failures + 1, first_failed=state.first_failed or at)
    return state  # a closed door neither counts as a failure nor mends one


def events(
    known: Iterable[Event], after: Mapping[str, State], found: Mapping[str, Outcome], at: datetime, source: str
) -> list[Event]:
    """What a check adds to the book that holds `known`: the check itself (one a UTC day), and what broke or was mended.

    A broken link that the site no longer has is mended too (`removed`): nobody meets it any more.
    """
    last: dict[str, Event] = {}
    ids = set()
    for event in known:
        ids.add(event.id)
        if event.event in (BROKEN, MENDED):
            last[str(event.data.get("url", ""))] = event
    slot = at.astimezone(UTC).strftime("%Y-%m-%d")
    counts = {verdict.value: 0 for verdict in Verdict}
    for outcome in found.values():
        counts[outcome.verdict.value] += 1
    checked = Event(identity(CHECKED, "external", slot), CHECKED, at, source, data=counts)
    return [*([] if checked.id in ids else [checked]), *_turns(last, after, at, source)]


def _turns(last: Mapping[str, Event], after: Mapping[str, State], at: datetime, source: str) -> Iterator[Event]:
    for url in sorted({*last, *after}):
        before, state = last.get(url), after.get(url)
        failing = before is not None and before.event == BROKEN
        cause = before.id if before is not None else ""
        if state is None:
            if failing:
                data = {"url": url, "removed": True}
                yield Event(identity(MENDED, url, cause), MENDED, at, source, data=data)
        elif state.verdict is Verdict.BROKEN and not failing:
            yield Event(identity(BROKEN, url, cause), BROKEN, at, source, data={"url": url})
        elif state.verdict is Verdict.OK and failing:
            yield Event(identity(MENDED, url, cause), MENDED, at, source, data={"url": url})


# -- the file ----------------------------------------------------------------------------------------------------


def text(states: Mapping[str, State]) -> bytes:
    """The file: CSV (RFC 4180, line feeds), one row an address, sorted, so that a commit shows what changed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    for url in sorted(states):
        state = states[url]
        moments = [stamp(m) if m else "" for m in (state.first_seen, state.last_checked, state.first_failed)]
        writer.writerow([url, state.verdict.value, state.status, moments[0], moments[1], state.failures, moments[2]])
    return out.getvalue().encode("utf-8")


def parse(content: bytes) -> dict[str, State]:
    """The states in the file's bytes. Raises Unverified where they are no such file."""
    try:
        head, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        if tuple(head) != _HEAD:
            raise ValueError(head)
        return {row[0]: _state(*row) for row in rows}
    except (ValueError, TypeError, csv.Error, EventFault):
        raise Unverified(
            msg("{path} di catatan tidak dapat dibaca", path=PATH),
            msg("pulihkan dari riwayat cabang records"),
        ) from None


def _state(
    url: str, verdict: str, status: str, first_seen: str, last_checked: str, failures: str, first_failed: str
) -> State:
    return State(
        url,
        Verdict(verdict),
        status,
        parse_stamp(first_seen),
        parse_stamp(last_checked) if last_checked else None,
        int(failures),
        parse_stamp(first_failed) if first_failed else None,
    )
