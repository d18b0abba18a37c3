"""Working time: what lies between two moments by an office's hours and its calendar of days off.

A year without a calendar is unknown, and unknown is None: never 0, and never a guess that the whole year is worked.
The days off of a year stand in `sop.yml`, so an office overrides the national list by editing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When an office works. `hours` by weekday (0 is Monday), `days_off` by year; both in the office's `zone`."""

    zone: ZoneInfo
    hours: Mapping[int, tuple[time, time]]
    days_off: Mapping[int, frozenset[date]]

    def works(self, day: date) -> bool | None:
        """Whether a day is worked; None where it may be, but its year has no calendar."""
        if day.weekday() not in self.hours:
            return False
        off = self.days_off.get(day.year)
        return None if off is None else day not in off


def working_minutes(start: datetime, end: datetime, working: WorkingTime) -> int | None:
    """Whole working minutes between two aware moments; None where the calendar of a year between them is missing.

    Raises ValueError for moments without a zone, or an end before its start.
    """
    if start.tzinfo is None or end.tzinfo is None:
        raise ValueError("moments without a zone")
    if end < start:
        raise ValueError("the end is before the start")
    seconds = 0.0
    for day in _days(start.astimezone(working.zone).date(), end.astimezone(working.zone).date()):
        works = working.works(day)
        if works is None:
            return None
        if works:
            opens, closes = (_moment(day, clock, working.zone) for clock in working.hours[day.weekday()])
            seconds += max(0.0, (min(closes, end) - max(opens, start)).total_seconds())
    return int(seconds // 60)


def add_working_days(day: date, count: int, working: WorkingTime) -> date | None:
    """The day that is `count` working days after a day (0: the day itself); None where a calendar is missing.

    Raises ValueError for a negative count, or an office that works on no weekday.
    """
    if count < 0 or (count > 0 and not working.hours):
        raise ValueError("no such working day")
    while count > 0:
        day += timedelta(days=1)
        works = working.works(day)
        if works is None:
            return None
        count -= works
    return day


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    # in UTC: two moments of one zone are subtracted by their clocks, which a change to summer time makes wrong
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
