"""What an existing site is before anything is decided here: the neutral input of an adoption.

A format (`hugo`, `jekyll`, `wordpress`; one line each in `formats.py`) is a package whose module `reader` has

    def read(given: Given) -> Existing

It reads the site and says what is in it, in the words of this module; it decides nothing that is ours (slugs, folders,
categories, rules, redirects) and writes nothing. The core does the rest, in this order: `placing` (which document goes
where, what came in before), `converting` (text, pictures, links, front matter), `judging` (the office's rules),
`reporting` (every file once, with its reason; words kept). `adoption.adopt(existing, …)` runs them.

For a document without a file (a post of an export): `source` is a name that its users know (`post 123`), `head` is
`Head({}, markdown, 0)`, `place` is `Place(("berita",), "panen-raya")`, `permalink` the old address below the root
(`2017/07/panen/`). What its users call it besides (`/?p=123`) goes to `known_as`: links are found by it. Texts that
are Markdown already need no `translate`. Pictures and files are named by the addresses that the text has for them;
`roots` says which folder of `media` an address path lies in: `(("wp-content/uploads/", ""),)`. Several pictures in one
paragraph are a gallery.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from terbit.adopt.notes import Notes
from terbit.messages import Message

if TYPE_CHECKING:
    from terbit.adopt.addresses import Place
    from terbit.adopt.reading.metadata import Head


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller says: where the site lies, the office's zone, old addresses' pattern, a folder of uploads."""

    source: Path
    zone: ZoneInfo
    permalinks: str | None = None
    media: Path | None = None


class Files(Protocol):
    """Files that documents may use (`reading.source.Source`): path → size in bytes; what was not taken: path → why."""

    files: dict[str, int]
    listed: dict[str, Message]

    def read(self, path: str) -> bytes:
        """Raises OSError when it is not readable."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """What does not come in, and why: a file, or a document by its name. `line` 0: the whole file."""

    path: str
    reason: Message
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead picture: its address as a text would write it, alternative text and caption ("" where there is none)."""

    address: str
    alternative: str = ""
    caption: str = ""


@dataclass
class Draft:
    """A document of the existing site that may come in. Texts are plain and on one line, lists hold each word once.

    `date` is aware, in the zone that the document was written in. `is_article`: it lies by its date (news), else it is
    a page. `permalink` is where it stood, below the site's root without the slash in front ("" where nobody knows);
    `aliases` are further old addresses as they were written (`/lama/x/`, `lama.html`). `slug` is what the site's own
    writers chose, or "". `attachments`: (address, title) of files, no pictures, that belong to it though its text may
    link to nothing. `original` is the text as it was (HTML of an export) where `head.body` was made from it: the words
    that must be kept are counted there. `finished`: `head.body` is Markdown of our own making (`html.markdown`), so
    only its links and pictures are led to where they are now, and a picture's title is its caption. `notes` takes what
    the reader of the format changed or wants to warn of.
    """

    source: str
    head: Head
    place: Place
    title: str
    date: datetime | None
    is_article: bool
    permalink: str = ""
    slug: str = ""
    aliases: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()
    description: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    image: Lead | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    language: str = ""
    publish_at: datetime | None = None
    expires_at: datetime | None = None
    original: str = ""
    finished: bool = False
    notes: Notes = field(default_factory=Notes)


def nothing_of_it(text: str, keep: Callable[[str], str]) -> str:
    """The text of a site whose programme leaves code alone."""
    del keep
    return text


def as_it_is(draft: Draft, text: str, keep: Callable[[str], str]) -> str:
    """The text of a document that is Markdown already."""
    del draft, keep
    return text


def all_of_it(text: str) -> str:
    """What readers saw of a text that holds nothing else."""
    return text


def for_nobody(path: str) -> Message | None:
    """Why a file that no document uses lies there: nothing is known of it."""
    del path
    return None


@dataclass
class Existing:
    """An existing site: its documents in the order of their sources, and where what they use is found.

    `documents` and `listed` together are every document; each file of `media` that is neither is adopted beside the
    article that uses it, else listed. `hosts` are the names under which the site was served, `prefix` the path below
    them ("/" or "/x/"). `content` is the folder that a link to a source file (`/berita/x.md`) counts from. `roots` are
    (address path, folder): where the file of an address lies in `media`, tried in this order.
    `verbatim(text, keep)` does what the old programme did even within code (`{% raw %}`),
    `translate(draft, text, keep)` gives a text without what else only that programme understood (shortcodes, Liquid);
    `keep` hides a finished part from the steps that follow. `visible` gives an original text without what readers
    never saw of it (parameters of shortcodes), for the count of words. `purpose` says why a file that nothing uses was
    there; `left_out` says in one line each what is never taken, with its count (comments, menus).
    """

    documents: list[Draft]
    media: Files
    listed: dict[str, Listed] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()
    prefix: str = "/"
    content: str = ""
    roots: tuple[tuple[str, str], ...] = (("", ""),)
    verbatim: Callable[[str, Callable[[str], str]], str] = nothing_of_it
    translate: Callable[[Draft, str, Callable[[str], str]], str] = as_it_is
    visible: Callable[[str], str] = all_of_it
    purpose: Callable[[str], Message | None] = for_nobody
    left_out: tuple[Message, ...] = ()


class Reader(Protocol):
    """A format's way in. Raises Refused when there is nothing that it can read."""

    def __call__(self, given: Given) -> Existing: ...
