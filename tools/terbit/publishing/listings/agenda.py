"""The agenda: the events that articles tell of, those to come and those past, by `as_of`. The end of an event is a
boundary of `as_of`, so the page turns over by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from terbit.articles.page import Generated
from terbit.messages import Message, msg
from terbit.publishing.listings.shape import NEWEST, lastmod, years_of
from terbit.publishing.site import Entry, Site, date_text

ADDRESS, TEMPLATE = "agenda/", "agenda.html"


@dataclass(frozen=True, slots=True)
class Happening:
    """An event and the article that tells of it. Moments are in the office's zone.

    `start` and `over` (from when on it is past), `end` None where nobody said so; `whole`: it takes whole days, and
    `end` is the midnight after the last. `when` is its time in the reader's words, `place` may be "".
    """

    entry: Entry
    start: datetime
    end: datetime | None
    over: datetime
    whole: bool
    when: str
    place: str


def happenings(site: Site) -> list[Happening]:
    """Every event of an article that is shown, by its beginning; at the same moment by address."""
    found = [happening(site, entry) for entry in site.articles if entry.meta is not None and entry.meta.event]
    return sorted(found, key=lambda event: (event.start, event.entry.address))


def coming(site: Site) -> tuple[Happening, ...]:
    """Those that are not over, the next first."""
    return tuple(event for event in happenings(site) if event.over > site.as_of)


def pages(site: Site) -> Iterator[Generated]:
    """`agenda/` with `coming` and the newest `past` ones; once there are more of these, a page for each of their
    years."""
    language = site.sop.office.language
    past = [event for event in reversed(happenings(site)) if event.over <= site.as_of]
    years = years_of(past, lambda event: str(event.start.year), ADDRESS)
    title = msg("Agenda").text(language)
    yield Generated(
        ADDRESS,
        title,
        TEMPLATE,
        {
            "coming": coming(site),
            "past": tuple(past[:NEWEST]),
            "years": [year.link for year in years],
        },
        lastmod=lastmod(event.entry for event in happenings(site)),
    )
    for year in years:
        yield Generated(
            year.address,
            msg("Agenda, tahun {year}", year=year.name).text(language),
            TEMPLATE,
            {"coming": (), "past": year.found, "back": ADDRESS, "back_text": msg("Semua acara").text(language)},
            lastmod=lastmod(event.entry for event in year.found),
        )


def happening(site: Site, entry: Entry) -> Happening:
    """The event that an entry tells of; it must tell of one."""
    assert entry.meta is not None and entry.meta.event is not None  # noqa: S101 (as said)
    event, zone = entry.meta.event, site.zone
    start = event.begins(zone).astimezone(zone)
    ends = event.ends(zone)
    # what was adopted may end before it began; nobody knows then when it ends
    end = ends.astimezone(zone) if ends is not None and ends >= start else None
    whole = not isinstance(event.start, datetime) and not isinstance(event.end, datetime)
    last = event.end if whole and event.end is not None and end is not None else start
    return Happening(
        entry=entry,
        start=start,
        end=end,
        over=event.over(zone).astimezone(zone),
        whole=whole,
        when=_words(site, start, last if whole else end, whole),
        place=event.place or "",
    )


def _words(site: Site, start: datetime, end: date | None, whole: bool) -> str:
    """When it is: "12 November 2026, pukul 09.00–12.00 WIB"; the days alone where it takes whole ones."""
    language = site.sop.office.language

    def clock(moment: date | None) -> str:
        return format(moment, "%H.%M" if language == "id" else "%H:%M") if moment else ""

    def at(moment: datetime) -> Message:
        return msg(
            "{day}, pukul {time} {zone}",
            day=date_text(moment, language),
            time=clock(moment),
            zone=moment.tzname() or "",
        )

    first = date_text(start, language)
    if end is None:
        said: Message = at(start)
    elif whole:
        last = date_text(end, language)
        said = msg("{start} – {end}", start=first, end=last) if last != first else Message(first)
    elif isinstance(end, datetime) and end.date() == start.date():
        said = msg(
            "{day}, pukul {start}–{end} {zone}",
            day=first,
            start=clock(start),
            end=clock(end),
            zone=start.tzname() or "",
        )
    else:
        assert isinstance(end, datetime)  # noqa: S101 (what takes no whole days ends at a moment)
        said = msg("{start} – {end}", start=at(start), end=at(end))
    return said.text(language)
