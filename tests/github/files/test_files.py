"""What is written into `.github/` and `editor/`: the same from the same procedure, and held to it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.github.files.offices import TEXTS, office, read, without
from tests.support import warm
from tests.support.office import CHECKOUT

from terbit.findings import render
from terbit.github.files import DIFFERS, differing, files

PATHS = [
    ".github/CODEOWNERS",
    ".github/ISSUE_TEMPLATE/catatan-tautan.yml",
    ".github/ISSUE_TEMPLATE/config.yml",
    ".github/ISSUE_TEMPLATE/gangguan.yml",
    ".github/ISSUE_TEMPLATE/permintaan-konten.yml",
    ".github/ISSUE_TEMPLATE/ralat-penarikan.yml",
    ".github/pull_request_template.md",
    ".github/workflows/check.yml",
    ".github/workflows/due.yml",
    ".github/workflows/publish.yml",
    ".github/workflows/report-back.yml",
    "editor/config.yml",
    "editor/index.html",
]


def test_the_repository_s_own_files_are_in_step() -> None:
    def present(path: str) -> bytes | None:
        return (CHECKOUT / path).read_bytes() if (CHECKOUT / path).exists() else None

    assert [finding.text() for finding in differing(office(), present)] == []


def test_what_is_made() -> None:
    made = files(office())

    assert sorted(made) == PATHS
    for path, content in made.items():
        text = content.decode()
        assert "«" not in text and "»" not in text, path
        assert "terbit github files" in text.splitlines()[0 if path != "editor/index.html" else 1], path
        assert text.endswith("\n") and not text.endswith("\n\n"), path
        assert not any(line != line.rstrip() for line in text.splitlines()), path


def test_the_same_procedure_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib, sys; from terbit import sop; from terbit.github.files import files\n"
        "made = files(sop.read(open('sop.yml', 'rb').read())[0])\n"
        "print(hashlib.sha256(repr(sorted(made.items())).encode()).hexdigest())"
    )
    outcomes = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=CHECKOUT,
            env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Jayapura"))
    }
    assert len(outcomes) == 1


def test_an_office_that_does_not_say_where_it_lives_on_github_gets_no_editor() -> None:
    made = files(read(without(TEXTS["sample"], "github")))
    assert sorted(made) == [path for path in PATHS if not path.startswith("editor/")]
    assert b"contact_links" not in made[".github/ISSUE_TEMPLATE/config.yml"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(CHECKOUT / "sop.yml", tmp_path / "sop.yml")
    return tmp_path


def terbit(folder: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [warm.python(), "-m", "terbit", "-C", str(folder), *words], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_files_are_written_once(folder: Path) -> None:
    assert terbit(folder, "github", "files") == (0, "".join(f"Ditulis: {path}\n" for path in files(office())))
    assert terbit(folder, "github", "files") == (0, "")
    assert terbit(folder, "github", "files", "--check") == (0, "Tidak ada temuan.\n")
    assert {path: (folder / path).read_bytes() for path in PATHS} == files(office())


def test_a_file_that_differs_or_lacks_is_a_finding(folder: Path) -> None:
    terbit(folder, "github", "files")
    (folder / ".github/CODEOWNERS").write_text("* @orang-lain\n")
    (folder / "editor/config.yml").unlink()
    target = folder / ".github/pull_request_template.md"
    shutil.copy(target, folder / "salinan.md")
    target.unlink()
    target.symlink_to(folder / "salinan.md")  # GitHub would follow it, the rules refuse it

    hint = "Saran: jalankan terbit github files, lalu ajukan hasilnya sebagai perubahan"
    assert terbit(folder, "github", "files", "--check") == (
        1,
        f".github/CODEOWNERS: error[GF001] isi berkas ini tidak sesuai dengan sop.yml. {hint}\n"
        f".github/pull_request_template.md: error[GF001] berkas ini belum ada. {hint}\n"
        f"editor/config.yml: error[GF001] berkas ini belum ada. {hint}\n",
    )
    status, said = terbit(folder, "github", "files", "--check", "--format", "json")
    assert (status, [finding["path"] for finding in json.loads(said)]) == (
        1,
        [".github/CODEOWNERS", ".github/pull_request_template.md", "editor/config.yml"],
    )
    assert (folder / ".github/CODEOWNERS").read_text() == "* @orang-lain\n"  # --check writes nothing


def test_every_file_is_compared() -> None:
    made = files(office())
    for path in made:
        found = differing(office(), lambda name, path=path: made[name] if name != path else b"")  # type: ignore[misc]
        assert [(finding.rule, finding.path) for finding in found] == [(DIFFERS, path)]


def test_in_english() -> None:
    found = differing(office(), lambda path: None)
    assert render(found[:1], "text", "en") == (
        ".github/CODEOWNERS: error[GF001] this file is not there yet. "
        "Hint: run terbit github files, then propose the result as a change"
    )
    english = office("sample", ("language: id", "language: en"))
    made = files(english)
    assert made[".github/CODEOWNERS"].startswith(b"# Made by `terbit github files` from sop.yml.")
    assert b"name: Content request\n" in made[".github/ISSUE_TEMPLATE/permintaan-konten.yml"]
    assert b'name: "Draft check"\n' in made[".github/workflows/check.yml"]


def test_an_office_on_plain_git_is_told_so(folder: Path) -> None:
    (folder / "sop.yml").write_text(without(TEXTS["sample"], "github"), "utf-8")
    assert terbit(folder, "github", "files") == (
        2,
        "kantor ini tidak memakai GitHub: sop.yml tidak punya bagian github\n"
        "Saran: tulis github: dengan repository: pemilik/nama di sop.yml\n",
    )
    assert not (folder / ".github").exists()
