"""Events as the pipeline writes them, for tests of what is concluded from them. The ids are real where they hang
together: those of an address hash the one before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.support.edition import SOP as _SOP

from terbit.articles import article
from terbit.articles.frontmatter import FrontMatter
from terbit.records.event import Event, identity, release_identity

assert _SOP is not None
SOP = _SOP
ADDRESS = "berita/2026/11/panen/"
TEXTS = {
    "1": "title: Panen padi\ncategories: [kegiatan]",
    "2": "title: Panen padi (ralat)\ncategories: [teknologi, kegiatan]",
    "3": """title: '=HYPERLINK("http://jahat.id")'""",
    "4": "title: Judul\nrusak: ya",
}


def heading_of(path: str, blob: str) -> FrontMatter | None:
    if blob not in TEXTS:
        return None
    return article.read(path, f"---\n{TEXTS[blob]}\n---\nIsi\n".encode(), SOP.zone).meta


def day(number: int) -> datetime:
    """The evening of a day of November 2026 (1 to 30; more leads on): in the office already the next day."""
    return datetime(2026, 11, 1, 20, tzinfo=UTC) + timedelta(days=number - 1)


def event(
    name: str, at: int, address: str = ADDRESS, blob: str = "1", *, after: str | None = None, **more: object
) -> Event:
    """What happens at an address on a day. `after` is the id of the event that it follows ("": it is the first)."""
    data = {"blob": blob, "path": f"content/{address}index.md", "address": address, **more}
    made = release_identity(name, address, blob, str(at) if after is None else after)
    first = str(more.pop("article", address))
    data.pop("article", None)
    return Event(made, name, day(at), "git", commit=(blob or "0") * 40, article=first, data=data)


def about(name: str, at: int, change: int, actor: str = "", commit: str = "", **data: object) -> Event:
    """What happens to a change on a day."""
    made = identity(name, str(change), f"{at}{actor}{commit}")
    return Event(made, name, day(at), "git", actor=actor, change=change, commit=commit, data=data)


def said(name: str, at: int, article: str = "", **data: object) -> Event:
    """Any other event of a day."""
    return Event(
        identity(name, article, f"{at}{sorted(data.items())}"), name, day(at), "git", article=article, data=data
    )
