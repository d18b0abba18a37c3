"""The library knows every text by path, slug, address and old address; it is read once per blob."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.cases import Files
from tests.rules.test_judging import BENIH, PANEN, text

from terbit.articles import cache as caches
from terbit.articles import library as libraries
from terbit.articles.cache import Cache
from terbit.articles.library import Library, old_address

ZONE = ZoneInfo("Asia/Jakarta")
PAGE = "content/profil/index.md"


def load(content: dict[str, bytes | str], cache: Path | None = None) -> Library:
    return libraries.load(Files(content), ZONE, cache)


def test_articles_are_found_by_slug_and_pages_where_no_article_has_it() -> None:
    library = load({PANEN: text(), PAGE: "---\ntitle: Profil\n---\n", "content/panen.md": "---\ntitle: P\n---\n"})
    assert library.path_of("panen") == PANEN
    assert library.path_of("profil") == PAGE
    assert library.path_of("tidak-ada") is None
    assert library.path_of("") is None


def test_a_slug_of_two_articles_means_neither() -> None:
    library = load({PANEN: text(), "content/opini/2025/01/panen/index.md": text()})
    assert library.path_of("panen") is None


def test_a_card_holds_what_other_texts_ask_of_it() -> None:
    keys = {
        "publish_at": "2026-11-25 08:00",
        "redirect_from": "[/lama/]",
        "withdrawn": "{date: 2026-11-03, reason: Salah}",
    }
    card = load({PANEN: text("[a](artikel:benih#x) [b](../lain/index.md)\n", **keys)}).cards[PANEN]
    assert (card.title, card.categories, card.information) == ("Panen raya", ("kegiatan",), "berkala")
    assert card.date == "2026-11-02T00:00:00+07:00"
    assert card.withdrawn
    assert card.redirect_from == ("/lama/",)
    assert set(card.mentions) == {"benih", "lain"}
    assert not card.due(datetime(2026, 11, 25, 0, 59, tzinfo=UTC))
    assert card.due(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))


def test_unreadable_texts_have_a_card_too() -> None:
    library = load({PANEN: b"\xff", BENIH: "---\ntitle: a: b\n---\n", PAGE: b"x" * 600_000})
    assert [card.readable for card in library.cards.values()] == [False, False, False]


def test_who_may_link_to_a_slug() -> None:
    library = load({PANEN: text("[a](artikel:benih)\n"), BENIH: text()})
    assert list(library.mentioning({"benih"})) == [PANEN]


def test_what_was_read_is_kept_by_blob(tmp_path: Path) -> None:
    content: dict[str, bytes | str] = {PANEN: text(), BENIH: text()}
    first = load(content, tmp_path)
    again = Files({**content, "content/pindah/index.md": content[PANEN]})
    moved = libraries.load(again, ZONE, tmp_path)
    assert again.reads == 0
    assert {path: moved.cards[path] for path in first.cards} == dict(first.cards)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("/2017/05/judul/", "2017/05/judul/"),
        ("2017/05/judul", "2017/05/judul/"),
        ("/lama/judul.html", "lama/judul.html"),
        ("/berkas%20lama/", None),
        ("https://lama.example/x", None),
        ("//lama.example/x", None),
        ("/../x", None),
        ("/a/../x", None),
        ("/", None),
        ("", None),
        ("/a b/", None),
        ("/a?b=c", None),
        ("/a\0b/", None),
        ("javascript:alert(1)", None),
        ("a\\b", None),
    ],
)
def test_old_addresses(written: str, address: str | None) -> None:
    assert old_address(written) == address


@given(st.text(max_size=80))
def test_any_text_is_an_old_address_below_the_root_or_none(written: str) -> None:
    found = old_address(written)
    assert found is None or (not found.startswith("/") and ".." not in found.split("/") and found == old_address(found))


def test_the_cache_keeps_nothing_without_a_folder() -> None:
    with Cache(None) as cache:
        cache.put("a", "b", [1])
        assert cache.get("a", "b") is None
        assert cache.all("a") == {}


def test_the_cache_belongs_to_one_version_of_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cache(tmp_path) as cache:
        cache.put("a", "b", [1])
    with Cache(tmp_path) as cache:
        assert cache.get("a", "b") == [1]
    monkeypatch.setattr(caches, "fingerprint", lambda: "another version")
    with Cache(tmp_path) as cache:
        assert cache.get("a", "b") is None


def test_a_cache_that_cannot_be_written_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder", "utf-8")
    with Cache(file / "below") as cache:
        cache.put("a", "b", [1])
        assert cache.get("a", "b") is None


def test_two_at_once_share_a_cache(tmp_path: Path) -> None:
    with Cache(tmp_path) as one, Cache(tmp_path) as other:
        one.put("a", "1", "one")
        other.put("a", "2", "other")
    with Cache(tmp_path) as cache:
        assert cache.all("a") == {"1": "one", "2": "other"}
