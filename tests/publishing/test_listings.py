"""Pages that list articles, and what machines read of them: feed, sitemap, redirects. From values, without MkDocs."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from tests.support.edition import Office, path, text

from terbit.articles.page import Generated
from terbit.publishing import listings, redirects
from terbit.publishing.feeds.rss import rss
from terbit.publishing.feeds.sitemap import sitemap as sitemap_of
from terbit.publishing.feeds.sitemap import zipped
from terbit.publishing.site import date_text, file_kind, size_text
from terbit.records.event import Event, identity

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def pages(office: Office) -> dict[str, Generated]:
    return {page.address: page for page in listings.pages(office.site())}


def addresses(page: Generated, key: str = "listed") -> list[str]:
    return [entry.address.split("/")[-2] for entry in page.context[key]]


def test_the_newest_come_first_and_the_same_moment_is_settled_by_address() -> None:
    days = {"b": "2026-11-03", "a": "2026-11-03", "c": "2026-11-03 09:00", "d": "2026-10-31"}
    office = Office({path(slug): text(slug, date=day) for slug, day in days.items()})

    front = pages(office)[""]

    assert front.context["lead"].address == "berita/2026/11/c/"
    assert addresses(front, "newest") == ["a", "b", "d"]


def test_a_month_is_the_articles_own_day_in_the_offices_zone() -> None:
    office = Office(
        {
            path("malam"): text("Malam", date="2026-10-31T18:00Z"),  # 1 November 01:00 in Jakarta
            path("siang"): text("Siang", date="2026-10-31 12:00"),
        }
    )

    made = pages(office)

    assert addresses(made["arsip/2026/11/"]) == ["malam"]
    assert addresses(made["arsip/2026/10/"]) == ["siang"]
    assert made["arsip/2026/11/"].title == "Berita November 2026"
    assert made["arsip/"].context["years"] == [("2026", [("2026-11", 1), ("2026-10", 1)])]


def test_only_what_is_shown_is_listed() -> None:
    office = Office(
        {path("a"): text("A"), path("b"): text("B"), path("c"): text("C"), "content/profil.md": text("Profil")},
        {path("b"): "withdrawn", path("c"): "embargoed"},
    )

    assert addresses(pages(office)["kategori/kegiatan/"]) == ["a"]


def test_a_large_category_has_a_page_for_each_year() -> None:
    days = [f"{2025 + n % 2}-{1 + n % 12:02}-05" for n in range(25)]
    office = Office({path(f"n{n}"): text(f"N{n}", date=day) for n, day in enumerate(days)})

    made = pages(office)

    assert len(made["kategori/kegiatan/"].context["listed"]) == 20
    assert made["kategori/kegiatan/"].context["years"] == [
        ("2026", "kategori/kegiatan/2026/", 12),
        ("2025", "kategori/kegiatan/2025/", 13),
    ]
    assert len(made["kategori/kegiatan/2025/"].context["listed"]) == 13
    assert made["kategori/kegiatan/2025/"].title == "Kegiatan kantor, tahun 2025"


def test_every_category_has_its_page_and_publications_have_theirs() -> None:
    office = Office({path("buku", section="publikasi"): text("Buku", categories="[publikasi]"), path("a"): text("A")})

    made = pages(office)

    assert addresses(made["publikasi/"]) == ["buku"]
    assert addresses(made[""], "publications") == ["buku"]
    assert made[""].context["lead"].address == "berita/2026/11/a/"
    assert made[""].context["newest"] == ()
    assert made["kategori/opini/"].context["listed"] == ()


# -- feed --------------------------------------------------------------------------------------------------------


def test_the_feed_has_true_dates_and_whole_addresses() -> None:
    office = Office({path("panen"): text("Panen & padi", date="2026-08-17 09:30", description="Ringkas <b>")})

    channel = ElementTree.fromstring(rss(office.site())).find("channel")

    assert channel is not None
    item = channel.find("item")
    assert item is not None
    address = "https://balai-contoh.example/berita/2026/11/panen/"
    found = {node.tag: node.text for node in item}
    assert found == {
        "title": "Panen & padi",
        "link": address,
        "guid": address,
        "description": "Ringkas <b>",
        "category": "Kegiatan kantor",
        "pubDate": "Mon, 17 Aug 2026 09:30:00 +0700",
    }
    own = channel.find(f"{ATOM}link")
    assert own is not None
    assert own.get("href") == "https://balai-contoh.example/feed.xml"
    assert channel.findtext("language") == "id"


def test_the_feed_is_xml_whatever_a_title_holds() -> None:
    site = Office({path("a"): text("A")}).site()
    entry = site.entries[0]
    assert entry.meta is not None
    hostile = replace(entry, meta=entry.meta.model_copy(update={"title": "A\x07]]>\ufffe&\x00"}))

    feed = ElementTree.fromstring(rss(replace(site, entries=(hostile,))))

    assert feed.findtext("channel/item/title") == "A]]>&"


def test_the_feed_holds_the_newest_twenty() -> None:
    office = Office({path(f"n{n:02}"): text(f"N{n:02}", date=f"2026-10-{n + 1:02}") for n in range(25)})
    items = ElementTree.fromstring(rss(office.site())).findall("channel/item")
    assert [item.findtext("title") for item in items] == [f"N{n:02}" for n in range(24, 4, -1)]


# -- sitemap -----------------------------------------------------------------------------------------------------


def sitemap(office: Office, events: tuple[Event, ...] = ()) -> dict[str, str | None]:
    site = office.site(events)
    root = ElementTree.fromstring(sitemap_of(site, listings.pages(site)))
    return {
        str(url.findtext(f"{SITEMAP}loc")).removeprefix("https://balai-contoh.example/"): url.findtext(
            f"{SITEMAP}lastmod"
        )
        for url in root
    }


def test_the_sitemap_says_when_a_text_was_merged() -> None:
    merged = Event(
        identity("merged", "1", "c" * 40), "merged", datetime(2026, 11, 9, 18, 0, tzinfo=UTC), "git", commit="c" * 40
    )
    office = Office({path("a"): text("A", date="2026-11-03")})

    assert sitemap(office, (merged,))["berita/2026/11/a/"] == "2026-11-10"  # 01:00 in Jakarta
    assert sitemap(office)["berita/2026/11/a/"] == "2026-11-04"  # the edition's own receipt


def test_the_sitemap_lists_pages_and_listings_but_no_placeholder() -> None:
    office = Office(
        {path("a"): text("A"), path("b"): text("B"), "content/kontak.md": "---\ntitle: K\n---\n\nX\n"},
        {path("b"): "withdrawn"},
    )

    listed = sitemap(office)

    assert {"", "berita/2026/11/a/", "kontak/", "arsip/2026/11/", "kategori/kegiatan/"} <= listed.keys()
    assert "berita/2026/11/b/" not in listed
    assert listed["kategori/opini/"] is None


def test_the_zipped_sitemap_has_neither_name_nor_time() -> None:
    packed = zipped(b"isi")
    assert gzip.decompress(packed) == b"isi"
    assert packed[3:8] == b"\x00\x00\x00\x00\x00"  # RFC 1952: no flags, no MTIME


# -- redirects ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "file"),
    [
        ("/2017/05/panen/", "2017/05/panen/index.html"),
        ("2017/05/panen", "2017/05/panen/index.html"),
        ("/panen.html", "panen.html"),
        ("/panen.html/", "panen.html/index.html"),
        ("https://lama.example/a/b.htm", "a/b.htm"),
        ("/d%C3%A9s/%20x/", "dés/ x/index.html"),
        ("/berita/padi-é", "berita/padi-é/index.html"),
        ("//lama.example/a/", "a/index.html"),
        ("/a//b/", "a/b/index.html"),
        ("/?p=12", None),
        ("/", None),
        ("", None),
        ("/../luar/", None),
        ("/a/%2e%2e/b/", None),
        ("/a/./b/", None),
        ("/a%00b/", None),
        ("/a\\b/", None),
        ("/%ff/", None),
        ("/" + "x" * 300 + "/", None),
        ("http://[", None),
    ],
)
def test_an_old_address_is_answered_by_a_file_or_not_at_all(old: str, file: str | None) -> None:
    assert redirects.file_of(old) == file


def test_short_addresses_are_one_file_that_the_front_page_reads() -> None:
    front = {"redirect_from": "['?p=12', '?page_id=12', '/lama/']"}
    office = Office({path("satu"): text("Satu", **front), path("dua"): text("Dua", redirect_from="['?p=3', '?p=12']")})

    made = redirects.files(office.site(), set())

    assert sorted(made) == ["alamat-pendek.json", "lama/index.html"]
    assert json.loads(made["alamat-pendek.json"]) == {
        "?p=12": "berita/2026/11/dua/",  # the first by address has it
        "?p=3": "berita/2026/11/dua/",
        "?page_id=12": "berita/2026/11/satu/",
    }


def test_no_old_address_takes_the_place_of_what_is_there() -> None:
    front = {"redirect_from": "[/a/, /b.html, /b.html/x/, /c/, /feed.xml/]"}
    office = Office({path("satu"): text("Satu", **front), path("tua"): text("Dua", redirect_from="[/c/, /d/]")})

    made = redirects.files(office.site(), {"a/index.html", "feed.xml"})

    assert sorted(made) == ["b.html", "c/index.html", "d/index.html"]
    assert b"../berita/2026/11/satu/" in made["c/index.html"]


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 kB"), (90_545, "91 kB"), (999_999, "1.000 kB"), (1_440_000, "1,4 MB")]
)
def test_sizes_in_the_readers_figures(size: int, words: str) -> None:
    assert size_text(size, "id") == words
    assert file_kind("laporan.pdf") == "PDF"


def test_days_and_moments_read_alike() -> None:
    moment = datetime(2026, 8, 17, 9, 30, tzinfo=UTC)
    assert [date_text(day, "id") for day in (moment, moment.date(), None)] == ["17 Agustus 2026"] * 2 + [""]
