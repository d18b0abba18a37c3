"""What a month's report is made from: the records up to a moment, read once and put in the order of their time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from terbit.articles.article import Article, kind_of
from terbit.articles.frontmatter import FrontMatter
from terbit.records.event import Event
from terbit.sop import Sop, month_bounds

ArticleOf = Callable[[str, str], Article | None]  # (path, blob id) → the article, None where the blob is gone
Kind = Literal["news", "publication", "page"]
OPINIONS = ("approved", "returned", "rejected", "abandoned")


@dataclass(frozen=True)
class Release:
    """A revision that went live. `first` at its address: then it is news; a newer text of an address is not.

    Its text is read when it is asked for: a month needs few of all that were ever released.
    """

    event: Event
    day: date
    path: str
    first: bool
    change: int
    publications: frozenset[str]  # the categories of printed works
    article_of: ArticleOf

    @property
    def address(self) -> str:
        """Where it is now; the event's `article` keeps the address of its first release."""
        return str(self.event.data.get("address") or self.event.article)

    @cached_property
    def meta(self) -> FrontMatter | None:
        """The front matter; None where the text can no longer be read."""
        return _meta(self.article_of, self.event)

    @property
    def kind(self) -> Kind:
        if not self.publications.isdisjoint(self.categories):
            return "publication"
        return "news" if kind_of(self.path) == "article" else "page"

    @property
    def title(self) -> str:
        """The title, or the address where the text can no longer be read."""
        return self.meta.title if self.meta else self.address

    @property
    def categories(self) -> tuple[str, ...]:
        return self.meta.categories if self.meta else ()

    @property
    def authors(self) -> tuple[str, ...]:
        return self.meta.authors if self.meta else ()


@dataclass(frozen=True)
class Facts:
    """A month of an office, as known at `as_of` (UTC). `month` is "2026-10"; `start` and `end` its bounds in UTC.

    `reported` holds the ids of events that the last endorsed report knew; None where none is endorsed yet.
    Raises ValueError for what is no month.
    """

    events: tuple[Event, ...]
    sop: Sop
    month: str
    article_of: ArticleOf
    as_of: datetime
    reported: frozenset[str] | None = None
    start: datetime = field(init=False)
    end: datetime = field(init=False)

    def __post_init__(self) -> None:
        start, end = month_bounds(self.month, self.sop.zone)
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)
        object.__setattr__(self, "as_of", min(self.as_of, end))
        object.__setattr__(self, "events", tuple(sorted(self.events, key=lambda event: event.at)))

    # -- time --------------------------------------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether the month is over."""
        return self.as_of >= self.end

    def day(self, moment: datetime) -> date:
        """The office's day."""
        return moment.astimezone(self.sop.zone).date()

    @cached_property
    def first_day(self) -> date:
        return self.day(self.start)

    @cached_property
    def last_day(self) -> date:
        """The month's last day, or the day of `as_of` while it runs."""
        return min(self.day(self.as_of), date.fromordinal(self.day(self.end).toordinal() - 1))

    @cached_property
    def since(self) -> datetime | None:
        """When the records begin. Before that nothing is known, which is not the same as nothing having happened."""
        return self.events[0].at if self.events and self.events[0].at < self.end else None

    @property
    def known(self) -> bool:
        """Whether records cover any of the month."""
        return self.since is not None and self.as_of > self.start

    # -- events ------------------------------------------------------------------------------------------------

    @cached_property
    def before_end(self) -> tuple[Event, ...]:
        """All events up to the end of the month, or to `as_of` while it runs."""
        return tuple(event for event in self.events if event.at < self.end and event.at <= self.as_of)

    def of(self, *names: str) -> tuple[Event, ...]:
        """The month's events of these names."""
        return tuple(event for event in self.of_month if event.event in names)

    @cached_property
    def of_month(self) -> tuple[Event, ...]:
        """All events of the month."""
        return tuple(event for event in self.before_end if event.at >= self.start)

    @cached_property
    def change_of_commit(self) -> Mapping[str, int]:
        """Merge commit → number of the change."""
        return {event.commit: event.change for event in self.events if event.event == "merged"}

    @cached_property
    def merges(self) -> Mapping[int, Event]:
        """Number of a change → its merge."""
        return {event.change: event for event in self.before_end if event.event == "merged"}

    @cached_property
    def adoptions(self) -> frozenset[int]:
        """The changes that brought an existing site in."""
        return frozenset(self.change_of(event) for event in self.events if event.event == "adopted") - {0}

    def change_of(self, event: Event) -> int:
        """The change that an event belongs to; 0 where it belongs to none."""
        return event.change or self.change_of_commit.get(event.commit, 0)

    @cached_property
    def changes(self) -> Mapping[int, tuple[Event, ...]]:
        """The life of each change in the order of time, adoptions left out: they enter no figure of the pipeline."""
        lives: dict[int, list[Event]] = {}
        for event in self.before_end:
            number = self.change_of(event)
            if number and number not in self.adoptions:
                lives.setdefault(number, []).append(event)
        return {number: tuple(life) for number, life in sorted(lives.items())}

    # -- releases ----------------------------------------------------------------------------------------------

    @cached_property
    def all_releases(self) -> tuple[Release, ...]:
        """Everything that went live up to the end of the month."""
        seen: set[str] = set()
        found = []
        for event in self.before_end:
            if event.event == "released":
                found.append(self._release(event, first=event.article not in seen))
            if event.event in ("released", "adopted"):
                seen.add(event.article)
        return tuple(found)

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """What went live in the month."""
        return tuple(release for release in self.all_releases if release.event.at >= self.start)

    def meta(self, event: Event) -> FrontMatter | None:
        """The front matter of the text that an event is about."""
        return _meta(self.article_of, event)

    def _release(self, event: Event, *, first: bool) -> Release:
        return Release(
            event,
            self.day(event.at),
            str(event.data.get("path", "")),
            first,
            self.change_of(event),
            frozenset(name for name, category in self.sop.categories.items() if category.publication),
            self.article_of,
        )

    # -- approvals ---------------------------------------------------------------------------------------------

    def approvals(self, number: int) -> tuple[Event, ...]:
        """The approvals that a merged change went in with: each reviewer's last opinion before the merge.

        Those of the merged revision come first; an older one (only the base was merged in after it, or a reviewer
        mended the text) is added where it gives a role that they lack.
        """
        merge = self.merges.get(number)
        if merge is None:
            return ()
        last: dict[str, Event] = {}
        for event in self.changes.get(number, ()):
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


def _meta(article_of: ArticleOf, event: Event) -> FrontMatter | None:
    path, blob = str(event.data.get("path", "")), str(event.data.get("blob", ""))
    article = article_of(path, blob) if path and blob else None
    return article.meta if article else None


def roles(event: Event) -> tuple[str, ...]:
    """The roles in which an opinion was said; none for an author's agreement to a review edit."""
    given = event.data.get("roles")
    if isinstance(given, list | tuple):
        return tuple(str(role) for role in given)
    return (event.role,) if event.role else ()
