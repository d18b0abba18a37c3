"""WordPress: an export (WXR) with the texts, and the folder of uploads with what they show.

What WordPress showed to everybody comes in: published posts and pages. Drafts, private, scheduled and
password-protected texts are listed; comments, menus and what plugins kept are counted and left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from terbit.adopt import wxr
from terbit.adopt.addresses import Place
from terbit.adopt.existing import Draft, Existing, Given, Lead, Listed
from terbit.adopt.metadata import Head
from terbit.adopt.notes import Notes
from terbit.adopt.plaintext import line, shortened
from terbit.adopt.wordpress_blocks import as_html
from terbit.adopt.wordpress_files import Library
from terbit.adopt.wordpress_html import Page, key_of
from terbit.adopt.wordpress_markdown import markdown
from terbit.adopt.wordpress_shortcodes import Shortcodes, Uploads
from terbit.adopt.wxr import Export, Item
from terbit.messages import Message, msg

_TEXTS = ("post", "page")
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
_NO_CATEGORY = frozenset({"uncategorized", "uncategorised", "tak-berkategori", "tanpa-kategori", "tidak-berkategori"})
_DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description")


@dataclass
class _Site:
    """What is known of the site while its posts are read."""

    export: Export
    given: Given
    library: Library
    items: dict[int, Item]
    uploads: Uploads
    pages: Mapping[str, Item]
    reusable: Mapping[int, str]
    prefix: str


def read(given: Given) -> Existing:
    """An export file, or several of one site. Raises Refused where one is none."""
    paths = _exports(given)
    export = wxr.read({path.name: path for path in paths})
    items = {item.number: item for item in reversed(export.items) if item.number}
    library = Library.of(given.media, [item for item in items.values() if item.kind == "attachment"])
    home = urlsplit(export.home or export.link)
    site = _Site(
        export, given, library, items, _uploads(export.items), _pages(items.values()),
        {item.number: item.text for item in items.values() if item.kind == "wp_block"},
        (home.path.strip("/") + "/") if home.path.strip("/") else "",
    )  # fmt: skip
    existing = Existing(
        [], library, hosts=_hosts(export), prefix="/" + site.prefix, roots=library.roots, finished=True,
        left_out=_left_out(export, items.values()),
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
            existing.documents.append(_draft(site, item, source))
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


def _pages(items: Iterable[Item]) -> dict[str, Item]:
    """The attachments by the addresses of their own pages."""
    found: dict[str, Item] = {}
    for item in items:
        if item.kind == "attachment" and item.file:
            for address in (item.link, item.guid):
                if address and key_of(address) != key_of(item.file):
                    found.setdefault(key_of(address), item)
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
    shown = [item for item in items if item.kind in _TEXTS and _unwanted(item) is None]
    asked = sum(not _path(item.link) and bool(urlsplit(item.link).query) for item in shown)
    if shown:
        said.append(
            msg("alamat pendek /?p=NOMOR dari {count} tulisan tidak dapat dijawab oleh berkas statis", count=len(shown))
        )
    if asked:
        said.append(msg("{count} di antaranya tidak punya alamat lama yang lain", count=asked))
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


# -- one post ----------------------------------------------------------------------------------------------------


def _draft(site: _Site, item: Item, source: str) -> Draft:
    notes = Notes()
    text = _text(site, item, notes)
    image = _lead(site, item)
    if image is not None:
        text = _without_first(text, image.address)
    date = _date(item, site.given.zone)
    path = _path(item.link).removeprefix(site.prefix)
    name = unquote(item.name) or path.strip("/").rpartition("/")[2] or str(item.number)
    folders = tuple(_ancestors(site, item)) if item.kind == "page" else ("berita",)
    tags = [name for taxonomy, _, name in item.terms if taxonomy == "post_tag"]
    return Draft(
        source, Head({}, text, 0), Place(folders, name, "", False, False), _title(item, text, notes), date,
        is_article=item.kind == "post" and date is not None,
        permalink=path, slug=unquote(item.name), aliases=_aliases(site, item, path),
        known_as=tuple(f"/?{key}={item.number}" for key in ("p", "page_id", f"post_type={item.kind}&p")),
        description=_description(item), categories=_categories(item),
        tags=tuple(dict.fromkeys(filter(None, (line(tag, 80) for tag in tags)))),
        authors=_authors(site.export, item), image=image, language=_language(site, item), notes=notes,
    )  # fmt: skip


def _text(site: _Site, item: Item, notes: Notes) -> str:
    """The Markdown of a post."""
    if item.mended:
        notes.changed(msg("susunan XML tulisan ini rusak; isinya dibaca seadanya"))
    if item.sticky == "1":
        notes.changed(msg("dahulu disematkan di atas (sticky): di sini menurut tanggalnya"))
    base = item.link or site.export.link
    page = Page(base, notes, site.pages, site.library.keeper(item), site.library.best)
    html = as_html(Shortcodes(item, site.uploads, notes).html(item.text), site.reusable, notes)
    try:
        return markdown(page.clean(html))
    except RecursionError:  # nobody wrote this; its words are kept
        notes.changed(msg("susunan HTML terlalu dalam: hanya kata-katanya yang dibawa"))
        return markdown(f"<p>{' '.join(re.sub('<[^<>]*>', ' ', html).split())}</p>")


def _title(item: Item, text: str, notes: Notes) -> str:
    title = line(item.title)
    if not title:
        words = " ".join(re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)|[*#>`\\|]", r"\1", text).split())
        title = (
            shortened(line(words), 80) or line(unquote(item.name).replace("-", " ")).capitalize() or str(item.number)
        )
        notes.changed(msg("judul diambil dari isi atau nama berkas"))
    return title


def _date(item: Item, zone: ZoneInfo) -> datetime | None:
    """When it was published: by Greenwich, else by the site's own clock, taken as the office's."""
    for text, its_zone in ((item.date_gmt, UTC), (item.date, zone)):
        try:
            moment = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=its_zone)
        except ValueError:  # 0000-00-00 00:00:00
            continue
        if moment.year >= 1990:
            return moment
    found = re.search(r"/((?:19|20)\d\d)/(\d\d)/(?:(\d\d)/)?", item.link)
    if found is not None and 1 <= int(found[2]) <= 12:
        return datetime(int(found[1]), int(found[2]), min(28, int(found[3] or 1)) or 1, tzinfo=zone)
    return None


def _path(address: str) -> str:
    """The path of an old address below the host, without the slash in front; "" for the front page."""
    try:
        return unquote(urlsplit(address).path).lstrip("/")
    except ValueError:
        return ""


def _ancestors(site: _Site, item: Item) -> list[str]:
    """The names of the pages above a page, the highest first."""
    names: list[str] = []
    seen = {item.number}
    mother = item.mother
    while mother and mother not in seen and len(names) < 10:
        seen.add(mother)
        above = site.items.get(mother)
        if above is None or above.kind != "page":
            break
        names.append(unquote(above.name) or str(above.number))
        mother = above.mother
    return names[::-1]


def _aliases(site: _Site, item: Item, path: str) -> tuple[str, ...]:
    """Further old addresses: former slugs, further pages of one text, and the pages of its attachments."""
    found: list[str] = []
    folder = path.rstrip("/").rpartition("/")[0]
    if path:
        for old in item.meta.get("_wp_old_slug", [])[:20]:
            found.append("/" + f"{folder}/{unquote(old.strip())}/".lstrip("/"))
        for number in range(2, min(50, item.text.count("<!--nextpage-->") + 1) + 1):
            found.append(f"/{path.rstrip('/')}/{number}/")
    for attachment in site.uploads.by_mother.get(item.number, []):
        inner = _path(attachment.link).removeprefix(site.prefix)
        if inner and not re.search(r"\.\w{2,5}\Z", inner):
            found.append("/" + inner)
    return tuple(dict.fromkeys(found))


def _description(item: Item) -> str:
    text = re.sub(r"\[/?[a-z][\w-]{0,60}[^\[\]]{0,300}\]", " ", item.excerpt)
    return line(text, 400) or next((line(item.first(key), 400) for key in _DESCRIPTIONS if item.first(key)), "")


def _categories(item: Item) -> tuple[str, ...]:
    names = [name for taxonomy, slug, name in item.terms if taxonomy == "category" and slug not in _NO_CATEGORY]
    return tuple(dict.fromkeys(filter(None, (line(name, 80) for name in names))))


def _authors(export: Export, item: Item) -> tuple[str, ...]:
    """The shown name; never an e-mail address, which some sites use as log-in."""
    name = line(export.authors.get(item.creator) or item.creator, 100)
    return (name.partition("@")[0],) if name else ()


def _language(site: _Site, item: Item) -> str:
    """The language that a translation plugin (Polylang) gave it, else the site's."""
    own = next((slug for taxonomy, slug, _ in item.terms if taxonomy == "language"), "")
    return (own or site.export.language).lower()[:2]


def _lead(site: _Site, item: Item) -> Lead | None:
    number = item.first("_thumbnail_id")
    picture = site.uploads.by_number.get(int(number)) if number.isdigit() and len(number) < 15 else None
    if picture is None or not picture.file:
        return None
    address = site.library.best(picture.file)
    return Lead(address, line(picture.first("_wp_attachment_image_alt")), line(picture.excerpt))


def _without_first(text: str, address: str) -> str:
    """A text that begins with its own lead picture does not show it twice."""
    found = re.match(r"!\[[^\[\]]*\]\(([^\s()\"]+)\)\n(?!!)", text)
    return text[found.end() :].lstrip("\n") if found and key_of(found[1]) == key_of(address) else text
