"""Dates as old sites write them: ISO in many variants, month names in Indonesian and English, Unix seconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from terbit.articles.spelled import MONTHS

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?[ ]*(?:(Z|UTC|GMT)|([+-]\d{1,2}):?(\d\d)?)?\Z",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(?:[a-z'’]+,[ ]*)?(\d{1,2})[ .-]+([a-z]+)[ .,-]+(\d{4})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"(?:[a-z]+,[ ]*)?([a-z]+)[ .]+(\d{1,2})(?:st|nd|rd|th)?[ ,]+(\d{4})\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2})[:.](\d\d)(?::(\d\d))?\b")
_NAME = re.compile(r"(?:^|/)(\d{4})-(\d\d?)-(\d\d?)(?:[-_]|\Z)")
_YEARS = range(1900, 2200)


def parse(value: object, zone: ZoneInfo) -> datetime | None:
    """An aware moment out of a front matter's date, or None. Without an offset it is the office's time."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return _epoch(value)
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    try:
        moment = _iso(text, zone) or _named(text, zone) or _mail(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment is not None and moment.year in _YEARS else None


def from_name(path: str, zone: ZoneInfo) -> datetime | None:
    """The date in a file or folder name such as `2014-03-19-salam.md`."""
    found = _NAME.search(path)
    if found is None:
        return None
    try:
        moment = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=zone)
    except ValueError:
        return None
    return moment if moment.year in _YEARS else None


def written(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as our front matter writes it: in the office's time; only the day where it is the office's midnight."""
    local = moment.astimezone(zone).replace(microsecond=0, tzinfo=None)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return local.date().isoformat()
    return local.isoformat(sep=" ", timespec="seconds" if local.second else "minutes")


def _epoch(value: int) -> datetime | None:
    try:
        moment = datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.year in _YEARS and value > 100_000_000 else None


def _iso(text: str, zone: ZoneInfo) -> datetime | None:
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, utc, offset_hours, offset_minutes = found.groups()
    where: tzinfo = zone
    if utc:
        where = UTC
    elif offset_hours:
        sign = -1 if offset_hours.startswith("-") else 1
        where = timezone(sign * timedelta(hours=abs(int(offset_hours)), minutes=int(offset_minutes or 0)))
    return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=where)


def _named(text: str, zone: ZoneInfo) -> datetime | None:
    found = _DAY_FIRST.match(text)
    if found is not None:
        day, month, year = found[1], found[2], found[3]
    else:
        found = _MONTH_FIRST.match(text)
        if found is None:
            return None
        month, day, year = found[1], found[2], found[3]
    number = MONTHS.get(month.casefold())
    if number is None or re.search(r"[+-]\d{4}\Z|GMT\Z|UTC\Z", text):
        return None
    clock = _CLOCK.search(text, found.end())
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    return datetime(int(year), number, int(day), hour, minute, second, tzinfo=zone)


def _mail(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
