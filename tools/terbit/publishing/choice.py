"""Which approved revision of an article is shown: the newest that is sound and due, else the last that was."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from terbit.articles import article
from terbit.articles.frontmatter import FrontMatter
from terbit.articles.library import old_address
from terbit.publishing.approved import Approved, Revision

State = Literal["shown", "withdrawn", "expired", "deleted", "exempt", "held", "embargoed"]
EXEMPT = "dikecualikan"
_EXEMPT_LINE = re.compile(rb"^\s*[\"']?information[\"']?\s*:\s*[\"']?dikecualikan\b", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """What a choice needs to know of a text. `meta` is None where its front matter has findings."""

    meta: FrontMatter | None
    exempt: bool


class Texts:
    """Front matter by blob. `read` gives a blob's bytes; each is parsed once."""

    def __init__(self, read: Callable[[str], bytes], zone: ZoneInfo) -> None:
        self._read, self._zone = read, zone
        self._known: dict[str, Text] = {}

    def __call__(self, path: str, blob: str) -> Text:
        if blob not in self._known:
            content = self._read(blob)
            meta = article.read(path, content, self._zone, blob).meta
            # a text that cannot be parsed may still say that it is exempt: then it is
            said = meta.information == EXEMPT if meta is not None else bool(_EXEMPT_LINE.search(content))
            self._known[blob] = Text(meta, said)
        return self._known[blob]


@dataclass(frozen=True, slots=True)
class Chosen:
    """An article's state and, where one counts, its revision and front matter. `newer` is a newer revision that is
    due and was passed over because it breaks a rule."""

    state: State
    revision: Revision | None = None
    meta: FrontMatter | None = None
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
    waiting: dict[str, Iterator[tuple[Revision, FrontMatter]]] = {}
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
        meta = texts(path, last.blob).meta if last else None
        return Chosen("deleted", newest, meta) if shown else None
    meta = texts(path, newest.blob).meta
    if meta is not None and meta.withdrawn is not None and _was_shown(path, revisions, texts, as_of):
        return Chosen("withdrawn", newest, meta)
    if not any(True for _ in _candidates(path, revisions, texts, as_of)):
        early = any(r.blob and not _due(texts(path, r.blob).meta, as_of) for r in revisions)
        return Chosen("embargoed" if early else "held", newest)
    return None


def _candidates(
    path: str, revisions: tuple[Revision, ...], texts: Texts, as_of: datetime
) -> Iterator[tuple[Revision, FrontMatter]]:
    """Revisions that may be shown, newest first."""
    for revision in reversed(revisions):
        if revision.blob:
            text = texts(path, revision.blob)
            if text.meta is not None and not text.exempt and _due(text.meta, as_of):
                yield revision, text.meta


def _next(candidates: Iterator[tuple[Revision, FrontMatter]], as_of: datetime, newer: Revision | None) -> Chosen:
    for revision, meta in candidates:
        over = meta.expires_at is not None and meta.expires_at <= as_of
        return Chosen("expired" if over else "shown", revision, meta, newer)
    return Chosen("held", None, None, newer)


def _due(meta: FrontMatter | None, as_of: datetime) -> bool:
    return meta is None or article.due(meta, as_of)


def _was_shown(path: str, revisions: tuple[Revision, ...], texts: Texts, as_of: datetime) -> bool:
    """Whether the address ever had a page: some revision was due before the next one took its place."""
    for revision, following in zip(revisions, (*revisions[1:], None), strict=True):
        if not revision.blob:
            continue
        text = texts(path, revision.blob)
        until = as_of if following is None or following.at is None else min(following.at, as_of)
        if text.meta is not None and not text.exempt and _due(text.meta, until):
            return True
    return False


def _tree(approved: Approved, chosen: Mapping[str, Chosen]) -> dict[str, str]:
    """The files as this choice would show them. A text that has only a placeholder is still there, also a removed one
    (unless it moved): links to it lead to the placeholder and are no fault of those who link."""
    files = dict(approved.files)
    slugs = {article.slug_of(path) for path in files if article.is_markdown(path)}
    claimed = {old_address(old) for c in chosen.values() if c.meta is not None for old in c.meta.redirect_from}
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
