"""What a rule is: an id, a severity, one sentence of what it asks, and a function that finds what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from terbit.articles.article import Article, kind_of
from terbit.articles.frontmatter import FrontMatter
from terbit.articles.library import Library
from terbit.findings import Finding, Severity
from terbit.git import Entry
from terbit.messages import Message
from terbit.rules.page import Link, Page
from terbit.sop import Sop

Place = tuple[int, int]
WHOLE: Place = (0, 0)


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

    def place(self, *key: str | int) -> Place:
        """Where a key of the front matter stands in the file."""
        return self.article.parsed.place(*key)

    def file(self, name: str) -> str | None:
        """The path of a file beside the article, None where there is none (or the name leads out of the folder)."""
        path = self.article.folder + name
        return path if path in self.folder else None


@dataclass(frozen=True, slots=True)
class Text:
    """What the rules that see the whole tree need of one text. Small, and kept between runs.

    `ids` are the parts of the page that can be linked to, `redirects` the entries of `redirect_from` with their
    places, `used` the paths beside it that it shows, links to or lists, `begins` where its `publish_at` stands.
    `whole` False: it could not be read to its end, so nothing may be concluded from what it lacks.
    """

    path: str
    whole: bool
    links: tuple[Link, ...] = ()
    ids: tuple[str, ...] = ()
    redirects: tuple[tuple[str, Place], ...] = ()
    used: tuple[str, ...] = ()
    begins: Place = WHOLE

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
