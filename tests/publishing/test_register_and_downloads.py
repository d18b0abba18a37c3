"""Everything that can be downloaded, the register of public information, and the feeds' exact content."""

from __future__ import annotations

import csv
import json

from tests.support.edition import Office, path, text

from terbit.articles.page import Generated
from terbit.publishing import listings
from terbit.publishing.feeds import files
from terbit.publishing.listings import register
from terbit.publishing.listings.publications import download

SITE = "https://balai-contoh.example/"


def pages(office: Office) -> dict[str, Generated]:
    return {page.address: page for page in listings.pages(office.site())}


def test_all_attachments_by_year_and_category() -> None:
    def holding(slug: str, *names: str) -> dict[str, str | bytes]:
        folder = path(slug).removesuffix("index.md")
        return {folder + name: b"x" * 1500 for name in names}

    offered = "[{file: a.xlsx, title: Data}, {file: b.pdf, title: Petunjuk}, {file: tiada.pdf, title: Tiada}]"
    office = Office(
        {
            path("data"): text("Data panen", date="2026-11-03", attachments=offered),
            **holding("data", "a.xlsx", "b.pdf"),
            path("buku"): text("Buku", date="2025-05-01", categories="[publikasi]", attachments=offered),
            **holding("buku", "b.pdf"),
        }
    )

    made = pages(office)["unduhan/"].context

    assert [
        (year, [(name, [(one.file.title, one.file.kind, one.file.size, one.entry.title) for one in found])])
        for year, groups in made["groups"]
        for name, found in groups
    ] == [
        (
            "2026",
            [("Kegiatan kantor", [("Data", "XLSX", 1500, "Data panen"), ("Petunjuk", "PDF", 1500, "Data panen")])],
        ),
        ("2025", [("Publikasi", [("Petunjuk", "PDF", 1500, "Buku")])]),
    ]
    site = office.site()
    first = download(site, site.by_address["berita/2026/11/data/"])
    assert first is not None
    assert first.title == "Petunjuk"  # the PDF, though it is not the first


def test_many_attachments_have_a_page_for_each_year() -> None:
    made: dict[str, str | bytes] = {}
    for n in range(102):
        name = path(f"n{n}")
        made[name] = text(f"N{n}", date=f"{2025 + n % 2}-05-01", attachments="[{file: a.pdf, title: A}]")
        made[name.replace("index.md", "a.pdf")] = b"%PDF"

    found = pages(Office(made))

    assert found["unduhan/"].context["years"] == [("2026", "unduhan/2026/", 51), ("2025", "unduhan/2025/", 51)]
    assert [year for year, _ in found["unduhan/"].context["groups"]] == ["2026"]
    assert found["unduhan/2025/"].title == "Unduhan, tahun 2025"


def test_the_register_holds_what_is_classified_and_counts_the_rest_apart() -> None:
    office = Office(
        {
            path("a"): text("A", information="berkala", description="'=1+1'"),
            path("b"): text("=HYPERLINK(1)", date="2026-11-04", information="serta-merta"),
            path("c"): text("C", information="belum-diklasifikasi"),
            path("d"): text("D"),
            path("e"): text("E", information="setiap-saat"),
        },
        {path("e"): "withdrawn"},
    )
    site = office.site()

    page = pages(office)["daftar-informasi/"].context

    assert [(key, [entry.title for entry in found], total) for key, _, _, found, total, _ in page["classes"]] == [
        ("berkala", ["A"], 1),
        ("serta-merta", ["=HYPERLINK(1)"], 1),
        ("setiap-saat", [], 0),
    ]
    assert page["unclassified"] == 2
    assert list(csv.reader(register.table(site).decode().splitlines())) == [
        ["Klasifikasi", "Judul", "Ringkasan", "Tanggal", "Kategori", "Alamat"],
        ["berkala", "A", "'=1+1", "2026-11-03", "Kegiatan kantor", f"{SITE}berita/2026/11/a/"],
        ["serta-merta", "'=HYPERLINK(1)", "", "2026-11-04", "Kegiatan kantor", f"{SITE}berita/2026/11/b/"],
    ]


def test_a_class_with_many_has_a_page_for_each_year() -> None:
    office = Office(
        {path(f"n{n}"): text(date=f"{2025 + n % 2}-{1 + n % 12:02}-05", information="berkala") for n in range(25)}
    )
    made = pages(office)
    (_, _, _, found, total, years), *_ = made["daftar-informasi/"].context["classes"]
    assert (len(found), total) == (20, 25)
    assert years == [
        ("2026", "daftar-informasi/berkala/2026/", 12),
        ("2025", "daftar-informasi/berkala/2025/", 13),
    ]
    assert made["daftar-informasi/berkala/2025/"].title == "Informasi berkala, tahun 2025"


def test_the_json_feed_and_robots() -> None:
    office = Office(
        {
            path("panen"): text(
                "Panen & padi",
                date="2026-11-03 09:30",
                description="Ringkas <b>",
                authors="[Sari]",
                tags="[padi]",
                attachments="[{file: a.pdf, title: Data}]",
            ),
            path("panen").replace("index.md", "a.pdf"): b"%PDF",
        }
    )

    made = files(office.site(), (), lambda entry: f"{SITE}og.jpg")

    assert json.loads(made["feed.json"]) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Balai Riset Tanaman Pangan Contoh",
        "home_page_url": SITE,
        "feed_url": f"{SITE}feed.json",
        "description": "Berita terbaru dari Balai Riset Tanaman Pangan Contoh",
        "language": "id",
        "authors": [{"name": "Balai Riset Tanaman Pangan Contoh", "url": SITE}],
        "items": [
            {
                "id": f"{SITE}berita/2026/11/panen/",
                "url": f"{SITE}berita/2026/11/panen/",
                "title": "Panen & padi",
                "content_text": "Ringkas <b>",
                "language": "id",
                "summary": "Ringkas <b>",
                "date_published": "2026-11-03T09:30:00+07:00",
                "date_modified": "2026-11-04T09:00:00+07:00",
                "image": f"{SITE}og.jpg",
                "authors": [{"name": "Sari"}],
                "tags": ["Kegiatan kantor", "padi"],
                "attachments": [
                    {
                        "url": f"{SITE}berita/2026/11/panen/a.pdf",
                        "mime_type": "application/pdf",
                        "title": "Data",
                        "size_in_bytes": 4,
                    }
                ],
            }
        ],
    }
    assert made["robots.txt"] == b"User-agent: *\nAllow: /\n\nSitemap: https://balai-contoh.example/sitemap.xml\n"
