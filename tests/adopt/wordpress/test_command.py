"""`terbit adopt wordpress` as it is typed, and what docs/situs-lama.md says of it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from tests.adopt.conftest import png
from tests.adopt.test_command import git, terbit
from tests.adopt.wordpress.wxr_files import HOME, attachment, export, item
from tests.support.office import CHECKOUT


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An export with a post, a page and a draft, and their uploads."""
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "a.png").write_bytes(png())
    content = f'Padi dipanen.\n\n<img src="{HOME}/wp-content/uploads/a.png" alt="Sawah">'
    (tmp_path / "ekspor.xml").write_bytes(
        export(
            item(7, "Panen raya", content, terms=[("category", "Berita")]),
            item(8, "Profil", "Tentang kami.", post_type="page", post_name="profil", link=f"{HOME}/profil/"),
            item(9, "Konsep", status="draft"), attachment(10, "a.png"), attachment(11, "hilang.pdf"),
        )
    )  # fmt: skip
    return tmp_path


def test_an_export_comes_in_once_and_the_office_stays_sound(old: Path) -> None:
    office = old / "kantor"
    done = terbit("-C", office, "adopt", "wordpress", old / "ekspor.xml", "--media", old / "uploads")
    assert done.returncode == 0, done.stderr
    assert done.stdout.partition("Rincian")[0] == (
        f"tidak diadopsi  attachment 11: lampiran {HOME}/wp-content/uploads/hilang.pdf: "
        "berkasnya tidak ada di folder --media\n"
        "tidak diadopsi  post 9: draf: belum pernah tayang: Konsep\n"
        "2 naskah dan 1 berkas diadopsi, 2 berkas tidak, 0 peringatan.\n"
        "7 dari 7 kata yang terbaca di situs lama dipertahankan (100,00 %).\n"
    )
    assert git(office, "rev-list", "--count", "main..adopsi") == "1"
    checked = terbit("-C", office, "check")
    assert checked.returncode == 0 and "error" not in checked.stdout
    again = json.loads(
        terbit(
            "-C", office, "adopt", "wordpress", old / "ekspor.xml", "--media", old / "uploads", "--format", "json"
        ).stdout
    )
    assert again["adopted"] == []
    assert git(office, "branch", "--format=%(refname:short)").split() == ["adopsi", "main"]


def test_a_folder_of_uploads_that_is_not_there_makes_no_office(old: Path) -> None:
    done = terbit("-C", old / "kantor", "adopt", "wordpress", old / "ekspor.xml", "--media", old / "tidak-ada")
    assert done.returncode == 2
    assert done.stderr == (
        f"{old}/tidak-ada: folder situs lama tidak ditemukan\n"
        "Saran: sebutkan folder unggahan dari situs lama, biasanya wp-content/uploads\n"
    )
    assert not (old / "kantor").exists()


def test_the_guide_makes_the_web_servers_map_of_short_addresses(tmp_path: Path) -> None:
    guide = (CHECKOUT / "docs" / "situs-lama.md").read_text("utf-8")
    found = re.search(r"jq -r '(.*?)' alamat-pendek\.json", guide, re.DOTALL)
    assert found is not None
    short = {"?p=7": "berita/2017/07/panen/", "?page_id=8": "profil/"}
    (tmp_path / "alamat-pendek.json").write_text(json.dumps(short), "utf-8")
    try:
        made = subprocess.run(
            ["jq", "-r", found[1], "alamat-pendek.json"], cwd=tmp_path, capture_output=True, text=True
        )
    except FileNotFoundError:
        pytest.skip("jq is not installed")
    assert made.stdout == "p=7 /berita/2017/07/panen/;\npage_id=8 /profil/;\n", made.stderr
