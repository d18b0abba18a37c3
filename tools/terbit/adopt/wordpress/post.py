"""One published post or page of a WordPress site as a draft in neutral terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from terbit.adopt.addresses import Place
from terbit.adopt.existing import Draft, Lead
from terbit.adopt.html.addresses import key_of
from terbit.adopt.html.cleaning import Page
from terbit.adopt.html.markdown import markdown, markdown_of
from terbit.adopt.notes import Notes
from terbit.adopt.reading.metadata import Head
from terbit.adopt.text.plaintext import line, shortened
from terbit.adopt.wordpress.blocks import as_html
from terbit.adopt.wordpress.library import Library
from terbit.adopt.wordpress.shortcodes import Shortcodes, Uploads
from terbit.adopt.wordpress.wxr.export import Export
from terbit.adopt.wordpress.wxr.item import Item
from terbit.messages import msg

_NO_CATEGORY = frozenset({"uncategorized", "uncategorised", "tak-berkategori", "tanpa-kategori", "tidak-berkategori"})
_DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description")


@dataclass
class Site:
    """What is known of the site while its posts are read."""

    export: Export
    zone: ZoneInfo
    library: Library
    items: dict[int, Item]
    uploads: Uploads
    pages: Mapping[str, str]
    reusable: Mapping[int, str]
    prefix: str


def draft(site: Site, item: Item, source: str) -> Draft:
    """The draft of an item; `source` is the name that its users know."""
    notes = Notes()
    text = _text(site, item, notes)
    image = _lead(site, item, notes)
    if image is not None:
        text = _without_first(text, image.address)
    date = _date(item, site.zone)
    path = path_of(item.link).removeprefix(site.prefix)
    name = unquote(item.name) or path.strip("/").rpartition("/")[2] or str(item.number)
    folders = tuple(_ancestors(site, item)) if item.kind == "page" else ("berita",)
    named = {line(name, 80).casefold() for taxonomy, _, name in item.terms if taxonomy == "category"}
    tags = {line(name, 80).casefold(): line(name, 80) for taxonomy, _, name in item.terms if taxonomy == "post_tag"}
    return Draft(
        source, Head({}, text, 0), Place(folders, name, "", False, False), _title(item, text, notes), date,
        is_article=item.kind == "post" and date is not None,
        permalink=path, slug=unquote(item.name), aliases=_aliases(site, item, path),
        known_as=tuple(f"/?{key}={item.number}" for key in ("p", "page_id", f"post_type={item.kind}&p")),
        description=_description(item), categories=_categories(item),
        tags=tuple(tag for key, tag in tags.items() if tag and key not in named),
        authors=_authors(site.export, item), image=image, language=_language(site, item), original=item.text or " ",
        finished=True, notes=notes,
    )  # fmt: skip


def _text(site: Site, item: Item, notes: Notes) -> str:
    """The Markdown of a post."""
    if item.mended:
        notes.changed(msg("susunan XML tulisan ini rusak; isinya dibaca seadanya"))
    if item.sticky == "1":
        notes.changed(msg("dahulu disematkan di atas (sticky): di sini menurut tanggalnya"))
    base = item.link or site.export.link
    library = site.library
    page = Page(base, notes, site.pages, keep=library.keeper(item), best=library.best, words=library.words)
    html = as_html(Shortcodes(item, site.uploads, notes).html(item.text), site.reusable, notes)
    made = markdown_of(page, html)
    if made is not None:
        return made
    notes.changed(msg("susunan HTML terlalu dalam: hanya kata-katanya yang dibawa"))
    item.fields["content"] = " ".join(re.sub("<[^<>]*>", " ", html).split())  # what is measured and kept from here on
    return markdown(f"<p>{item.text}</p>")


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


def path_of(address: str) -> str:
    """The path of an old address below the host, without the slash in front; "" for the front page."""
    try:
        return unquote(urlsplit(address).path).lstrip("/")
    except ValueError:
        return ""


def _ancestors(site: Site, item: Item) -> list[str]:
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


def _aliases(site: Site, item: Item, path: str) -> tuple[str, ...]:
    """Further old addresses: the short ones, former slugs, further pages of one text, the pages of its attachments."""
    keys = ("p", "page_id") if item.kind == "page" else ("p",)
    found = [f"/?{key}={item.number}" for key in keys if item.number]
    folder = path.rstrip("/").rpartition("/")[0]
    if path:
        for old in item.meta.get("_wp_old_slug", [])[:20]:
            found.append("/" + f"{folder}/{unquote(old.strip())}/".lstrip("/"))
        for number in range(2, min(50, item.text.count("<!--nextpage-->") + 1) + 1):
            found.append(f"/{path.rstrip('/')}/{number}/")
    for attachment in site.uploads.by_mother.get(item.number, []):
        inner = path_of(attachment.link).removeprefix(site.prefix)
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


def _language(site: Site, item: Item) -> str:
    """The language that a translation plugin (Polylang) gave it, else the site's."""
    own = next((slug for taxonomy, slug, _ in item.terms if taxonomy == "language"), "")
    return (own or site.export.language).lower()[:2]


def _lead(site: Site, item: Item, notes: Notes) -> Lead | None:
    number = item.first("_thumbnail_id")
    picture = site.uploads.by_number.get(int(number)) if number.isdigit() and len(number) < 15 else None
    if picture is None or not picture.file:
        return None
    address = site.library.best(picture.file)
    if site.library.path_of(address) is None:
        name = picture.file.rpartition("/")[2]
        notes.warn("SL002", msg('gambar "{name}" tidak ditemukan di situs lama', name=name))
        return None
    return Lead(address, site.library.words(picture.file), line(picture.excerpt))


def _without_first(text: str, address: str) -> str:
    """A text that begins with its own lead picture does not show it twice."""
    found = re.match(r"!\[[^\[\]]*\]\(([^\s()\"]+)\)\n(?!!)", text)
    return text[found.end() :].lstrip("\n") if found and key_of(found[1]) == key_of(address) else text
