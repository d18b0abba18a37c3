"""Decap's configuration: every field that an article may have, and no way around a review."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from tests.github.files.offices import office

from terbit.articles import article
from terbit.articles.frontmatter import Attachment, FrontMatter, Picture
from terbit.github.files import files
from terbit.github.files.decap import FOLDER, LEFT_OUT, proxy
from terbit.sop import Sop


def configuration(sop: Sop) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(files(sop)[f"{FOLDER}config.yml"])
    return loaded


def collection(sop: Sop, key: str) -> dict[str, Any]:
    return next(part for part in configuration(sop)["collections"] if part["name"] == key)


def fields(sop: Sop, key: str) -> dict[str, Any]:
    return {field["name"]: field for field in collection(sop, key)["fields"]}


def test_it_only_proposes() -> None:
    made = configuration(office())
    assert made["publish_mode"] == "editorial_workflow"
    assert {part["publish"] for part in made["collections"]} == {False}
    assert {part["delete"] for part in made["collections"]} == {False}
    assert made["backend"]["repo"] == "balai-contoh/situs"
    assert made["backend"]["branch"] == "main"
    assert made["backend"]["open_authoring"] is False


def test_nobody_signs_in_through_a_stranger() -> None:
    """Left alone, Decap asks api.netlify.com."""
    assert configuration(office())["backend"]["base_url"] == "https://masuk.balai-contoh.example"
    assert proxy(office("sample", ("https://balai-contoh.example/", "https://www.contoh.go.id/balai/"))) == (
        "https://masuk.contoh.go.id"
    )


def test_every_key_of_the_front_matter_is_offered_or_left_out_on_purpose() -> None:
    offered = set(fields(office(), "publikasi"))
    assert offered == set(FrontMatter.model_fields) - LEFT_OUT | {"body"}
    assert set(FrontMatter.model_fields) >= LEFT_OUT
    assert {part["name"] for part in fields(office(), "publikasi")["image"]["fields"]} == set(Picture.model_fields)
    attachment = fields(office(), "publikasi")["attachments"]["fields"]
    assert {part["name"] for part in attachment} == set(Attachment.model_fields) - {"sha256"}


def test_a_collection_for_each_category() -> None:
    sop = office()
    assert [part["name"] for part in configuration(sop)["collections"]] == list(sop.categories)
    for key in sop.categories:
        made = collection(sop, key)
        assert made["filter"] == {"field": "categories", "value": key}
        assert fields(sop, key)["categories"]["default"] == [key]
        assert ("printed_on" in fields(sop, key)) is (key == "publikasi")


def test_an_article_lands_where_articles_are() -> None:
    for key, folder in (("kegiatan", "content/berita"), ("publikasi", "content/publikasi")):
        made = collection(office(), key)
        inner = made["path"].replace("{{year}}", "2026").replace("{{month}}", "11").replace("{{slug}}", "panen")
        path = f"{made['folder']}/{inner}.{made['extension']}"
        assert path == f"{folder}/2026/11/panen/index.md"
        assert article.kind_of(path) == "article"
        assert (made["media_folder"], made["public_folder"]) == ("", "")  # pictures beside it


@pytest.mark.parametrize("word", ["dikecualikan", "belum-diklasifikasi"])
def test_exempt_material_has_no_place_here(word: str) -> None:
    assert fields(office(), "kegiatan")["information"]["options"] == ["berkala", "serta-merta", "setiap-saat"]
    assert word not in files(office())[f"{FOLDER}config.yml"].decode()


def test_an_office_without_channels_is_not_asked_for_one() -> None:
    sop = office()
    without = sop.model_copy(update={"channels": {}})
    assert "channels" in fields(sop, "kegiatan")
    assert "channels" not in fields(without, "kegiatan")


def test_the_page_loads_nothing_from_elsewhere() -> None:
    page = files(office())[f"{FOLDER}index.html"].decode()
    assert page.startswith("<!doctype html>\n")
    assert "://" not in page
    assert '<script src="decap-cms.js"></script>' in page
    waiting = "Penyunting ini memerlukan berkas decap-cms.js di folder yang sama: lihat docs/github.md, bagian 12."
    assert f'<div id="nc-root">{waiting}</div>\n<script' in page  # what Decap draws itself into


# What Decap 3.16.3 saved with this configuration: title, summary, writer and text typed, "Now" pressed for printed_on.
SAVED = """\
---
title: "Panen raya: padi gogo"
date: 2026-11-20
description: Satu kalimat.
categories:
  - publikasi
authors:
  - Sari Wulandari
policy: false
information: berkala
printed_on: 2026-11-20
---
Isi artikel.
"""


def test_what_it_saves_is_an_article() -> None:
    sop = office()
    saved = article.read("content/publikasi/2026/11/panen-raya-padi-gogo/index.md", SAVED.encode(), sop.zone)
    assert saved.findings == () and saved.meta is not None
    assert set(saved.parsed.data) <= set(fields(sop, "publikasi"))


def test_no_field_begins_empty() -> None:
    """Decap would write `publish_at: ""`, which is no date."""
    for key in office().categories:
        for field in fields(office(), key).values():
            assert field.get("default", "x") != ""
        assert fields(office(), key)["date"]["default"] == "{{now}}"  # else a writer has to press a button
