"""The ledger (*Catatan Link*, REQUIREMENTS C3.7): every address that was ever released, from records alone.

A row never goes away: what was withdrawn, expired, deleted or moved is listed with that state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from terbit.articles.article import ArticleOf
from terbit.articles.page import Generated
from terbit.messages import Language, Message, msg
from terbit.records.event import Event, stamp
from terbit.sheets import csv_of
from terbit.sop import Sop

ADDRESS = "catatan-link/"
TEMPLATE = "ledger.html"

# event → (state, its word for readers). `adopted` is a first release too: of an existing site's article.
STATES: Mapping[str, tuple[str, Message]] = {
    "released": ("live", msg("tayang")),
    "adopted": ("live", msg("tayang")),
    "withdrawn": ("withdrawn", msg("ditarik")),
    "expired": ("expired", msg("berakhir")),
    "deleted": ("deleted", msg("dihapus")),
    "exempted": ("exempt", msg("dikecualikan")),
    "held-back": ("held", msg("ditahan")),
    "moved": ("moved", msg("pindah")),
}
_OPINIONS = ("approved", "returned", "rejected", "abandoned")


@dataclass(frozen=True, slots=True)
class Row:
    """An address. `title`, `commit` and `roles` are those of the last text that was live; `first` is the office's day
    of its first release (an adopted article's own date), `changed` the moment (UTC) of the last event.
    """

    address: str
    title: str
    first: date
    changed: datetime
    commit: str
    roles: tuple[str, ...]
    state: str
    event: str
    adopted: bool
    to: str = ""  # where a moved one leads

    def plain(self, sop: Sop) -> dict[str, Any]:
        """The row as JSON: identifiers rather than words."""
        return {
            "url": sop.office.address + self.address,
            "title": self.title,
            "first": self.first.isoformat(),
            "changed": stamp(self.changed),
            "commit": self.commit,
            "roles": list(self.roles),
            "state": self.state,
            "adopted": self.adopted,
            "to": sop.office.address + self.to if self.to else "",
        }


def rows(events: Iterable[Event], sop: Sop, article_of: ArticleOf) -> list[Row]:
    """All addresses ever released, in the order of their first day. A title that can no longer be read is empty."""
    lives: dict[str, list[Event]] = {}
    changes: dict[int, list[Event]] = {}
    merges: dict[str, int] = {}
    for event in events:
        if event.event in STATES:
            lives.setdefault(str(event.data.get("address") or event.article), []).append(event)
        elif event.event == "merged":
            merges[event.commit] = event.change
        elif event.event in _OPINIONS or event.event == "submitted":
            changes.setdefault(event.change, []).append(event)
    found = []
    for address, life in lives.items():
        texts = [event for event in life if event.event in ("released", "adopted")]
        if texts:
            opinions = changes.get(merges.get(texts[-1].commit, 0), [])
            found.append(_row(address, life, texts, _roles(opinions, sop), sop, article_of))
    return sorted(found, key=lambda row: (row.first, row.address))


def _row(
    address: str, life: list[Event], texts: list[Event], roles: tuple[str, ...], sop: Sop, article_of: ArticleOf
) -> Row:
    first, last, text = texts[0], life[-1], texts[-1]
    article = article_of(str(text.data.get("path", "")), str(text.data.get("blob", "")))
    return Row(
        address,
        article.meta.title if article is not None and article.meta is not None else "",
        _own_date(first) or first.at.astimezone(sop.zone).date(),
        last.at,
        text.commit,
        roles,
        STATES[last.event][0],
        last.event,
        first.event == "adopted",
        str(last.data.get("to", "")) if last.event == "moved" else "",
    )


def _own_date(event: Event) -> date | None:
    try:
        return date.fromisoformat(str(event.data.get("date", "")))
    except ValueError:
        return None


def _roles(life: Iterable[Event], sop: Sop) -> tuple[str, ...]:
    """The roles that approved a change, by each reviewer's last opinion, in the order of the steps.

    Also those that approved after the merge: an urgent article's second pair of eyes.
    """
    last = {event.actor: event for event in life if event.event in _OPINIONS}
    given = {str(role) for event in last.values() if event.event == "approved" for role in event.data.get("roles", ())}
    steps = [step.role for step in sop.steps.values()]
    return tuple(dict.fromkeys([*(role for role in steps if role in given), *sorted(given)]))


# -- as a sheet --------------------------------------------------------------------------------------------------

_HEAD = (
    msg("Alamat"),
    msg("Judul"),
    msg("Pertama tayang"),
    msg("Terakhir berubah"),
    msg("Commit"),
    msg("Disetujui oleh"),
    msg("Keadaan"),
    msg("Pindah ke"),
)


def sheet(listed: Iterable[Row], sop: Sop, language: Language) -> bytes:
    """The ledger as CSV with the reader's words."""
    rows = [tuple(head.text(language) for head in _HEAD)]
    for row in listed:
        cells = (
            sop.office.address + row.address,
            row.title,
            row.first.isoformat(),
            row.changed.astimezone(sop.zone).date().isoformat(),
            row.commit,
            ", ".join(sop.roles.get(role, role) for role in row.roles),
            STATES[row.event][1].text(language),
            sop.office.address + row.to if row.to else "",
        )
        rows.append(cells)
    return csv_of(rows)


# -- as pages of the site ----------------------------------------------------------------------------------------


def pages(events: Iterable[Event], sop: Sop, article_of: ArticleOf, present: Container[str]) -> Iterator[Generated]:
    """`catatan-link/` with the number of addresses by year and state, and a page for each year. No person is on them.

    `present` are the addresses at which this build has a page: only these are links. A title that must not be known
    (exempt information) is not told here either.
    """
    listed = rows(events, sop, article_of)
    language = sop.office.language
    title = msg("Catatan Link").text(language)
    years = [(year, tuple(group)) for year, group in groupby(listed, lambda row: f"{row.first.year:04}")]
    states = Counter(STATES[row.event][1].text(language) for row in listed)
    yield Generated(
        ADDRESS,
        title,
        TEMPLATE,
        {
            "years": [(year, f"{ADDRESS}{year}/", len(group)) for year, group in reversed(years)],
            "states": sorted(states.items(), key=lambda pair: (-pair[1], pair[0])),
            "total": len(listed),
        },
        description=msg("Semua alamat yang pernah tayang di situs {office}", office=sop.office.name).text(language),
        lastmod=_lastmod(listed, sop),
    )
    for year, group in years:
        yield Generated(
            f"{ADDRESS}{year}/",
            msg("Catatan Link, tahun {year}", year=year).text(language),
            TEMPLATE,
            {
                "rows": [_shown(row, sop, language, row.address in present) for row in reversed(group)],
                "back": ADDRESS,
                "back_text": title,
            },
            lastmod=_lastmod(group, sop),
        )


def _shown(row: Row, sop: Sop, language: Language, present: bool) -> dict[str, Any]:
    hidden = row.state == "exempt"
    return {
        "address": row.address,
        "title": "" if hidden else row.title,
        "first": row.first,
        "changed": row.changed.astimezone(sop.zone),
        "commit": row.commit[:8],
        "roles": [sop.roles.get(role, role) for role in row.roles],
        "state": STATES[row.event][1].text(language),
        "present": present,
        "adopted": row.adopted,
    }


def _lastmod(listed: Iterable[Row], sop: Sop) -> str:
    return max((row.changed.astimezone(sop.zone).date().isoformat() for row in listed), default="")
