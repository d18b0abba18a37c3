"""The proof itself, on a small site that stands for an archive: it passes, and it fails when a paragraph is missing."""

from __future__ import annotations

import html
import io
from pathlib import Path

import pytest
from PIL import Image
from tests.corpora import old, proof, words
from tests.corpora.office import served

PARAGRAPH = "Paragraf kedua menyebut nama desa Sukamaju.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("arsip") / "situs-kecil"
    picture = io.BytesIO()
    Image.new("RGB", (20, 10), "green").save(picture, "PNG")
    files = {
        "content/tentang.md": "---\ntitle: Tentang\n---\nTentang kami.\n",
        "content/berita/_index.md": "---\ntitle: Berita\n---\n",
        "content/berita/panen.md": (
            f"---\ntitle: 'Panen: raya'\ndate: 2017-07-10\n---\nPadi dipanen. ![Padi](/padi.png)\n\n{PARAGRAPH}"
        ),
        "content/berita/tanam.md": (
            '+++\ntitle = "Tanam"\ndate = 2017-08-01\n+++\n<p>Padi <b>ditanam</b></p>\n\n'
            "Tulis ke <humas@desa.example>.\n"
        ),
    }
    for path, text in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, "utf-8")
    (top / "static").mkdir()
    (top / "static" / "padi.png").write_bytes(picture.getvalue())
    return top


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bukti")


@pytest.fixture(scope="module")
def figures(site: Path, room: Path) -> proof.Figures:
    return proof.prove(site.name, old.of(site), room)


def test_a_small_site_goes_the_whole_way(figures: proof.Figures) -> None:
    assert (figures.documents, figures.adopted) == (3, 3)
    assert figures.kept == figures.words > 0
    assert figures.said[0] == figures.said[1] >= figures.words  # it counts a mail address by its parts
    assert (figures.pictures, figures.redirects) == (1, 2)
    assert (figures.month, figures.reported) == ("2017-07", 1)
    assert figures.good


def test_a_mail_address_between_angle_brackets_is_served_as_one(figures: proof.Figures, room: Path) -> None:
    page = (room / "live" / "berita" / "2017" / "08" / "tanam" / "index.html").read_text("utf-8")
    assert figures.good and 'href="mailto:humas@desa.example"' in html.unescape(page)


def test_a_paragraph_deleted_from_what_is_served_lowers_the_figure(
    figures: proof.Figures, site: Path, room: Path
) -> None:
    page = room / "live" / "berita" / "2017" / "07" / "panen" / "index.html"
    whole = page.read_text("utf-8")
    assert PARAGRAPH.strip() in whole
    page.write_text(whole.replace(PARAGRAPH.strip(), ""), "utf-8")
    try:
        again = proof.Figures("lagi")
        with served(room / "live") as url:
            target = "content/berita/2017/07/panen/index.md"
            proof._measure(old.of(site), url, {"content/berita/panen.md": target}, again)
    finally:
        page.write_text(whole, "utf-8")
    assert again.words - again.kept == words.words(PARAGRAPH).total()
    assert not again.good


def test_dated_posts_become_a_jekyll_site_whose_addresses_the_proof_knows(tmp_path: Path) -> None:
    posts = tmp_path / "situs" / "content" / "posts"
    posts.mkdir(parents=True)
    (posts / "2017-07-10-panen.md").write_text("---\ntitle: Panen\n---\nPadi.\n")
    (posts / "2017-07-11-tanam.md").write_text("---\ntitle: Tanam\ndate: 2017-07-12\n---\nPadi.\n")
    (posts / "tentang.md").write_text("---\ntitle: Tentang\n---\nKami.\n")
    made = old.as_jekyll(tmp_path / "situs", tmp_path / "ruang")
    assert made is not None
    assert made.typed == ("jekyll", tmp_path / "ruang")
    assert sorted(made.reported) == ["_config.yml", "_posts/2017-07-10-panen.md", "_posts/2017-07-11-tanam.md"]
    assert made.stood == {"_posts/2017-07-10-panen.md": "2017/07/10/panen/"}
    assert made.documents["_posts/2017-07-10-panen.md"]() == words.words("panen padi")
    assert old.as_jekyll(tmp_path, tmp_path / "lain") is None
