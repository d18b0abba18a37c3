"""Which approved revision of an article is shown: the newest that is sound and due, else the last that was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from terbit.articles import article, library
from terbit.articles.cache import Cache
from terbit.articles.library import Card, old_address
from terbit.publishing.approved import Approved, Revision
from terbit.rules.exempt import is_exempt

State = Literal["shown", "withdrawn", "expired", "deleted", "exempt", "held", "embargoed"]


@dataclass(frozen=True, slots=True)
class Text:
    """What a choice needs to know of a text. `card` is None where its front matter has findings."""

    card: Card | None
    exempt: bool


class Texts:
    """Front matter by blob. `read` gives a blob's bytes; each is parsed once, or taken from the cache's folder.

    `due`: for a draft, whose `publish_at` is taken to have passed.
    """

    def __init__(
        self, approved: Approved, read: Callable[[str], bytes], cache: Path | None = None, *, due: bool = False
    ) -> None:
        self._read, self._zone, self._all_due = read, approved.sop.zone, due
        paths = {r.blob: path for path, revisions in approved.revisions.items() for r in revisions if r.blob}
        with Cache(cache) as kept:
            found = library.cards(paths, read, self._zone, kept)
        self._known = {blob: self._text(card) for blob, card in found.items()}

    def __call__(self, path: str, blob: str) -> Text:
        if blob not in self._known:  # main's own, approved by nobody
            with Cache(None) as nowhere:
                self._known[blob] = self._text(library.cards({blob: path}, self._read, self._zone, nowhere)[blob])
        return self._known[blob]

    def _text(self, card: Card) -> Text:
        if card.readable:
            return Text(replace(card, publish_at="") if self._all_due else card, card.exempt)
        # a text that cannot be parsed may still say that it is exempt: then it is
        return Text(None, is_exempt(self._read(card.blob)))


@dataclass(frozen=True, slots=True)
class Chosen:
    """An article's state and, where one counts, its revision and front matter. `newer` is a newer revision that is
    due and was passed over because it breaks a rule."""

    state: State
    revision: Revision | None = None
    card: Card | None = None
    newer: Revision | None = None


Unsound = Callable[[Mapping[str, str]], Collection[str]]  # files (path → blob) → the texts with an error finding


def choose(
    approved: Approved, texts: Texts, as_of: datetime, exempt: Collection[str], unsound: Unsound
) -> dict[str, Chosen]:
    """Markdown path → what is shown of it; paths that never had a page are left out.

    `exempt` are the paths that main marks as exempt now. Soundness is judged on the tree that the choice makes, and
    again after each step back, until no text that is shown has an error.
    """
    chosen: dict[str, Chosen] = {}
    waiting: dict[str, Iterator[tuple[Revision, Card]]] = {}
    for path, revisions in approved.revisions.items():
        waiting[path] = _candidates(path, revisions, texts, as_of)
        fixed = _fixed(path, revisions, texts, as_of, path in exempt)
        if fixed is not None:
            chosen[path] = fixed
        elif revisions[-1].blob or _was_shown(path, revisions, texts, as_of):
            chosen[path] = _next(waiting[path], as_of, None)
    chosen.update({path: Chosen("exempt") for path in exempt if path not in chosen})
    while bad := [path for path in unsound(_tree(approved, chosen)) if _stands(chosen.get(path))]:
        for path in bad:
            revision = chosen[path].newer or chosen[path].revision
            chosen[path] = _next(waiting[path], as_of, revision)
    return chosen


def _stands(chosen: Chosen | None) -> bool:
    return chosen is not None and chosen.state == "shown"


def _fixed(path: str, revisions: tuple[Revision, ...], texts: Texts, as_of: datetime, exempt: bool) -> Chosen | None:
    """The states that no older revision can change."""
    newest = revisions[-1]
    if exempt or (newest.blob and texts(path, newest.blob).exempt):
        return Chosen("exempt", newest)
    if not newest.blob:
        shown = _was_shown(path, revisions, texts, as_of)
        last = next((r for r in reversed(revisions) if r.blob), None)
        card = texts(path, last.blob).card if last else None
        return Chosen("deleted", newest, card) if shown else None
    card = texts(path, newest.blob).card
    if card is not None and card.withdrawn and _was_shown(path, revisions, texts, as_of):
        return Chosen("withdrawn", newest, card)
    if not any(True for _ in _candidates(path, revisions, texts, as_of)):
        early = any(r.blob and not _due(texts(path, r.blob).card, as_of) for r in revisions)
        return Chosen("embargoed" if early else "held", newest)
    return None


def _candidates(
    path: str, revisions: tuple[Revision, ...], texts: Texts, as_of: datetime
) -> Iterator[tuple[Revision, Card]]:
    """Revisions that may be shown, newest first."""
    for revision in reversed(revisions):
        if revision.blob:
            text = texts(path, revision.blob)
            if text.card is not None and not text.exempt and _due(text.card, as_of):
                yield revision, text.card


def _next(candidates: Iterator[tuple[Revision, Card]], as_of: datetime, newer: Revision | None) -> Chosen:
    for revision, card in candidates:
        over = bool(card.expires_at) and datetime.fromisoformat(card.expires_at) <= as_of
        return Chosen("expired" if over else "shown", revision, card, newer)
    return Chosen("held", None, None, newer)


def _due(card: Card | None, as_of: datetime) -> bool:
    return card is None or card.due(as_of)


def _was_shown(path: str, revisions: tuple[Revision, ...], texts: Texts, as_of: datetime) -> bool:
    """Whether the address ever had a page: some revision was due before the next one took its place."""
    for revision, following in zip(revisions, (*revisions[1:], None), strict=True):
        if not revision.blob:
            continue
        text = texts(path, revision.blob)
        until = as_of if following is None or following.at is None else min(following.at, as_of)
        if text.card is not None and not text.exempt and _due(text.card, until):
            return True
    return False


def _tree(approved: Approved, chosen: Mapping[str, Chosen]) -> dict[str, str]:
    """The files as this choice would show them. A text that has only a placeholder is still there, also a removed one
    (unless it moved): links to it lead to the placeholder and are no fault of those who link."""
    files = dict(approved.files)
    slugs = {article.slug_of(path) for path in files if article.is_markdown(path)}
    claimed = {old_address(old) for c in chosen.values() if c.card is not None for old in c.card.redirect_from}
    for path, choice in chosen.items():
        revisions = approved.revisions.get(path, ())
        if choice.state == "deleted" and article.slug_of(path) not in slugs and article.address_of(path) not in claimed:
            last = next(r for r in reversed(revisions) if r.blob)
            files[path] = last.blob
            files.update(last.files)
        elif choice.revision is not None and choice.revision.blob and choice.revision is not revisions[-1]:
            for old in revisions[-1].files:
                files.pop(old, None)
            files[path] = choice.revision.blob
            files.update(choice.revision.files)
    return files
