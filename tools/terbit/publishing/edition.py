"""The edition: what is live. For every address the revision that is shown, chosen from main and records alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from terbit.findings import Finding
from terbit.records.event import canonical, stamp

State = Literal["shown", "withdrawn", "expired", "deleted", "exempt", "held", "embargoed"]

PLACEHOLDERS: tuple[State, ...] = ("withdrawn", "expired", "deleted", "exempt", "held")


@dataclass(frozen=True, slots=True)
class Item:
    """An address and what stands there.

    `path` is the Markdown file, `blob` its text in the revision chosen: the text shown, or for a placeholder the last
    one that may be read for its title and reason; "" where not even that may be told (exempt, held). `commit` is the
    commit of main that brought the revision, `at` the receipt of that commit (UTC), None in a preview. `files` are the
    article's own pictures and attachments in that revision (path → blob id), empty for a placeholder. `redirects` are
    the old addresses that lead here. `article` is the address at first release: it stays when the article moves.
    """

    address: str
    path: str
    blob: str
    commit: str
    state: State
    files: Mapping[str, str] = field(default_factory=dict)
    redirects: tuple[str, ...] = ()
    at: datetime | None = None
    article: str = ""

    @property
    def page(self) -> bool:
        """Whether anything is served at the address: an embargoed article has no page, not even a placeholder."""
        return self.state != "embargoed"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something on main that is not shown as it stands there, or is overdue. `commit` brought it."""

    rule: str
    path: str
    commit: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Edition:
    """What a build is made from. `as_of` is aware (UTC).

    `items` are ordered by address. `config` holds the last approved mkdocs.yml, sop.yml and overrides/ (path → blob
    id). `shared` holds approved files below content/ that belong to no article's folder (a page's pictures, a logo).
    Of `shared` and of the items' files the build copies only what a page shows.
    """

    main: str
    as_of: datetime
    sop_blob: str
    config: Mapping[str, str]
    items: tuple[Item, ...]
    shared: Mapping[str, str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over what decides the site's bytes: items, configuration, shared files and `as_of`; not over main,
        which also moves by what is not published."""
        return hashlib.sha256(canonical(self.record())).hexdigest()

    def record(self) -> dict[str, object]:
        """The edition as canonical JSON holds it (edition.json)."""
        return {
            "as_of": stamp(self.as_of),
            "config": dict(self.config),
            "shared": dict(self.shared),
            "items": [
                {
                    "address": item.address,
                    "path": item.path,
                    "blob": item.blob,
                    "commit": item.commit,
                    "state": item.state,
                    "files": dict(item.files),
                    "redirects": list(item.redirects),
                    "at": stamp(item.at) if item.at else None,
                    "article": item.article,
                }
                for item in self.items
            ],
        }

    @property
    def shown(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.state == "shown")

    def at_address(self, address: str) -> Item | None:
        return next((item for item in self.items if item.address == address), None)
