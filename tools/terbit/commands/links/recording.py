"""The states of outside links as an office's records keep them: read, and brought forward by what a check found."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from terbit import sop as procedure
from terbit.commands import edge
from terbit.commands.links.office import Office
from terbit.git import Repo
from terbit.links.external.verdict import Outcome
from terbit.links.watch import copies, file, memento, state
from terbit.links.watch.events import events
from terbit.links.watch.memento import Copy
from terbit.links.watch.places import Place
from terbit.links.watch.places import places as places_of
from terbit.links.watch.state import State
from terbit.publishing.share import is_share_link
from terbit.records.book import Addition, Book

_PATIENCE = 120  # seconds after which an archive is asked nothing more in this check
_FRAME = ("mkdocs.yml", procedure.PATH)  # what every page is made from


def places(
    office: Office, pages: Mapping[str, Collection[str]], source_of: Callable[[str], str]
) -> Mapping[str, list[Place]]:
    """Where these addresses stand, as the texts of what is live have them. `source_of` names the file of a page."""

    def text_of(page: str) -> tuple[str, str] | None:
        last = office.book.last_at_address(page)
        blob = str(last.data.get("blob", "")) if last is not None else ""
        try:
            return (source_of(page), office.repo.blob(blob).decode("utf-8", "replace")) if blob else None
        except KeyError:  # an approved erasure
            return None

    frame = {path: office.repo.file(office.main, path) or b"" for path in _FRAME}
    texts = {path: content.decode("utf-8", "replace") for path, content in frame.items()}
    return places_of(pages, text_of, texts, office.sop.office.address)


def written_places(office: Office, urls: Collection[str]) -> Mapping[str, list[Place]]:
    """The same of addresses whose pages nobody looked at: wherever in what is live they are written."""
    live = office.live
    found = places(office, dict.fromkeys(urls, tuple(live)), lambda page: live[page][0]) if live else {}
    return {url: [place for place in where if place.line] for url, where in found.items()}


def watched(office: Office, pages: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The addresses that somebody of the office wrote: not the ways to pass an article on, nor the archived copies that
    the build puts beside dead links."""
    put = {known.copy for known in states(office.repo, office.book).values() if known.copy}
    return {url: where for url, where in pages.items() if url not in put and not is_share_link(url)}


def states(repo: Repo, known: Book) -> dict[str, State]:
    """What the records say of outside links; nothing before the first check. Raises Unverified."""
    return file.parse(repo.blob(known.files[file.PATH])) if file.PATH in known.files else {}


def recorded(
    office: Office, pages: Mapping[str, Collection[str]], found: Mapping[str, Outcome], *, loopback: bool = False
) -> Mapping[str, State]:
    """The states after this check of the addresses of `pages`. An office's pipeline keeps them in its records, with
    archived copies of what died; a clone only learns from those. `loopback` is for tests."""
    links = office.sop.links
    if office.keeper is None:
        return state.advance(states(office.repo, office.book), found, edge.now(), links)
    at, source = office.keeper.now()
    after: Mapping[str, State] = {}
    answers: dict[str, Copy | None] | None = None

    def made(known: Book) -> Addition:
        nonlocal after, answers
        after = state.advance(states(office.repo, known), found, at, links)
        if answers is None:  # an archive is asked once, however often others are faster
            answers = _copies(office, known, pages, copies.wanted(after, links), loopback=loopback)
        after = copies.having(after, answers)
        return events(known.events, after, found, at, source, links), {file.PATH: file.text(after)}

    office.keeper.amend(made, at, "links: checked")
    return after


def _copies(
    office: Office, known: Book, pages: Mapping[str, Collection[str]], dead: list[str], *, loopback: bool
) -> dict[str, Copy | None]:
    """Archived copies of dead addresses, as they were when the first page that has them went live."""
    gate = office.sop.links.timegate
    if gate is None or not dead:
        return {}
    first: dict[str, datetime] = {}
    for event in known.of("released", "adopted"):
        first.setdefault(str(event.data.get("address", event.article)), event.at)
    until = time.monotonic() + _PATIENCE
    urls = {url: min((first[page] for page in pages[url] if page in first), default=edge.now()) for url in dead}
    return copies.found(
        urls,
        (lambda url, moment: memento.copy(gate, url, moment, loopback=loopback),),
        late=lambda: time.monotonic() > until,
    )
