"""Addresses: the path is the address, and a published address never changes its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terbit.articles import article as articles
from terbit.articles.library import old_address
from terbit.findings import Severity
from terbit.messages import msg
from terbit.rules.rule import Fault, Office, Rule, Subject, Text

MAX_SLUG = 80  # bytes
_NAME = re.compile(r"[a-z0-9-]+\Z")
_MONTHLY = re.compile(r"content/(?P<section>[^/]+/)+?(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<rest>.+)\Z")
# folders in which the site itself serves: listings, records, the theme's files
RESERVED = frozenset({"404", "arsip", "assets", "catatan-link", "kategori", "laporan", "search", "topik"})
# pages that the site makes; one of the office's at the same address opens it, and articles may stand below it
MADE = frozenset({"agenda", "cari", "daftar-informasi", "pengumuman", "publikasi", "unduhan"})
_OWN_FILES = frozenset(
    {
        *("404.html", "index.html", "feed.xml", "feed.json", "agenda.ics", "daftar-informasi.csv"),
        *("robots.txt", "sitemap.xml", "sitemap.xml.gz"),
        *(f"{name}/" for name in MADE),
    }
)


def formed(subject: Subject) -> Iterator[Fault]:
    """AD001: `content/<bagian>/<tahun>/<bulan>/<slug>/index.md`; names of small letters, digits and hyphens."""
    path = subject.path
    inner = articles.address_of(path).rstrip("/")
    for name in inner.split("/") if inner else ():
        if not _NAME.match(name):
            hint = msg('tulis "{name}"', name=slug(name)) if slug(name) else None
            yield Fault(msg('nama "{name}" hanya boleh berisi huruf kecil, angka, dan tanda hubung', name=name), hint)
        elif len(name) > MAX_SLUG:
            yield Fault(
                msg("nama terlalu panjang: {size} huruf, paling banyak {limit}", size=len(name), limit=MAX_SLUG)
            )
    if path.lower().endswith("/readme.md"):
        yield Fault(msg("README.md bukan halaman"), msg("ganti namanya menjadi index.md"))
    found = _MONTHLY.match(path)
    if found is None:
        return
    if not re.match(r"0[1-9]\Z|1[0-2]\Z", found["month"]):
        yield Fault(
            msg('"{month}" bukan bulan', month=found["month"]), msg("tulis bulan dengan dua angka, 01 sampai 12")
        )
    if not 1990 <= int(found["year"]) <= 2199:
        yield Fault(msg('"{year}" bukan tahun', year=found["year"]), msg("tulis tahun dengan empat angka"))
    if not re.match(r"[^/]+/index\.md\Z", found["rest"]):
        name = found["rest"].split("/")[0].removesuffix(".md")
        yield Fault(
            msg("artikel harus berupa index.md di foldernya sendiri"),
            msg("pindahkan ke {path}", path=path[: found.start("rest")] + f"{name}/index.md"),
        )


def slug(text: str) -> str:
    """A text as a name in an address: `Panen Raya 2026!` → `panen-raya-2026`. "" where nothing is left."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(name) <= MAX_SLUG:
        return name
    return (name[: MAX_SLUG + 1].rpartition("-")[0] or name[:MAX_SLUG]).strip("-")


def unique(text: Text, office: Office) -> Iterator[Fault]:
    """AD002: a slug names one article of the office, an address one text."""
    path, library = text.path, office.library
    own = articles.slug_of(path)
    if text.is_article:
        for other in library.by_slug.get(own, ()):
            if other != path:
                yield Fault(
                    msg('slug "{slug}" sudah dipakai oleh {path}', slug=own, path=other),
                    msg("ganti nama foldernya, misalnya dengan tahun"),
                )
    address = articles.address_of(path)
    for other in library.by_address.get(address, ()):
        if other != path:
            yield Fault(msg("alamat ini sudah dipakai oleh {path}", path=other), msg("ganti nama salah satunya"))
    for other in (f"content/{address}index.html", f"content/{address.rstrip('/')}.html"):
        if other in office.files:
            yield Fault(msg("alamat ini sudah dipakai oleh {path}", path=other), msg("ganti nama salah satunya"))
    if address.split("/")[0] in RESERVED:
        yield Fault(msg('alamat "{address}" dipakai oleh situs sendiri', address=address), msg("ganti nama foldernya"))


def redirects(text: Text, office: Office) -> Iterator[Fault]:
    """AD003: an old address is one, leads nowhere else, and is not in use."""
    library = office.library
    for written, place in text.redirects:
        old = old_address(written)
        if old is None:
            yield Fault(
                msg('"{address}" bukan alamat lama di situs ini', address=written),
                msg("tulis tanpa nama situs, misalnya /2017/05/judul-lama/"),
                place,
            )
            continue
        for other in library.by_address.get(old, ()):
            yield Fault(msg("alamat lama ini masih dipakai oleh {path}", path=other), msg("hapus baris ini"), place)
        for other in dict.fromkeys(library.redirects.get(old, ())):
            if other != text.path:
                yield Fault(
                    msg("alamat lama ini juga ditulis di {path}", path=other), msg("hapus salah satunya"), place
                )
        if old.split("/")[0] in RESERVED or old in _OWN_FILES:
            yield Fault(
                msg('alamat "{address}" dipakai oleh situs sendiri', address=old), msg("hapus baris ini"), place
            )


RULES = (
    Rule("AD001", Severity.ERROR, msg("nama folder dan berkas menjadi alamat yang benar"), formed,
         adopted=Severity.ERROR),
    Rule("AD002", Severity.ERROR, msg("slug dan alamat hanya dipakai sekali"), across=unique, adopted=Severity.ERROR),
    Rule("AD003", Severity.ERROR, msg("alamat lama benar dan tidak berbenturan"), across=redirects,
         adopted=Severity.ERROR),
)  # fmt: skip
