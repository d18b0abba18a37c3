"""A month of the records: what a report's sections count."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import islice, takewhile

from terbit.articles.frontmatter import FrontMatter
from terbit.records.event import Event
from terbit.reporting.history import OPINIONS, OVER, History, Release, meta_of, roles
from terbit.sop import Sop, month_bounds


@dataclass(frozen=True)
class Facts:
    """A month of an office, as known at `as_of` (aware). `month` is "2026-10"; `start` and `end` its bounds in UTC.

    `reported` holds the ids of events that the last report before it knew; None where there is no such report.
    Raises ValueError for what is no month.
    """

    history: History
    month: str
    as_of: datetime
    reported: frozenset[str] | None = None
    start: datetime = field(init=False)
    end: datetime = field(init=False)

    def __post_init__(self) -> None:
        start, end = month_bounds(self.month, self.history.sop.zone)
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)
        object.__setattr__(self, "as_of", min(self.as_of.astimezone(UTC), end))

    @property
    def sop(self) -> Sop:
        return self.history.sop

    # -- time --------------------------------------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether the month is over."""
        return self.as_of >= self.end

    def day(self, moment: datetime) -> date:
        """The office's day."""
        return self.history.day(moment)

    @cached_property
    def first_day(self) -> date:
        return self.day(self.start)

    @cached_property
    def last_day(self) -> date:
        """The month's last day, or the day of `as_of` while it runs."""
        return min(self.day(self.as_of), date.fromordinal(self.day(self.end).toordinal() - 1))

    @property
    def since(self) -> datetime | None:
        """When the records begin. Before that nothing is known, which is not the same as nothing having happened."""
        events = self.history.events
        return events[0].at if events and events[0].at < self.end else None

    @property
    def known(self) -> bool:
        """Whether records cover any of the month."""
        return self.since is not None and self.as_of > self.start

    def happened(self, event: Event) -> bool:
        """Whether an event lies before the end of the month, and before `as_of` while it runs."""
        return event.at < self.end and event.at <= self.as_of

    def _span(self, moments: list[datetime]) -> tuple[int, int]:
        """Where the month's events begin and end in a list of moments."""
        last = bisect_left(moments, self.end) if self.complete else bisect_right(moments, self.as_of)
        return bisect_left(moments, self.start), last

    # -- events ------------------------------------------------------------------------------------------------

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """All events of the month."""
        first, last = self._span(self.history.moments)
        return self.history.events[first:last]

    def of(self, *names: str) -> tuple[Event, ...]:
        """The month's events of these names."""
        return tuple(event for event in self.events if event.event in names)

    def until_now(self, name: str, since: datetime | None = None) -> Iterable[Event]:
        """The events of a name up to the end of the month, from a moment (aware) on or all of them."""
        events = self.history.by_name.get(name, ())
        first = 0 if since is None else bisect_left(events, since, key=lambda event: event.at)
        return takewhile(self.happened, islice(events, first, None))

    @property
    def adoptions(self) -> frozenset[int]:
        return self.history.adoptions

    @cached_property
    def changes(self) -> Mapping[int, tuple[Event, ...]]:
        """The changes that lived in the month, each with its life up to the end of it."""
        found = {}
        for number, life in self.history.changes.items():
            if life[0].at >= self.end or (life[-1].at < self.start and number in self.history.closed):
                continue
            past = tuple(event for event in life if self.happened(event))
            if past and (past[-1].at >= self.start or not any(event.event in OVER for event in past)):
                found[number] = past
        return found

    def life(self, number: int) -> tuple[Event, ...]:
        """A change's life up to the end of the month."""
        return tuple(event for event in self.history.changes.get(number, ()) if self.happened(event))

    def merge(self, number: int) -> Event | None:
        """The merge of a change."""
        return next((event for event in self.life(number) if event.event == "merged"), None)

    # -- releases ----------------------------------------------------------------------------------------------

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """What went live in the month."""
        first, last = self._span(self.history.release_moments)
        return self.history.releases[first:last]

    @cached_property
    def earlier_releases(self) -> tuple[Release, ...]:
        """What went live before the month."""
        return self.history.releases[: self._span(self.history.release_moments)[0]]

    def meta(self, event: Event) -> FrontMatter | None:
        """The front matter of the text that an event is about."""
        return meta_of(self.history.article_of, event)

    # -- approvals ---------------------------------------------------------------------------------------------

    def approvals(self, number: int) -> tuple[Event, ...]:
        """The approvals that a merged change went in with: each reviewer's last opinion before the merge.

        Those of the merged revision come first; an older one (only the base was merged in after it, or a reviewer
        mended the text) is added where it gives a role that they lack.
        """
        merge = self.merge(number)
        if merge is None:
            return ()
        last: dict[str, Event] = {}
        for event in self.life(number):
            if event.event in OPINIONS and event.at <= merge.at:
                last[event.actor] = event
        given = [event for event in last.values() if event.event == "approved"]
        tip = str(merge.data.get("tip", ""))
        found = [event for event in given if event.commit == tip]
        granted = {role for event in found for role in roles(event)}
        found += [event for event in given if event.commit != tip and not set(roles(event)) <= granted]
        return tuple(sorted(found, key=lambda event: event.at))

    def in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        """Roles in the order of the steps, each once; those that no step has come last."""
        wanted = set(names)
        steps = [step.role for step in self.sop.steps.values()]
        return tuple(dict.fromkeys([*(r for r in steps if r in wanted), *sorted(wanted)]))
