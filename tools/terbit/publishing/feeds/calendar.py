"""The agenda as iCalendar (RFC 5545), for calendars that subscribe to it. Nothing in it is the time of the build."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from terbit.messages import msg
from terbit.publishing.listings.agenda import Happening, happenings
from terbit.publishing.site import Site, absolute

CALENDAR = "agenda.ics"
PAST = 50  # past events that stay in subscribers' calendars
_OCTETS = 75  # a line's longest (section 3.1)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def calendar(site: Site) -> bytes | None:
    """Events to come and the last past ones; None without any, for a calendar holds at least one component (3.6)."""
    found = happenings(site)
    past = [event for event in found if event.over <= site.as_of][-PAST:]
    chosen = [*past, *(event for event in found if event.over > site.as_of)]
    if not chosen:
        return None
    office = site.sop.office
    name = msg("Agenda {office}", office=office.short or office.name).text(office.language)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Terbit//Agenda//{office.language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        *(line for event in chosen for line in _event(site, event)),
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _event(site: Site, event: Happening) -> Iterator[str]:
    entry, host = event.entry, urlsplit(site.sop.office.address).hostname or "localhost"
    # the address at first release: an article that moves stays the same event
    identity = hashlib.sha256((entry.item.article or entry.address).encode()).hexdigest()[:32]
    revised = entry.changed or entry.when or site.as_of
    yield "BEGIN:VEVENT"
    yield f"UID:{identity}@{host}"
    yield f"DTSTAMP:{_moment(revised)}"
    yield f"LAST-MODIFIED:{_moment(revised)}"
    if event.whole:
        yield f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.over:%Y%m%d}"
    else:
        yield f"DTSTART:{_moment(event.start)}"
        if event.end is not None and event.end > event.start:  # an end is later than the start (3.8.2.2)
            yield f"DTEND:{_moment(event.end)}"
    yield f"SUMMARY:{_text(entry.title)}"
    if entry.description:
        yield f"DESCRIPTION:{_text(entry.description)}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    yield f"URL:{absolute(site, entry.address)}"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A text value (3.3.11): what separates values is escaped, and no control character is in it."""
    value = _CONTROL.sub("", value.replace("\r\n", "\n"))
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(sign, escaped)
    return value


def _folded(line: str) -> str:
    """A line cut so that none is longer than 75 octets, and never within a character."""
    parts, part, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _OCTETS:
            parts.append(part)
            part, size = "", 1  # the space that continues a line
        part += character
        size += width
    return "\r\n ".join([*parts, part])
