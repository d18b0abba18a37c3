"""`as_of`: the moment that a build stands for. The last boundary that was due, never the clock itself.

So two runs between the same boundaries build the same bytes, on any day and on any machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from terbit.publishing.approved import Approved
from terbit.publishing.choice import Texts
from terbit.sop import midnight


def as_of(approved: Approved, texts: Texts, now: datetime) -> datetime:
    """The last of: the newest approved merge's receipt, a `publish_at` or `expires_at`, an urgent deadline, and the
    office's midnight while a page of the running month is public; none of them after `now` (aware). UTC."""
    due = [moment for moment in boundaries(approved, texts) if moment <= now]
    if approved.sop.report.public != "none":
        due.append(midnight(now, approved.sop.zone))
    return max(due, default=now).astimezone(UTC)


def boundaries(approved: Approved, texts: Texts) -> Iterator[datetime]:
    """Every moment at which what is shown may change."""
    if approved.newest is not None:
        yield approved.newest
    for _, deadline in approved.overdue:
        yield deadline
    for path, revisions in approved.revisions.items():
        for revision in revisions:
            card = texts(path, revision.blob).card if revision.blob else None
            for moment in (card.publish_at, card.expires_at) if card is not None else ():
                if moment:
                    yield datetime.fromisoformat(moment)
