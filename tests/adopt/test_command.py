"""`terbit adopt hugo` as it is typed: a new office, a clone of one, and what it refuses. Real git, real processes."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.adopt.conftest import Site
from tests.support import warm
from tests.support.office import Office

_KNOWN = ("PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")
POST = "---\ntitle: Panen raya\ndate: 2017-07-10\n---\nPadi dipanen. Hasilnya baik.\n"
SITE = {"content/berita/panen.md": POST, "content/berita/rusak.md": b"\0", "static/sisa.txt": "x"}


def terbit(*words: str | Path) -> subprocess.CompletedProcess[str]:
    known = {name: os.environ[name] for name in _KNOWN if name in os.environ}
    return subprocess.run(
        [warm.python(), "-m", "terbit", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**known, "HOME": "/nonexistent"},
    )


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True).stdout.strip()


def test_a_new_office_is_made_with_the_site_as_one_commit_on_a_branch(site: Site, tmp_path: Path) -> None:
    top, office = site(SITE), tmp_path / "kantor"
    done = terbit("-C", office, "adopt", "hugo", top)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "tidak diadopsi  content/berita/rusak.md: berkas ini bukan teks\n"
        "tidak diadopsi  static/sisa.txt: tidak dipakai oleh artikel mana pun\n"
        "content/berita/2017/07/panen/index.md:2:1: warning[FM006] artikel belum berkategori. "
        "Saran: pilih salah satu: berita, pengumuman, publikasi\n"
        "1 naskah dan 0 berkas diadopsi, 2 berkas tidak, 1 peringatan.\n"
        "6 dari 6 kata yang terbaca di situs lama dipertahankan (100,00 %).\n"
        "Rincian setiap berkas: tambahkan --format json\n"
        "\n"
        "Semuanya ada di cabang adopsi, dalam satu usulan. Langkah berikutnya:\n"
        f"  1. Isi kantor dan orangnya di {office}/sop.yml pada cabang main\n"
        f"     git -C {office} checkout main\n"
        "  2. Buat server kantor, lalu folder kerja Anda\n"
        f"     terbit server init server.git --office {office} --admin-key admin.pub\n"
        "     terbit server join server.git kerja --key admin\n"
        "  3. Bawa situs lama ke folder kerja itu, lalu kirim\n"
        "     terbit -C kerja adopt hugo SITUS-LAMA\n"
        '     terbit -C kerja submit -m "Adopsi situs lama"\n'
        "Usulan ini perlu dua persetujuan:\n"
        "  - Administrator: Nama Administrator\n"
        "  - Kepala Kantor: Nama Kepala Kantor\n"
        "Masing-masing mengetik: terbit approve NOMOR\n"
    )
    assert git(office, "rev-parse", "--abbrev-ref", "HEAD") == "adopsi"
    assert git(office, "rev-list", "--count", "main..adopsi") == "1"
    assert git(office, "status", "--porcelain") == ""
    assert git(office, "ls-tree", "-r", "--name-only", "main").split() == [".gitignore", "mkdocs.yml", "sop.yml"]
    assert (office / "content/berita/2017/07/panen/index.md").is_file()
    checked = terbit("-C", office, "check")
    assert checked.returncode == 0 and "error" not in checked.stdout


def test_the_same_in_english(site: Site, tmp_path: Path) -> None:
    done = terbit("--lang", "en", "-C", tmp_path / "kantor", "adopt", "hugo", site(SITE))
    assert done.stdout.splitlines()[0] == "not adopted  content/berita/rusak.md: this file is not text"
    assert "1 texts and 0 files adopted, 2 files not, 1 warnings." in done.stdout
    assert done.stdout.endswith("Each of them types: terbit approve NUMBER\n")


def test_json_names_every_file_once_and_a_second_run_adds_nothing(site: Site, tmp_path: Path) -> None:
    top, office = site(SITE), tmp_path / "kantor"
    first = json.loads(terbit("-C", office, "adopt", "hugo", top, "--format", "json").stdout)
    assert first["adopted"] == [
        {
            "path": "content/berita/panen.md",
            "targets": ["content/berita/2017/07/panen/index.md"],
            "changes": ["ringkasan diambil dari kalimat pertama"],
        }
    ]
    assert first["listed"] == [
        {"path": "content/berita/rusak.md", "reason": "berkas ini bukan teks", "line": 0},
        {"path": "static/sisa.txt", "reason": "tidak dipakai oleh artikel mana pun", "line": 0},
    ]
    assert [finding["rule"] for finding in first["findings"]] == ["FM006"]
    tip = git(office, "rev-parse", "adopsi")
    again = json.loads(terbit("-C", office, "adopt", "hugo", top, "--format", "json").stdout)
    assert again["adopted"] == []
    assert again["listed"][0]["reason"] == "sudah diadopsi: content/berita/2017/07/panen/index.md"
    assert git(office, "rev-parse", "adopsi") == tip
    assert git(office, "branch", "--format=%(refname:short)").split() == ["adopsi", "main"]


def test_the_words_that_were_lost_are_counted_and_named(site: Site, tmp_path: Path) -> None:
    code = POST + "\n- a\n\n    ```javascript\n    x\n    ```\n"  # shown as written, with the language's name
    done = terbit("-C", tmp_path / "kantor", "adopt", "hugo", site({"content/berita/panen.md": code}))
    assert (
        "8 dari 9 kata yang terbaca di situs lama dipertahankan (88,88 %).\n"
        "Paling sedikit: content/berita/panen.md (88,88 %), hilang: javascript\n"
    ) in done.stdout, done.stdout


def test_what_came_later_is_a_second_change_on_top_of_main(site: Site, tmp_path: Path) -> None:
    top, office = site({"content/berita/panen.md": POST}), tmp_path / "kantor"
    terbit("-C", office, "adopt", "hugo", top)
    (top / "content/berita/baru.md").write_text(POST.replace("raya", "baru"))
    assert terbit("-C", office, "adopt", "hugo", top).returncode == 0
    assert git(office, "rev-parse", "--abbrev-ref", "HEAD") == "adopsi-2"
    assert git(office, "diff", "--name-only", "main", "adopsi-2") == "content/berita/2017/07/baru/index.md"


def test_in_a_work_folder_the_commit_is_signed_and_the_two_approvers_are_named(office: Office, site: Site) -> None:
    clone = office.clone("sari")
    done = terbit("-C", clone.path, "adopt", "hugo", site(SITE), "--category", "kegiatan")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(
        "Semuanya ada di cabang adopsi, dalam satu usulan. Langkah berikutnya:\n"
        f'     terbit -C {clone.path} submit -m "Adopsi situs lama"\n'
        "Usulan ini perlu dua persetujuan:\n"
        "  - Administrator: Agus Pratama\n"
        "  - Kepala Balai: Ratna Kusuma\n"
        "Masing-masing mengetik: terbit approve NOMOR\n"
    )
    assert clone.text("log", "-1", "--format=%an <%ae>", "adopsi") == "Sari Wulandari <sari@balai-contoh.example>"
    assert b"\ngpgsig " in clone.run("cat-file", "commit", "adopsi").stdout
    assert clone.text("rev-parse", "adopsi^") == office.main


def test_it_goes_the_whole_way_with_two_approvals(office: Office, site: Site) -> None:
    clone = office.clone("sari")
    terbit("-C", clone.path, "adopt", "hugo", site(SITE))
    assert office.type("sari", "submit", "-m", "Adopsi situs lama").returncode == 0
    assert office.type("ratna", "approve", "1").returncode == 0
    early = office.type("agus", "merge", "1")
    assert early.returncode == 1
    assert office.type("agus", "approve", "1").returncode == 0
    assert office.type("agus", "merge", "1").returncode == 0
    assert "content/berita/2017/07/panen/index.md" in office.repo.tree(office.main)


@pytest.mark.parametrize("kind", ["office-in-site", "site-in-office", "same"])
def test_office_and_site_must_lie_apart(kind: str, site: Site) -> None:
    top = site(SITE)
    folder = {"office-in-site": top / "kantor", "site-in-office": top.parent, "same": top}[kind]
    done = terbit("-C", folder, "adopt", "hugo", top)
    assert done.returncode == 2
    assert done.stderr == (
        "kantor dan situs lama harus di folder yang terpisah\nSaran: misalnya terbit -C kantor adopt hugo situs-lama\n"
    )
    assert not (top / "kantor").exists()


def test_a_folder_that_is_no_office_and_one_with_unsent_work_are_refused(site: Site, tmp_path: Path) -> None:
    top, other = site(SITE), tmp_path / "lain"
    other.mkdir()
    (other / "catatan.txt").write_text("x")
    done = terbit("-C", other, "adopt", "hugo", top)
    assert done.returncode == 2
    assert done.stderr == (
        f"{other}: folder ini bukan kantor\n"
        "Saran: sebutkan folder kantor, atau folder yang belum ada: "
        "terbit -C FOLDER adopt hugo|jekyll|wordpress SITUS\n"
    )
    office = tmp_path / "kantor"
    terbit("-C", office, "adopt", "hugo", top)
    (office / "sop.yml").write_text((office / "sop.yml").read_text() + "\n# ubah\n")
    done = terbit("-C", office, "adopt", "hugo", top)
    assert done.returncode == 2
    assert done.stderr == (
        f"{office}: ada perubahan yang belum dikirim\n"
        "Saran: kirim dengan terbit submit, atau urungkan, sebelum mengadopsi\n"
    )


def test_a_site_that_is_not_there_makes_no_office(tmp_path: Path) -> None:
    done = terbit("-C", tmp_path / "kantor", "adopt", "hugo", tmp_path / "tidak-ada")
    assert done.returncode == 2
    assert done.stderr.startswith(f"{tmp_path}/tidak-ada: folder situs lama tidak ditemukan\n")
    assert not (tmp_path / "kantor").exists()


def test_a_category_that_is_not_there_leaves_no_office_behind(site: Site, tmp_path: Path) -> None:
    done = terbit("-C", tmp_path / "kantor", "adopt", "hugo", site(SITE), "--category", "brita")
    assert done.returncode == 2
    assert done.stderr == 'kategori "brita" tidak ada di sop.yml\nSaran: maksud Anda "berita"?\n'
    assert not (tmp_path / "kantor").exists()


def test_a_file_that_lies_in_the_way_is_kept(office: Office, site: Site) -> None:
    clone = office.clone("sari")
    own = clone.path / "content/berita/2017/07/panen/index.md"
    own.parent.mkdir(parents=True)
    own.write_text("naskah saya")
    done = terbit("-C", clone.path, "adopt", "hugo", site(SITE))
    assert done.returncode == 2
    assert done.stderr == (
        "di folder kantor ada berkas yang menghalangi artikel dari situs lama\n"
        "Saran: pindahkan berkas yang belum dikirim, lalu jalankan lagi\n"
    )
    assert own.read_text() == "naskah saya"
    assert clone.refs("refs/heads/") == {"refs/heads/main": office.main}


def test_a_key_that_cannot_sign_is_said(office: Office, site: Site) -> None:
    clone = office.clone("sari")
    clone.run("config", "user.signingkey", "/tidak/ada")
    done = terbit("-C", clone.path, "adopt", "hugo", site(SITE))
    assert done.returncode == 2
    assert done.stderr.startswith("git tidak dapat menandatangani: ")
    assert clone.refs("refs/heads/") == {"refs/heads/main": office.main}


def test_the_skeleton_is_a_sound_office() -> None:
    from terbit import skeleton
    from terbit import sop as procedure

    files = skeleton.files()
    sop, findings = procedure.read(files["sop.yml"])
    assert findings == [] and sop is not None
    assert not any(person.keys for person in sop.people.values())
    assert set(files) == {"sop.yml", "mkdocs.yml", ".gitignore"}
