"""One site with a page of every type, held against validators of others: HTML by the Nu checker of the W3C, JSON Feed
by its schema, RSS by feedparser and by its specification, iCalendar by icalendar. Each finds a planted fault.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import icalendar
import jsonschema
import pytest
from PIL import Image
from tests.support.edition import CHECKOUT, Office, path, text

NPM = CHECKOUT / ".venv" / "share" / "npm" / "node_modules"
SITE = "https://balai-contoh.example/"

# What the checker may say of a sound page, and why. Nothing now.
KNOWN: frozenset[str] = frozenset()

BODY = """\
Petani memanen **padi gogo** di lahan kering.[^1]

## Hasil

| Desa | Ton |
|---|---|
| Suka Maju | 4,2 |

!!! note "Catatan"
    Angka sementara.

![Sawah](a.jpg "Keterangan gambar")

![Satu](a.jpg) ![Dua](b.jpg)

[![Panen raya](a.jpg)](https://www.youtube.com/watch?v=abcdefghijk)

1. satu
2. dua

> Kutipan & <em>tanda</em>

[Lain](artikel:jagung)

[^1]: Data lapang.
"""
HOSTILE = "'</script><b>Padi & \"jagung\" <!-- '' ]]>'"


def _picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1280, 720), colour).save(out, "JPEG")
    return out.getvalue()


def _office() -> Office:
    full = path("panen")
    folder = full.removesuffix("index.md")
    files: dict[str, str | bytes] = {
        full: text(
            HOSTILE,
            BODY,
            description="'Ringkas <b> & \"baik\"'",
            authors="[Sari, Dewi]",
            tags="[padi gogo, 'C++ <i>', 農業]",
            information="berkala",
            image="{file: a.jpg, alt: 'Petani \"di\" sawah', caption: Panen}",
            attachments="[{file: data.pdf, title: Data & tabel}]",
            corrections="[{date: 2026-11-05, text: Angka 5 seharusnya 6.}]",
            sources="['Wawancara & data']",
            redirect_from="[/lama/panen.html, /2016/panen/]",
        ),
        folder + "a.jpg": _picture("green"),
        folder + "b.jpg": _picture("brown"),
        folder + "data.pdf": b"%PDF-1.4 data",
        path("jagung"): text("Jagung", tags="['C++ <i>', 農業]", lang="en", information="serta-merta"),
        path("libur"): text("Libur", categories="[pengumuman]", expires_at="2026-12-31"),
        path("temu"): text(
            "Temu lapang", event="{start: 2026-11-25 09:00, end: 2026-11-25 12:00, place: 'Bogor; A & B'}"
        ),
        path("pameran"): text("Pameran", event="{start: 2026-11-10, end: 2026-11-12}"),
        path("tarik"): text("Ditarik", withdrawn="{date: 2026-11-06, reason: Jadwal berubah.}"),
        path("habis"): text("Habis"),
        path("tahan"): text("Tahan"),
        "content/profil.md": "---\ntitle: Profil\n---\n\n# Tentang\n\nKami.\n",
        "content/index.md": "---\ntitle: Balai\n---\n\nSelamat datang.\n",
        "content/agenda.md": "---\ntitle: Agenda kami\n---\n\nDatanglah.\n",
        "mkdocs.yml": "nav:\n  - Beranda: index.md\n  - Profil: profil.md\n  - Agenda: agenda.md\n",
    }
    for n in range(24):  # enough for a page of each year
        files[path(f"n{n}")] = text(
            f"Lama {n}",
            date=f"{2024 + n % 2}-{1 + n % 12:02}-05",
            tags="[padi gogo]",
            information="setiap-saat",
            event=f"{{start: {2024 + n % 2}-03-{n + 1:02}}}",
        )
    book = path("buku", section="publikasi")
    files[book] = text(
        "Buku",
        categories="[publikasi]",
        image="{file: a.jpg, alt: Sampul}",
        attachments="[{file: buku.pdf, title: Buku}]",
    )
    files[book.replace("index.md", "a.jpg")] = _picture("blue")
    files[book.replace("index.md", "buku.pdf")] = b"%PDF-1.4 buku"
    return Office(files, {path("tarik"): "withdrawn", path("habis"): "expired", path("tahan"): "held"})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sah") / "site"
    _office().build(out)
    return out


def checked(folder: Path) -> list[tuple[str, str]]:
    """What the Nu checker says of all pages below a folder: (page, message)."""
    checker = str(NPM / "vnu-jar/build/dist/vnu.jar")
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", checker, "--format", "json", "--skip-non-html", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = json.loads(done.stderr)["messages"]
    return [(one["url"].partition(f"{folder.name}/")[2], one["message"]) for one in said]


def test_there_is_a_page_of_each_type(site: Path) -> None:
    pages = {file.relative_to(site).as_posix().removesuffix("index.html") for file in site.rglob("*.html")}
    assert pages >= {
        *("", "404.html", "profil/", "berita/2026/11/panen/", "berita/2026/11/tarik/", "berita/2026/11/habis/"),
        *("berita/2026/11/tahan/", "arsip/", "arsip/2026/11/", "kategori/kegiatan/", "kategori/kegiatan/2025/"),
        *(
            "publikasi/",
            "pengumuman/",
            "agenda/",
            "agenda/2024/",
            "topik/",
            "topik/padi-gogo/",
            "topik/padi-gogo/2025/",
        ),
        *("unduhan/", "daftar-informasi/", "daftar-informasi/setiap-saat/2025/", "catatan-link/", "laporan/"),
        *("lama/panen.html", "2016/panen/"),
    }


@pytest.mark.java
@pytest.mark.npm
def test_every_page_is_valid_html_and_a_planted_error_is_found(site: Path) -> None:
    planted = site / "salah.html"
    planted.write_text((site / "profil/index.html").read_text().replace("</h1>", "</h1><p align=center id=x><p id=x>"))
    try:
        said = checked(site)
    finally:
        planted.unlink()
    of_planted = [message for page, message in said if page == "salah.html"]
    assert any("obsolete" in message for message in of_planted), said
    assert any("Duplicate ID" in message for message in of_planted), said
    assert [(page, message) for page, message in said if page != "salah.html" and message not in KNOWN] == []


@pytest.mark.npm
def test_the_json_feed_follows_its_schema(site: Path) -> None:
    schema = json.loads((NPM / "jsonfeed-schema/schema-v1.1.json").read_text())
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    feed = json.loads((site / "feed.json").read_text())

    assert list(validator.iter_errors(feed)) == []
    assert len(feed["items"]) == 20
    del feed["items"][0]["id"]
    assert [error.message for error in validator.iter_errors(feed)] == ["'id' is a required property"]


def rss_faults(content: bytes) -> list[str]:
    """What RSS 2.0 (https://www.rssboard.org/rss-specification) asks for and is not there."""
    read = feedparser.parse(content)
    faults = [str(read.bozo_exception)] if read.bozo else []
    channel = ElementTree.fromstring(content).find("channel")
    assert channel is not None
    faults += [f"no {name}" for name in ("title", "link", "description") if not channel.findtext(name)]
    known = ["title", "link", "description", "category", "guid", "pubDate"]
    for item in channel.iter("item"):
        faults += [f"unknown {node.tag}" for node in item if node.tag not in known]
        if not (item.findtext("title") or item.findtext("description")):
            faults.append("an item with neither title nor description")
        for name in ("link", "guid"):
            if not re.match(r"https?://[^\s<>\"]+\Z", item.findtext(name) or ""):
                faults.append(f"{name} is no address")
        try:
            parsedate_to_datetime(item.findtext("pubDate") or "")
        except ValueError:
            faults.append("pubDate is no date of RFC 822")
    own = channel.find("{http://www.w3.org/2005/Atom}link")
    if own is None or (own.get("rel"), own.get("type")) != ("self", "application/rss+xml"):
        faults.append("no atom:link to itself")
    guids = [item.findtext("guid") for item in channel.iter("item")]
    return faults + (["a guid stands twice"] if len(set(guids)) < len(guids) else [])


def test_the_rss_feed_is_sound_and_a_planted_fault_is_found(site: Path) -> None:
    content = (site / "feed.xml").read_bytes()
    assert rss_faults(content) == []
    title = '</script><b>Padi & "jagung" <!-- \' ]]>'
    assert title in [entry.findtext("title") for entry in ElementTree.fromstring(content).iter("item")]
    broken = re.sub(rb"<pubDate>.*?</pubDate>", b"<pubDate>kemarin</pubDate>", content, count=1)
    assert rss_faults(broken) == ["pubDate is no date of RFC 822"]


def test_the_calendar_is_read_by_a_parser(site: Path) -> None:
    read = icalendar.Calendar.from_ical((site / "agenda.ics").read_bytes())
    events = read.walk("VEVENT")
    assert [read.errors, *(event.errors for event in events)] == [[] for _ in range(1 + len(events))]
    assert len(events) == 26
    assert len({str(event["uid"]) for event in events}) == 26
    assert all({"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event) for event in events)


def test_what_search_engines_are_told_is_json_on_each_article(site: Path) -> None:
    for page in site.glob("berita/*/*/*/index.html"):
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.read_text())
        shown = page.parent.name not in ("tarik", "habis", "tahan")
        assert len(found) == shown
        for told in found:
            article, crumbs = json.loads(told)["@graph"]
            assert article["@type"] == "NewsArticle"
            assert article["mainEntityOfPage"].startswith(SITE)
            assert crumbs["itemListElement"][-1]["item"] == article["mainEntityOfPage"]
