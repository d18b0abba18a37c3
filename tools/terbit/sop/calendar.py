"""Where the office's days and months begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """The office's last midnight at or before a moment, in UTC."""
    local = moment.astimezone(zone)
    return datetime(local.year, local.month, local.day, tzinfo=zone).astimezone(UTC)


def month_bounds(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First moment of a month ("2026-10") and of the next one, by the office's zone, in UTC.

    Raises ValueError when it is no month.
    """
    year, number = (int(part) for part in month.split("-"))
    start = datetime(year, number, 1, tzinfo=zone)
    following = (start + timedelta(days=32)).replace(day=1)
    return start.astimezone(UTC), following.astimezone(UTC)
