"""`terbit new` without its arguments: a person at a terminal is asked, a program is told what is missing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.edition import CHECKOUT
from tests.support.terminal import talk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sop.yml").write_bytes((CHECKOUT / "sop.yml").read_bytes())
    return tmp_path


def test_a_person_is_asked_until_the_answer_is_understood(folder: Path) -> None:
    code, screen = talk(
        folder,
        ("new",),
        ("Judul:", "???"),
        ("Judul:", "Jam layanan akhir tahun"),
        ("Kategori (nomornya):", "99"),
        ("Kategori (nomornya):", "7"),
        ("Tanggal [", "besok"),
        ("Tanggal [", "2026-12-01"),
        ("Ringkasan dalam satu kalimat (boleh menyusul)", "Layanan tutup lebih awal."),
        ("Berlaku sampai, misalnya ", "2026-12-31"),
    )
    assert code == 0, screen
    assert "  7  Pengumuman\n" in screen
    assert 'judul "???" tidak dapat menjadi alamat\nSaran: pakai huruf dan angka\n' in screen
    assert 'kategori "99" tidak dikenal\n' in screen
    assert '"besok" bukan tanggal\n' in screen
    made = re.search(r"Naskah baru: (content/berita/\d{4}/\d\d/jam-layanan-akhir-tahun/index\.md)\n", screen)
    assert made is not None
    text = (folder / made[1]).read_text("utf-8")
    assert 'title: "Jam layanan akhir tahun"\ndate: 2026-12-01\n' in text
    assert "categories: [pengumuman]\n" in text
    assert "\nexpires_at: 2026-12-31\n" in text


def test_who_gives_up_leaves_nothing_behind(folder: Path) -> None:
    code, _ = talk(folder, ("new",), ("Judul:", "Panen"), ("Kategori (nomornya):", "\x04"))
    assert code == 130
    assert not (folder / "content").exists()


def test_a_program_is_not_asked(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "terbit", "-C", str(folder), "new", "Panen"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "judul dan kategori belum disebut\n"
        'Saran: tulis misalnya: terbit new "Panen raya padi gogo" --category hasil-penelitian\n'
    )


def test_an_event_without_a_beginning_is_none(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "terbit", "-C", str(folder), "new", "Temu", "--category", "kegiatan", "--place", "Aula"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "acara belum punya waktu mulai\nSaran: sebutkan juga --event\n"
