"""The existing site on disk is read and nothing else is, whatever lies in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from terbit.adopt.reading import source
from terbit.findings import Refused
from terbit.messages import msg

HINT = msg("sebutkan folder situs Hugo yang berisi content/ dan static/")


def listed(top: Path) -> dict[str, str]:
    return {path: str(reason) for path, reason in source.scan(top, HINT).listed.items()}


def test_links_out_of_the_folder_are_listed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "rahasia.md").write_text("rahasia")
    top = tmp_path / "situs"
    (top / "content").mkdir(parents=True)
    (top / "content" / "a.md").symlink_to(tmp_path / "rahasia.md")
    (top / "content" / "luar").symlink_to(tmp_path)
    (top / "content" / "putar").symlink_to(".")
    found = source.scan(top, HINT)
    assert found.files == {}
    assert set(listed(top)) == {"content/a.md", "content/luar", "content/putar"}
    assert listed(top)["content/a.md"] == "tautan simbolis tidak diikuti"


def test_a_link_that_replaces_a_folder_after_the_scan_is_not_followed(tmp_path: Path) -> None:
    top = tmp_path / "situs"
    (top / "content").mkdir(parents=True)
    (top / "content" / "a.md").write_text("isi")
    found = source.scan(top, HINT)
    (top / "content").rename(top / "lama")
    outside = tmp_path / "luar"
    outside.mkdir()
    (outside / "a.md").write_text("rahasia")
    (top / "content").symlink_to(outside)
    with pytest.raises(OSError):
        found.read("content/a.md")


def test_pipes_huge_files_and_odd_names_are_listed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.md")
    with (tmp_path / "besar.md").open("wb") as file:
        file.truncate(source.MAX_TEXT + 1)
    with (tmp_path / "besar.jpg").open("wb") as file:
        file.truncate(source.MAX_FILE + 1)
    (tmp_path / "baris\nbaru.md").write_text("x")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    assert listed(tmp_path) == {
        "pipa.md": "bukan berkas biasa",
        "besar.md": "terlalu besar: 2097153 bita, paling banyak 2097152",
        "besar.jpg": "terlalu besar: 67108865 bita, paling banyak 67108864",
        "baris\nbaru.md": "nama berkas memuat huruf kendali",
        "\udcff.md": "nama berkas bukan teks UTF-8",
        ".git/": "folder ini milik alat lain, bukan isi situs",
    }


def test_folders_that_lie_too_deep_are_listed(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * (source.MAX_DEPTH + 2))
    deep.mkdir(parents=True)
    (deep / "a.md").write_text("x")
    assert listed(tmp_path) == {"d/" * (source.MAX_DEPTH + 1): "folder terlalu dalam, paling banyak 40 tingkat"}


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        source.scan(tmp_path / "tidak-ada", HINT)
    assert str(refused.value.message) == f"{tmp_path}/tidak-ada: folder situs lama tidak ditemukan"
    assert str(refused.value.hint) == "sebutkan folder situs Hugo yang berisi content/ dan static/"
