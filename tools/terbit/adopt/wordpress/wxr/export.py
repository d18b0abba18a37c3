"""A WordPress export (WXR 1.0 to 1.2) as plain values: the site, and every item with what the adopter needs of it.

https://developer.wordpress.org/plugins/ does not specify WXR; its specification is what WordPress writes
(`wp-admin/includes/export.php`) and what its importer reads. No text is interpreted here: HTML, dates and addresses
are as WordPress wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from terbit.adopt.wordpress.wxr.item import Item, Parsed, Reading
from terbit.adopt.wordpress.wxr.stream import Part, parts
from terbit.findings import Refused
from terbit.messages import Message, msg

MAX_ITEMS = 200_000


@dataclass
class Export:
    """One or several export files of one site. `authors`: log-in → shown name. `broken`: (file, line, why)."""

    title: str = ""
    link: str = ""
    home: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    broken: list[tuple[str, int, Message]] = field(default_factory=list)
    version: str = ""

    @property
    def comments(self) -> int:
        return sum(item.comments for item in self.items)


def read(paths: Mapping[str, Path]) -> Export:
    """Everything in some export files (shown name → path). Raises Refused where one is no WordPress export."""
    export = Export()
    for name, path in paths.items():
        try:
            with path.open("rb") as file:
                _File(export, name).read(parts(file, name))
        except OSError as error:
            raise Refused(
                msg("{path}: berkas tidak dapat dibaca", path=name), msg("sebutkan berkas .xml hasil ekspor WordPress")
            ) from error
    return export


class _File:
    """One file while it is read."""

    def __init__(self, export: Export, name: str) -> None:
        self.export, self.name = export, name
        self.before = len(export.items) + len(export.broken)
        self.head: _Head | None = _Head(export)
        self.start = ""
        self.item: Reading | None = None

    def read(self, stream: Iterable[Part]) -> None:
        for part in stream:
            self._take(part)
        if len(self.export.items) + len(self.export.broken) == self.before and not self.export.version:
            raise Refused(
                msg("{path}: ini bukan ekspor WordPress", path=self.name),
                msg("buat ekspor di WordPress lewat Perkakas → Ekspor (Tools → Export); hasilnya berkas .xml"),
            )

    def _take(self, part: Part) -> None:
        if part.kind == "head" and self.head is not None:
            self._begin(part.text)
        elif part.kind == "begin":
            self.head = None
            if len(self.export.items) >= MAX_ITEMS:
                raise Refused(msg("{path}: lebih dari {limit} butir", path=self.name, limit=MAX_ITEMS))
            self.item = Reading(Item(self.name, part.line))
        elif part.kind == "text" and self.item is not None:
            self.item.feed(part.text)
        elif part.kind == "end" and self.item is not None:
            self._end(self.item)
        elif part.kind == "cut" and self.item is not None:
            reason = msg("berkas ekspor terpotong di sini: buat ekspor sekali lagi")
            self.export.broken.append((self.name, self.item.item.line, reason))

    def _begin(self, text: str) -> None:
        """The head, less what PHP may have printed before it."""
        if self.start != "done":
            self.start += text
            found = re.search(r"<rss[\s>]", self.start, re.IGNORECASE)
            if found is None:
                self.start = self.start[-65_536:]
                return
            text, self.start = self.start[found.start() :], "done"
        assert self.head is not None  # noqa: S101 (the caller looked)
        self.head.feed(text)

    def _end(self, reading: Reading) -> None:
        item, fault = reading.done()
        if fault is None and not (item.fields.get("id") or item.fields.get("kind")):
            fault = msg("butir ini bukan dari WordPress")
        if fault is not None:
            self.export.broken.append((self.name, item.line, fault))
        else:
            self.export.items.append(item)
        self.item = None


class _Head(Parsed):
    """What stands before the first item: `<rss><channel>`."""

    def __init__(self, export: Export) -> None:
        super().__init__()
        self.export = export
        self.author: dict[str, str] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        super().begin(name, attributes)
        self.taken()

    def end(self, name: str) -> None:
        text = self.taken().strip()[:2_000]
        known = {
            "title": "title", "link": "link", "language": "language", "wp:base_blog_url": "home",
            "wp:wxr_version": "version",
        }  # fmt: skip
        if name == "wp:base_blog_url" and self.export.home not in ("", text):
            raise Refused(
                msg("berkas ekspor dari dua situs: {one} dan {other}", one=self.export.home, other=text),
                msg("adopsi setiap situs sendiri-sendiri"),
            )
        if self.path[1:] == ["channel", name] and name in known:
            setattr(self.export, known[name], getattr(self.export, known[name]) or text)
        elif name == "wp:author":
            login = self.author.get("wp:author_login", "")
            both = [self.author.get(key, "") for key in ("wp:author_first_name", "wp:author_last_name")]
            self.export.authors[login] = self.author.get("wp:author_display_name") or " ".join(filter(None, both))
            self.author = {}
        elif name.startswith("wp:author_"):
            self.author[name] = text
        super().end(name)
