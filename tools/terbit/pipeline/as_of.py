"""`as_of`: the moment that a build stands for. The last boundary that was due, never the clock itself.

So two runs between the same boundaries build the same bytes, on any day and on any machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from terbit.publishing.approved import Approved
from terbit.publishing.choice import Texts
from terbit.records.event import stamp
from terbit.sop import midnight


def as_of(approved: Approved, texts: Texts, now: datetime) -> datetime:
    """The last of: the newest approved merge's receipt, a `publish_at` or `expires_at`, the end of an event, an urgent
    deadline, and the office's midnight while a page of the running month is public; none after `now` (aware). UTC."""
    due = [moment for moment in boundaries(approved, texts) if moment <= now]
    if approved.sop.report.public != "none":
        due.append(midnight(now, approved.sop.zone))
    return max(due, default=now).astimezone(UTC)


def following(approved: Approved, texts: Texts, now: datetime) -> str:
    """The stamp of the first moment after `now` at which what is shown may change by itself; "" where none is known."""
    coming = [moment for moment in boundaries(approved, texts) if moment > now]
    if approved.sop.report.public != "none":
        # by the calendar, not by 24 hours: an office's clock may be put forward or back
        coming.append(midnight(midnight(now, approved.sop.zone) + timedelta(hours=30), approved.sop.zone))
    return stamp(min(coming)) if coming else ""


def boundaries(approved: Approved, texts: Texts) -> Iterator[datetime]:
    """Every moment at which what is shown may change."""
    if approved.newest is not None:
        yield approved.newest
    for _, deadline in approved.overdue:
        yield deadline
    for path, revisions in approved.revisions.items():
        for revision in revisions:
            card = texts(path, revision.blob).card if revision.blob else None
            for moment in (card.publish_at, card.expires_at, card.event_over) if card is not None else ():
                if moment:
                    yield datetime.fromisoformat(moment)
