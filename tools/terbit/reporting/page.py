"""The public pages of the report: the running month and those before it; `report.public` says what they show."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from terbit.articles.article import ArticleOf
from terbit.articles.page import Generated
from terbit.messages import Language, msg
from terbit.messages.dates import month_text
from terbit.records.event import Event
from terbit.reporting.blocks import Audience, Block, Link, Table, Text, shown
from terbit.reporting.figures import Figures, of_history
from terbit.reporting.history import History
from terbit.reporting.report import sections, title
from terbit.sop import Sop

ADDRESS = "laporan/"
TEMPLATE = "report.html"


def pages(events: Iterable[Event], sop: Sop, article_of: ArticleOf, as_of: datetime) -> Iterator[Generated]:
    """`laporan/` with the running month and the list of months, and a page for each month before.

    None at all where `report.public` is none. No name of a person is ever on them. Text only: the template escapes it.
    """
    if sop.report.public == "none":
        return
    audience: Audience = sop.report.public
    history = History(events, sop, functools.cache(article_of))
    language = sop.office.language
    running = month_of(as_of, sop)
    earlier = [month for month in months(history.events, sop, as_of) if month != running]
    for month in (running, *earlier):
        made = of_history(history, month, as_of)
        links = [(month_text(m, language), f"{ADDRESS}{m}/") for m in earlier] if month == running else []
        yield Generated(
            ADDRESS if month == running else f"{ADDRESS}{month}/",
            title(month, language),
            TEMPLATE,
            {"complete": made.complete, "sections": _context(made, sop, audience), "months": links},
            description=msg("Laporan bulanan {office}", office=sop.office.name).text(language),
            lastmod=(made.as_of.astimezone(sop.zone) - timedelta(seconds=1)).date().isoformat(),
        )


def month_of(moment: datetime, sop: Sop) -> str:
    """The office's month of a moment: "2026-10"."""
    return moment.astimezone(sop.zone).strftime("%Y-%m")


def months(events: Iterable[Event], sop: Sop, as_of: datetime) -> list[str]:
    """The months that records cover up to `as_of`, newest first."""
    begun = [event.at for event in events if event.at <= as_of]
    if not begun:
        return []
    first = min(begun).astimezone(sop.zone).date().replace(day=1)
    month = as_of.astimezone(sop.zone).date().replace(day=1)
    found = []
    while month >= first:
        found.append(f"{month.year:04}-{month.month:02}")
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def _context(made: Figures, sop: Sop, audience: Audience) -> list[dict[str, Any]]:
    language = sop.office.language
    return [
        {"key": section.key, "title": section.title.text(language), "blocks": [_block(b, language) for b in blocks]}
        for section, blocks in sections(made, sop, audience)
    ]


def _block(block: Block, language: Language) -> dict[str, Any]:
    """A block as a template wants it: a sentence, or a table whose cells have text and perhaps an address."""
    if isinstance(block, Table) and block.rows:
        rows = [
            [{"text": shown(cell, language), "url": cell.url if isinstance(cell, Link) else "", "number": _number(cell)}
             for cell in row]
            for row in block.rows
        ]  # fmt: skip
        return {"kind": "table", "head": [one.text(language) for one in block.head], "rows": rows}
    if isinstance(block, Table):
        return {"kind": "text", "text": block.empty.text(language)}
    return {"kind": "text", "text": block.markdown if isinstance(block, Text) else block.text(language)}


def _number(cell: object) -> bool:
    return isinstance(cell, int)
