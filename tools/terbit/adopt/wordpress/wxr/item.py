"""One item of a WordPress export, parsed for itself: a post, a page, an upload, a menu item."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from terbit.messages import Message, msg

MAX_FIELD = 2 * 1024 * 1024  # letters of one text; a long page has a twentieth of that
_MAX_RAW = 8 * 1024 * 1024  # letters of an item that are kept for reading it once more where its XML is broken
_MAX_TERMS = 2_000
_FIELDS = {
    "title": "title", "link": "link", "guid": "guid", "dc:creator": "creator", "content:encoded": "content",
    "excerpt:encoded": "excerpt", "wp:post_id": "id", "wp:post_date": "date", "wp:post_date_gmt": "date_gmt",
    "wp:post_name": "name", "wp:status": "status", "wp:post_parent": "parent", "wp:post_type": "kind",
    "wp:post_password": "password", "wp:is_sticky": "sticky", "wp:attachment_url": "file", "wp:menu_order": "order",
}  # fmt: skip
_META = frozenset(
    {"_thumbnail_id", "_wp_attached_file", "_wp_attachment_image_alt", "_wp_old_slug", "_yoast_wpseo_metadesc",
     "rank_math_description", "_aioseo_description", "_aioseop_description"}
)  # fmt: skip
_WITH_TEXT = frozenset({"post", "page", "attachment", "wp_block"})  # of the others only the names are kept


@dataclass(slots=True)
class Item:
    """An item of the export. `terms` are (taxonomy, slug, name); `meta` holds only what is wanted, each value a list.

    `line` is where it begins in `export`. `cut`: a text was longer than MAX_FIELD and is not whole. `mended`: its XML
    is broken and was read field by field.
    """

    export: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    comments: int = 0
    cut: bool = False
    mended: bool = False

    def __getattr__(self, name: str) -> str:
        if name in _NAMES:
            return self.fields.get(name, "").strip()
        raise AttributeError(name)

    @property
    def text(self) -> str:
        """Its content, as written."""
        return self.fields.get("content", "")

    @property
    def number(self) -> int:
        """The post's id; 0 where there is none."""
        return _number(self.fields.get("id", ""))

    @property
    def mother(self) -> int:
        """The id of the page or post that it belongs to; 0 for none."""
        return _number(self.fields.get("parent", ""))

    def first(self, key: str) -> str:
        return next((value.strip() for value in self.meta.get(key, []) if value.strip()), "")


_NAMES = frozenset(_FIELDS.values())


class Parsed:
    """An expat parser that keeps the path of open elements. Prefixes stay as written: WXR's never differ."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.path: list[str] = []
        self.fault: expat.ExpatError | None = None
        self.texts: list[str] = []

    def feed(self, text: str) -> None:
        if self.fault is None:
            try:
                self.parser.Parse(text, False)
            except expat.ExpatError as error:
                self.fault = error

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)

    def end(self, name: str) -> None:
        self.path.pop()

    def data(self, text: str) -> None:
        self.texts.append(text)

    def taken(self) -> str:
        text, self.texts = "".join(self.texts), []
        return text


class Reading(Parsed):
    """One item while it is read."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item
        self.raw: list[str] = []
        self.raw_size = 0
        self.size = 0
        self.key = ""
        self.term: dict[str, str] = {}

    def feed(self, text: str) -> None:
        self.raw_size += len(text)
        if self.raw_size <= _MAX_RAW:
            self.raw.append(text)
        super().feed(text)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.path) >= 2 and self.path[1] in _FIELDS:
            # HTML that nobody put into CDATA is text all the same
            written = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
            self.data(f"<{name}{written}>")
        elif len(self.path) == 1:
            self.taken()
            self.size = 0
            self.term = attributes
        elif name in ("wp:meta_key", "wp:meta_value"):
            self.taken()
            self.size = 0
        elif name == "wp:comment_id":
            self.item.comments += 1
        super().begin(name, attributes)

    def data(self, text: str) -> None:
        wanted = len(self.path) >= 2 and (
            self.path[1] in _FIELDS
            or self.path[1] == "category"
            or self.path[2:] == ["wp:meta_key"]
            or (self.path[2:] == ["wp:meta_value"] and self.key in _META)
        )
        if wanted:
            self.size += len(text)
            if self.size <= MAX_FIELD:
                self.texts.append(text)
            else:
                self.item.cut = True

    def end(self, name: str) -> None:
        super().end(name)
        if len(self.path) >= 2 and self.path[1] in _FIELDS:
            self.data(f"</{name}>")
        elif len(self.path) == 1:
            self._field(name)
        elif name == "wp:meta_key":
            self.key = self.taken().strip()
        elif name == "wp:meta_value" and self.key in _META:
            self.item.meta.setdefault(self.key, []).append(self.taken())

    def _field(self, name: str) -> None:
        if name in _FIELDS:
            self.item.fields[_FIELDS[name]] = self.taken()
        elif name == "category" and len(self.item.terms) < _MAX_TERMS:
            self._term(self.term.get("domain", ""), self.term.get("nicename", ""), self.taken().strip())

    def _term(self, taxonomy: str, slug: str, name: str) -> None:
        """WXR 1.0 writes each category twice, once without a taxonomy, and calls a tag `tag`."""
        taxonomy = {"tag": "post_tag", "": "category"}.get(taxonomy, taxonomy)
        if (taxonomy, name) not in {(known, shown) for known, _, shown in self.item.terms}:
            self.item.terms.append((taxonomy, slug, name))

    def done(self) -> tuple[Item, Message | None]:
        """The item, and why it cannot be taken."""
        if self.fault is not None:
            if self.raw_size > _MAX_RAW:
                line = self.item.line + self.fault.lineno - 1
                return self.item, msg("susunan XML rusak di baris {line}", line=line)
            self._field_by_field("".join(self.raw))
        if self.item.fields.get("kind", "").strip() not in _WITH_TEXT:
            for name in ("content", "excerpt"):
                self.item.fields.pop(name, None)
        guid = self.item.fields.get("guid", "").strip()
        if re.search(r"\.\w{2,5}\Z", guid) and "/uploads/" in guid:  # what WordPress made it from
            self.item.fields.setdefault("file", guid)
        return self.item, None

    def _field_by_field(self, raw: str) -> None:
        """The fields of an item whose XML is broken (an unescaped `]]>` or `&`), by their own tags."""
        self.item.mended = True
        for tag, name in _FIELDS.items():
            start = re.search(rf"<{tag}(?:\s[^<>]{{0,300}})?>", raw)
            end = raw.rfind(f"</{tag}>")
            if start is not None and end >= start.end():
                self.item.fields[name] = _unwrapped(raw[start.end() : end])
        self.item.comments = raw.count("<wp:comment_id>")
        for found in re.finditer(r"<category\s+([^<>]{0,500})>([^\n]{0,500}?)</category>", raw):
            given = dict(re.findall(r"(\w+)=\"([^\"]*)\"", found[1]))
            self._term(given.get("domain", ""), given.get("nicename", ""), _unwrapped(found[2]).strip())
        for found in re.finditer(
            r"<wp:meta_key>(.{0,200}?)</wp:meta_key>\s*<wp:meta_value>(.{0,2000}?)</wp:meta_value>", raw, re.DOTALL
        ):
            if _unwrapped(found[1]) in _META:
                self.item.meta.setdefault(_unwrapped(found[1]), []).append(_unwrapped(found[2]))


def _unwrapped(text: str) -> str:
    text = text.strip()
    if not text.startswith("<![CDATA["):
        return html.unescape(text)
    return text.removeprefix("<![CDATA[").removesuffix("]]>").replace("]]]]><![CDATA[>", "]]>")


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0
