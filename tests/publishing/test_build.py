"""What a build makes of an edition, through the real MkDocs and Material."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.edition import AS_OF, CHECKOUT, SOP, Office, element, files_below, path, text

from terbit.findings import Refused, has_errors
from terbit.links import internal
from terbit.publishing.build import Unbuildable, configuration, render

PANEN = path("panen-padi")
LAIN = path("lain")


def built(tmp_path: Path, office: Office) -> dict[str, bytes]:
    office.build(tmp_path / "site")
    return files_below(tmp_path / "site")


def test_an_article_has_its_title_day_category_and_writer(tmp_path: Path) -> None:
    office = Office({PANEN: text("Panen padi", "Hasil **baik**.", date="2026-08-17", authors="[Sari]")})

    page = built(tmp_path, office)["berita/2026/11/panen-padi/index.html"]

    assert element(page, "title") == "Panen padi - Balai Riset Tanaman Pangan Contoh"
    assert element(page, "h1") == "Panen padi"
    assert element(page, "time") == "17 Agustus 2026"
    assert b"oleh Sari" in page
    assert b"<p>Hasil <strong>baik</strong>.</p>" in page
    assert b'<a href="../../../../kategori/kegiatan/">Kegiatan kantor</a>' in page
    assert b'<html lang="id"' in page


def test_the_manifest_names_every_file_its_title_and_where_it_came_from(tmp_path: Path) -> None:
    manifest = Office({PANEN: text("Panen  &  padi")}).build(tmp_path / "site")

    files = files_below(tmp_path / "site")
    assert manifest.files == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    page = "berita/2026/11/panen-padi/index.html"
    assert manifest.titles[page] == "Panen & padi - Balai Riset Tanaman Pangan Contoh"
    assert manifest.sources == {"berita/2026/11/panen-padi/": PANEN}


def test_build_json_stands_beside_the_site_and_names_what_it_was_made_of(tmp_path: Path) -> None:
    office = Office({PANEN: text()})
    edition = office.edition()

    render(edition, office.read, SOP, (), tmp_path / "site", tmp_path / "room", inputs={"records": "d" * 40})

    inputs = json.loads((tmp_path / "build.json").read_text())
    assert (inputs["main"], inputs["as_of"]) == ("a" * 40, "2026-11-20T05:00:00Z")
    assert (inputs["edition"], inputs["records"]) == (edition.digest, "d" * 40)
    assert not (tmp_path / "site" / "build.json").exists()
    assert not (tmp_path / "room").exists()


def test_only_what_a_page_shows_or_lists_is_copied(tmp_path: Path) -> None:
    folder = PANEN.removesuffix("index.md")
    front = {"attachments": "[{file: data.csv, title: Data}]", "image": "{file: utama.jpg, alt: Sawah}"}
    office = Office(
        {
            PANEN: text("Panen", "![Sawah](dalam%20teks.jpg)", **front),
            folder + "data.csv": b"a,b\n",
            folder + "utama.jpg": b"1",
            folder + "dalam teks.jpg": b"2",
            folder + "belum-boleh.pdf": b"%PDF rahasia",
            "content/logo.png": b"3",
            "content/tak-dipakai.png": b"4",
            "content/index.md": "---\ntitle: Depan\n---\n\n![Lambang](logo.png)\n",
        }
    )

    files = built(tmp_path, office)

    here = "berita/2026/11/panen-padi/"
    own = {name.removeprefix(here) for name in files if name.startswith(here)}
    assert own == {"index.html", "data.csv", "utama.jpg", "dalam teks.jpg"}
    assert "logo.png" in files
    assert "tak-dipakai.png" not in files
    page = files[here + "index.html"].decode()
    assert '<a href="data.csv" download>Data</a>' in page
    assert "CSV, 1 kB" in page


def test_the_office_may_wear_a_logo_an_icon_and_styles_of_its_own(tmp_path: Path) -> None:
    office = Office(
        {
            PANEN: text(),
            "content/aset/lambang kantor.png": b"1",
            "content/aset/ikon.png": b"2",
            "content/aset/gaya.css": "@import 'warna.css'; .md-header { background: url('../latar.png') }",
            "content/aset/warna.css": "a { color: #1b5e20 }",
            "content/latar.png": b"3",
            "content/aset/tak-dipakai.css": "",
            "mkdocs.yml": "theme: {logo: aset/lambang kantor.png, favicon: aset/ikon.png}\nextra_css: [aset/gaya.css]",
        }
    )

    files = built(tmp_path, office)

    assert {name for name in files if name.startswith("aset/")} == {
        "aset/lambang kantor.png",
        "aset/ikon.png",
        "aset/gaya.css",
        "aset/warna.css",
    }
    assert "latar.png" in files
    assert not has_errors(internal.check(tmp_path / "site", SOP.office.address, str))


def test_what_the_office_wears_and_has_not_does_not_freeze_the_site(tmp_path: Path) -> None:
    worn = "theme: {logo: hilang.png, favicon: hilang.ico}\nextra_css: [hilang.css]\n"

    files = built(tmp_path, Office({PANEN: text(), "mkdocs.yml": worn}))

    assert not any(b"hilang" in content for content in files.values())
    assert not has_errors(internal.check(tmp_path / "site", SOP.office.address, str))


def test_a_placeholder_says_what_may_be_said_and_nothing_else(tmp_path: Path) -> None:
    ditarik, kedaluwarsa, dihapus, dikecualikan = (path(name) for name in ("tarik", "lewat", "hapus", "rahasia"))
    office = Office(
        {
            ditarik: text("Jadwal", "Isi lama", withdrawn="{date: 2026-11-05, reason: Jadwal berubah}"),
            kedaluwarsa: text("Lowongan", "Isi lama"),
            dihapus: text("Judul dihapus", "Isi lama"),
            dikecualikan: text("Judul rahasia", "Isi rahasia"),
        },
        {ditarik: "withdrawn", kedaluwarsa: "expired", dihapus: "deleted", dikecualikan: "exempt"},
    )

    files = built(tmp_path, office)

    page = files["berita/2026/11/tarik/index.html"].decode()
    assert element(page.encode(), "h1") == "Jadwal"
    assert "Artikel ini telah ditarik" in page
    assert "5 November 2026" in page
    assert "Jadwal berubah" in page
    assert "Masa tayang artikel ini telah berakhir" in files["berita/2026/11/lewat/index.html"].decode()
    assert element(files["berita/2026/11/hapus/index.html"], "h1") == "Artikel ini telah dihapus"
    assert element(files["berita/2026/11/rahasia/index.html"], "h1") == "Halaman ini belum dapat ditampilkan"
    everything = b"".join(files.values())
    for leaked in (b"Isi lama", b"rahasia</", b"Isi rahasia", b"Judul rahasia", b"Judul dihapus"):
        assert leaked not in everything
    assert b'<meta name="robots" content="noindex">' in files["berita/2026/11/rahasia/index.html"]
    assert b"2026/11/tarik" not in files["sitemap.xml"] + files["feed.xml"]


def test_an_article_before_its_time_has_no_page_at_all(tmp_path: Path) -> None:
    files = built(tmp_path, Office({PANEN: text("Nanti"), LAIN: text("Kini")}, {PANEN: "embargoed"}))

    assert not [name for name in files if "panen-padi" in name]
    assert b"Nanti" not in b"".join(files.values())


def test_links_by_slug_lead_to_the_article_and_to_a_placeholder_without_the_lost_anchor(tmp_path: Path) -> None:
    body = "[a](artikel:lain#bagian) [b](artikel:tarik#bagian) [c](../tarik/index.md#bagian) [d](artikel:layanan)"
    office = Office(
        {
            PANEN: text("Panen", body),
            LAIN: text("Lain", "## Bagian\n\nIsi."),
            path("tarik"): text("Tarik", "## Bagian", withdrawn="{date: 2026-11-05, reason: Salah}"),
            "content/layanan.md": "---\ntitle: Layanan\n---\n\nIsi.\n",
        },
        {path("tarik"): "withdrawn"},
    )

    page = built(tmp_path, office)["berita/2026/11/panen-padi/index.html"].decode()

    assert '<a href="../lain/#bagian">a</a> <a href="../tarik/">b</a> <a href="../tarik/">c</a>' in page
    assert '<a href="../../../../layanan/">d</a>' in page


@pytest.mark.parametrize(
    ("body", "warning"),
    [
        ("[x](artikel:tidak-ada)", "'artikel:tidak-ada' names no article"),
        ("[x](tidak-ada.md)", "contains a link 'tidak-ada.md', but the target"),
        ("[x](../lain/index.md#tidak-ada)", "does not contain an anchor '#tidak-ada'"),
        ("[x](/berita/)", "contains an absolute link '/berita/'"),
        ("[x](../lain/)", "contains an unrecognized relative link '../lain/'"),
    ],
)
def test_what_mkdocs_warns_about_stops_the_build_and_leaves_nothing(tmp_path: Path, body: str, warning: str) -> None:
    office = Office({PANEN: text("Panen", body), LAIN: text()})

    with pytest.raises(Unbuildable) as stopped:
        office.build(tmp_path / "site")

    assert warning in str(stopped.value)
    assert "berita/2026/11/panen-padi/index.md" in str(stopped.value)
    assert list(tmp_path.iterdir()) == []


def test_strict_does_not_depend_on_the_callers_logging(tmp_path: Path) -> None:
    logger = logging.getLogger("mkdocs")
    before = logger.level
    office = Office({PANEN: text("Panen", "[x](../lain/index.md#tidak-ada)"), LAIN: text()})
    try:
        for level in (logging.CRITICAL, logging.DEBUG):
            logger.setLevel(level)
            with pytest.raises(Unbuildable):
                office.build(tmp_path / "site")
            assert logger.level == level
    finally:
        logger.setLevel(before)


def test_front_matter_of_an_article_reaches_no_template(tmp_path: Path) -> None:
    """A text that MkDocs would take for front matter of its own is text, and nothing in it is lost."""
    bodies = ["template: 404.html\nhide: navigation", "---\ntemplate: 404.html\n---\n\nSesudahnya"]
    office = Office({path(f"n{n}"): text("Panen", body) for n, body in enumerate(bodies)})

    files = built(tmp_path, office)

    for n in range(2):
        page = files[f"berita/2026/11/n{n}/index.html"].decode()
        assert "template: 404.html" in page
        assert element(page.encode(), "h1") == "Panen"


def test_a_folder_that_is_there_already_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    with pytest.raises(Refused, match="sudah ada"):
        Office({PANEN: text()}).build(tmp_path / "site")


_LATER = """
import sys, time
from datetime import datetime, timedelta
import mkdocs.utils
class Later(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(days=400)
mkdocs.utils.datetime = Later
today = time.time
time.time = lambda: today() + 400 * 86400
from pathlib import Path
from tests.publishing.test_build import sample
sample().build(Path(sys.argv[1]))
"""


def sample() -> Office:
    folder = PANEN.removesuffix("index.md")
    return Office(
        {
            PANEN: text("Panen", "## A\n\n![x](a.jpg)\n\n[l](artikel:lain#a)", redirect_from="[/lama/]", tags="[a, b]"),
            folder + "a.jpg": b"gambar",
            LAIN: text("Lain", "## A\n\nIsi[^1]\n\n[^1]: Catatan", date="2026-10-01"),
            path("tarik"): text("Tarik", withdrawn="{date: 2026-11-05, reason: Salah}"),
            "mkdocs.yml": (CHECKOUT / "mkdocs.yml").read_text(),
            "content/index.md": "---\ntitle: Depan\n---\n\nSelamat datang.\n",
        },
        {path("tarik"): "withdrawn"},
    )


def test_the_same_inputs_give_the_same_bytes_on_another_day_in_another_folder(tmp_path: Path) -> None:
    here, there = tmp_path / "sini" / "site", tmp_path / "di tempat lain" / "keluaran"
    sample().build(here)
    environment = {
        **os.environ,
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1",
        "LC_ALL": "C",
        "PYTHONPATH": str(CHECKOUT),
    }
    subprocess.run(
        [sys.executable, "-c", _LATER, str(there)], check=True, env=environment, cwd=tmp_path, capture_output=True
    )

    done = subprocess.run(["diff", "-r", here, there], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert (here.parent / "build.json").read_bytes() == (there.parent / "build.json").read_bytes()
    assert str(tmp_path).encode() not in b"".join(files_below(here).values())


def test_a_new_article_changes_no_page_of_older_months(tmp_path: Path) -> None:
    old = {path(f"n{n}", "2026/09"): text(f"Lama {n}", date=f"2026-09-{n + 1:02}") for n in range(3)}
    office, more = Office(old), Office({**old, PANEN: text("Baru")})

    before, after = built(tmp_path / "a", office), built(tmp_path / "b", more)

    changed = {name for name in before if before[name] != after.get(name)}
    assert {name for name in changed if not name.startswith("cari/indeks/2026/")} == {
        "index.html",
        "arsip/index.html",
        "kategori/kegiatan/index.html",
        "daftar-informasi/index.html",  # how many are not classified
        "feed.xml",
        "feed.json",
        "sitemap.xml",
        "sitemap.xml.gz",
    }


def test_a_menu_entry_whose_page_is_not_there_now_is_left_out(tmp_path: Path) -> None:
    menu = "nav:\n  - Beranda: index.md\n  - Profil: profil.md\n  - Tentang:\n      - Nanti: nanti.md\n"
    profil = "---\ntitle: Profil\n---\n\nIsi.\n"
    office = Office({PANEN: text(), "mkdocs.yml": menu, "content/profil.md": profil})

    page = built(tmp_path, office)["index.html"].decode()

    assert 'href="profil/"' in page
    assert "Nanti" not in page
    assert "Tentang" not in page


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"hooks: [jahat.py]", "mkdocs.yml: hooks tidak dapat diatur di sini"),
        (b"extra_javascript: [x.js]", "mkdocs.yml: extra_javascript tidak dapat diatur di sini"),
        (b"plugins: [search, macros]", "mkdocs.yml: plugins.macros tidak dapat diatur di sini"),
        (b"theme: {name: material, font: Roboto}", "mkdocs.yml: theme.font tidak dapat diatur di sini"),
        (b"theme: {custom_dir: ../../}", "mkdocs.yml: custom_dir hanya boleh overrides/"),
        (b"extra_css: ['//cdn.example/x.css']", "mkdocs.yml: //cdn.example/x.css bukan berkas situs ini"),
        (b"- a\n- b", "mkdocs.yml: susunannya salah"),
        (b"nav: 5\nextra_css: x", "mkdocs.yml: susunan extra_css, nav salah"),
        (b"\xff", "mkdocs.yml: berkas bukan teks UTF-8"),
        (
            b"nav: !!python/object/apply:os.getcwd []",
            "mkdocs.yml:1: tanda tipe YAML (!) tidak boleh dipakai",
        ),
    ],
)
def test_the_site_configuration_holds_only_what_an_office_may_set(content: bytes, message: str) -> None:
    with pytest.raises(Refused) as refused:
        configuration(content)
    assert refused.value.message.text() == message


def test_an_offices_overrides_come_before_ours(tmp_path: Path) -> None:
    office = Office(
        {
            PANEN: text(),
            "mkdocs.yml": "theme: {name: material, custom_dir: overrides}\n",
            "overrides/404.html": "<title>{{ office.name }}</title>Milik kantor",
        }
    )
    edition = office.edition(config=("mkdocs.yml", "overrides/404.html"))

    render(edition, office.read, SOP, (), tmp_path / "site", tmp_path / "room")

    assert (tmp_path / "site/404.html").read_text().endswith("Milik kantor")


def test_the_repositorys_own_configuration_is_accepted() -> None:
    settings = configuration((CHECKOUT / "mkdocs.yml").read_bytes())
    assert settings["nav"][0] == {"Beranda": "index.md"}


def test_old_addresses_lead_to_the_article(tmp_path: Path) -> None:
    old = "[/2017/05/panen.html, /lama/panen/, '/arsip lama/d%C3%A9s/', /berita/2026/11/lain/, '/?p=12', /../../luar/]"
    files = built(tmp_path, Office({PANEN: text("Panen", redirect_from=old), LAIN: text("Lain")}))

    page = files["2017/05/panen.html"].decode()
    address = "https://balai-contoh.example/berita/2026/11/panen-padi/"
    assert f'<link rel="canonical" href="{address}">' in page
    assert '<meta http-equiv="refresh" content="0; url=../../berita/2026/11/panen-padi/">' in page
    assert {"lama/panen/index.html", "arsip lama/dés/index.html"} <= files.keys()
    assert element(files["berita/2026/11/lain/index.html"], "h1") == "Lain"
    assert not [name for name in files if "luar" in name]


def test_ralat_stands_before_the_text(tmp_path: Path) -> None:
    corrections = "[{date: 2026-11-06, text: Angka 5 seharusnya 6.}]"
    page = built(tmp_path, Office({PANEN: text("Panen", "Isi berita.", corrections=corrections)}))
    html = page["berita/2026/11/panen-padi/index.html"].decode()

    assert '<time datetime="2026-11-06">6 November 2026</time>: Angka 5 seharusnya 6.' in html
    assert html.index("Angka 5") < html.index("Isi berita.")


def test_a_page_has_one_title(tmp_path: Path) -> None:
    page = built(tmp_path, Office({PANEN: text("Panen", "# Judul di dalam\n\n## Bagian", tags="[padi, benih]")}))
    html = page["berita/2026/11/panen-padi/index.html"].decode()

    assert html.count("<h1") == 1
    assert '<h2 id="judul-di-dalam">Judul di dalam</h2>' in html
    assert "<span>padi</span>" in html


def test_no_page_names_another_server(tmp_path: Path) -> None:
    files = built(tmp_path, sample())
    for name, content in files.items():
        if name.endswith(".html"):
            for loaded in (b'src="http', b'src="//', b"fonts.g", b"preconnect", b"cdn"):
                assert loaded not in content, (name, loaded)


def test_english_offices_have_english_pages(tmp_path: Path) -> None:
    english = SOP.model_copy(update={"office": SOP.office.model_copy(update={"language": "en"})})
    office = Office({PANEN: text("Rice harvest", date="2026-08-17")})
    office.build(tmp_path / "site", sop=english)

    files = files_below(tmp_path / "site")
    page = files["berita/2026/11/panen-padi/index.html"]
    assert b'<html lang="en"' in page
    assert element(page, "time") == "August 17, 2026"
    assert element(files["404.html"], "h1") == "Page not found"


def test_as_of_decides_nothing_but_the_running_month(tmp_path: Path) -> None:
    office = Office({PANEN: text()})
    later = AS_OF.replace(day=21)
    render(office.edition(), office.read, SOP, (), tmp_path / "a" / "site", tmp_path / "room")
    render(office.edition(later), office.read, SOP, (), tmp_path / "b" / "site", tmp_path / "room")

    one, two = files_below(tmp_path / "a" / "site"), files_below(tmp_path / "b" / "site")
    changed = {name for name in one if one[name] != two[name]}
    assert changed <= {"laporan/index.html", "sitemap.xml", "sitemap.xml.gz"}
