"""`terbit check` and `terbit new`, run as a person runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.rules.cases import CASES
from tests.rules.test_judging import BENIH, PANEN, text

GIT = ["git", "-c", "user.name=Sari", "-c", "user.email=sari@balai-contoh.example"]


def terbit(office: Path, *arguments: str, lang: str = "id") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "terbit", "-C", str(office), "--lang", lang, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "COLUMNS": "200"},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An office folder under git with one article."""
    (tmp_path / "sop.yml").write_bytes((CASES / "sop.yml").read_bytes())
    write(tmp_path, PANEN, text())
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "awal"]):
        subprocess.run([*GIT, *command], cwd=tmp_path, check=True)
    return tmp_path


def write(office: Path, path: str, content: str) -> None:
    file = office / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, "utf-8")


def test_a_good_office_has_no_findings(folder: Path) -> None:
    done = terbit(folder, "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Tidak ada temuan.\n", "")


def test_findings_are_lines_with_place_message_and_hint(folder: Path) -> None:
    write(folder, PANEN, text(categories="[kegiatn]"))
    done = terbit(folder, "check")
    line = f'{PANEN}:5:14: error[FM003] kategori "kegiatn" tidak dikenal. Saran: maksud Anda "kegiatan"?\n'
    assert (done.returncode, done.stdout, done.stderr) == (1, line, "")
    done = terbit(folder, "check", lang="en")
    line = f'{PANEN}:5:14: error[FM003] category "kegiatn" is not known. Hint: did you mean "kegiatan"?\n'
    assert (done.returncode, done.stdout) == (1, line)


def test_warnings_do_not_fail(folder: Path) -> None:
    write(folder, PANEN, text("Hubungi 0812-3456-7890.\n"))
    done = terbit(folder, "check")
    assert done.returncode == 0
    assert "warning[PD003]" in done.stdout


def test_json_is_a_list_of_findings(folder: Path) -> None:
    write(folder, PANEN, text(categories="[kegiatn]"))
    done = terbit(folder, "check", "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == [
        {
            "rule": "FM003",
            "severity": "error",
            "path": PANEN,
            "line": 5,
            "column": 14,
            "message": 'kategori "kegiatn" tidak dikenal',
            "hint": 'maksud Anda "kegiatan"?',
        }
    ]
    write(folder, PANEN, text())
    assert json.loads(terbit(folder, "check", "--format", "json").stdout) == []


def test_annotations_for_github(folder: Path) -> None:
    write(folder, PANEN, text(categories="[kegiatn]"))
    done = terbit(folder, "check", "--format", "github")
    message = 'kategori "kegiatn" tidak dikenal maksud Anda "kegiatan"?'
    assert done.stdout == f"::error file={PANEN},line=5,col=14,title=FM003::{message}\n"


def test_a_log_in_sarif_is_all_that_is_printed(folder: Path) -> None:
    write(folder, PANEN, text(categories="[kegiatn]"))
    done = terbit(folder, "check", "--format", "sarif")
    assert done.returncode == 1
    (run,) = json.loads(done.stdout)["runs"]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [("FM003", "error")]


def test_an_address_that_moved_is_told_of_against_a_revision(folder: Path) -> None:
    (folder / PANEN).rename(folder / PANEN.replace("panen/index.md", "panen.md"))
    write(folder, PANEN.replace("panen/", "panen-raya/"), text())
    (folder / PANEN.replace("panen/index.md", "panen.md")).unlink()
    done = terbit(folder, "check", "--changed-since", "HEAD")
    assert done.returncode == 1
    assert "error[AD004] artikel ini pindah dari alamat yang sudah tayang: /berita/2026/11/panen/" in done.stdout
    assert terbit(folder, "check").returncode == 0


def test_only_what_changed_since_a_revision_is_told(folder: Path) -> None:
    write(folder, PANEN, text(categories="[kegiatn]"))
    subprocess.run([*GIT, "commit", "-qam", "salah"], cwd=folder, check=True)
    assert terbit(folder, "check", "--changed-since", "HEAD").stdout == "Tidak ada temuan.\n"
    write(folder, BENIH, text(date=""))
    done = terbit(folder, "check", "--changed-since", "HEAD")
    assert done.returncode == 1
    assert done.stdout.startswith(f"{BENIH}:2:1: error[DT001]")
    assert done.stdout.count("\n") == 1
    # a changed procedure concerns every article
    (folder / "sop.yml").write_text((folder / "sop.yml").read_text("utf-8") + "\n# lain\n", "utf-8")
    assert "error[FM003]" in terbit(folder, "check", "--changed-since", "HEAD").stdout


def test_an_unknown_revision_is_a_usage_error(folder: Path) -> None:
    done = terbit(folder, "check", "--changed-since", "tidak-ada")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'revisi "tidak-ada" tidak ada\nSaran: periksa namanya, misalnya origin/main\n'


def test_findings_of_the_procedure_come_first(folder: Path) -> None:
    (folder / "sop.yml").write_text("version: 1\noffise: {}\n", "utf-8")
    done = terbit(folder, "check", "--format", "json")
    assert done.returncode == 1
    assert {finding["path"] for finding in json.loads(done.stdout)} == {"sop.yml"}


def test_no_office_is_a_usage_error(tmp_path: Path) -> None:
    done = terbit(tmp_path, "check")
    assert done.returncode == 2
    assert done.stderr.startswith(f"{tmp_path}: di sini tidak ada kantor (sop.yml tidak ditemukan)\n")


def test_a_folder_without_git_is_checked_too(tmp_path: Path) -> None:
    (tmp_path / "sop.yml").write_bytes((CASES / "sop.yml").read_bytes())
    write(tmp_path, PANEN, text(date=""))
    assert "error[DT001]" in terbit(tmp_path, "check").stdout


# -- terbit new ----------------------------------------------------------------------------------------------------


def drafts(office: Path) -> list[Path]:
    return sorted(set((office / "content").rglob("*.md")) - {office / PANEN})


def filled(file: Path) -> None:
    """A writer's words below the draft's front matter."""
    file.write_text(file.read_text("utf-8") + "\nPara petani memanen kedelai.\n", "utf-8")


def test_a_draft_lacks_only_its_summary_and_its_text(folder: Path) -> None:
    done = terbit(folder, "new", 'Rilis: "Padi Gogo" & Kafé', "--category", "kegiatan")
    assert done.returncode == 0
    (file,) = drafts(folder)
    assert done.stdout.startswith(f"Naskah baru: {file.relative_to(folder)}\n")
    assert file.parent.name == "rilis-padi-gogo-kafe"
    checked = terbit(folder, "check").stdout.splitlines()
    assert len(checked) == 2
    assert "error[FM008] artikel ini belum ada isinya" in checked[0]
    assert 'error[FM005] "description" wajib diisi' in checked[1]


@pytest.mark.parametrize("category", ["kegiatan", "publikasi"])
def test_a_draft_with_its_summary_and_text_is_good(folder: Path, category: str) -> None:
    terbit(folder, "new", "Panen Kedelai", "--category", category, "--description", "Kedelai dipanen.")
    (file,) = drafts(folder)
    filled(file)
    assert terbit(folder, "check").stdout == "Tidak ada temuan.\n"
    assert file.relative_to(folder).parts[1] == ("publikasi" if category == "publikasi" else "berita")


def test_a_second_draft_of_the_same_title_has_its_own_address(folder: Path) -> None:
    for _ in range(2):
        terbit(folder, "new", "Panen", "--category", "kegiatan", "--description", "Padi.")
    assert [file.parent.name for file in drafts(folder)] == ["panen-2", "panen-3"]
    for file in drafts(folder):
        filled(file)
    assert terbit(folder, "check").returncode == 0


def test_an_unknown_category_is_refused_before_anything_is_written(folder: Path) -> None:
    done = terbit(folder, "new", "Panen", "--category", "kegiatn")
    assert done.returncode == 2
    assert done.stderr == 'kategori "kegiatn" tidak dikenal\nSaran: maksud Anda "kegiatan"?\n'
    assert drafts(folder) == []


@pytest.mark.parametrize("title", ["???", "", "a\nb", "中文"])
def test_a_title_that_makes_no_address_is_refused(folder: Path, title: str) -> None:
    assert terbit(folder, "new", title, "--category", "kegiatan").returncode == 2
    assert drafts(folder) == []


@pytest.mark.parametrize("section", ["../luar", "Berita", "a/b", ""])
def test_a_section_that_makes_no_address_is_refused(folder: Path, section: str) -> None:
    assert terbit(folder, "new", "Panen", "--category", "kegiatan", "--section", section).returncode in (0, 2)
    assert all(file.is_relative_to(folder / "content" / "berita") for file in drafts(folder))


@pytest.mark.parametrize(
    ("information", "hint"),
    [("berkla", 'maksud Anda "berkala"?'), ("dikecualikan", "pilih salah satu: berkala, serta-merta, setiap-saat")],
)
def test_a_new_draft_has_an_information_class_that_may_be_published(folder: Path, information: str, hint: str) -> None:
    done = terbit(folder, "new", "Panen jagung", "--category", "kegiatan", "--information", information)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f'klasifikasi informasi "{information}" tidak dikenal\nSaran: {hint}\n'
    assert not list(folder.glob("content/**/panen-jagung"))
