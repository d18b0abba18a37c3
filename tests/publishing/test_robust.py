"""Dead links with an archived copy, as pages show them."""

from __future__ import annotations

from datetime import date

import pytest

from terbit.publishing.robust import Kept, dressed
from terbit.publishing.sanitise import clean

HOME = "https://balai-contoh.example/"
COPIES = {"https://mati.id/a?b=1&c=2": Kept("https://arsip.id/20260901/https://mati.id/a?b=1&c=2", date(2026, 9, 1))}


def shown(body: str, language: str = "id") -> str:
    return dressed(clean(body, lambda url: None), COPIES, HOME, language)  # type: ignore[arg-type]


def test_a_dead_link_keeps_its_address_and_says_where_its_copy_is() -> None:
    assert shown('<p>Lihat <a href="https://mati.id/a?b=1&amp;c=2">data</a>.</p>') == (
        '<p>Lihat <a href="https://mati.id/a?b=1&amp;c=2" data-originalurl="https://mati.id/a?b=1&amp;c=2" '
        'data-versionurl="https://arsip.id/20260901/https://mati.id/a?b=1&amp;c=2" data-versiondate="2026-09-01">'
        'data</a> <small class="tb-copy">(<a href="https://arsip.id/20260901/https://mati.id/a?b=1&amp;c=2">'
        "salinan arsip 1 September 2026</a>)</small>.</p>"
    )
    assert ">archived copy of September 1, 2026</a>" in shown('<a href="https://mati.id/a?b=1&amp;c=2">x</a>', "en")


def test_each_of_its_links_and_no_other_one_is_dressed() -> None:
    body = (
        '<p><a href="https://mati.id/a?b=1&amp;c=2#bab" title="x"><em>satu</em></a> '
        '<a href="https://mati.id/a">dua</a> '
        '<a href="HTTPS://MATI.id/a?b=1&amp;c=2">tiga</a> <a id="x">empat</a> <a href="/a/">lima</a></p>'
    )
    made = shown(body)
    assert made.count("data-versionurl") == made.count('class="tb-copy"') == 2
    assert made.count("</a>") == body.count("</a>") + 2
    assert '#bab" title="x" data-originalurl="https://mati.id/a?b=1&amp;c=2#bab"' in made


@pytest.mark.parametrize("body", ["<p>Kata.</p>", '<p><a href="https://hidup.id/">x</a></p>', ""])
def test_other_pages_are_what_they_were(body: str) -> None:
    assert shown(body) == body
    assert dressed(body, {}, HOME, "id") == body


def test_a_writer_s_own_attributes_say_nothing() -> None:
    assert "data-versionurl" not in clean(
        '<a href="https://x.id/" data-versionurl="https://y.id/">x</a>', lambda url: None
    )
