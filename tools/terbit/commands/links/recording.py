"""The states of outside links as an office's records keep them: read, and brought forward by what a check found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from terbit.commands import edge
from terbit.commands.links.office import Office
from terbit.findings import Refused, Unverified
from terbit.git import Repo
from terbit.links.external.verdict import Outcome
from terbit.links.watch import file, state
from terbit.links.watch.events import events
from terbit.links.watch.state import State
from terbit.messages import msg
from terbit.records import book
from terbit.records.book import Book

_ATTEMPTS = 3


def states(repo: Repo, known: Book) -> dict[str, State]:
    """What the records say of outside links; nothing before the first check. Raises Unverified."""
    return file.parse(repo.blob(known.files[file.PATH])) if file.PATH in known.files else {}


def recorded(office: Office, found: Mapping[str, Outcome]) -> Mapping[str, State]:
    """The states after this check. A server keeps them in its records; a clone only learns from those."""
    if office.server is None:
        return state.advance(states(office.repo, office.book), found, edge.now(), office.sop.links)
    at, source = office.server.now()
    return kept(office, found, at, source)


def kept(office: Office, found: Mapping[str, Outcome], at: datetime, source: str) -> Mapping[str, State]:
    links = office.sop.links
    for _ in range(_ATTEMPTS):
        known = book.read(office.repo)
        after = state.advance(states(office.repo, known), found, at, links)
        told = events(known.events, after, found, at, source, links)
        try:
            book.append(office.repo, told, files={file.PATH: file.text(after)}, at=at, reason="links: checked")
        except Unverified:
            raise
        except Refused:
            continue  # another check of the same day was faster: its events are in the book now
        return after
    raise Unverified(msg("catatan terus diubah oleh proses lain"), msg("coba lagi sebentar lagi"))
