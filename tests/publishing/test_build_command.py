"""`terbit build` as a person types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support import warm
from tests.support.edition import CHECKOUT, path, text


def terbit(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200"}
    command = [warm.python(), "-m", "terbit", "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "kantor"
    article = folder / path("panen-padi")
    article.parent.mkdir(parents=True)
    front = {"description": "Panen padi musim hujan.", "information": "berkala", "authors": "[Sari Wulandari]"}
    article.write_text(text("Panen padi", **front), "utf-8")
    for name in ("sop.yml", "mkdocs.yml"):
        (folder / name).write_bytes((CHECKOUT / name).read_bytes())
    (folder / "content" / "index.md").write_text("---\ntitle: Depan\n---\n\nSelamat datang.\n", "utf-8")
    return folder


def test_it_builds_what_lies_in_the_folder_and_again_over_its_own_result(office: Path) -> None:
    first = terbit(office, "build")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.endswith(f"halaman di {office / 'build/site'}\n")
    page = office / "build/site/berita/2026/11/panen-padi/index.html"
    assert "Panen padi" in page.read_text()
    stray = office / "build/site/lama.html"
    stray.write_text("sisa")

    assert terbit(office, "--lang", "en", "build").stdout.endswith(f"pages in {office / 'build/site'}\n")

    assert page.exists()
    assert not stray.exists()
    assert sorted(file.name for file in (office / "build").iterdir()) == ["build.json", "site"]


def test_a_folder_that_it_did_not_make_is_left_alone(office: Path, tmp_path: Path) -> None:
    mine = tmp_path / "penting"
    mine.mkdir()
    (mine / "surat.txt").write_text("penting")

    done = terbit(office, "build", "--out", str(mine))

    assert done.returncode == 2
    assert done.stderr == (f"{mine} sudah ada dan bukan hasil terbit build\nSaran: pilih folder lain dengan --out\n")
    assert (mine / "surat.txt").read_text() == "penting"


def test_what_stays_out_of_the_site_is_said(office: Path) -> None:
    broken = office / path("rusak")
    broken.parent.mkdir(parents=True)
    broken.write_text(text("Rusak", "Isi rahasia.", categories="[tidak-ada]"), "utf-8")
    (office / "mkdocs.yml").write_text("hooks: [jahat.py]\n")

    done = terbit(office, "build")

    assert done.returncode == 1
    assert "mkdocs.yml yang disetujui tidak dapat dipakai; yang berlaku tetap yang sebelumnya" in done.stdout
    assert "content/berita/2026/11/rusak/index.md" in done.stdout
    page = (office / "build/site/berita/2026/11/rusak/index.html").read_text()
    assert "Halaman ini belum dapat ditampilkan" in page
    assert "Isi rahasia" not in page


def test_a_folder_is_named_from_where_one_stands(office: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "terbit", "-C", str(office), "build", "--out", "hasil/situs"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "hasil/situs/berita/2026/11/panen-padi/index.html").exists()
