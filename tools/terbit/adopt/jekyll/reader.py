"""Jekyll: `_posts` with dates in their names, pages, collections, Liquid tags, Kramdown; also Eleventy's likeness."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from terbit.adopt.addresses import slugged
from terbit.adopt.existing import Draft, Existing, Given, Listed
from terbit.adopt.frames import label_of
from terbit.adopt.html.cleaning import Page
from terbit.adopt.html.markdown import markdown_of
from terbit.adopt.jekyll import addresses, kramdown
from terbit.adopt.jekyll.addresses import Stood
from terbit.adopt.jekyll.site import Layout, is_dated, is_html, is_text, layout
from terbit.adopt.reading import fields, metadata
from terbit.adopt.reading.metadata import Head
from terbit.adopt.reading.source import Source, scan
from terbit.adopt.text import liquid
from terbit.adopt.text.liquid_values import Template
from terbit.adopt.text.plaintext import several
from terbit.adopt.text.written import fenced
from terbit.messages import Message, msg

_MADE = frozenset({"404", "feed", "sitemap", "robots", "search", "redirects"})


def read(given: Given) -> Existing:
    """A Jekyll site's folder. Raises Refused when it is no folder."""
    source = scan(given.source, msg("sebutkan folder situs Jekyll yang berisi _posts/ atau _config.yml"))
    shape = layout(source, given.permalinks)
    posts = {_stem(path): path for path in source.files if is_text(path) and _kind(shape, path) == "posts"}
    reader = _Reader(source, shape, given, posts)
    existing = Existing(
        [],
        source,
        hosts=shape.hosts,
        prefix=shape.prefix,
        content=shape.root,
        roots=tuple(("", shape.root + folder) for folder in ("", "static/", "public/", "assets/", "src/")),
        verbatim=_verbatim,
        translate=reader.translated,
        visible=visible,
        purpose=lambda path: _purpose(shape, path),
    )
    for path in source.files:
        kind = _kind(shape, path) if is_text(path) else None
        if kind is None:
            continue
        draft = reader.draft(path, kind)
        if isinstance(draft, Listed):
            existing.listed[path] = draft
        elif draft is not None:
            existing.documents.append(draft)
    return existing


class _Reader:
    """Reads the documents of one site. `posts` are posts by their files' names without suffix."""

    def __init__(self, source: Source, shape: Layout, given: Given, posts: Mapping[str, str]) -> None:
        self._source, self._shape, self._posts = source, shape, posts
        self._zone = shape.zone(given.zone)
        self._settings = {str(key).casefold(): value for key, value in shape.settings.items()}

    def draft(self, path: str, kind: str) -> Draft | Listed | None:
        """The document that a file holds, why it holds none, or None for a file that is served as it is."""
        inner = path.removeprefix(self._shape.root)
        try:
            content = self._source.read(path)
        except OSError:
            return Listed(path, msg("berkas tidak dapat dibaca"))
        headed = content.removeprefix(b"\xef\xbb\xbf").startswith(b"---")
        if not headed and kind == "pages":
            return (
                None if is_html(path) else Listed(path, msg("tanpa front matter: Jekyll tidak membuat halaman darinya"))
            )
        try:
            head = metadata.parse(content)
        except metadata.Unreadable as error:
            return Listed(path, error.reason, error.line)
        given = self._shape.defaults(inner, kind)
        head = Head({**given, **head.data}, head.body, head.body_line, head.mended)
        draft = fields.draft(path, _place(inner, kind), head, self._zone)
        reason = _unwanted(draft, kind, self._shape)
        if reason is not None:
            return Listed(path, reason)
        self._described(draft, inner, kind)
        if is_html(path):
            self._from_html(draft)
        if not re.search(r"\w", visible(re.sub(r"<[^<>]*>", "", draft.original or head.body))):
            return Listed(path, msg("halaman tanpa teks sendiri: templat situs lama yang membuat isinya"))
        return draft

    def _described(self, draft: Draft, inner: str, kind: str) -> None:
        """What Jekyll takes from its own keys and from where the file lies."""
        data = draft.head.data
        above = _categories_above(inner) if kind == "posts" else ()
        draft.categories = tuple(dict.fromkeys((*above, *_listed_words(data, "categories", "category"))))
        draft.tags = tuple(dict.fromkeys(_listed_words(data, "tags", "tag")))
        draft.authors = tuple(self._shape.authors.get(name, name) for name in draft.authors)
        draft.is_article = draft.date is not None and (kind == "posts" or (kind != "pages" and bool(data.get("date"))))
        path = PurePosixPath(re.sub(r"\A_", "", inner))
        folder = "" if str(path.parent) == "." else str(path.parent)
        name = path.stem
        if kind == "posts":
            name = re.sub(r"\A\d{4}-\d{1,2}-\d{1,2}-", "", name)
        elif kind != "pages":
            folder = folder.partition("/")[2]
        stood = Stood(
            name, folder, draft.slug, draft.categories, "" if kind in ("posts", "pages") else kind, draft.date
        )
        draft.permalink = self._permalink(data.get("permalink"), stood, kind)
        values = [data.get(key) for key in ("redirect_from", "aliases")]
        each = [value for given in values for value in (given if isinstance(given, list) else [given])]
        draft.aliases = tuple(value.strip() for value in each if isinstance(value, str) and value.strip())

    def _permalink(self, own: object, stood: Stood, kind: str) -> str:
        if isinstance(own, str) and own.strip() and "{{" not in own:
            return addresses.of_post(stood, own.strip())
        if kind == "posts":
            return addresses.of_post(stood, self._shape.pattern)
        if kind == "pages":
            return addresses.of_page(stood, "pretty" if self._shape.eleventy else self._shape.pattern)
        pattern = self._shape.collections.get(kind, {}).get("permalink")
        return addresses.of_collection(stood, pattern if isinstance(pattern, str) else self._shape.pattern)

    def _from_html(self, draft: Draft) -> None:
        """An HTML post as Markdown; its tags are done first, since they stand within attributes."""
        head = draft.head
        draft.original = head.body
        text = liquid.verbatim(head.body, str, lambda code, language: _html(fenced(code, language)))
        text = liquid.convert(text, draft.notes, self._template(draft), _html)
        made = markdown_of(Page("", draft.notes, label=label_of), text)
        draft.notes.changed(msg("HTML mentah diubah menjadi Markdown"))
        draft.finished = made is not None
        draft.head = Head(head.data, text if made is None else made, head.body_line, head.mended)

    def translated(self, draft: Draft, text: str, keep: Callable[[str], str]) -> str:
        del keep
        if draft.original:
            return text
        return kramdown.convert(liquid.convert(text, draft.notes, self._template(draft)))

    def _template(self, draft: Draft) -> Template:
        return Template(draft.head.data, self._settings, self._post)

    def _post(self, name: str) -> str | None:
        found = self._posts.get(name.rpartition("/")[2])
        return "/" + found.removeprefix(self._shape.root) if found else None


def visible(text: str) -> str:
    """What readers saw of a text for certain."""
    return kramdown.convert(liquid.visible(text))


def _html(markdown: str) -> str:
    from terbit.articles import markdown as ours

    return ours.html(markdown)


def _verbatim(text: str, keep: Callable[[str], str]) -> str:
    return liquid.verbatim(text, keep, lambda code, language: "\n\n" + keep(fenced(code, language)) + "\n\n")


def _kind(shape: Layout, path: str) -> str | None:
    """What a file is to Jekyll: `posts`, `drafts`, `pages`, a collection's name, or None where it is none of them."""
    if not path.startswith(shape.root):
        return None
    inner = path.removeprefix(shape.root)
    folders = inner.split("/")[:-1]
    if "_posts" in folders:
        return "posts" if is_dated(inner) else "drafts"
    if "_drafts" in folders:
        return "drafts"
    where = str(shape.settings.get("collections_dir") or "").strip("/")
    below = inner.removeprefix(where + "/") if where else inner
    for name in shape.collections:
        if below.startswith(f"_{name}/"):
            return name
    if any(folder.startswith(("_", ".", "#")) for folder in folders) or inner.rpartition("/")[2].startswith(("_", ".")):
        return None
    if shape.is_excluded(inner) or (folders and folders[0] in ("node_modules", "vendor")):
        return None
    return "posts" if not shape.posts and is_dated(inner) else "pages"


def _place(inner: str, kind: str) -> str:
    """Where a document lies, without the folders that only Jekyll means."""
    name = inner.rpartition("/")[2]
    if "_posts/" in inner:
        inner = "/".join([*_categories_above(inner), name])
    return re.sub(r"\.\w+\Z", ".md", re.sub(r"\A_", "", inner))


def _categories_above(inner: str) -> tuple[str, ...]:
    """The folders above `_posts`: Jekyll takes them for categories."""
    above = inner.partition("_posts/")[0] if "_posts/" in inner else ""
    return tuple(part for part in above.split("/") if part)


def _listed_words(data: Mapping[str, Any], plural: str, singular: str) -> list[str]:
    """Words of a list, or of a text with spaces between them, as Jekyll takes the plural key; the singular is one."""
    many = data.get(plural)
    if isinstance(many, str):
        many = many.split(",") if "," in many else many.split()
    return [*several(many, 80), *several(data.get(singular), 80)]


def _unwanted(draft: Draft, kind: str, shape: Layout) -> Message | None:
    """Why a document never was on the site, or is made here by other means, or None."""
    data = draft.head.data
    if kind == "drafts":
        return msg("draf (_drafts): belum pernah tayang")
    if fields.is_draft(draft):
        return msg("draf (draft: true): belum pernah tayang")
    if data.get("published") is False:
        return msg("tidak ditayangkan (published: false)")
    if data.get("permalink") is False:
        return msg("tidak ditayangkan (permalink: false)")
    output = shape.collections.get(kind, {"output": True}).get("output")
    if kind not in ("posts", "pages") and output is not True:
        return msg('koleksi "{name}" tidak ditayangkan (output: true tidak ada)', name=kind)
    if kind == "pages" and draft.place.name == "index" and not draft.place.sections and not draft.place.bundle:
        return msg("laman depan: situs membuat laman depannya sendiri")
    if kind == "pages" and not draft.place.sections and slugged(draft.place.name) in _MADE:
        return msg("halaman yang dibuat mesin (404, pencarian, peta situs): situs membuatnya sendiri")
    return None


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _purpose(shape: Layout, path: str) -> Message | None:
    inner = path.removeprefix(shape.root)
    if path in shape.read:
        return msg("pengaturan situs lama: dibaca, tidak disalin")
    if re.fullmatch(r"_config\.ya?ml", inner):
        return msg("pengaturan situs lama tidak dapat dibaca; alamat lama ditebak")
    if inner.startswith(("_layouts/", "_includes/", "_sass/", "_plugins/", "_data/", "_site/", "css/", "js/")):
        return msg("templat, tema dan data situs lama tidak diambil")
    if is_html(path):
        return msg("berkas HTML tanpa front matter: disajikan apa adanya, tidak diambil")
    if re.search(r"\.(?:textile|org|adoc|asciidoc|rst)\Z", path, re.IGNORECASE):
        return msg("jenis naskah ini belum dapat diadopsi")
    return None
