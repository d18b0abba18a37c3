"""Issue forms and the pull request template, by the office's procedure and by GitHub's schema."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from tests.github.files.offices import TEXTS, office, read, without

from terbit.github.files import files
from terbit.github.files.forms import FOLDER, FORMS
from terbit.sop import Sop

CHECKER = Path(sys.executable).with_name("check-jsonschema")


def form(sop: Sop, key: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(files(sop)[f"{FOLDER}{key}.yml"])
    return loaded


def fields(body: dict[str, Any]) -> dict[str, Any]:
    return {part["id"]: part for part in body["body"] if "id" in part}


def validate(schema: str, folder: Path, *names: str) -> str:
    done = subprocess.run(
        [str(CHECKER), "--builtin-schema", schema, *names], cwd=folder, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize("name", TEXTS)
def test_github_takes_the_forms(tmp_path: Path, name: str) -> None:
    for path, content in files(office(name)).items():
        if path.startswith(FOLDER):
            (tmp_path / Path(path).name).write_bytes(content)

    assert validate("vendor.github-issue-forms", tmp_path, *(f"{key}.yml" for key in FORMS)) == ""
    assert validate("vendor.github-issue-config", tmp_path, "config.yml") == ""


def test_the_schema_refuses_a_broken_form(tmp_path: Path) -> None:
    broken = files(office())[f"{FOLDER}gangguan.yml"].replace(b"type: dropdown", b"type: pilihan", 1)
    (tmp_path / "gangguan.yml").write_bytes(broken)
    assert "pilihan" in validate("vendor.github-issue-forms", tmp_path, "gangguan.yml")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("key", FORMS)
def test_a_form_holds_what_the_schema_does_not_say(name: str, key: str) -> None:
    """GitHub refuses a form that breaks these, without a word to whoever pushed it."""
    made = form(office(name), key)
    ids = [part["id"] for part in made["body"] if "id" in part]
    labels = [part["attributes"]["label"] for part in made["body"] if part["type"] != "markdown"]

    assert len(ids) == len(set(ids)) and len(labels) == len({label.casefold() for label in labels})
    assert any(part["type"] != "markdown" for part in made["body"])
    for part in made["body"]:
        options = part["attributes"].get("options", [])
        shown = [option if isinstance(option, str) else option["label"] for option in options]
        assert len(shown) == len(set(shown)) and all(shown) and "None" not in shown


def test_the_disturbance_form_carries_the_office_s_code() -> None:
    made = form(office(), "gangguan")
    assert made["name"] == "Laporan gangguan jaringan"
    assert made["description"] == "Laporkan gangguan situs, jaringan, atau sistem informasi. (FM.Contoh.TU.2.6.05)"
    assert made["body"][0]["attributes"]["value"] == "Kode formulir: FM.Contoh.TU.2.6.05"
    assert made["labels"] == ["terbit:gangguan"]
    options = fields(made)["bagian"]["attributes"]["options"]
    assert options[3:] == ["Domain balai-contoh.example", "Sewa server", "Lainnya"]
    assert fields(made)["untuk"]["validations"] == {"required": False}  # C1.2: also for somebody else


def test_without_a_code_there_is_none() -> None:
    made = form(read(without(TEXTS["sample"], "forms")), "gangguan")
    assert made["name"] == "Laporan gangguan"
    assert made["description"] == "Laporkan gangguan situs, jaringan, atau sistem informasi."
    assert "Kode formulir" not in str(made)


def test_any_form_may_have_the_office_s_code() -> None:
    sop = office("sample", ("forms:\n", "forms:\n  permintaan-konten: {name: Formulir liputan, code: FM.01}\n"))
    assert (form(sop, "permintaan-konten")["name"], form(sop, "permintaan-konten")["title"]) == (
        "Formulir liputan",
        "Formulir liputan: ",
    )
    assert form(sop, "permintaan-konten")["body"][0]["attributes"]["value"] == "Kode formulir: FM.01"


def test_a_request_offers_the_office_s_categories_and_channels() -> None:
    sop = office()
    asked = fields(form(sop, "permintaan-konten"))
    assert asked["kategori"]["attributes"]["options"] == [category.name for category in sop.categories.values()]
    assert asked["saluran"]["attributes"] == {
        "label": "Saluran",
        "multiple": True,
        "options": ["Situs web", "Facebook", "Instagram"],
    }
    assert asked["bahan"]["validations"] == {"required": True}  # B1
    assert all(option["required"] for option in asked["pernyataan"]["attributes"]["options"])
    assert "saluran" not in fields(form(read(without(TEXTS["sample"], "channels")), "permintaan-konten"))


def test_a_link_record_is_of_one_channel() -> None:
    asked = fields(form(office(), "catatan-tautan"))
    assert "multiple" not in asked["saluran"]["attributes"]
    assert {key for key, field in asked.items() if field["validations"]["required"]} == {
        "artikel",
        "saluran",
        "tautan",
        "waktu",
    }


def test_texts_of_the_office_are_text() -> None:
    """A name of sop.yml cannot become a key of the form."""
    sop = office("sample", ("Opini", "'a: b # {c} [d] \"e\"'"), ("Laporan gangguan jaringan", "'- x: &y *z !t'"))
    assert 'a: b # {c} [d] "e"' in fields(form(sop, "permintaan-konten"))["kategori"]["attributes"]["options"]
    assert form(sop, "gangguan")["name"] == "- x: &y *z !t"


def test_beside_the_forms_each_category_opens_github_s_editor() -> None:
    chooser = form(office(), "config")
    assert chooser["blank_issues_enabled"] is False
    assert [link["name"] for link in chooser["contact_links"]][:2] == [
        "Tulis artikel: Hasil penelitian",
        "Tulis artikel: Teknologi",
    ]
    for link, key in zip(chooser["contact_links"], office().categories, strict=True):
        address = urlsplit(link["url"])
        query = parse_qs(address.query, strict_parsing=True)
        assert address.netloc + address.path == "github.com/balai-contoh/situs/new/main"
        section = "publikasi" if key == "publikasi" else "berita"
        assert query["filename"] == [f"content/{section}/TAHUN/BULAN/judul-artikel/index.md"]
        assert f"categories: [{key}]\n" in query["value"][0]


def test_the_checklist() -> None:
    def points(sop: Sop) -> list[str]:
        return files(sop)[".github/pull_request_template.md"].decode().splitlines()[2:]

    whole = points(office())
    assert len(whole) == 10 and all(line.startswith("- [ ] ") for line in whole)
    assert whole[-2:] == [
        "- [ ] Bila publikasi: sudah dicetak, dan tanggalnya diisi di `printed_on`.",
        "- [ ] Saya tahu bahwa repositori ini dapat dibaca semua orang, juga sebelum artikelnya tayang.",
    ]
    private = office("sample", ("public: true", "public: false"), (", publication: true", ""))
    assert points(private) == whole[:-2]


def test_the_same_name_twice_is_one_choice() -> None:
    sop = office("sample", ("name: Sewa server", "name: Situs web"))
    options = fields(form(sop, "gangguan"))["bagian"]["attributes"]["options"]
    assert options.count("Situs web") == 1
