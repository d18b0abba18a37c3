"""Links into GitHub's own editor."""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.github.files.offices import TEXTS, office, read, without
from tests.support import warm
from tests.support.office import CHECKOUT

from terbit.articles import article
from terbit.findings import Refused
from terbit.github import editor

HOSTILE = 'content/berita/2026/11/a&value=x#y?z/%2F "ö\n/index.md'


def opened(link: str) -> tuple[str, str, str]:
    """What GitHub makes of a link: place, file name, text."""
    address = urlsplit(link)
    query = parse_qs(address.query, strict_parsing=True, keep_blank_values=True)
    assert set(query) == {"filename", "value"}
    return address.path, query["filename"][0], query["value"][0]


def test_name_and_text_arrive_as_they_were() -> None:
    text = '---\ntitle: "A & B = C? #1 100% +"\n---\n\nIsi – “kutip”\n'
    link = editor.new(office(), HOSTILE, text)
    assert opened(link) == ("/balai-contoh/situs/new/main", HOSTILE, text)
    assert link.isascii() and " " not in link and "+" not in link


def test_a_link_has_a_bound() -> None:
    fixed = len(editor.new(office(), "content/a.md", ""))
    assert len(editor.new(office(), "content/a.md", "x" * (editor.MAX_BYTES - fixed))) == editor.MAX_BYTES
    with pytest.raises(Refused) as refused:
        editor.new(office(), "content/a.md", "x" * (editor.MAX_BYTES - fixed + 1))
    assert str(refused.value.message) == "tautan ini terlalu panjang: 8001 bita, paling banyak 8000"
    assert str(refused.value.hint) == "pendekkan judul dan ringkasannya, lalu lengkapi di penyunting"


def test_an_article_that_is_there_opens_for_editing() -> None:
    assert editor.edit(office(), "content/berita/2026/11/panen/index.md") == (
        "https://github.com/balai-contoh/situs/edit/main/content/berita/2026/11/panen/index.md"
    )
    assert urlsplit(editor.edit(office(), HOSTILE)).path.startswith("/balai-contoh/situs/edit/main/content/")
    assert urlsplit(editor.edit(office(), HOSTILE)).query == urlsplit(editor.edit(office(), HOSTILE)).fragment == ""


def test_an_office_on_plain_git_has_no_such_links() -> None:
    sop = read(without(TEXTS["sample"], "github"))
    for make in (lambda: editor.new(sop, "a.md", ""), lambda: editor.edit(sop, "a.md")):
        with pytest.raises(Refused) as refused:
            make()
        assert str(refused.value.message) == "kantor ini tidak memakai GitHub: sop.yml tidak punya bagian github"


def terbit(folder: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [warm.python(), "-m", "terbit", "-C", str(folder), *words], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("category", "section"), [("kegiatan", "berita"), ("publikasi", "publikasi")])
def test_a_draft_begun_by_a_link_is_one_that_terbit_would_begin(tmp_path: Path, category: str, section: str) -> None:
    (tmp_path / "sop.yml").write_bytes((CHECKOUT / "sop.yml").read_bytes())
    status, link = terbit(tmp_path, "github", "link", category, "Panen & raya")
    assert status == 0
    _, path, text = opened(link.strip())

    assert article.kind_of(path) == "article" and path.startswith(f"content/{section}/")
    assert path.endswith("/panen-raya/index.md")
    read = article.read(path, text.encode(), office().zone)
    assert read.findings == () and read.meta is not None
    assert (read.meta.title, read.meta.categories) == ("Panen & raya", (category,))


def test_an_unknown_category_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sop.yml").write_bytes((CHECKOUT / "sop.yml").read_bytes())
    assert terbit(tmp_path, "github", "link", "kegiatn", "Panen") == (
        2,
        'kategori "kegiatn" tidak dikenal\nSaran: maksud Anda "kegiatan"?\n',
    )


def test_an_article_is_found_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "sop.yml").write_bytes((CHECKOUT / "sop.yml").read_bytes())
    for name in ("berita/2026/11/panen/index.md", "layanan.md"):
        (tmp_path / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / name).write_text("---\ntitle: Panen\n---\n\nIsi.\n")
    home = "https://github.com/balai-contoh/situs/edit/main/content"
    assert terbit(tmp_path, "github", "edit", "panen") == (0, f"{home}/berita/2026/11/panen/index.md\n")
    assert terbit(tmp_path, "github", "edit", "layanan") == (0, f"{home}/layanan.md\n")
    assert terbit(tmp_path, "github", "edit", "panan") == (
        2,
        'tidak ada artikel dengan nama "panan"\nSaran: maksud Anda "panen"?\n',
    )
