"""The figures of a month: a pure function of events, procedure and articles. The time is an argument."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from terbit.articles.article import ArticleOf
from terbit.records.event import Event, stamp
from terbit.reporting.facts import Facts
from terbit.reporting.history import History
from terbit.reporting.sections import SECTIONS
from terbit.sop import Sop


@dataclass(frozen=True, slots=True)
class Figures:
    """A month's figures, by section (see `sections`). A section is None where nothing is known: never 0.

    `start`, `end` and `as_of` are UTC; `as_of` is the end once the month is over.
    """

    month: str
    start: datetime
    end: datetime
    as_of: datetime
    sections: Mapping[str, Any]

    @property
    def complete(self) -> bool:
        return self.as_of >= self.end

    def plain(self) -> dict[str, Any]:
        """As canonical JSON can hold it: days as ISO dates, moments as stamps."""
        return {
            "month": self.month,
            "period": {"start": stamp(self.start), "end": stamp(self.end), "as_of": stamp(self.as_of)},
            "complete": self.complete,
            "sections": _plain(self.sections),
        }


def figures(
    events: Iterable[Event],
    sop: Sop,
    month: str,
    article_of: ArticleOf,
    as_of: datetime,
    *,
    reported: Collection[str] | None = None,
) -> Figures:
    """Figures of a month ("2026-10") as known at `as_of` (aware), cut by the office's zone.

    `article_of` gives the article of a path and blob id, or None. `reported` holds the ids of the events that were
    known when the last report before this month was made; what is older than the month and not among them is late.
    Raises ValueError when `month` is no month.
    """
    return of_history(History(events, sop, article_of), month, as_of, reported)


def of_history(history: History, month: str, as_of: datetime, reported: Collection[str] | None = None) -> Figures:
    """As `figures`, for several months of one history."""
    facts = Facts(history, month, as_of, None if reported is None else frozenset(reported))
    sections = {section.key: section.count(facts) for section in SECTIONS}
    return Figures(month, facts.start, facts.end, facts.as_of, sections)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value
