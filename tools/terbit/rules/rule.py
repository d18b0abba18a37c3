"""What a rule is: an id, a severity, one sentence of what it asks, and a function that finds what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from terbit.articles.article import UNCLASSIFIED, Article, kind_of
from terbit.articles.frontmatter import FrontMatter
from terbit.articles.library import Library
from terbit.findings import Finding, Severity
from terbit.git import Entry
from terbit.messages import Message
from terbit.rules.body.page import Link, Page
from terbit.rules.body.prose import Prose
from terbit.sop import Sop

Place = tuple[int, int]
WHOLE: Place = (0, 0)
Found = TypeVar("Found")


class Fault(NamedTuple):
    """What a rule found: what is wrong, what to do, and where. `path` only where it is not the article's own file."""

    message: Message
    hint: Message | None = None
    place: Place = WHOLE
    path: str = ""


@dataclass(frozen=True)
class Subject:
    """One article or page with all that its own rules may look at: its text, its folder's files, the procedure.

    What is found out from it is kept by the ids of exactly these (see `judging.py`); a rule that needs anything more
    judges `across` the tree.
    """

    article: Article
    content: bytes
    folder: Mapping[str, Entry]  # path → entry of the files in the article's own folder
    read: Callable[[str], bytes]
    sop: Sop

    @property
    def path(self) -> str:
        return self.article.path

    @property
    def meta(self) -> FrontMatter | None:
        return self.article.meta

    @property
    def is_article(self) -> bool:
        return self.article.kind == "article"

    @cached_property
    def page(self) -> Page:
        """The body as it will be shown."""
        return Page.of(self.article.parsed.body, self.article.parsed.body_line)

    @cached_property
    def prose(self) -> Prose:
        """The body as readers meet it."""
        return Prose.of(self.page.html)

    @cached_property
    def said(self) -> tuple[tuple[str, Place], ...]:
        """Every text of the front matter, with its place."""
        return tuple((text, self.place(*key)) for key, text in strings((), self.article.parsed.data))

    @property
    def adopted(self) -> bool:
        """Whether an existing site brought it in, and nobody classified it since."""
        return self.meta is not None and self.meta.information == UNCLASSIFIED

    @property
    def language(self) -> str:
        """The language that the text says it is in: its own `lang`, else the office's."""
        return (self.meta.lang if self.meta is not None else None) or self.sop.office.language

    def kept(self, name: str, find: Callable[[Subject], Found]) -> Found:
        """What several rules look at and only one needs to find: `find` of this subject, kept under a name."""
        known: dict[str, Any] = self.__dict__.setdefault("_kept", {})
        if name not in known:
            known[name] = find(self)
        found: Found = known[name]
        return found

    def place(self, *key: str | int) -> Place:
        """Where a key of the front matter stands in the file."""
        return self.article.parsed.place(*key)

    def file(self, name: str) -> str | None:
        """The path of a file beside the article, None where there is none (or the name leads out of the folder)."""
        path = self.article.folder + name
        return path if path in self.folder else None


def strings(key: tuple[str | int, ...], value: object) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text in plain data, with its key."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings((*key, name), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from strings((*key, number), inner)


@dataclass(frozen=True, slots=True)
class Text:
    """What the rules that see the whole tree need of one text. Small, and kept between runs.

    `ids` are the parts of the page that can be linked to, `redirects` the entries of `redirect_from` with their
    places, `used` the paths beside it that it shows, links to or lists, `begins` where its `publish_at` stands,
    `told` when things happened as it says (ISO stamps), with the places.
    `whole` False: it could not be read to its end, so nothing may be concluded from what it lacks.
    """

    path: str
    whole: bool
    links: tuple[Link, ...] = ()
    ids: tuple[str, ...] = ()
    redirects: tuple[tuple[str, Place], ...] = ()
    used: tuple[str, ...] = ()
    begins: Place = WHOLE
    told: tuple[tuple[str, Place], ...] = ()

    @property
    def is_article(self) -> bool:
        return kind_of(self.path) == "article"


@dataclass(frozen=True)
class Office:
    """The whole tree, for rules that look beyond one article."""

    library: Library
    files: Mapping[str, Entry]
    as_of: datetime
    text: Callable[[str], Text]  # of a path of the library
    beside: Callable[[str], Iterable[str]]  # the files in an article's own folder
    sop: Sop


@dataclass(frozen=True)
class Rule:
    """`judge` looks at one article alone, `across` at one text within the whole tree; a rule has one of them.

    `adopted` is the severity for articles with `information: belum-diklasifikasi`: what an existing site brings along
    is pointed out and blocks nothing, except where it could do harm.
    """

    id: str
    severity: Severity
    asks: Message
    judge: Callable[[Subject], Iterable[Fault]] | None = None
    across: Callable[[Text, Office], Iterable[Fault]] | None = None
    adopted: Severity = Severity.WARNING

    def finding(self, fault: Fault, path: str, *, adopted: bool = False) -> Finding:
        severity = self.adopted if adopted and self.severity is Severity.ERROR else self.severity
        line, column = fault.place
        return Finding(self.id, severity, fault.path or path, fault.message, fault.hint, line, column)
