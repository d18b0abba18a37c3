"""Slugs, sections and old addresses."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terbit.adopt.addresses import folders_for, numbered, old_address, place_of, slug_for, slugged
from terbit.adopt.hugo.addresses import permalink

DAY = datetime(2017, 7, 10, tzinfo=UTC)


@given(st.text(max_size=300))
def test_a_slug_is_always_one(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slugged(text)) and len(slugged(text)) <= 80


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Siapa yang memberi izin?", "siapa-yang-memberi-izin"),
        ("Jum'at  Bersih – Café", "jumat-bersih-cafe"),
        ("日本", ""),
        ("a" * 90, "a" * 80),
        ("kata " * 30, "-".join(["kata"] * 16)),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert slugged(text) == slug


def test_a_slug_comes_from_the_front_matter_else_the_name_else_the_title() -> None:
    place = place_of("posts/2014-03-19-salam.md")
    assert slug_for(place, "Judul", "Khusus Ini") == "khusus-ini"
    assert slug_for(place, "Judul", None) == "salam"
    assert slug_for(place_of("posts/日本.md"), "Judul", None) == "judul"
    assert slug_for(place_of("posts/日本.md"), "日本", None) == "tanpa-judul"


def test_twins_are_numbered_within_the_limit() -> None:
    assert numbered("a", {"a", "a-2"}) == "a-3"
    assert numbered("x" * 80, {"x" * 80}) == "x" * 78 + "-2"


@pytest.mark.parametrize(
    ("path", "sections", "name", "language", "bundle", "branch"),
    [
        ("berita/x.md", ("berita",), "x", "", False, False),
        ("berita/x/index.md", ("berita",), "x", "", True, False),
        ("berita/x/index.en.md", ("berita",), "x", "en", True, False),
        ("berita/_index.md", ("berita",), "berita", "", False, True),
        ("tentang.id.md", (), "tentang", "id", False, False),
        ("_index.md", (), "", "", False, True),
    ],
)
def test_places(path: str, sections: tuple[str, ...], name: str, language: str, bundle: bool, branch: bool) -> None:
    place = place_of(path)
    found = (place.sections, place.name, place.language, place.bundle, place.branch)
    assert found == (sections, name, language, bundle, branch)


def test_folders_that_repeat_the_date_fall_away() -> None:
    assert folders_for(place_of("berita/2017/07/x.md"), DAY) == ("berita",)
    assert folders_for(place_of("profil/2017/x.md"), None) == ("profil", "2017")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (None, "berita/judul-berkas/"),
        ("/:year/:month/:slug/", "2017/07/judul-berkas/"),
        ("/:year/:month/:title/", "2017/07/judul-asli/"),
        ("/:sections/:day/:filename", "berita/10/judul-berkas/"),
        ("/:slugorfilename/", "judul-berkas/"),
    ],
)
def test_permalinks(pattern: str | None, expected: str) -> None:
    place = place_of("berita/Judul Berkas.md")
    found = permalink(place, title="Judul Asli", slug=None, url=None, date=DAY, pattern=pattern, ugly=False)
    assert found == expected


def test_an_own_url_and_ugly_urls() -> None:
    place = place_of("berita/x.md")
    assert (
        permalink(place, title="", slug=None, url="/lama/x.html", date=DAY, pattern=None, ugly=False) == "lama/x.html"
    )
    assert permalink(place, title="", slug="y", url=None, date=DAY, pattern=None, ugly=True) == "berita/y.html"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/2016/09/x/", "2016/09/x/"),
        ("http://lama.example/2016/x", "2016/x/"),
        ("/x.html", "x.html"),
        ("/a/../../etc/passwd", None),
        ("/", None),
        ("/foto.jpg", None),
        ("http://[", None),
    ],
)
def test_old_addresses(address: str, expected: str | None) -> None:
    assert old_address(address) == expected
