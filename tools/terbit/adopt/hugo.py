"""A Hugo site brought into an office: every file of it adopted or listed, nothing guessed in silence.

Pure but for reading the site and the office's tree: what comes out is a set of files and a report. Whoever calls it
makes the commit. Each document goes through the office's own rules before it counts as adopted: one that would not
pass is listed with the rule's words.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from terbit import rules
from terbit.adopt import addresses, dates, metadata, site
from terbit.adopt.body import Converter
from terbit.adopt.document import DEFAULT_SECTION, Document, categories, line, old_addresses, read, several
from terbit.adopt.media import Media
from terbit.adopt.source import Source
from terbit.adopt.summary import LIMIT, description
from terbit.articles import article as articles
from terbit.articles.library import old_address
from terbit.articles.tree import Tree, blob_id
from terbit.findings import Finding, Refused, Severity, sorted_findings
from terbit.git import Entry
from terbit.messages import Message, msg
from terbit.rules.address import RESERVED
from terbit.rules.page import Page
from terbit.schema import suggestion
from terbit.sop import Sop

# first folders whose addresses the site makes itself: no adopted page stands there, and no old address leads away
_GENERATED = RESERVED | {"arsip", "publikasi", "catatan-link"}
# rules of links, pictures and HTML: a text that breaks them can still come in as plain words
_OF_FORM = frozenset({"AC", "LK", "PG"})


@dataclass(frozen=True, slots=True)
class Adopted:
    """A file of the site that came in: where it lies now, and what was changed."""

    path: str
    targets: tuple[str, ...]
    changes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the site that did not come in, and why. `line` 0: the whole file."""

    path: str
    reason: Message
    line: int = 0


@dataclass(frozen=True)
class Adoption:
    """What an existing site becomes: files to add (path → bytes), and the report."""

    files: Mapping[str, bytes]
    adopted: tuple[Adopted, ...]
    listed: tuple[Listed, ...]
    findings: tuple[Finding, ...]

    @property
    def documents(self) -> int:
        return sum(site.is_markdown(file.path) for file in self.adopted)


@dataclass
class _Office:
    """What the office holds already: its slugs, addresses, and how to know a document again that came in before."""

    slugs: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    by_old: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_text: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    claimed: set[str] = field(default_factory=set)

    def known(self, document: Document, office_zone: str) -> str | None:
        """The article that a document became in an earlier run."""
        for found in (*(self.by_old.get(old, []) for old in document.old[:1]), self.by_text.get(_key(document), [])):
            for path in found:
                if path not in self.claimed:
                    self.claimed.add(path)
                    return path
        return None


def _key(document: Document) -> tuple[str, str]:
    return document.title, document.date.isoformat() if document.date else ""


@dataclass
class _Run:
    source: Source
    tree: Tree
    sop: Sop
    as_of: datetime
    category: str | None
    layout: site.Layout
    cache: Path | None = None
    listed: dict[str, Listed] = field(default_factory=dict)

    @cached_property
    def office(self) -> _Office:
        found = _Office()
        for path in self.tree.files:
            if not articles.is_markdown(path):
                continue
            found.slugs.add(articles.slug_of(path))
            found.addresses.add(articles.address_of(path))
            meta = articles.read(path, self.tree.read(path), self.sop.zone).meta
            if meta is None or meta.information != articles.UNCLASSIFIED:
                continue
            found.by_old[articles.address_of(path)].append(path)
            for old in meta.redirect_from:
                found.by_old[old_address(old) or old].append(path)
            date = meta.date.astimezone(self.sop.zone) if meta.date else None
            found.by_text[meta.title, date.isoformat() if date else ""].append(path)
        return found


def adopt(
    source: Source,
    tree: Tree,
    sop: Sop,
    as_of: datetime,
    *,
    category: str | None = None,
    permalinks: str | None = None,
    cache: Path | None = None,
) -> Adoption:
    """Everything of a site that the office can take. `tree` is the office as it is, `as_of` (aware) what rules go by.

    `cache` is a folder where the rules keep what they found out. Raises Refused for a category that `sop.yml` does
    not know.
    """
    if category is not None and category not in sop.categories:
        hint = suggestion(category, list(sop.categories)) or msg(
            "pilih salah satu: {known}", known=", ".join(sop.categories)
        )
        raise Refused(msg('kategori "{name}" tidak ada di sop.yml', name=category), hint)
    run = _Run(source, tree, sop, as_of, category, site.layout(source, permalinks), cache)
    run.listed = {path: Listed(path, reason) for path, reason in source.listed.items()}
    documents = _documents(run)
    _places(run, documents)
    while True:  # each round lists a document or makes one plainer, so there is a last one
        files, media, findings = _converted(run, documents)
        judged = _judged(run, files)
        refused = _refused(judged, files, documents)
        if not refused:
            break
        for document in list(documents):
            finding = refused.get(document.path)
            if finding is None:
                continue
            if finding.rule[:2] in _OF_FORM and not document.plain:
                document.plain = True
                document.notes.changed(msg("tautan dan gambar yang tidak dapat diperbaiki menjadi teks biasa"))
            else:
                run.listed[document.source] = Listed(document.source, finding.message)
                documents.remove(document)
    return _report(run, documents, files, media, [*findings, *judged])


# -- which documents ---------------------------------------------------------------------------------------------


def _documents(run: _Run) -> list[Document]:
    """The documents that can come in, in the order of their paths; the others are listed."""
    found = []
    for path in run.source.files:
        if not site.is_markdown(path):
            continue
        if not path.startswith(run.layout.content):
            run.listed[path] = Listed(path, msg("di luar folder content/"))
            continue
        try:
            head = metadata.parse(run.source.read(path))
        except OSError:
            run.listed[path] = Listed(path, msg("berkas tidak dapat dibaca"))
            continue
        except metadata.Unreadable as error:
            run.listed[path] = Listed(path, error.reason, error.line)
            continue
        document = read(path, path.removeprefix(run.layout.content), head, run.sop.zone)
        reason = _unwanted(document)
        if reason is not None:
            run.listed[path] = Listed(path, reason)
            continue
        found.append(document)
    return found


def _unwanted(document: Document) -> Message | None:
    """Why a document never was on the site, or None."""
    data = document.data
    if data.get("draft") is True or str(data.get("draft")).casefold() == "true":
        return msg("draf (draft: true): belum pernah tayang")
    if data.get("published") is False:
        return msg("tidak ditayangkan (published: false)")
    if data.get("headless") is True:
        return msg("bagian halaman lain (headless: true)")
    build = data.get("build") or data.get("_build")
    if isinstance(build, dict) and str(build.get("render")).casefold() in ("never", "false"):
        return msg("tidak pernah ditayangkan (render: never)")
    if document.place.branch and not re.search(r"\w", document.head.body):
        return msg("daftar bagian (_index.md) tanpa teks: situs membuat daftarnya sendiri")
    if document.place.branch and not document.place.sections:
        return msg("laman depan (_index.md): situs membuat laman depannya sendiri")
    return None


# -- where they go -----------------------------------------------------------------------------------------------


def _places(run: _Run, documents: list[Document]) -> None:
    """Slug, path and old addresses of each document. Those that came in before are listed and taken out."""
    for document in documents:
        data = document.data
        permalink = addresses.permalink(
            document.place,
            title=document.title,
            slug=data.get("slug"),
            url=data.get("url") or data.get("permalink"),
            date=document.date,
            pattern=run.layout.pattern(document.place.section),
            ugly=run.layout.ugly,
        )
        document.old = old_addresses(document, permalink)
        document.date = document.date.astimezone(run.sop.zone) if document.date else None
    office = run.office
    for document in list(documents):
        before = office.known(document, run.sop.office.zone)
        if before is not None:
            run.listed[document.source] = Listed(document.source, msg("sudah diadopsi: {path}", path=before))
            documents.remove(document)
    slugs, taken = set(office.slugs), set(office.addresses)
    for document in documents:
        wanted = addresses.slug_for(document.place, document.title, document.data.get("slug"))
        document.slug = addresses.numbered(wanted, slugs)
        if document.slug != wanted:
            document.notes.changed(
                msg('slug "{slug}" sudah dipakai; menjadi "{other}"', slug=wanted, other=document.slug)
            )
        slugs.add(document.slug)
        document.path = _path(document)
        taken.add(document.address)
    for document in documents:
        kept = []
        for old in document.old:
            if old == document.address or old in taken or _is_ours(old):
                if old != document.address:
                    document.notes.warn("SL006", msg('alamat lama "{address}" sudah dipakai halaman lain', address=old))
                continue
            taken.add(old)
            kept.append(old)
        document.old = tuple(kept)


def _is_ours(old: str) -> bool:
    """Whether the site itself serves something at an address, or will."""
    first = old.split("/")[0]
    return first in RESERVED or old in ("index.html", *(f"{name}/" for name in _GENERATED))


def _path(document: Document) -> str:
    folders = addresses.folders_for(document.place, document.date if document.is_article else None)
    if document.is_article and document.date is not None:
        where = "/".join(folders) or DEFAULT_SECTION
        return f"content/{where}/{document.date:%Y}/{document.date:%m}/{document.slug}/index.md"
    if document.place.branch:
        folders = folders[:-1]
    parts = [*folders, document.slug]
    if parts[0] in _GENERATED:
        parts[0] += "-lama"
    return "content/" + "/".join(parts) + "/index.md"


# -- what becomes of them ----------------------------------------------------------------------------------------


def _converted(run: _Run, documents: list[Document]) -> tuple[dict[str, bytes], Media, list[Finding]]:
    """All files, and the warnings about them."""
    media = Media(run.source, run.layout)
    by_source = {document.source: document for document in documents}
    by_address = {old: document for document in documents for old in (*document.old, document.address)}
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    for document in documents:
        converter = Converter(document, media, by_source, by_address, run.sop.office.language)
        text = converter.text()
        front = _front(run, document, converter)
        if "note" in front:
            text = text.rstrip("\n") + "\n\n" + str(front.pop("note"))
        text = _without_dead_links(text, Page.of(text, 1), converter.beside.names)
        if not front.get("description"):
            front["description"] = line(description(_paragraphs(text), document.title), LIMIT)
            document.notes.changed(msg("ringkasan diambil dari kalimat pertama"))
        if converter.beside.attachments:
            front["attachments"] = [
                {"file": name, "title": title} for name, title in converter.beside.attachments.items()
            ]
        files[document.path] = _written(front, text)
        for name, content in converter.beside.contents.items():
            files[document.folder + name] = content
            media.used[converter.beside.names[name]].append(document.folder + name)
        findings += _warnings(document)
    return files, media, findings


def _front(run: _Run, document: Document, converter: Converter) -> dict[str, object]:
    """The front matter in our terms, in the order in which writers read it. `note` is for the text."""
    data = document.data
    zone = run.sop.zone
    chosen, tags = categories(document, {name: c.name for name, c in run.sop.categories.items()}, run.category)
    given = line(data.get("description") or data.get("summary") or data.get("excerpt"), 400)
    front: dict[str, object] = {"title": document.title}
    if document.date is not None:
        front["date"] = dates.written(document.date, zone)
    front["description"] = given
    if chosen and document.is_article:
        front["categories"] = chosen
    if tags:
        front["tags"] = tags
    authors = [name for key in ("author", "authors", "penulis") for name in several(data.get(key))]
    if authors:
        front["authors"] = list(dict.fromkeys(authors))[:20]
    _lead(document, converter, front)
    front["information"] = articles.UNCLASSIFIED
    language = line(data.get("lang") or data.get("language") or document.place.language)[:2].casefold()
    if language in ("id", "en") and language != run.sop.office.language:
        front["lang"] = language
    for key, ours in (("expirydate", "expires_at"), ("publishdate", "publish_at")):
        moment = dates.parse(data.get(key), zone)
        if moment is not None and (key == "expirydate" or moment > run.as_of):
            front[ours] = dates.written(moment, zone)
    if document.old:
        front["redirect_from"] = ["/" + old for old in document.old]
    return front


def _lead(document: Document, converter: Converter, front: dict[str, object]) -> None:
    data = document.data
    value: object = None
    for key in (
        "featured_image",
        "featuredimage",
        "image",
        "images",
        "cover",
        "thumbnail",
        "banner",
        "hero",
        "feature",
    ):
        value = data.get(key)
        if value:
            break
    if isinstance(value, list):
        value = value[0] if value else None
    given = value if isinstance(value, dict) else {}
    if isinstance(value, dict):
        value = value.get("src") or value.get("image") or value.get("file") or value.get("url") or value.get("path")
    address = line(value, 500) if isinstance(value, str) else _featured(document, converter)
    if not re.search(r"\.\w{2,5}(?:[?#].*)?\Z", address):
        return
    alternative = line(given.get("alt") or data.get("image_alt") or data.get("featured_image_alt") or "")
    caption = line(given.get("caption") or data.get("image_figcaption") or data.get("caption") or "")
    picture, note = converter.lead(address, alternative, caption)
    if picture is not None:
        front["image"] = picture
    else:
        front["note"] = note


def _featured(document: Document, converter: Converter) -> str:
    """The picture of a page bundle that themes take for the lead picture without being told: `featured.jpg`."""
    if not document.place.bundle:
        return ""
    folder = document.source.rpartition("/")[0] + "/"
    names = [path[len(folder) :] for path in converter.media.source.files if path.startswith(folder)]
    return next((name for name in names if re.match(r"(?:featured?|cover|thumbnail)[^/]*\.\w+\Z", name, re.I)), "")


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


# -- judged and reported -----------------------------------------------------------------------------------------


class _Proposed:
    """The office's tree with the new files in it."""

    def __init__(self, tree: Tree, files: Mapping[str, bytes]) -> None:
        self._tree, self._new = tree, files
        added = {path: Entry("100644", blob_id(content)) for path, content in files.items()}
        self.files: Mapping[str, Entry] = dict(sorted({**tree.files, **added}.items()))

    def read(self, path: str) -> bytes:
        return self._new[path] if path in self._new else self._tree.read(path)


def _judged(run: _Run, files: Mapping[str, bytes]) -> list[Finding]:
    """What the office's rules say of the new files, on the tree that they make."""
    tree = _Proposed(run.tree, files)
    found = rules.check(tree, run.sop, run.as_of, only=frozenset(files), cache=run.cache)
    found += rules.shape({path: tree.files[path] for path in files})
    for path, content in files.items():
        found += rules.sensitive(path, content, run.sop)
    return found


def _refused(found: Iterable[Finding], files: Mapping[str, bytes], documents: Iterable[Document]) -> dict[str, Finding]:
    """Path of each document that the office's rules would refuse → the first reason."""
    owners = {document.folder: document.path for document in documents}
    refused: dict[str, Finding] = {}
    for finding in found:
        if finding.severity is Severity.ERROR:
            owner = (
                finding.path
                if finding.path.endswith("/index.md")
                else owners.get(finding.path.rpartition("/")[0] + "/")
            )
            if owner is not None and owner in files:
                refused.setdefault(owner, finding)
    return refused


def _warnings(document: Document) -> Iterable[Finding]:
    text = document.head.body
    for rule, message, hint, needle in document.notes.warnings:
        at = text.find(needle) if needle else -1
        where = document.head.body_line + text.count("\n", 0, at) if at >= 0 else 0
        yield Finding(rule, Severity.WARNING, document.source, message, hint, where)


def _report(
    run: _Run, documents: list[Document], files: Mapping[str, bytes], media: Media, findings: list[Finding]
) -> Adoption:
    adopted = [Adopted(d.source, (d.path,), tuple(d.notes.changes)) for d in documents]
    taken = {file.path for file in adopted} | set(run.listed)
    for path in run.source.files:
        if path in taken:
            continue
        if media.used.get(path):
            change = media.changed.get(path)
            adopted.append(Adopted(path, tuple(sorted(media.used[path])), (change,) if change else ()))
        else:
            run.listed[path] = Listed(path, _unused(run, media, path))
    count = Counter(file.path for file in adopted)
    assert not count.keys() & run.listed.keys()  # noqa: S101 (each file is in exactly one of the two)
    return Adoption(
        files,
        tuple(sorted(adopted, key=lambda file: file.path)),
        tuple(sorted(run.listed.values(), key=lambda file: file.path)),
        tuple(sorted_findings(findings)),
    )


def _unused(run: _Run, media: Media, path: str) -> Message:
    if path in media.refused:
        return media.refused[path]
    if path in run.layout.configuration:
        return msg("pengaturan situs lama: dibaca, tidak disalin")
    if path.startswith(("themes/", "layouts/", "archetypes/", "i18n/", "data/", "resources/")):
        return msg("templat, tema dan data situs lama tidak diambil")
    if path.startswith(run.layout.content or "\0") and re.search(r"\.(html?|org|adoc|rst|pandoc|pdc)\Z", path, re.I):
        return msg("jenis naskah ini belum dapat diadopsi")
    if any(file.reason.source.startswith("sudah diadopsi") for file in run.listed.values()):
        return msg("tidak dipakai oleh naskah yang diadopsi kali ini")
    return msg("tidak dipakai oleh artikel mana pun")
