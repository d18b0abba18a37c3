"""What readers can search, its indexes and their cache, with the real Pagefind."""

from __future__ import annotations

import json
import re
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from tests.support.edition import CHECKOUT, SOP, Office, files_below, path, text

from terbit.publishing import search
from terbit.publishing.build import Unbuildable
from terbit.publishing.search import bundles, pagefind
from terbit.publishing.search.documents import Document, bundle_of, document, names
from terbit.publishing.search.documents import bundles as searched
from terbit.publishing.site import Site

OLD = path("lama", "2024/02")
NEW = path("panen-padi")
PROFIL = "content/profil/index.md"


def sample() -> Office:
    return Office(
        {
            NEW: text("Panen <padi>", "Isi panen.", tags="[benih]", description="Ringkasan."),
            OLD: text("Lama", "Isi lama.", date="2024-02-01"),
            PROFIL: "---\ntitle: Profil\n---\n\nKantor.\n",
            path("tarik"): text("Tarik", "Rahasia", withdrawn="{date: 2026-11-05, reason: Salah}"),
            path("nanti"): text("Nanti"),
        },
        {path("tarik"): "withdrawn", path("nanti"): "embargoed"},
    )


@pytest.fixture(scope="module")
def site() -> Site:
    return sample().site()


def fragments(files: dict[str, bytes]) -> list[dict[str, Any]]:
    """What the indexes say of each page."""
    found = []
    for name, content in files.items():
        if "/fragment/" in name:
            found.append(json.loads(zlib.decompress(content, 31).removeprefix(b"pagefind_dcd")))
    return found


def by_year(documents: int = 3) -> dict[str, list[Document]]:
    html = (
        '<!doctype html><html lang="id"><body data-pagefind-body><h1>Panen {}</h1><p>Petani memanen.</p></body></html>'
    )
    return {
        year: [Document(f"berita/{year}/01/n{n}/", html.format(n)) for n in range(documents)]
        for year in ("2026", "2025")
    }


def test_pages_come_first_and_then_the_years_newest_first(site: Site) -> None:
    assert names(site) == ("halaman", "2026", "2024")
    assert {entry.address: bundle_of(entry) for entry in site.entries if entry.shown} == {
        "berita/2024/02/lama/": "2024",
        "berita/2026/11/panen-padi/": "2026",
        "profil/": "halaman",
    }


def test_only_what_is_shown_is_searched(site: Site) -> None:
    found = searched(site, {entry.address: entry.body for entry in site.entries})
    assert {name: [made.address for made in documents] for name, documents in found.items()} == {
        "halaman": ["profil/"],
        "2026": ["berita/2026/11/panen-padi/"],
        "2024": ["berita/2024/02/lama/"],
    }


def test_a_document_holds_title_description_text_topics_and_what_stands_beside_a_result(site: Site) -> None:
    entry = site.by_address["berita/2026/11/panen-padi/"]
    assert document(site, entry, '<p>Isi <img alt="a" src="x.jpg">panen.</p>') == Document(
        "berita/2026/11/panen-padi/",
        '<!doctype html><html lang="id"><body data-pagefind-body>'
        '<h1 data-pagefind-meta="title">Panen &lt;padi&gt;</h1>'
        '<p data-pagefind-weight="3">Ringkasan.</p>'
        '<p data-pagefind-ignore data-pagefind-meta="date">3 November 2026</p>'
        '<p data-pagefind-ignore data-pagefind-meta="category">Kegiatan kantor</p>'
        "<p>Isi panen.</p><p>benih</p></body></html>",
    )


def test_a_site_with_nothing_to_search_has_a_page_that_says_so(tmp_path: Path) -> None:
    empty = Office({}).site()
    assert names(empty) == ()
    assert [page.context for page in search.pages(empty)] == [{"indexes": ()}]
    bundles.write({}, tmp_path / "indeks", "id", None)
    assert not (tmp_path / "indeks").exists()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("situs") / "site"
    sample().build(out)
    return files_below(out)


def test_the_site_holds_an_index_a_year_and_the_program_once(built: dict[str, bytes]) -> None:
    kinds = {re.sub(r"(id_)?[0-9a-f]{7,}", "*", name) for name in built if name.startswith(search.INDEX)}
    each = {"index/*.pf_index", "fragment/*.pf_fragment", "pagefind-entry.json", "pagefind.*.pf_meta"}
    program = {"pagefind.js", "pagefind-worker.js", "wasm.id.pagefind"}
    assert kinds == {
        f"cari/indeks/{name}/{file}"
        for name in ("halaman", "2026", "2024")
        for file in (each | program if name == "halaman" else each)
    }
    page = built["cari/index.html"].decode()
    assert 'data-indexes="indeks/halaman/ indeks/2026/ indeks/2024/"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert b"cari/" not in built["sitemap.xml"]


def test_the_index_tells_nothing_of_what_is_not_shown(built: dict[str, bytes]) -> None:
    assert {page["url"]: (page["meta"], page["content"]) for page in fragments(built)} == {
        "/berita/2026/11/panen-padi/": (
            {"title": "Panen <padi>", "date": "3 November 2026", "category": "Kegiatan kantor"},
            "Panen <padi> Ringkasan. Isi panen. benih.",
        ),
        "/berita/2024/02/lama/": (
            {"title": "Lama", "date": "1 Februari 2024", "category": "Kegiatan kantor"},
            "Lama. Isi lama.",
        ),
        "/profil/": ({"title": "Profil"}, "Profil. Kantor."),
    }


def test_the_search_page_leads_to_the_lists_without_javascript(built: dict[str, bytes]) -> None:
    page = built["cari/index.html"].decode()
    assert (
        '<p class="tb-notice" id="terbit-noscript">Pencarian memerlukan JavaScript, yang tidak berjalan di peramban '
        "ini. Semua berita juga dapat ditemukan lewat daftar di bawah ini.</p>"
    ) in page
    for address in ("../arsip/", "../kategori/kegiatan/"):
        assert f'href="{address}"' in page


def test_an_office_that_still_names_materials_search_is_accepted(tmp_path: Path) -> None:
    assert b"- search" not in (CHECKOUT / "mkdocs.yml").read_bytes()
    Office({NEW: text(), "mkdocs.yml": "plugins: [search, terbit]\n"}).build(tmp_path / "site")
    assert not (tmp_path / "site" / "search").exists()
    assert not (tmp_path / "site" / "assets" / "javascripts" / "workers").exists()


# -- indexes and their cache -------------------------------------------------------------------------------------


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    for out in ("a", "b"):
        bundles.write(by_year(), tmp_path / out, "id", None)
    assert files_below(tmp_path / "a") == files_below(tmp_path / "b")


def test_a_new_article_indexes_its_own_year_and_no_other(tmp_path: Path) -> None:
    cache, before = tmp_path / "cache", by_year()
    bundles.write(before, tmp_path / "a", "id", cache)
    kept = {file.name: file.stat().st_mtime_ns for file in (cache / "cari").iterdir()}
    after = {**before, "2026": [*before["2026"], Document("berita/2026/02/baru/", "<html><body>Baru</body></html>")]}

    bundles.write(after, tmp_path / "b", "id", cache)

    now = {file.name: file.stat().st_mtime_ns for file in (cache / "cari").iterdir()}
    same = [name for name in now if kept.get(name) == now[name]]
    assert [name[:5] for name in same] == ["2025-"]
    assert len(now) == 2  # of each year only the present one stays
    one, two = files_below(tmp_path / "a"), files_below(tmp_path / "b")
    assert {name for name in one if name.startswith("2025/")} == {name for name in two if name.startswith("2025/")}
    bundles.write(after, tmp_path / "c", "id", None)
    assert files_below(tmp_path / "c") == two  # what comes out of the cache is what would have been made


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "folder"])
def test_a_damaged_cache_is_made_again(tmp_path: Path, damage: str) -> None:
    cache, documents = tmp_path / "cache", {"2026": by_year(1)["2026"]}
    bundles.write(documents, tmp_path / "a", "id", cache)
    (archive,) = (cache / "cari").iterdir()
    content = archive.read_bytes()
    if damage == "folder":
        archive.unlink()
        archive.mkdir()
    else:
        with zipfile.ZipFile(archive) as kept:
            start = kept.getinfo("pagefind-entry.json").header_offset + 60
        flipped = content[:start] + bytes([content[start] ^ 1]) + content[start + 1 :]
        archive.write_bytes({"cut": content[: len(content) // 2], "flipped": flipped, "empty": b""}[damage])

    bundles.write(documents, tmp_path / "b", "id", cache)

    assert files_below(tmp_path / "a") == files_below(tmp_path / "b")


def test_another_language_or_version_is_another_index(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = by_year()["2026"]
    first = bundles.key(documents, "id")
    assert bundles.key(documents, "en") != first
    assert bundles.key(documents[::-1], "id") != first
    monkeypatch.setattr(pagefind, "version", lambda: "9.9.9")
    assert bundles.key(documents, "id") != first


# -- when Pagefind fails -----------------------------------------------------------------------------------------


def program(monkeypatch: pytest.MonkeyPatch, file: Path, content: str | None) -> None:
    import pagefind_bin

    if content is not None:
        file.write_text(f"#!{sys.executable}\n{content}")
        file.chmod(0o755)
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: file)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "program Pagefind tidak dapat dijalankan ([Errno 2] No such file or directory: '{file}')"),
        (
            "import sys; sys.stdin.buffer.read(9); print('panicked at index.rs', file=sys.stderr); sys.exit(101)",
            "Pagefind berhenti di tengah jalan: panicked at index.rs",
        ),
        (
            "import os, signal, sys; sys.stdin.buffer.read(9); os.kill(os.getpid(), signal.SIGKILL)",
            "Pagefind berhenti di tengah jalan: status -9",
        ),
        (
            "import sys; sys.stdin.buffer.read(9); print('apa ini', end=',', flush=True); sys.stdin.read()",
            "Pagefind berhenti di tengah jalan: status -9",
        ),
    ],
)
def test_a_pagefind_that_fails_is_named_and_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, message: str
) -> None:
    program(monkeypatch, tmp_path / "pagefind", content)
    with pytest.raises(pagefind.Unindexed) as failed:
        pagefind.index(by_year()["2026"], "id")
    assert failed.value.message.text() == message.format(file=tmp_path / "pagefind")


def test_a_pagefind_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, tmp_path / "pagefind", "import time; time.sleep(600)")
    with pytest.raises(pagefind.Unindexed, match="Pagefind berhenti di tengah jalan: status -9"):
        pagefind.index(by_year()["2026"], "id", seconds=0.2)


def test_what_pagefind_refuses_is_said() -> None:
    with pagefind._Service(20) as service, pytest.raises(pagefind.Unindexed, match="Pagefind menolak: "):
        service.ask(type="AddFile", index_id=0, url=None, file_path=None, file_contents="x")


def test_a_build_without_an_index_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, tmp_path / "pagefind", None)
    with pytest.raises(Unbuildable) as stopped:
        sample().build(tmp_path / "situs" / "site")
    assert stopped.value.message.text().startswith(
        "situs tidak dapat dibangun: program Pagefind tidak dapat dijalankan ("
    )
    assert list((tmp_path).iterdir()) == [tmp_path / "situs"] and not list((tmp_path / "situs").iterdir())
    assert SOP.office.language == "id"
