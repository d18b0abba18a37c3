"""A generated office of any size: the same number gives the same bytes. Its texts are as long as real news items."""

from __future__ import annotations

import io
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

CHECKOUT = Path(__file__).resolve().parents[1]
END = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)  # the day of the newest article
PER_DAY = 3  # articles
PICTURES_EVERY = 5  # one article in five has a picture
PARAGRAPHS = 9

WORDS = """
padi jagung kedelai petani panen benih pupuk lahan musim hujan kemarau irigasi varietas hama penelitian peneliti balai
daerah kabupaten kelompok tani hasil produksi pasar harga beras ekspor teknologi kebun percobaan pelatihan penyuluh
kerja sama universitas data laporan kegiatan kunjungan lapangan dan yang di untuk dengan dari pada ini itu telah akan
dapat lebih antara oleh sebagai dalam secara bahwa karena sejak hingga setelah sebelum
"""
VOCABULARY = WORDS.split()
CATEGORIES = ("hasil-penelitian", "teknologi", "opini", "feature", "kegiatan", "komoditas", "pengumuman")
PAGES = {
    "index.md": ("Balai Contoh", "Selamat datang."),
    "profil/index.md": ("Profil", "Balai Contoh meneliti tanaman pangan."),
    "layanan.md": ("Layanan", "Senin sampai Jumat."),
    "kontak.md": ("Kontak", "Jalan Contoh Nomor 1, Bogor."),
}


def make(top: Path, articles: int) -> list[Path]:
    """Write an office folder with this many articles; returns their files, oldest first."""
    content = top / "content"
    content.mkdir(parents=True)
    for name in ("sop.yml", "mkdocs.yml"):
        shutil.copy2(CHECKOUT / name, top / name)
    for name, (title, text) in PAGES.items():
        file = content / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"---\ntitle: {title}\ndescription: {text}\n---\n\n{text}\n", "utf-8")
    chance = random.Random(articles)
    picture = _picture()
    slugs: list[str] = []
    made = []
    for number in range(articles):
        day = END - timedelta(days=(articles - number) // PER_DAY)
        slug = f"{chance.choice(VOCABULARY)}-{chance.choice(VOCABULARY)}-{number}"
        folder = content / "berita" / f"{day:%Y}" / f"{day:%m}" / slug
        folder.mkdir(parents=True)
        pictured = number % PICTURES_EVERY == 0
        if pictured:
            (folder / "foto.jpg").write_bytes(picture)
        made.append(folder / "index.md")
        made[-1].write_text(_article(chance, number, day, slugs, pictured=pictured), "utf-8")
        slugs.append(slug)
    return made


def _article(chance: random.Random, number: int, day: datetime, slugs: list[str], *, pictured: bool) -> str:
    lines = [
        "---",
        f"title: {_sentence(chance, 7)} {number}",
        f"date: {day:%Y-%m-%d} 09:00",
        f"description: {_sentence(chance, 14)}.",
        f"categories: [{chance.choice(CATEGORIES)}]",
        "information: berkala",
        "---",
        "",
    ]
    for paragraph in range(PARAGRAPHS):
        if paragraph in (3, 6):
            lines += [f"## {_sentence(chance, 4)}", ""]
        lines += [" ".join(f"{_sentence(chance, 12)}." for _ in range(4)), ""]
    if pictured:
        lines += ["![Petani di sawah](foto.jpg)", ""]
    if slugs:
        lines += [f"Baca juga [berita lain](artikel:{chance.choice(slugs)}).", ""]
    lines += [f"Sumber: [data](https://data.example/{number}).", ""]
    lines += ["| Tahun | Ton |", "| --- | --- |", "| 2025 | 5 |", ""]
    return "\n".join(lines)


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(VOCABULARY, k=words)).capitalize()


def _picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((800, 500)).save(out, "JPEG", quality=70)
    return out.getvalue()
