"""Hugo: content/ with front matter in YAML, TOML or JSON, page bundles, shortcodes, permalinks by section."""

from __future__ import annotations

import re
from collections.abc import Callable

from terbit.adopt.existing import Draft, Existing, Given, Lead, Listed
from terbit.adopt.hugo import addresses, shortcodes, site
from terbit.adopt.reading import fields, metadata
from terbit.adopt.reading.source import Source, is_markdown, scan
from terbit.messages import Message, msg


def read(given: Given) -> Existing:
    """A Hugo site's folder, or its folder of contents alone. Raises Refused when it is no folder."""
    source = scan(given.source, msg("sebutkan folder situs Hugo yang berisi content/ dan static/"))
    layout = site.layout(source, given.permalinks)
    existing = Existing(
        [],
        source,
        hosts=layout.hosts,
        prefix=layout.prefix,
        content=layout.content,
        roots=tuple(("", folder) for folder in layout.static),
        verbatim=shortcodes.verbatim,
        translate=_translated,
        visible=shortcodes.visible,
        purpose=lambda path: _purpose(layout, path),
    )
    for path in source.files:
        if is_markdown(path):
            draft = _draft(source, layout, path, given)
            if isinstance(draft, Listed):
                existing.listed[path] = draft
            else:
                existing.documents.append(draft)
    return existing


def _draft(source: Source, layout: site.Layout, path: str, given: Given) -> Draft | Listed:
    """The document that a file holds, or why it holds none."""
    language, inner = layout.language_of(path)
    if not language and not path.startswith(layout.content):
        return Listed(path, msg("di luar folder content/"))
    try:
        head = metadata.parse(source.read(path))
    except OSError:
        return Listed(path, msg("berkas tidak dapat dibaca"))
    except metadata.Unreadable as error:
        return Listed(path, error.reason, error.line)
    draft = fields.draft(path, inner, head, given.zone)
    draft.language = draft.language or language
    reason = _unwanted(draft)
    if reason is not None:
        return Listed(path, reason)
    data = draft.head.data
    draft.permalink = layout.below(language or draft.place.language) + addresses.permalink(
        draft.place,
        title=draft.title,
        slug=data.get("slug"),
        url=data.get("url") or data.get("permalink"),
        date=draft.date,
        pattern=layout.pattern(draft.place.section),
        ugly=layout.ugly,
    )
    draft.aliases = _aliases(draft)
    draft.image = draft.image or _featured(source, draft)
    return draft


def _unwanted(draft: Draft) -> Message | None:
    """Why a document never was on the site, or None."""
    data = draft.head.data
    if fields.is_draft(draft):
        return msg("draf (draft: true): belum pernah tayang")
    if data.get("published") is False:
        return msg("tidak ditayangkan (published: false)")
    if data.get("headless") is True:
        return msg("bagian halaman lain (headless: true)")
    build = data.get("build") or data.get("_build")
    if isinstance(build, dict) and str(build.get("render")).casefold() in ("never", "false"):
        return msg("tidak pernah ditayangkan (render: never)")
    if draft.place.branch and not re.search(r"\w", draft.head.body):
        return msg("daftar bagian (_index.md) tanpa teks: situs membuat daftarnya sendiri")
    if draft.place.branch and not draft.place.sections:
        return msg("laman depan (_index.md): situs membuat laman depannya sendiri")
    return None


def _aliases(draft: Draft) -> tuple[str, ...]:
    found = []
    for key in ("aliases", "alias", "redirect_from"):
        value = draft.head.data.get(key)
        for alias in value if isinstance(value, list) else [value]:
            if isinstance(alias, str) and alias.strip():
                text = alias.strip()
                if not text.startswith(("/", "http:", "https:", "?", "#")):  # relative to the section
                    text = "/".join(["", *draft.place.sections, text])
                found.append(text)
    return tuple(found)


def _featured(source: Source, draft: Draft) -> Lead | None:
    """The picture of a page bundle that themes take for the lead picture without being told: `featured.jpg`."""
    if not draft.place.bundle:
        return None
    folder = draft.source.rpartition("/")[0] + "/"
    names = [path[len(folder) :] for path in source.files if path.startswith(folder)]
    return next(
        (Lead(name) for name in names if re.match(r"(?:featured?|cover|thumbnail)[^/]*\.\w+\Z", name, re.I)), None
    )


def _translated(draft: Draft, text: str, keep: Callable[[str], str]) -> str:
    return shortcodes.convert(text, draft.notes, keep, draft.head.data)


def _purpose(layout: site.Layout, path: str) -> Message | None:
    if path in layout.configuration:
        return msg("pengaturan situs lama: dibaca, tidak disalin")
    if path.startswith(("themes/", "layouts/", "archetypes/", "i18n/", "data/", "resources/")):
        return msg("templat, tema dan data situs lama tidak diambil")
    if path.startswith(layout.content or "\0") and re.search(r"\.(html?|org|adoc|rst|pandoc|pdc)\Z", path, re.I):
        return msg("jenis naskah ini belum dapat diadopsi")
    return None
