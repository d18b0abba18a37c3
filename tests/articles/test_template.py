"""What a new article begins with, by its category: the office's own template, else ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.support.edition import SOP

from terbit.articles import article, template
from terbit.findings import Refused
from terbit.publishing import sanitise

VALUES: Mapping[str, template.Value] = {"title": 'Rilis: "Padi" #1', "date": "2026-11-20", "categories": ["kegiatan"]}
OURS = sorted(file.stem for file in Path(template.__file__).with_name("templates").glob("*.md"))


def office(**files: bytes | str) -> Mapping[str, bytes]:
    return {f"templates/{name}.md": text if isinstance(text, bytes) else text.encode() for name, text in files.items()}


def begun(files: Mapping[str, bytes], *categories: str, **values: str) -> str:
    return template.begun(categories, {**VALUES, **values}, SOP, lambda path: files[path])


@pytest.mark.parametrize("name", OURS)
def test_each_of_ours_is_a_good_article_that_shows_none_of_its_hints(name: str) -> None:
    from terbit.articles.markdown import html

    text = template.filled((Path(template.__file__).with_name("templates") / f"{name}.md").read_text("utf-8"), VALUES)
    made = article.read("content/berita/2026/11/x/index.md", text.encode(), SOP.zone)
    assert made.findings == ()
    assert made.meta is not None
    assert (made.meta.title, made.meta.information) == ('Rilis: "Padi" #1', "berkala")
    shown = sanitise.text(sanitise.clean(html(made.parsed.body), lambda _: None)).split()
    assert shown == [word for word in shown if f"## {word}" in text or word in ("penelitian", "dapat", "dilakukan")]


@pytest.mark.parametrize(
    ("categories", "nature"),
    [(["kegiatan"], "kegiatan"), (["publikasi"], "publikasi"), (["komoditas"], "umum"), (["feature", "opini"], "umum")],
)
def test_the_template_suits_the_category(categories: list[str], nature: str) -> None:
    assert template.of(categories, SOP, {}.__getitem__)[0] in (nature, "opini")
    assert template.of(categories[:1], SOP, {}.__getitem__)[0] == nature


def test_another_offices_printed_works_are_known_by_the_procedure() -> None:
    category = SOP.categories["publikasi"]
    sop = SOP.model_copy(update={"categories": {"buku": category}})
    assert template.nature(["buku"], sop) == "publikasi"


def test_the_offices_own_template_comes_first_and_keeps_its_words() -> None:
    own = "---\n# Judul singkat saja\ntitle: contoh\ncategories:\n  - lama\n- juga\nsection: humas\n---\n\n## Latar\n"
    assert begun(office(kegiatan=own), "kegiatan") == (
        '---\ndate: 2026-11-20\n# Judul singkat saja\ntitle: "Rilis: \\"Padi\\" #1"\ncategories: [kegiatan]\n'
        "section: humas\n---\n\n## Latar\n"
    )


def test_a_key_behind_a_hash_is_set_where_it_stands() -> None:
    text = begun({}, "pengumuman", expires_at="2026-12-31 17:00")
    assert "\nexpires_at: 2026-12-31 17:00\n" in text
    assert "# expires_at" not in text
    assert "# expires_at: 2026-12-31\n" in begun({}, "pengumuman")


def test_an_event_takes_the_place_of_its_example() -> None:
    values: dict[str, template.Value] = {**VALUES, "event": {"start": "2026-12-01 09:00", "place": "Aula: lantai 2"}}
    text = template.begun(["kegiatan"], values, SOP, {}.__getitem__)
    assert '\nevent: {start: 2026-12-01 09:00, place: "Aula: lantai 2"}\n# Foto utama:' in text
    assert text.count("start:") == 1


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ("Halo", "templates/kegiatan.md: tidak ada front matter"),
        ("---\njudul: x\n---\n", 'templates/kegiatan.md: kunci "judul" tidak dikenal'),
        ("---\na: [\n---\n", "templates/kegiatan.md: "),
        (b"\xff\xfe", "templates/kegiatan.md: berkas bukan teks UTF-8"),
    ],
)
def test_a_template_that_cannot_be_used_is_named(own: str | bytes, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        begun(office(kegiatan=own), "kegiatan")
    assert refusal.value.message.text().startswith(message)


@pytest.mark.parametrize("word", ["true", "no", "on", "2026-11-20", "a: b", "[x]", "&a", "panen", "null", "-"])
def test_a_title_stays_the_words_that_it_is(word: str) -> None:
    made = article.read("content/berita/2026/11/x/index.md", begun({}, "opini", title=word).encode(), SOP.zone)
    assert made.meta is not None
    assert made.meta.title == word
