"""WordPress: an export (WXR) with the texts, and the folder of uploads with what they show.

What WordPress showed to everybody comes in: published posts and pages. Drafts, private, scheduled and
password-protected texts are listed; comments, menus and what plugins kept are counted and left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from terbit.adopt.existing import Existing, Given, Listed
from terbit.adopt.html.addresses import key_of
from terbit.adopt.html.hidden import seen
from terbit.adopt.text.plaintext import line
from terbit.adopt.wordpress.library import Library
from terbit.adopt.wordpress.post import Site, draft
from terbit.adopt.wordpress.shortcodes import Uploads, unmarked
from terbit.adopt.wordpress.wxr import export as wxr
from terbit.adopt.wordpress.wxr.export import Export
from terbit.adopt.wordpress.wxr.item import Item
from terbit.messages import Message, msg
from terbit.rules.body import bounds

_TEXTS = ("post", "page")
_WIDE = re.compile(r"([^\n]{3000,4000}) ")  # the adopter wraps long lines
_STATUS = {
    "draft": msg("draf: belum pernah tayang"), "auto-draft": msg("draf: belum pernah tayang"),
    "pending": msg("menunggu peninjauan di situs lama: belum pernah tayang"),
    "private": msg("pribadi: hanya terlihat oleh pengelola situs lama"),
    "trash": msg("di tempat sampah situs lama"),
    "future": msg("terjadwal di situs lama: belum tayang"),
}  # fmt: skip
_MENUS = frozenset({"nav_menu_item", "wp_navigation"})
_OTHERS = _MENUS | {
    "revision", "custom_css", "customize_changeset", "oembed_cache", "user_request", "wp_global_styles", "wp_template",
    "wp_template_part", "wp_font_family", "wp_font_face", "elementor_library",
}  # fmt: skip


def read(given: Given) -> Existing:
    """An export file, or several of one site. Raises Refused where one is none."""
    paths = _exports(given)
    export = wxr.read({path.name: path for path in paths})
    items = {item.number: item for item in reversed(export.items) if item.number}
    library = Library.of(given.media, [item for item in items.values() if item.kind == "attachment"])
    home = urlsplit(export.home or export.link)
    site = Site(
        export, given.zone, library, items, _uploads(export.items), _pages(items.values()),
        {item.number: item.text for item in items.values() if item.kind == "wp_block"},
        (home.path.strip("/") + "/") if home.path.strip("/") else "",
    )  # fmt: skip
    existing = Existing(
        [], library, hosts=_hosts(export), prefix="/" + site.prefix, roots=library.roots,
        purpose=library.purpose, left_out=_left_out(export, items.values()), visible=lambda text: seen(unmarked(text)),
    )  # fmt: skip
    for name, at, reason in export.broken:
        existing.listed[f"{name}:{at}"] = Listed(f"{name}:{at}", reason)
    for item in export.items:
        source = f"{item.kind} {item.number}" if item.number else f"{item.export}:{item.line}"
        if items.get(item.number) is not item and item.number:
            continue  # the same post in two files, or twice in one
        unwanted = _unwanted(item)
        if item.kind == "attachment":
            if not library.has(item):
                reason = msg("lampiran {name}: berkasnya tidak ada di folder --media", name=item.file)
                existing.listed[source] = Listed(source, reason)
        elif item.kind not in _TEXTS:
            if item.kind not in _OTHERS and item.kind != "wp_block":
                reason = msg('jenis tulisan "{kind}" tidak diadopsi: {title}', kind=item.kind, title=line(item.title))
                existing.listed[source] = Listed(source, reason)
        elif unwanted is not None:
            existing.listed[source] = Listed(source, msg("{reason}: {title}", reason=unwanted, title=line(item.title)))
        else:
            made = draft(site, item, source)
            beyond = bounds.beyond(_WIDE.sub(r"\1\n", made.head.body))
            if beyond is None:
                existing.documents.append(made)
            else:  # the rules would refuse it, and reading its links would take minutes
                reason = msg("{reason}: {title}", reason=beyond[0], title=line(item.title))
                existing.listed[source] = Listed(source, reason)
    return existing


def _exports(given: Given) -> list[Path]:
    """The files: the one that was given, or those of a folder."""
    if not given.source.is_dir():
        return [given.source]
    return sorted(path for path in given.source.iterdir() if path.suffix.lower() == ".xml")


def _hosts(export: Export) -> frozenset[str]:
    """The names under which the site and its uploads were served, with and without www."""
    found: set[str] = set()
    addresses = [export.home, export.link, *(item.file for item in export.items if item.file)]
    for address in addresses:
        host = _host(address)
        if host:
            bare = host.removeprefix("www.")
            found |= {bare, "www." + bare}
            if bare.endswith(".wordpress.com"):
                found.add(bare.removesuffix(".wordpress.com").removesuffix(".files") + ".files.wordpress.com")
    return frozenset(found)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _uploads(items: Iterable[Item]) -> Uploads:
    found = Uploads()
    for item in items:
        if item.kind == "attachment" and item.number not in found.by_number:
            found.by_number[item.number] = item
            found.by_mother.setdefault(item.mother, []).append(item)
    return found


def _pages(items: Iterable[Item]) -> dict[str, str]:
    """The files' addresses by those of the attachments' own pages."""
    found: dict[str, str] = {}
    for item in items:
        if item.kind == "attachment" and item.file:
            for address in (item.link, item.guid):
                if address and key_of(address) != key_of(item.file):
                    found.setdefault(key_of(address), item.file)
    return found


def _left_out(export: Export, items: Iterable[Item]) -> tuple[Message, ...]:
    """What is never taken, each with its count."""
    items = list(items)
    said = []
    if export.comments:
        said.append(msg("{count} komentar tidak dibawa", count=export.comments))
    for name, count in sorted(Counter(item.kind for item in items if item.kind in _OTHERS).items()):
        if name in _MENUS:
            said.append(msg("{count} butir menu tidak dibawa: susun menu di mkdocs.yml", count=count))
        else:
            said.append(msg("{count} butir {name} tidak dibawa", count=count, name=name))
    return tuple(said)


def _unwanted(item: Item) -> Message | None:
    """Why a text was not there for everybody, or None."""
    if item.status in _STATUS:
        return _STATUS[item.status]
    if item.kind in _TEXTS and item.status != "publish":
        return msg('berstatus "{status}" di situs lama', status=item.status)
    if item.kind in _TEXTS and item.password:
        return msg("dilindungi kata sandi di situs lama")
    return msg("teks terlalu panjang") if item.cut else None
