"""What a tree's names and settings may be; what is looked at again, what is kept, what a text must hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rules.cases import AS_OF, Files, sop
from tests.rules.test_edges import said
from tests.rules.test_judging import BENIH, PANEN, found, ids, text

from terbit import rules
from terbit.git import Entry
from terbit.rules import settings


def refused(text: str | bytes) -> str | None:
    """What is wrong with a mkdocs.yml."""
    try:
        settings.configuration(text.encode() if isinstance(text, str) else text)
    except settings.Unusable as unusable:
        return unusable.message.text()
    return None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "theme:",
        "theme: material",
        "theme: {name: material, custom_dir: overrides, features: [a], palette: {a: b}, icon: {a: b}}",
        "theme: {custom_dir: overrides/, palette: [{a: b}], logo: a.png, favicon: a.png}",
        "plugins: [search, terbit]",
        "plugins: {search: {lang: id}}",
        "site_name: A\nsite_url: https://a.example/\nsite_description: B\ncopyright: C",
        "nav: []",
        "nav: [index.md, Profil: profil/index.md, Lain: [a.md, B: 'https://a.example/'], Tulis: 'mailto:a@a.example']",
        "extra_css: [a.css, css/https.css]",
    ],
)
def test_an_office_sets_what_readers_see(text: str) -> None:
    assert refused(text) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff", "mkdocs.yml: berkas bukan teks UTF-8"),
        ("- a", "mkdocs.yml: susunannya salah"),
        ("theme: 5", "mkdocs.yml: susunannya salah"),
        ("nav: a\ncopyright: 5", "mkdocs.yml: susunan copyright, nav salah"),
        ("plugins: search", "mkdocs.yml: susunan plugins salah"),
        ("hooks: [a.py]\ntheme: {locale: id}\nplugins: [blog]",
         "mkdocs.yml: hooks, theme.locale, plugins.blog tidak dapat diatur di sini"),
        ("theme: {custom_dir: lain}", "mkdocs.yml: custom_dir hanya boleh overrides/"),
        ("nav: [5]", "mkdocs.yml: susunan nav salah"),
        ("nav: [A: {B: a.md}]", "mkdocs.yml: susunan nav salah"),
        ("nav: [{A: a.md, B: b.md}]", "mkdocs.yml: susunan nav salah"),
        ("nav: [A: [B: 5]]", "mkdocs.yml: susunan nav salah"),
        ("nav: [A: 'javascript:a']", 'mkdocs.yml: alamat berawalan "javascript:" tidak boleh dipakai'),
        ("theme: {features: a}", "mkdocs.yml: susunan theme.features salah"),
        ("theme: {palette: a}", "mkdocs.yml: susunan theme.palette salah"),
        ("theme: {icon: [a]}", "mkdocs.yml: susunan theme.icon salah"),
        ("extra_css: [a.css, 'HTTPS://a.example/a.css']", "mkdocs.yml: HTTPS://a.example/a.css bukan berkas situs ini"),
        ("extra_css: [//a.example/a.css]", "mkdocs.yml: //a.example/a.css bukan berkas situs ini"),
    ],
)  # fmt: skip
def test_and_nothing_else(text: str | bytes, message: str) -> None:
    assert refused(text) == message


def test_what_is_wrong_with_the_settings_is_told_where_it_stands() -> None:
    (finding,) = settings.settings({"mkdocs.yml": b"nav:\n\tx"}.__getitem__)
    assert (finding.rule, finding.path, finding.line) == ("MK001", "mkdocs.yml", 2)
    assert (refused("nav:\n\tx") or "").startswith("mkdocs.yml:2: ")
    assert list(settings.settings({"mkdocs.yml": b"nav: []"}.__getitem__)) == []
    assert list(settings.settings({}.__getitem__)) == []


def test_what_is_set_is_what_may_be_set() -> None:
    set_here = settings.configuration(b"site_name: A\ncopyright: C\ntheme: material\nplugins: [search]")
    assert set_here == {"copyright": "C", "theme": {"name": "material"}}
    assert settings.configuration(b"") == {"theme": {}}


# -- names and modes ---------------------------------------------------------------------------------------------------


def shape(*names: str, mode: str = "100644") -> list[str]:
    return [f"{f.rule} {f.message.text()}" for f in rules.shape({name: Entry(mode, "0" * 40) for name in names})]


LONG, UNSEEN = "SH002 nama berkas terlalu panjang", "SH002 nama berkas memuat huruf yang tak terlihat"
NO_NAME, WINDOWS = "SH002 nama berkas tidak boleh dipakai", "SH002 nama berkas tidak dapat dipakai di Windows"
NO_TEXT = "SH002 nama berkas bukan UTF-8"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a" * 255, []),
        ("a" * 256, [LONG]),
        ("é" * 128, [LONG]),
        ("a/" * 499 + "ab", []),
        ("a/" * 499 + "abc", [LONG]),
        ("a\ud7fb", []),
        ("a\ud800", [NO_TEXT]),
        ("a\udfff", [NO_TEXT]),
        ("a\ue000", [UNSEEN]),
        ("a\u200b", [UNSEEN]),
        ("a\\b", [UNSEEN]),
        (" a", [UNSEEN]),
        ("a/b /c", [UNSEEN]),
        (".Git/a", [NO_NAME]),
        ("a/../b", [NO_NAME]),
        ("a/./b", [NO_NAME]),
        ("a//b", [NO_NAME]),
        ("a/Con.txt", [WINDOWS]),
        ("lpt9", [WINDOWS]),
        ("lpt10", []),
        ("a./b", [WINDOWS]),
        ("a?", [WINDOWS]),
        ("a b.txt", []),
        (".github/a.yml", []),
    ],
)
def test_names_are_such_as_every_machine_holds(name: str, expected: list[str]) -> None:
    assert shape(name) == expected


def test_a_path_with_several_faults_is_told_of_once() -> None:
    assert shape("a?/b\\c") == [WINDOWS]
    assert shape("a?/" + "b" * 1000) == [LONG]


@pytest.mark.parametrize(
    ("mode", "path", "expected"),
    [
        ("100644", "content/a", []),
        ("100755", "tools/a", []),
        ("100755", "content/a", ["SH001 berkas di content/ tidak boleh dapat dijalankan"]),
        ("120000", "a", ["SH001 tautan simbolik tidak boleh ada"]),
        ("160000", "a", ["SH001 repositori di dalam repositori tidak boleh ada"]),
        ("100600", "a", ["SH001 jenis berkas 100600 tidak boleh ada"]),
    ],
)
def test_files_are_plain(mode: str, path: str, expected: list[str]) -> None:
    assert shape(path, mode=mode) == expected


def test_twins_are_told_of_where_their_names_part() -> None:
    twin = "SH003 nama ini sama dengan {} di komputer lain"
    assert shape("a/B", "a/b") == [twin.format("a/B")]
    assert shape("A/b", "a/c", "a/d") == [twin.format("A")]
    assert shape("A/b", "a/b") == [twin.format("A")]
    assert shape("a\u0301", "\u00e1") == [twin.format("a\u0301")]
    assert shape("a/b", "c/b") == []


@pytest.mark.parametrize(
    ("path", "name"),
    [(".gitattributes", ""), ("a/.GitAttributes", ".gitattributes"), (".gitmodules", ".gitmodules"), ("a/git", "")],
)
def test_files_that_steer_git_lie_at_its_root(path: str, name: str) -> None:
    assert shape(path) == ([f"SH004 {name} tidak boleh ada di sini"] if name else [])


# -- how a text is judged ----------------------------------------------------------------------------------------------


STRAY = PANEN.replace("index.md", "a.csv")


def test_only_plain_files_lie_beside_a_text() -> None:
    tree = Files({PANEN: text(), STRAY: "../b"}, {STRAY: "120000"})
    assert ids(rules.check(tree, sop(), AS_OF)) == ["SH001"]


def test_nothing_is_concluded_from_what_a_text_lacks_that_cannot_be_read() -> None:
    for broken, expected in ((text(date="kemarin"), "FM002"), (text(">" * 51), "AC005")):
        assert ids(found({PANEN: broken, STRAY: "a\n"})) == [expected]


def test_what_is_kept_says_the_same(tmp_path: Path) -> None:
    content: dict[str, bytes | str] = {
        PANEN: text("The farmers of this hill have seen that it is good. " * 5 + "\n", redirect_from="[/lama/]"),
        BENIH: text("## A\n\n#### B\n\n" + f"![{'padi ' * 60}](a.jpg)\n", redirect_from="[/lama/]"),
    }
    first = found(content, cache=tmp_path)
    assert ids(first) == ["AD003", "HD001", "AX002", "PG001", "LG001", "AD003"]
    assert found(content, cache=tmp_path) == first


def test_a_text_of_nothing_is_told_of_where_nothing_else_is_offered() -> None:
    assert said("") == ["FM008"]
    assert said("", attachments="\n  - file: a.csv\n    title: A") == ["AT001"]
    assert said("", withdrawn="\n  date: 2026-11-03\n  reason: Salah.") == []
    assert said("![a b](a.jpg)") == ["PG001"]
    assert said("`a`") == []
    assert said(">" * 51) == ["AC005"]
    assert found({"content/profil.md": "---\ntitle: Profil\n---\n"}) == []


def test_what_every_article_says_is_asked_of_articles() -> None:
    assert said("Isi.", description="'  '") == ["FM005"]
    assert said("Isi.", information="") == ["FM005"]


def test_what_was_adopted_is_not_asked_for_its_sources() -> None:
    assert said("Menurut data BPS, hasil naik.") == ["ET001"]
    assert said("Menurut data BPS, hasil naik.", information="belum-diklasifikasi") == []


def test_a_file_of_an_article_concerns_no_page_above_it() -> None:
    content: dict[str, bytes | str] = {
        "content/index.md": "---\ntitle: Beranda\n---\n\n[a](hilang.md)\n",
        PANEN: text(),
    }
    assert ids(found(content)) == ["LK004"]
    assert ids(found(content, only={STRAY})) == []
    assert ids(found(content, only={"content/foto.jpg"})) == ["LK004"]
