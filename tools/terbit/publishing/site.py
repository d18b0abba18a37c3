"""The site to build: an edition with its articles read, as listings, feeds and templates want them. Pure values."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote, urljoin
from zoneinfo import ZoneInfo

from terbit.articles import article
from terbit.articles.frontmatter import FrontMatter
from terbit.messages import Language, Message, msg
from terbit.messages.dates import day_text
from terbit.publishing.edition import Edition, Item, State
from terbit.records.event import Event
from terbit.sop import Sop

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that stands at an address: an article, an ordinary page, or the placeholder of either.

    `when` is the article's own date and `changed` when its text last changed, both aware and in the office's zone,
    None where nobody said so. `meta` and `body` are empty for a placeholder that may not even tell its title.
    """

    item: Item
    meta: FrontMatter | None
    body: str
    when: datetime | None
    changed: datetime | None

    @property
    def address(self) -> str:
        return self.item.address

    @property
    def state(self) -> State:
        return self.item.state

    @property
    def shown(self) -> bool:
        return self.item.state == "shown"

    @property
    def kind(self) -> article.Kind:
        return article.kind_of(self.item.path)

    @property
    def title(self) -> str:
        return self.meta.title if self.meta is not None else ""

    @property
    def description(self) -> str:
        return (self.meta.description or "") if self.meta is not None else ""

    @property
    def categories(self) -> tuple[str, ...]:
        return self.meta.categories if self.meta is not None else ()

    @property
    def src_uri(self) -> str:
        """The path below content/, which relative links in the text start from."""
        return self.item.path.removeprefix(article.ROOT)

    @property
    def folder(self) -> str:
        return article.folder_of(self.item.path).removeprefix(article.ROOT)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that an article offers: its path below content/, title, size in bytes and kind ("PDF")."""

    src_uri: str
    title: str
    size: int
    kind: str

    @property
    def mime(self) -> str:
        """Its media type: from a list of our own, for those of machines differ."""
        return _MIME.get(self.kind, "application/octet-stream")


_MIME = {
    "PDF": "application/pdf",
    "CSV": "text/csv",
    "TXT": "text/plain",
    "ZIP": "application/zip",
    "DOCX": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "PPTX": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ODT": "application/vnd.oasis.opendocument.text",
    "ODS": "application/vnd.oasis.opendocument.spreadsheet",
    "ODP": "application/vnd.oasis.opendocument.presentation",
    "JPG": "image/jpeg",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "MP3": "audio/mpeg",
    "MP4": "video/mp4",
}


@dataclass(frozen=True)
class Site:
    """Everything that a build shows. `as_of` stands for now: the same inputs give the same site on any day."""

    edition: Edition
    sop: Sop
    events: Sequence[Event]
    entries: tuple[Entry, ...]
    read: Read

    @property
    def as_of(self) -> datetime:
        return self.edition.as_of

    @property
    def zone(self) -> ZoneInfo:
        return self.sop.zone

    @functools.cached_property
    def articles(self) -> tuple[Entry, ...]:
        """The articles that are shown, newest first; those of the same moment by address."""
        shown = [entry for entry in self.entries if entry.shown and entry.kind == "article"]
        return tuple(sorted(shown, key=lambda entry: (_newest_first(entry.when), entry.address)))

    @functools.cached_property
    def by_address(self) -> Mapping[str, Entry]:
        return {entry.address: entry for entry in self.entries}

    @functools.cached_property
    def by_slug(self) -> Mapping[str, Entry]:
        """What `artikel:slug` leads to: articles before pages, else the first by address."""
        found: dict[str, Entry] = {}
        for entry in sorted(self.entries, key=lambda entry: entry.kind != "article"):
            found.setdefault(article.slug_of(entry.item.path), entry)
        return found

    @functools.cached_property
    def by_category(self) -> Mapping[str, tuple[Entry, ...]]:
        """Category → its articles that are shown, newest first."""
        found: dict[str, list[Entry]] = {}
        for entry in self.articles:
            for name in dict.fromkeys(entry.categories):
                found.setdefault(name, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    @functools.cached_property
    def publications(self) -> tuple[Entry, ...]:
        kinds = {name for name, category in self.sop.categories.items() if category.publication}
        return tuple(entry for entry in self.articles if kinds.intersection(entry.categories))

    def files_of(self, entry: Entry) -> Mapping[str, str]:
        """An entry's own files: path below content/ → blob id."""
        return {path.removeprefix(article.ROOT): oid for path, oid in entry.item.files.items()}

    def attachments(self, entry: Entry) -> list[Attachment]:
        """What an article offers for download. A file that the edition does not hold is left out."""
        files = self.files_of(entry)
        offered = []
        for attachment in entry.meta.attachments if entry.meta is not None and entry.shown else ():
            src_uri = entry.folder + attachment.file
            if src_uri in files:
                size = self._size(files[src_uri])
                offered.append(Attachment(src_uri, attachment.title, size, file_kind(attachment.file)))
        return offered

    def _size(self, oid: str) -> int:
        """Bytes of a blob; read once, however many pages tell it."""
        if oid not in self._sizes:
            self._sizes[oid] = len(self.read(oid))
        return self._sizes[oid]

    @functools.cached_property
    def _sizes(self) -> dict[str, int]:
        return {}


def absolute(site: Site, address: str) -> str:
    """The full address of a path of the site."""
    return urljoin(site.sop.office.address, quote(address))


Reading = Callable[[str, str], article.Article]  # (path, blob id) → the text at that path


def site(edition: Edition, read: Read, sop: Sop, events: Sequence[Event], reading: Reading | None = None) -> Site:
    """Read the edition's texts. Whatever is not shown keeps its title (and a withdrawal its reason), never its body.

    `reading` instead of `read` where somebody remembers what the texts say.
    """
    merged = {event.commit: event.at for event in events if event.event == "merged"}
    reading = reading or (lambda path, blob: article.read(path, read(blob), sop.zone, blob))
    entries = tuple(_entry(item, reading, sop, merged) for item in edition.items if item.page)
    return Site(edition, sop, events, entries, read)


def _entry(item: Item, reading: Reading, sop: Sop, merged: Mapping[str, datetime]) -> Entry:
    # of what is exempt or held back nothing may be told, whatever the edition says
    secret = item.state in ("exempt", "held") or not item.blob
    text = None if secret else reading(item.path, item.blob)
    meta = text.meta if text is not None else None
    arrived = merged.get(item.commit) or item.at
    when = meta.date if meta is not None else None
    if when is None and article.month_of(item.path):
        when = arrived
    return Entry(
        item=item,
        meta=meta,
        body=text.parsed.body if text is not None and item.state == "shown" else "",
        when=when.astimezone(sop.zone) if when else None,
        changed=_changed(meta, arrived, sop.zone),
    )


def _changed(meta: FrontMatter | None, arrived: datetime | None, zone: ZoneInfo) -> datetime | None:
    moments = [moment for moment in (arrived,) if moment is not None]
    if meta is not None and not moments:  # a preview: no receipt says when the text arrived
        moments = [moment for moment in (meta.date, *(c.date for c in meta.corrections)) if moment is not None]
    return max(moments).astimezone(zone) if moments else None


def _newest_first(when: datetime | None) -> float:
    return -(when or datetime.fromtimestamp(0, UTC)).timestamp()


def file_kind(name: str) -> str:
    """An attachment's kind as readers know it: its extension in capitals (the rules accept none without)."""
    return name.rpartition(".")[2].upper()


def size_text(size: int, language: str) -> str:
    """Bytes in the reader's figures: "88 kB", "1,4 MB"."""
    from babel.numbers import format_decimal

    if size < 1_000_000:
        return f"{format_decimal(max(1, round(size / 1000)), locale=language)} kB"
    return f"{format_decimal(round(size / 1_000_000, 1), locale=language)} MB"


def date_text(day: date | None, language: Language) -> str:
    """A day, or the day of a moment that is already in the office's zone; "" for None."""
    return day_text(date(day.year, day.month, day.day), language) if day is not None else ""


def placeholder_words(entry: Entry) -> tuple[Message, Message]:
    """The heading and the sentence that stand where an article is not shown."""
    if entry.state == "withdrawn":
        return msg("Artikel ini telah ditarik"), msg("Isi dan lampirannya tidak lagi disediakan.")
    if entry.state == "expired":
        return msg("Masa tayang artikel ini telah berakhir"), msg("Isinya tidak lagi berlaku dan tidak ditampilkan.")
    if entry.state == "deleted":
        return msg("Artikel ini telah dihapus"), msg("Alamat ini tetap disimpan agar tautan lama tidak putus.")
    return msg("Halaman ini belum dapat ditampilkan"), msg("Silakan kembali lagi nanti atau hubungi kami.")
