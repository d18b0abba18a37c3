"""One site with every kind of page and everything that an article can hold, for what must be true of all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.support.edition import CHECKOUT, MAIN, Office, path, text

from terbit.articles.tree import blob_id
from terbit.records.event import Event, identity

EVERYTHING = "berita/2026/11/segala-isi/"
ENGLISH = "berita/2026/11/in-english/"
WITHDRAWN = "berita/2026/09/jadwal-pelatihan-oktober/"

_BODY = """
Alinea pertama dengan [tautan ke dalam](artikel:panen-kedelai-di-lahan-tadah-hujan), [ke
luar](https://contoh.example/a)
dan catatan kaki.[^1] Ada `kode`, **tebal**, *miring*, dan satu kata
yang-amat-panjang-sekali-sampai-tidak-muat-di-layar-telepon.

## Bagian satu

1. Satu
2. Dua
    - Dua a
    - Dua b

> Kutipan yang layak diingat.

| Lokasi | Hasil (ton/ha) | Umur panen (hari) | Curah hujan (mm) | Pengamat | Keterangan panjang |
|---|---:|---:|---:|---|---|
| Lahan berteras | 5,4 | 108 | 412 | Tim pemuliaan | Petak ketiga diulang karena banjir |

### Bagian satu koma satu

!!! warning "Perhatian"

    Jangan menyemprot sebelum berbicara dengan penyuluh.

```
baris kode yang panjang sekali sampai harus digulung ke samping supaya seluruhnya dapat dibaca di layar kecil
```

![Ladang](a.jpg) ![Sawah](b.jpg)

![Kebun](a.jpg "Kebun percobaan pada pagi hari.")

[![Panen raya dari udara](a.jpg)](https://www.youtube.com/watch?v=dQw4w9WgXcQ)

Istilah
:   Artinya.

[^1]: Isi catatan kaki.
"""

# one address of each kind of page
PAGES = (
    "",
    "arsip/",
    "arsip/2026/11/",
    "kategori/kegiatan/",
    "kategori/opini/",
    "publikasi/",
    "pengumuman/",
    "agenda/",
    "cari/",
    "unduhan/",
    "daftar-informasi/",
    "topik/",
    "topik/padi/",
    "profil/",
    "profil/struktur/",
    "layanan/",
    "ppid/",
    "kontak/",
    "laporan/",
    "catatan-link/",
    "catatan-link/2026/",
    "404.html",
    "publikasi/2026/10/petunjuk-teknis-budidaya-kedelai/",
    WITHDRAWN,
    ENGLISH,
    EVERYTHING,
)


def office() -> Office:
    """The repository's own sample pages and news, and articles that hold whatever an article can hold."""
    content = CHECKOUT / "content"
    files: dict[str, str | bytes] = {
        file.relative_to(CHECKOUT).as_posix(): file.read_bytes() for file in content.rglob("*") if file.is_file()
    }
    picture = (content / "berita/2026/11/ubi-jalar-kaya-betakaroten/ladang.jpg").read_bytes()
    folder = path("segala-isi").removesuffix("index.md")
    files[path("segala-isi")] = text(
        "Judul yang sangat panjang, seperti yang sering ditulis kantor ketika nama kegiatan, tempat, dan tanggalnya "
        "ingin disebut semuanya sekaligus",
        _BODY,
        description="Semua yang dapat dimuat sebuah artikel.",
        authors="[Sari Wulandari, Dewi Lestari]",
        tags="[padi, benih]",
        image="{file: a.jpg, alt: Ladang di lereng bukit, caption: Ladang pada sore hari.}",
        attachments="[{file: data.csv, title: Data hasil panen}]",
        sources="[Laporan akhir]",
        corrections="[{date: 2026-11-04, text: Angka 5 seharusnya 6.}]",
    )
    files |= {folder + "a.jpg": picture, folder + "b.jpg": picture, folder + "data.csv": b"a,b\n1,2\n"}
    files[path("in-english")] = text("A visit in English", "Text.", lang="en", tags="[padi]")
    files["mkdocs.yml"] = (CHECKOUT / "mkdocs.yml").read_bytes()
    return Office(files, {name: "withdrawn" for name, held in files.items() if b"\nwithdrawn:" in _bytes(held)})


def events(made: Office) -> list[Event]:
    """That two articles went live, were looked at and one was told of, and two checks of links, for the ledger."""
    found = []
    for name in (path("segala-isi"), path("in-english")):
        address = name.removeprefix("content/").removesuffix("index.md")
        data = {"blob": blob_id(made.files[name]), "path": name, "address": address}
        at = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
        found.append(
            Event(identity("released", address, "1"), "released", at, "git", commit=MAIN, article=address, data=data)
        )
    said: list[tuple[str, int, str, dict[str, object]]] = [
        ("verified", 11, "", {"outcome": "good", "good": 9, "bad": 0, "unknown": 0}),
        ("posted", 11, EVERYTHING, {"channel": "instagram", "url": "https://contoh.example/p/1"}),
        ("links-checked", 9, "", {"ok": 3, "moved": 1, "broken": 1, "unverifiable": 1, "unchecked": 1}),
        ("links-checked", 11, "", {"ok": 4, "moved": 0, "broken": 2, "unverifiable": 0, "unchecked": 1}),
    ]
    for name, month, article, more in said:
        at = datetime(2026, month, 5, 2, 0, tzinfo=UTC)
        found.append(Event(identity(name, article, str(month)), name, at, "git", article=article, data=more))
    return found


def build(out: Path) -> None:
    made = office()
    made.build(out, events(made))


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
