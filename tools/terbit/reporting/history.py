"""The records as a report reads them: in the order of time, by change and by address. Made once for all months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from terbit.articles.article import ArticleOf, kind_of
from terbit.articles.frontmatter import FrontMatter, parse_moment
from terbit.records.event import Event
from terbit.schema import SchemaError
from terbit.sop import Sop

Kind = Literal["news", "publication", "page"]
OPINIONS = ("approved", "returned", "rejected", "abandoned")
OVER = frozenset({"merged", "rejected", "abandoned"})  # what ends the life of a change


@dataclass(frozen=True)
class Release:
    """A revision that went live. `before` is the one before it at its address: without any it is news.

    Its text is read when it is asked for: a month needs few of all that were ever released.
    """

    event: Event
    day: date
    path: str
    first: bool
    before: Release | None
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
        return meta_of(self.article_of, self.event)

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


class History:
    """Everything that is in the records, whatever the month. `events` may come in any order."""

    def __init__(self, events: Iterable[Event], sop: Sop, article_of: ArticleOf) -> None:
        self.events = tuple(sorted(events, key=lambda event: event.at))
        self.sop = sop
        self.article_of = article_of

    def day(self, moment: datetime) -> date:
        """The office's day."""
        return moment.astimezone(self.sop.zone).date()

    @cached_property
    def moments(self) -> list[datetime]:
        """When the events happened, to find a month's among them."""
        return [event.at for event in self.events]

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Event, ...]]:
        found: dict[str, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.event, []).append(event)
        return {name: tuple(events) for name, events in found.items()}

    @cached_property
    def _change_of_commit(self) -> Mapping[str, int]:
        return {event.commit: event.change for event in self.by_name.get("merged", ())}

    def change_of(self, event: Event) -> int:
        """The change that an event belongs to; 0 where it belongs to none."""
        return event.change or self._change_of_commit.get(event.commit, 0)

    @cached_property
    def adoptions(self) -> frozenset[int]:
        """The changes that brought an existing site in."""
        return frozenset(self.change_of(event) for event in self.by_name.get("adopted", ())) - {0}

    @cached_property
    def changes(self) -> Mapping[int, tuple[Event, ...]]:
        """The life of each change, adoptions left out: they enter no figure of the pipeline."""
        lives: dict[int, list[Event]] = {}
        for event in self.events:
            number = self.change_of(event)
            if number and number not in self.adoptions:
                lives.setdefault(number, []).append(event)
        return {number: tuple(life) for number, life in sorted(lives.items())}

    @cached_property
    def closed(self) -> frozenset[int]:
        """The changes whose life has ended at some time."""
        return frozenset(number for number, life in self.changes.items() if any(e.event in OVER for e in life))

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """Everything that went live."""
        publications = frozenset(name for name, category in self.sop.categories.items() if category.publication)
        adopted: set[str] = set()
        last: dict[str, Release] = {}
        found = []
        for event in self.events:
            if event.event == "adopted":
                adopted.add(event.article)
            if event.event != "released":
                continue
            before = last.get(event.article)
            release = Release(
                event,
                self.day(event.at),
                str(event.data.get("path", "")),
                before is None and event.article not in adopted,
                before,
                self.change_of(event),
                publications,
                self.article_of,
            )
            last[event.article] = release
            found.append(release)
        return tuple(found)

    @cached_property
    def release_moments(self) -> list[datetime]:
        return [release.event.at for release in self.releases]

    @cached_property
    def adopted(self) -> Mapping[str, tuple[tuple[date, Event], ...]]:
        """Adopted articles by the month of their own date, which need not be near that of their adoption."""
        found: dict[str, list[tuple[date, Event]]] = {}
        for event in self.by_name.get("adopted", ()):
            try:
                day = self.day(parse_moment(event.data.get("date"), self.sop.zone))
            except (SchemaError, OverflowError):
                continue
            found.setdefault(f"{day.year:04}-{day.month:02}", []).append((day, event))
        return {month: tuple(articles) for month, articles in found.items()}


def meta_of(article_of: ArticleOf, event: Event) -> FrontMatter | None:
    """The front matter of the text that an event is about."""
    path, blob = str(event.data.get("path", "")), str(event.data.get("blob", ""))
    article = article_of(path, blob) if path and blob else None
    return article.meta if article else None


def roles(event: Event) -> tuple[str, ...]:
    """The roles in which an opinion was said; none for an author's agreement to a review edit."""
    given = event.data.get("roles")
    if isinstance(given, list | tuple):
        return tuple(str(role) for role in given)
    return (event.role,) if event.role else ()
