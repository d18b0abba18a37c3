"""What the documents of an existing site become: texts with our front matter, and the files beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from terbit.adopt.document import Document, categories
from terbit.adopt.existing import Existing
from terbit.adopt.media import Media
from terbit.adopt.reading import dates
from terbit.adopt.text.body import Converter
from terbit.adopt.text.index import Index
from terbit.adopt.text.plaintext import line
from terbit.adopt.text.summary import LIMIT, description
from terbit.articles import article as articles
from terbit.findings import Finding, Severity
from terbit.messages import msg
from terbit.rules.body.page import Page
from terbit.rules.language import told, words
from terbit.sop import Sop

_ADDRESSED = re.compile(r"\]\([^)\s]*|<[^<>]*>|https?://\S+")  # what is not read in a text


@dataclass
class Converted:
    """All files (path → bytes), the texts in them (path → Markdown without front matter), what became of pictures and
    attachments, and the warnings about the old texts.
    """

    files: dict[str, bytes]
    texts: dict[str, str]
    media: Media
    findings: list[Finding]


def converted(
    existing: Existing, documents: list[Document], sop: Sop, as_of: datetime, category: str | None
) -> Converted:
    """The files that documents become. `category` is the one for all articles, if the caller wants one."""
    made = Converted({}, {}, Media(existing), [])
    index = Index(existing, documents)
    with made.media.shop:
        for document in documents:
            _convert(document, Converter(document, made.media, index, sop.office.language), made, sop, as_of, category)
    return made


def _convert(
    document: Document, converter: Converter, made: Converted, sop: Sop, as_of: datetime, category: str | None
) -> None:
    text = converter.text()
    front, note = _front(document, converter, sop, as_of, category)
    if note:
        text = text.rstrip("\n") + "\n\n" + note
    text = _without_dead_links(text, Page.of(text, 1), converter.beside.names)
    spoken = None if "lang" in front or document.draft.language else told(words(_ADDRESSED.sub(" ", text)))
    if spoken is not None and spoken != sop.office.language:
        front["lang"] = spoken
        document.notes.changed(msg("bahasa dikenali dari kata-katanya: {code}", code=spoken))
    if not front.get("description"):
        front["description"] = line(description(_paragraphs(text), document.title), LIMIT)
        document.notes.changed(msg("ringkasan diambil dari kalimat pertama"))
    if converter.beside.attachments:
        front["attachments"] = [{"file": name, "title": title} for name, title in converter.beside.attachments.items()]
    made.files[document.path] = _written(front, text)
    made.texts[document.path] = text
    for name, content in converter.beside.contents.items():
        made.files[document.folder + name] = content
        made.media.used[converter.beside.names[name]].append(document.folder + name)
    made.findings += _warnings(document)


def _front(
    document: Document, converter: Converter, sop: Sop, as_of: datetime, category: str | None
) -> tuple[dict[str, object], str]:
    """(the front matter in our terms, in the order in which writers read it, a note for the text or "")."""
    draft = document.draft
    chosen, tags = categories(draft, {name: c.name for name, c in sop.categories.items()}, category)
    front: dict[str, object] = {"title": document.title}
    if document.date is not None:
        front["date"] = dates.written(document.date, sop.zone)
    front["description"] = draft.description
    if chosen and document.is_article:
        front["categories"] = chosen
    if tags:
        front["tags"] = tags
    if draft.authors:
        front["authors"] = list(draft.authors[:20])
    note = ""
    if draft.image is not None and re.search(r"\.\w{2,5}(?:[?#].*)?\Z", draft.image.address):
        picture, note = converter.lead(draft.image)
        if picture is not None:
            front["image"] = picture
    front["information"] = articles.UNCLASSIFIED
    language = draft.language[:2].casefold()
    if language in ("id", "en") and language != sop.office.language:
        front["lang"] = language
    if draft.expires_at is not None:
        front["expires_at"] = dates.written(draft.expires_at, sop.zone)
    if draft.publish_at is not None and draft.publish_at > as_of:
        front["publish_at"] = dates.written(draft.publish_at, sop.zone)
    if document.old:
        front["redirect_from"] = ["/" + old for old in document.old]
    for address, title in draft.attachments:
        converter.attach(address, title)
    return front, note


def _written(front: Mapping[str, object], text: str) -> bytes:
    """The file: front matter as YAML that needs no guessing (every text in quotation marks), then the text."""
    lines = ["---"]
    for key, value in front.items():
        if isinstance(value, list):
            lines.append(f"{key}:")
            for item in value:
                if isinstance(item, dict):
                    lines += [
                        f"{'  - ' if not n else '    '}{k}: {_quoted(v)}" for n, (k, v) in enumerate(item.items())
                    ]
                else:
                    lines.append(f"  - {_quoted(item)}")
        elif isinstance(value, dict):
            lines.append(f"{key}:")
            lines += [f"  {k}: {_quoted(v)}" for k, v in value.items()]
        elif key in ("date", "information", "lang", "expires_at", "publish_at"):
            lines.append(f"{key}: {value}")
        else:
            lines.append(f"{key}: {_quoted(value)}")
    return ("\n".join([*lines, "---", "", text.strip("\n"), ""])).encode("utf-8", "replace")


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _without_dead_links(text: str, page: Page, names: Iterable[str]) -> str:
    """What still leads to a part of the page or a file that is not there becomes plain text."""
    known = {*names, *(f"#{identity}" for identity in page.ids)}
    for address in {link.address for link in page.links if link.scheme == "" and unquote(link.address) not in known}:
        if address.startswith("#"):
            text = re.sub(r"\[([^\[\]]{0,500})\]\(" + re.escape(address) + r"\)", r"\1", text)
        text = text.replace(f"]({address}", f"]\\({address}").replace(f"](<{address}", f"]\\(&lt;{address}")
    return text


def _paragraphs(text: str) -> list[str]:
    """The paragraphs that readers see, without pictures, headings, lists and notes of missing pictures."""
    from selectolax.lexbor import LexborHTMLParser

    from terbit.articles import markdown

    try:
        tree = LexborHTMLParser(markdown.html(text[:20_000]))
    except RecursionError:
        return []
    found = [node.text() for node in tree.css("p") if node.parent is not None and node.parent.tag == "body"]
    found = found or [node.text() for node in tree.css("p, li, td")]
    return [paragraph for paragraph in found if not re.match(r"\((?:gambar tidak|picture not)", paragraph.strip())]


def _warnings(document: Document) -> Iterable[Finding]:
    text = document.draft.head.body
    for rule, message, hint, needle in document.notes.warnings:
        at = text.find(needle) if needle else -1
        where = document.draft.head.body_line + text.count("\n", 0, at) if at >= 0 else 0
        yield Finding(rule, Severity.WARNING, document.source, message, hint, where)
