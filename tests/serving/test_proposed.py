"""A proposed change as its reviewer sees it: its content in main's frame, and nothing of it outside of the folder."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
from tests.support.office import Office

from terbit.serving import proposed, saved


def test_the_changes_content_stands_in_mains_frame(office: Office, tmp_path: Path) -> None:
    number = office.submit("sari", {
        **office.article("panen", body="Isi usulan."),
        "content/berita/2026/09/panen/a.txt": b"x",
        "overrides/main.html": b"{{ 7 * 191 }}",
        "content/profil/index.md": None,
    })  # fmt: skip
    tip = office.repo.resolve(f"refs/heads/change/{number}")
    assert tip is not None
    unseen = proposed.lay_out(office.repo, office.main, tip, tmp_path)
    assert unseen == ["overrides/main.html"]
    assert "Isi usulan." in (tmp_path / "content/berita/2026/09/panen/index.md").read_text("utf-8")
    assert not (tmp_path / "content/profil/index.md").exists()
    assert not (tmp_path / "overrides").exists()
    assert (tmp_path / "sop.yml").exists()
    assert saved.newest(saved.look(tmp_path), 1) == ["content/berita/2026/09/panen/index.md"]


def test_a_reviewer_sees_it_with_one_command(office: Office) -> None:
    number = office.submit("sari", office.article("panen", body="Isi usulan."))
    command = [sys.executable, "-u", "-I", "-m", "terbit", "serve", "--port", "0", "--change", str(number)]
    with subprocess.Popen(command, cwd=office.clone("budi").path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found is not None
        assert process.stdout.readline() == f"Usulan {number}, seperti akan tayang. Ctrl-C untuk berhenti.\n"
        page = httpx.get(found[0] + "berita/2026/09/panen/").text
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert "Isi usulan." in page
    assert not list(office.clone("budi").path.glob("content/berita/**/panen"))


def test_no_name_leads_out_of_the_folder() -> None:
    inside = ["content/a.md", "content/berita/2026/09/panen/foto.jpg"]
    outside = [
        "../x",
        "content/../../x",
        "content/..",
        "content/.git/config",
        "content/.GIT/x",
        "content/a\\..\\b",
        "a\nb",
    ]
    assert [path for path in inside + outside if proposed._inside(path)] == inside
