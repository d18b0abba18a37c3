"""What is known of every outside link from check to check, and how a check changes it. Pure: the time is an argument.

A state changes only when something new was found out, so the file on the branch `records` does too: a repository that
takes down every check grows without end. When an address was last asked is therefore not kept here. One bad answer is
a broken link; a dead one has failed as often and as long as the procedure says (`sop.links`), for hosts have bad days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from terbit.links.external.verdict import Outcome, Verdict
from terbit.links.watch.foreign import accepted
from terbit.sop import Links


@dataclass(frozen=True, slots=True)
class State:
    """What is known of an address. Times are UTC; `since` is when this verdict began.

    `failures` counts the UTC days with a broken answer since the last good one, up to the one by which it is dead;
    `first_failed` and `last_failed` are the first and the last that counted, None while it is not failing. `to`: where
    a moved address leads. `copy`: an archived copy of a dead one ("": there is none, None: nobody was asked yet), made
    at `copied`.
    """

    url: str
    verdict: Verdict
    status: str
    since: datetime
    failures: int = 0
    first_failed: datetime | None = None
    last_failed: datetime | None = None
    to: str = ""
    copy: str | None = None
    copied: datetime | None = None

    def dead(self, links: Links) -> bool:
        """Whether it failed on at least `links.failures` days, the last at least `links.days` after the first."""
        if self.first_failed is None or self.last_failed is None or self.failures < links.failures:
            return False
        return (_day(self.last_failed) - _day(self.first_failed)).days >= links.days


def advance(before: Mapping[str, State], found: Mapping[str, Outcome], at: datetime, links: Links) -> dict[str, State]:
    """The states after a check at `at` (aware). Addresses that the site no longer links to fall away.

    What was not checked or cannot be verified changes nothing that is known.
    """
    after = ((url, _advanced(before.get(url), url, outcome, at, links)) for url, outcome in sorted(found.items()))
    return {url: state for url, state in after if state is not None}


def _advanced(known: State | None, url: str, outcome: Outcome, at: datetime, links: Links) -> State | None:
    if outcome.verdict is Verdict.UNCHECKED:
        return known
    if outcome.verdict is Verdict.UNVERIFIABLE:  # a closed door neither counts as a failure nor mends one
        return known or State(url, outcome.verdict, outcome.status, at)
    if outcome.verdict is Verdict.BROKEN:
        return _failed(known, url, outcome, at, links)
    fresh = State(url, outcome.verdict, outcome.status, at, to=accepted(outcome.to))
    if known is None or known.verdict is not outcome.verdict:
        return fresh
    # a host that names another target each time (a session's number) must not fill the records
    settled = known.to == fresh.to or (_day(at) - _day(known.since)).days < max(links.days, 1)
    return known if settled else fresh


def _failed(known: State | None, url: str, outcome: Outcome, at: datetime, links: Links) -> State:
    if known is None or known.first_failed is None or known.last_failed is None:
        return State(url, Verdict.BROKEN, outcome.status, at, 1, at, at)
    if known.dead(links) or _day(known.last_failed) >= _day(at):
        return known
    since = known.since if known.verdict is Verdict.BROKEN else known.first_failed
    counted = replace(
        known,
        verdict=Verdict.BROKEN,
        status=outcome.status,
        since=since,
        failures=known.failures + 1,
        last_failed=at,
    )
    # failed often enough, not yet for long enough: the next that counts is the one by which it is dead
    return known if known.failures >= links.failures and not counted.dead(links) else counted


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
