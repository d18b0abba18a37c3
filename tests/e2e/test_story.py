"""README's first command: the sample office's three months, and what is left of them. What its people type, its hooks
and its publisher are forked out of a warm process (see `warm`); what is typed after the play starts as it does for a
new user.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.support import warm
from tests.support.office import CHECKOUT

from terbit.git import Repo
from terbit.records import book


def state_of_checkout() -> str:
    """What git sees of the checkout: tracked files and refs."""
    show = ["git", "-C", str(CHECKOUT)]
    return "".join(
        subprocess.run([*show, *words], capture_output=True, text=True, check=True).stdout
        for words in (["status", "--porcelain", "--untracked-files=no"], ["for-each-ref"])
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    top = tmp_path_factory.mktemp("story") / "office"
    before = state_of_checkout()
    programs = warm.terbit(tmp_path_factory.mktemp("programs")).parent
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "tools" / "demo" / "play.py"), "--programs", str(programs), str(top)],
        capture_output=True,
        text=True,
        check=False,
        cwd=CHECKOUT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert state_of_checkout() == before
    return top, done.stdout


def test_readme_prints_what_the_command_prints(played: tuple[Path, str]) -> None:
    top, printed = played
    block = (CHECKOUT / "README.md").read_text("utf-8").partition("$ make publish\n")[2].partition("```")[0]
    promised = block.partition("\n")[2]  # the first line is the set-up's
    shown = re.sub(r"\S+/" + re.escape(top.name) + "(?=/)", "build/office", printed)
    assert re.sub(r"in \d+ s;", "in N s;", shown) == re.sub(r"in \d+ s;", "in N s;", promised)


def test_everything_that_can_happen_to_a_change_has_happened(played: tuple[Path, str]) -> None:
    with Repo(played[0] / "server.git") as repo:
        records = book.read(repo)
    happened = Counter(event.event for event in records.events)
    assert records.findings == ()
    assert {event.source for event in records.events} == {"demo"}
    assert happened["merged"] == 22
    assert happened["returned"] == 1
    assert happened["rejected"] == 1
    assert happened["withdrawn"] == 1
    deputy = [e for e in records.of("approved") if e.actor == "wayan" and e.role == "kepala"]
    assert [event.change for event in deputy] == [12]
    assert [event.data["kinds"] for event in records.of("merged") if event.change == 15] == [
        ["article", "policy", "urgent"]
    ]
    assert len({event.id for event in records.events}) == len(records.events)


def test_what_is_live_is_what_was_approved_and_due(played: tuple[Path, str]) -> None:
    live = played[0] / "live"
    page = {name: (live / name / "index.html") for name in ("berita/2026/09/jadwal-pelatihan-oktober",)}
    assert "Artikel ini telah ditarik." in page["berita/2026/09/jadwal-pelatihan-oktober"].read_text("utf-8")
    assert "ton; yang benar 2,1 ton." in (
        live / "berita/2026/10/panen-kedelai-di-lahan-tadah-hujan/index.html"
    ).read_text("utf-8")
    assert not (live / "berita/2026/11/layanan-libur-akhir-tahun").exists()  # due on the 30th
    assert not (live / "berita/2026/10/pupuk-merek-unggul").exists()  # rejected
    assert (live / "publikasi/2026/10/petunjuk-teknis-budidaya-kedelai/petunjuk-teknis-budidaya-kedelai.pdf").exists()


def test_the_report_of_october_counts_what_happened(played: tuple[Path, str]) -> None:
    figures = json.loads((played[0] / "people/agus/kantor/reports/2026-10/figures.json").read_bytes())
    assert figures["month"] == "2026-10"
    text = (played[0] / "people/agus/kantor/reports/2026-10/index.md").read_text("utf-8")
    assert "| Usulan diajukan | 9 |" in text
    assert "| Ditolak | 1 |" in text
    assert "| Ralat tayang | 1 |" in text
    assert "lengkap dalam batas" in text
    assert re.search(r"\| 2026-W41 \|[^\n]*\| 0 \| lengkap \|", text)


def test_publishing_and_reconciling_again_adds_nothing(played: tuple[Path, str]) -> None:
    server = played[0] / "server.git"
    terbit = [sys.executable, "-m", "terbit"]
    with Repo(server) as repo:
        before = repo.resolve(book.REF)
        for words in (["publish", str(server)], ["records", "reconcile", str(server)]):
            done = subprocess.run([*terbit, *words], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
        assert repo.resolve(book.REF) == before
