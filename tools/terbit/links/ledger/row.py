"""A row of the ledger: an address with all that is known of it, from records and the texts that they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from terbit.articles.article import ArticleOf
from terbit.articles.frontmatter import FrontMatter
from terbit.links.ledger.lives import TEXTS, address_of, first_day, lives, state_of, text_of
from terbit.records.event import Event, stamp
from terbit.sop import Sop

_OPINIONS = ("approved", "returned", "rejected", "abandoned")
_CHANGES = (*_OPINIONS, "merged")
_SEEN = ("verified", "captured", "posted")
_WEB = re.compile(r"https?://[^\s<>\"]+\Z")


HeadingOf = Callable[[str, str], FrontMatter | None]  # (path, blob id) → None where the text can no longer be read


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved, by the person's key in sop.yml, and in which roles. Never on a public page."""

    person: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """The last live check of a deployment that has the address. It is of the whole site: only `good` says something of
    each address; `bad` says that something of that site was not as built, `unknown` that nobody found out."""

    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Capture:
    """The archive package that holds the address: its name, SHA-256 (hex) and when it was captured."""

    package: str
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A post on social media that tells of the article: the channel's key in sop.yml, the post's address."""

    channel: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """An address. `title`, `categories`, `commit`, `roles` and `approvals` are those of the last text that was live;
    `first` is the office's day of its first release (an adopted article's own date), `changed` the moment (UTC) of the
    last event. `live` and `capture` are None, and `posts` empty, where records have none: no data, not "none".
    """

    address: str
    title: str
    categories: tuple[str, ...]
    first: date
    changed: datetime
    commit: str
    roles: tuple[str, ...]
    approvals: tuple[Approval, ...]
    state: str
    adopted: bool = False
    to: str = ""  # where a moved one leads
    live: LiveCheck | None = None
    capture: Capture | None = None
    posts: tuple[Post, ...] = ()

    def plain(self, sop: Sop) -> dict[str, Any]:
        """The row as JSON for the office: identifiers rather than words. None where there is no data."""
        live, capture = self.live, self.capture
        return {
            "url": sop.office.address + self.address,
            "title": self.title,
            "categories": list(self.categories),
            "first": self.first.isoformat(),
            "changed": stamp(self.changed),
            "commit": self.commit,
            "roles": list(self.roles),
            "approvals": [{"person": one.person, "roles": list(one.roles)} for one in self.approvals],
            "state": self.state,
            "adopted": self.adopted,
            "to": sop.office.address + self.to if self.to else "",
            "live": {"outcome": live.outcome, "at": stamp(live.at)} if live else None,
            "capture": {"package": capture.package, "sha256": capture.sha256, "at": stamp(capture.at)}
            if capture
            else None,
            "posts": [{"channel": post.channel, "url": post.url} for post in self.posts] or None,
        }


def headings(article_of: ArticleOf) -> HeadingOf:
    """The front matter of articles, one that cannot be read left out."""

    def of(path: str, blob: str) -> FrontMatter | None:
        article = article_of(path, blob)
        return article.meta if article is not None else None

    return of


def rows(events: Iterable[Event], sop: Sop, heading_of: HeadingOf) -> list[Row]:
    """All addresses ever released, in the order of their first day. The same for the same events in any order.

    A text that can no longer be read has no title. Nor has one that turned out to be exempt after it went live, also
    at the addresses that it moved away from: what must not be known is told to nobody, and a sheet travels.
    """
    events = list(events)
    about = _About(events, sop)
    found = []
    for address, life in lives(events).items():
        last, text = life[-1], next(event for event in reversed(life) if event.event in TEXTS)
        heading = None if about.exempt(text) else heading_of(text_of(text, "path"), text_of(text, "blob"))
        approvals = about.approvals(text)
        state = state_of(last)
        found.append(
            Row(
                address,
                heading.title if heading is not None else "",
                heading.categories if heading is not None else (),
                first_day(life, sop),
                last.at,
                text.commit,
                about.in_order({role for one in approvals for role in one.roles}),
                approvals,
                state,
                life[0].event == "adopted",
                text_of(last, "to") if state == "moved" else "",
                # what is held has a placeholder, or no page at all after a roll-back: records do not say which
                about.live(last) if state != "held" else None,
                about.capture(address, last),
                about.posts(address, last),
            )
        )
    return sorted(found, key=lambda row: (row.first, row.address))


class _About:
    """What the other events say of addresses, found once for all of them."""

    def __init__(self, events: Iterable[Event], sop: Sop) -> None:
        self._steps = {step.role: n for n, step in reversed(list(enumerate(sop.steps.values())))}
        wanted = {*_CHANGES, *_SEEN, "exempted"}
        self._opinions: dict[int, list[Event]] = {}
        self._merges: dict[str, int] = {}
        self._exempted: dict[str, datetime] = {}
        self._checks: list[Event] = []
        self._captures: dict[str, Event] = {}
        self._posts: dict[str, list[Event]] = {}
        for event in sorted((e for e in events if e.event in wanted), key=attrgetter("at", "id")):
            self._note(event)

    def _note(self, event: Event) -> None:
        if event.event == "merged":
            self._merges[event.commit] = event.change
        elif event.event in _OPINIONS:
            self._opinions.setdefault(event.change, []).append(event)
        elif event.event == "exempted":
            self._exempted.update({event.article: event.at, address_of(event): event.at})
        elif event.event == "verified":
            self._checks.append(event)
        elif event.event == "captured" and text_of(event, "package"):
            self._captures[address_of(event)] = event
        elif event.event == "posted" and _WEB.match(text_of(event, "url")):
            self._posts.setdefault(address_of(event), []).append(event)

    def exempt(self, text: Event) -> bool:
        """Whether the article of a text turned out to be exempt after that text had gone live."""
        moments = (self._exempted.get(name) for name in (text.article, address_of(text)))
        return any(moment is not None and moment >= text.at for moment in moments)

    def approvals(self, text: Event) -> tuple[Approval, ...]:
        """Who approved the change that brought a text, by each reviewer's last opinion, in the order of the steps.

        Also who approved after the merge: an urgent article's second pair of eyes.
        """
        last = {event.actor: event for event in self._opinions.get(self._merges.get(text.commit, 0), ())}
        given = [
            Approval(person, self.in_order(roles))
            for person, event in last.items()
            if event.event == "approved" and (roles := _roles(event))
        ]
        return tuple(sorted(given, key=lambda one: (*map(self._step, one.roles[:1]), one.person)))

    def in_order(self, roles: Iterable[str]) -> tuple[str, ...]:
        """Roles in the order of the steps; those that no step has come last."""
        return tuple(sorted(set(roles), key=self._step))

    def _step(self, role: str) -> tuple[int, str]:
        return self._steps.get(role, len(self._steps)), role

    def live(self, last: Event) -> LiveCheck | None:
        """The newest live check since an address is in its state: every deployment since then has it so."""
        newest = self._checks[-1] if self._checks else None
        if newest is None or newest.at < last.at:
            return None
        outcome = text_of(newest, "outcome")
        return LiveCheck(outcome if outcome in ("good", "bad") else "unknown", newest.at)

    def capture(self, address: str, last: Event) -> Capture | None:
        event = self._captures.get(address) or self._captures.get(last.article)
        return Capture(text_of(event, "package"), text_of(event, "sha256"), event.at) if event is not None else None

    def posts(self, address: str, last: Event) -> tuple[Post, ...]:
        told = [*self._posts.get(address, ()), *self._posts.get(last.article, ())]
        return tuple(dict.fromkeys(Post(text_of(event, "channel"), text_of(event, "url")) for event in told))


def _roles(event: Event) -> frozenset[str]:
    given = event.data.get("roles")
    return (
        frozenset(role for role in given if isinstance(role, str)) if isinstance(given, list | tuple) else frozenset()
    )


def newest_check(events: Iterable[Event]) -> tuple[LiveCheck, Mapping[str, int]] | None:
    """The newest live check of the site, and how many files were good, bad and unknown; None where there is none."""
    checks = sorted((event for event in events if event.event == "verified"), key=attrgetter("at", "id"))
    if not checks:
        return None
    found = checks[-1]
    outcome = text_of(found, "outcome")
    counts = {name: found.data.get(name) for name in ("good", "bad", "unknown")}
    known = {name: count for name, count in counts.items() if isinstance(count, int)}
    return LiveCheck(outcome if outcome in ("good", "bad") else "unknown", found.at), known
