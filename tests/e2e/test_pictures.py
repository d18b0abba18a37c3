"""A phone's photographs in real working folders: submitted, begun with, committed by hand; only pixels leave."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.e2e.test_review_commands import said, write
from tests.support.office import Office
from tests.test_pictures_converted import SECRETS, phone

from terbit import pictures
from terbit.articles.tree import GitTree

FOLDER = "content/berita/2026/09/panen-padi/"


def git(folder: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_photographs_as_they_come_out_of_a_phone(office: Office) -> None:
    body = "![Petak](Foto Petak.JPG)\n\nHasilnya [besar](IMG_0412.HEIC).\n"
    files = office.article("panen-padi", image='{file: IMG_0412.HEIC, alt: "Sawah"}', body=body)
    files[FOLDER + "IMG_0412.HEIC"] = phone("HEIC")
    files[FOLDER + "Foto Petak.JPG"] = phone("JPEG")
    write(office, "sari", files)

    heard = said(office, "sari", "submit")

    assert heard.startswith(
        "Gambar dikecilkan dan datanya dibersihkan: Foto Petak.JPG\n"
        "Nama gambar: Foto Petak.JPG menjadi foto-petak.jpg\n"
        f"Tautannya ikut berubah di {FOLDER}index.md\n"
        "Gambar dikecilkan dan datanya dibersihkan: IMG_0412.HEIC\n"
        "Nama gambar: IMG_0412.HEIC menjadi img-0412.jpg\n"
        f"Tautannya ikut berubah di {FOLDER}index.md\n"
        "Usulan 1 dikirim:"
    )
    tree = GitTree(office.repo, office.tip(1))
    assert {path for path in tree.files if path.startswith(FOLDER)} == {
        FOLDER + "index.md",
        FOLDER + "foto-petak.jpg",
        FOLDER + "img-0412.jpg",
    }
    text = tree.read(FOLDER + "index.md").decode()
    assert "IMG_0412" not in text and "Foto Petak" not in text
    assert "file: img-0412.jpg" in text and "![Petak](foto-petak.jpg)" in text and "[besar](img-0412.jpg)" in text
    for name in ("foto-petak.jpg", "img-0412.jpg"):
        stored = tree.read(FOLDER + name)
        assert pictures.inspect(stored).fine
        assert [secret for secret in SECRETS if secret in stored] == []


def test_what_is_no_picture_is_named(office: Office) -> None:
    files = office.article("panen-padi", image='{file: rusak.heic, alt: "Sawah"}')
    files[FOLDER + "rusak.heic"] = phone("HEIC")[:500]
    write(office, "sari", files)
    assert said(office, "sari", "submit", code=2) == (
        "rusak.heic: gambar tidak dapat dibaca\nSaran: simpan ulang sebagai JPEG, PNG atau WebP\n"
    )


def test_a_draft_begins_with_its_photograph(office: Office, tmp_path: Path) -> None:
    (tmp_path / "IMG_0412.HEIC").write_bytes(phone("HEIC"))
    words = ("new", "Panen raya", "--category", "kegiatan", "--description", "Panen.", "--picture")
    heard = said(office, "sari", *words, str(tmp_path / "IMG_0412.HEIC"))
    assert "Tulis teks alternatif gambarnya: ganti kata-kata sesudah alt di naskah.\n" in heard
    (text,) = office.clone("sari").path.glob("content/berita/*/*/panen-raya/index.md")
    assert 'image: {file: "img-0412.jpg", alt: "TULIS DI SINI: apa yang terlihat di gambar"}' in text.read_text("utf-8")
    assert pictures.inspect(text.with_name("img-0412.jpg").read_bytes()).fine
    assert 'error[PG002] gambar "img-0412.jpg" belum punya teks alternatif' in said(office, "sari", "check", code=1)
    said(office, "sari", *words, str(tmp_path / "IMG_0412.HEIC"), "--alt", "Petani memanen padi")
    second = text.parent.with_name("panen-raya-2") / "index.md"
    assert 'alt: "Petani memanen padi"}' in second.read_text("utf-8")
    assert said(office, "sari", *words, "tidak-ada.jpg", code=2) == (
        "tidak-ada.jpg tidak dapat dibaca\nSaran: periksa nama berkasnya, termasuk huruf besar\n"
    )


def test_git_itself_commits_no_photographs_as_they_come(office: Office) -> None:
    folder = office.clone("sari").path
    assert (folder / ".git" / "hooks" / "pre-commit").stat().st_mode & 0o111
    write(office, "sari", {**office.article("panen-padi"), FOLDER + "kebun.jpg": phone("JPEG")})
    git(folder, "add", "content")
    git(folder, "commit", "-m", "langsung")
    stored = subprocess.run(
        ["git", "show", f"HEAD:{FOLDER}kebun.jpg"], cwd=folder, capture_output=True, check=True
    ).stdout
    assert pictures.inspect(stored).fine
    write(office, "sari", {FOLDER + "Dua.HEIC": phone("HEIC")})
    git(folder, "add", "content")
    assert git(folder, "commit", "-m", "langsung", code=1).endswith(
        "ada gambar yang berganti nama, jadi commit ini ditunda\n"
        "Saran: periksa, lalu git add content dan git commit lagi\n"
    )
    git(folder, "add", "content")
    git(folder, "commit", "-m", "langsung")
    assert git(folder, "ls-tree", "--name-only", "HEAD", FOLDER).split() == [
        FOLDER + "dua.jpg",
        FOLDER + "index.md",
        FOLDER + "kebun.jpg",
    ]
