"""Editions out of plain texts, for tests of what is built from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from terbit import sop as procedure
from terbit.articles import article
from terbit.articles.tree import blob_id
from terbit.publishing.build import render
from terbit.publishing.edition import Edition, Item, State
from terbit.publishing.manifest import Manifest
from terbit.publishing.site import Site, site
from terbit.records.event import Event

CHECKOUT = Path(__file__).resolve().parents[2]
SOP = procedure.read((CHECKOUT / "sop.yml").read_bytes())[0]
assert SOP is not None
AS_OF = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
MAIN = "a" * 40


def text(title: str = "Panen padi", body: str = "Isi berita.", **keys: str) -> str:
    """A Markdown file. `keys` are further front matter, as YAML."""
    front = {"title": title, "date": "2026-11-03", "categories": "[kegiatan]", **keys}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in front.items()) + f"---\n\n{body}\n"


def path(slug: str, month: str = "2026/11", section: str = "berita") -> str:
    return f"content/{section}/{month}/{slug}/index.md"


class Office:
    """The files of an office, the state of each, and the edition that they make."""

    def __init__(self, files: Mapping[str, str | bytes], states: Mapping[str, State] | None = None) -> None:
        self.files = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
        self.blobs = {blob_id(content): content for content in self.files.values()}
        self.states = states or {}

    def read(self, oid: str) -> bytes:
        return self.blobs[oid]

    def edition(self, as_of: datetime = AS_OF, config: Sequence[str] = ("mkdocs.yml",)) -> Edition:
        items = [self._item(name) for name in self.files if article.is_markdown(name)]
        owned = {file for item in items for file in item.files}
        return Edition(
            main=MAIN,
            as_of=as_of,
            sop_blob="b" * 40,
            config={name: blob_id(self.files[name]) for name in config if name in self.files},
            items=tuple(sorted(items, key=lambda item: item.address)),
            shared={
                name: blob_id(content)
                for name, content in self.files.items()
                if name.startswith("content/") and not name.endswith(".md") and name not in owned
            },
        )

    def _item(self, name: str) -> Item:
        state = self.states.get(name, "shown")
        read = article.read(name, self.files[name], SOP.zone)
        own = read.folder if read.kind == "article" else "\0"
        return Item(
            address=read.address,
            path=name,
            blob=blob_id(self.files[name]) if state in ("shown", "withdrawn", "expired") else "",
            commit="c" * 40,
            state=state,
            files={n: blob_id(c) for n, c in self.files.items() if n.startswith(own) and not n.endswith(".md")}
            if state == "shown"
            else {},
            redirects=read.meta.redirect_from if read.meta is not None else (),
            at=datetime(2026, 11, 4, 2, 0, tzinfo=UTC),
            article=read.address,
        )

    def site(self, events: Sequence[Event] = ()) -> Site:
        return site(self.edition(), self.read, SOP, events)

    def build(self, out: Path, events: Sequence[Event] = (), sop: procedure.Sop = SOP) -> Manifest:
        return render(self.edition(), self.read, sop, events, out, out.with_name("room"))


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def element(page: bytes, tag: str) -> str:
    """The inner HTML of the first such element of a page."""
    found = re.search(rf"<{tag}[^>]*>(.*?)</{tag}>".encode(), page, re.DOTALL)
    assert found is not None, tag
    return found[1].decode()
