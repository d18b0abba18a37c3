"""The ledger as pages of the site: a front with years, states and charts, and a page a year. No person is on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from terbit.articles.page import Generated
from terbit.links.ledger import pictures, words
from terbit.links.ledger.history import history
from terbit.links.ledger.lives import WORDS
from terbit.links.ledger.row import HeadingOf, Row, newest_check, rows
from terbit.links.ledger.sheet import sheet
from terbit.messages import Language, msg
from terbit.records.event import Event
from terbit.sop import Sop

ADDRESS = "catatan-link/"
TEMPLATE = "ledger.html"
_UNTOLD = ("exempt", "held")  # why it is not shown may be its title


def pages(events: Sequence[Event], sop: Sop, heading_of: HeadingOf, present: Container[str]) -> Iterator[Generated]:
    """`catatan-link/` and `catatan-link/<year>/`, each year with its table for spreadsheets.

    `present` are the addresses at which this build has a page: only these are links.
    """
    listed = [_told(row) for row in rows(events, sop, heading_of)]
    language = sop.office.language
    title = msg("Catatan Link").text(language)
    years = [(year, tuple(group)) for year, group in groupby(listed, lambda row: f"{row.first.year:04}")]
    yield Generated(
        ADDRESS,
        title,
        TEMPLATE,
        _front(events, listed, [(year, f"{ADDRESS}{year}/", len(group)) for year, group in reversed(years)], sop),
        description=msg("Semua alamat yang pernah tayang di situs {office}", office=sop.office.name).text(language),
        lastmod=_lastmod(listed, sop),
    )
    for year, group in years:
        table = f"{ADDRESS}{year}/catatan-link-{year}.csv"
        yield Generated(
            f"{ADDRESS}{year}/",
            msg("Catatan Link, tahun {year}", year=year).text(language),
            TEMPLATE,
            {
                "rows": [_shown(row, sop, language, present) for row in reversed(group)],
                "csv": table,
                "back": ADDRESS,
                "back_text": title,
            },
            lastmod=_lastmod(group, sop),
            files={table: sheet(group, sop, language, public=True)},
        )


def _told(row: Row) -> Row:
    return replace(row, title="", categories=()) if row.state in _UNTOLD else row


def _front(events: Iterable[Event], listed: Sequence[Row], years: Sequence[Any], sop: Sop) -> dict[str, Any]:
    language = sop.office.language
    states = Counter(row.state for row in listed)
    months = history(events, sop)
    check = newest_check(events)
    return {
        "years": years,
        "states": [
            (WORDS[state].text(language), count)
            for state, count in sorted(states.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        "total": len(listed),
        "check": {
            "day": check[0].at.astimezone(sop.zone),
            "outcome": words.outcome(check[0]).text(language),
            "counts": check[1],
        }
        if check is not None
        else None,
        "charts": pictures.of_history(months, language),
    }


def _shown(row: Row, sop: Sop, language: Language, present: Container[str]) -> dict[str, Any]:
    return {
        "address": row.address,
        "title": row.title,
        "categories": words.categories(row, sop),
        "first": row.first,
        "changed": row.changed.astimezone(sop.zone),
        "commit": row.commit[:8],
        "roles": words.roles(row, sop),
        "state": WORDS[row.state].text(language),
        "live": words.outcome(row.live).text(language) if row.live else "",
        "captured": row.capture.at.astimezone(sop.zone) if row.capture else None,
        "posts": [(words.channel(post.channel, sop), post.url) for post in row.posts],
        "present": row.address in present,
        "to": row.to if row.to in present else "",
        "adopted": row.adopted,
    }


def _lastmod(listed: Iterable[Row], sop: Sop) -> str:
    return max((row.changed.astimezone(sop.zone).date().isoformat() for row in listed), default="")
