"""One document of the existing site: what its front matter says, in our terms."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from terbit.adopt import addresses, dates
from terbit.adopt.addresses import Place
from terbit.adopt.metadata import Head
from terbit.adopt.notes import Notes
from terbit.adopt.shortcodes import plain
from terbit.articles.library import old_address
from terbit.messages import msg

DATED = "SL001"
DEFAULT_SECTION = "berita"


@dataclass
class Document:
    """A document with its place there (`source`, `old`) and here (`path`, `slug`). `date` is aware, or None."""

    source: str
    head: Head
    place: Place
    title: str
    date: datetime | None
    is_article: bool
    slug: str = ""
    path: str = ""
    old: tuple[str, ...] = ()
    notes: Notes = field(default_factory=Notes)
    plain: bool = False  # its links and pictures cannot be made right: only its words come in

    @property
    def data(self) -> Mapping[str, Any]:
        return self.head.data

    @property
    def folder(self) -> str:
        """The folder here that holds the document's own files, with its slash."""
        return self.path.removesuffix("index.md")

    @property
    def address(self) -> str:
        return self.folder.removeprefix("content/")


def read(source: str, inner: str, head: Head, zone: ZoneInfo) -> Document:
    """A document out of its front matter; `inner` is its path below the content folder."""
    notes = Notes()
    for change in head.mended:
        notes.changed(change)
    data = {str(key).casefold(): value for key, value in head.data.items()}
    head = Head(data, head.body, head.body_line, head.mended)
    place = addresses.place_of(inner)
    title = line(data.get("title") or data.get("linktitle"))
    if not title:
        found = re.search(r"^#{1,2} +(.+?)[ #]*$", head.body, re.MULTILINE)
        title = line(plain(found[1])) if found else ""
        title = title or line(re.sub(r"[-_]+", " ", re.sub(r"\A\d{4}-\d\d-\d\d-?", "", place.name))).capitalize()
        title = title or line(place.name) or "?"
        notes.changed(msg("judul diambil dari isi atau nama berkas"))
    date = _date(data, inner, zone, notes)
    named = dates.from_name(inner, zone) is not None
    article = date is not None and not place.branch and (bool(addresses.folders_for(place, date)) or named)
    return Document(source, head, place, title, date, article, notes=notes)


def _date(data: Mapping[str, Any], inner: str, zone: ZoneInfo, notes: Notes) -> datetime | None:
    given = [data[key] for key in ("date", "publishdate", "pubdate", "published") if data.get(key) not in (None, "")]
    for value in given:
        moment = dates.parse(value, zone)
        if moment is not None:
            return moment
    moment = dates.from_name(inner, zone)
    if moment is not None:
        notes.changed(msg("tanggal diambil dari nama berkas"))
    elif given:
        notes.warn(DATED, msg('"{value}" bukan tanggal; halaman ini tanpa tanggal', value=given[0]), at=str(given[0]))
    return moment


def line(value: object, limit: int = 300) -> str:
    """A value as one line of plain text: no tags, no control characters, cut at a word."""
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(value).encode("utf-8", "ignore").decode()
    for _ in range(3):
        text = html.unescape(text)
        text = re.sub(r"<[!?/]?[a-zA-Z][^<>]{0,500}>", "", text)
    text = re.sub(r"<(?=\s*[a-zA-Z/!?])", "‹", text)
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return shortened(text, limit)


def shortened(text: str, limit: int) -> str:
    """A text cut at a word, with an ellipsis, to at most `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:–-") + "…"


def several(value: object, limit: int = 300) -> list[str]:
    """A list of lines out of a list, a text with commas, or an author's table with a name; each once."""
    values: Iterable[object]
    if isinstance(value, dict):
        values = [value.get("name") or value.get("nama") or value.get("title")]
    elif isinstance(value, list):
        values = [item for part in value for item in (several(part, limit) if isinstance(part, dict) else [part])]
    else:
        values = [value]
    return list(dict.fromkeys(text for text in (line(item, limit) for item in values) if text))


def categories(document: Document, known: Mapping[str, str], forced: str | None) -> tuple[list[str], list[str]]:
    """(categories of ours, tags): what the office does not know becomes a tag. `known`: name → shown name."""
    data = document.data
    by_word = {addresses.slugged(word): name for name, shown in known.items() for word in (shown, name)}
    tags: list[str] = []
    found = [forced] if forced else []
    given = [name for key in ("categories", "category", "kategori") for name in several(data.get(key), 80)]
    for name in given:
        ours = by_word.get(addresses.slugged(name))
        if ours is None:
            tags.append(name)
            document.notes.changed(msg('kategori "{name}" menjadi tag', name=name))
        elif ours not in found and not forced:
            found.append(ours)
    tags += [tag for key in ("tags", "tag", "keywords") for tag in _words(data.get(key))]
    return found, list(dict.fromkeys(tags))[:50]


def _words(value: object) -> list[str]:
    if isinstance(value, str) and "," in value:
        return [part for item in value.split(",") if (part := line(item, 80))]
    return several(value, 80)


def old_addresses(document: Document, permalink: str) -> tuple[str, ...]:
    """Where the document stood: its permalink and its aliases, as addresses below the root, each once."""
    found = [permalink]
    for key in ("aliases", "alias", "redirect_from"):
        value = document.data.get(key)
        for alias in value if isinstance(value, list) else [value]:
            if not isinstance(alias, str) or not alias.strip():
                continue
            text = alias.strip()
            if not text.startswith(("/", "http:", "https:")):  # relative to the section, as Hugo takes it
                text = "/".join([*document.place.sections, text])
            old = addresses.old_address(text)
            if old is None:
                document.notes.warn(
                    "SL006", msg('alamat lama "{address}" tidak dapat dialihkan', address=alias), at=alias
                )
            else:
                found.append(old)
    return tuple(dict.fromkeys(old for address in found if (old := old_address(address)) is not None))
