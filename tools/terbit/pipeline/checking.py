"""When outside links are to be checked, by what records say of the last check."""

from __future__ import annotations

from datetime import UTC, datetime

from terbit.git import Repo
from terbit.links.watch.events import CHECKED
from terbit.records.event import EventFault, UnknownVersion, parse_line
from terbit.sop import Sop

_NAMED = f'"event":"{CHECKED}"'.encode()
_LIVE = b'"event":"deployed"'


def is_due(repo: Repo, records: str | None, sop: Sop, now: datetime) -> bool:
    """Whether the last check, by UTC days, was `links.every` days ago or longer; the first one once anything is live.

    `records` is a commit, None where nothing was recorded yet. Reads the newest months until it finds a check.
    """
    files = repo.tree(records, "events") if records else {}
    live = False
    for path in sorted(files, reverse=True):
        content = repo.blob(files[path].oid)
        live = live or _LIVE in content
        last = _last(content)
        if last is not None:
            return (now.astimezone(UTC).date() - last.astimezone(UTC).date()).days >= sop.links.every
    return live


def _last(content: bytes) -> datetime | None:
    """When the last check of a month was made."""
    found = None
    for line in content.splitlines():
        if _NAMED in line:
            try:
                event = parse_line(line)
            except (EventFault, UnknownVersion):
                continue  # whoever reads the book says so
            if event.event == CHECKED:
                found = max(event.at, found or event.at)
    return found
