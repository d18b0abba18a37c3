"""The count of kept words: a faithful text keeps all, a lost paragraph shows, and half-broken links hide nothing."""

from __future__ import annotations

import pytest

from terbit.adopt.hugo import shortcodes
from terbit.adopt.measuring import Measured, measured, words

OLD = """Padi dipanen, [lihat peta](http://a.id/peta "Judul") dan <b>jag</b>ung.

<figure><img src="/a.jpg" alt="tak terlihat"><figcaption>Foto: Sari</figcaption></figure>
<script>var x</script>

1. Satu
2. Dua ![alt](/b.jpg)

[akhir](http://a.id/1">awal kata http://a.id/2) selesai &amp; tamat.
"""
NEW = """Padi dipanen, [lihat peta](http://a.id/peta) dan **jag**ung.

Foto: Sari

1. Satu
2. Dua *(gambar tidak tersedia: alt)*

[awal](http://a.id/1) kata [akhir](http://a.id/2) selesai & tamat.
"""


def test_visible_words_of_a_text() -> None:
    seen = "padi dipanen lihat peta dan jagung foto sari satu dua akhir awal kata selesai tamat"
    assert sorted(words(OLD).elements()) == sorted(seen.split())


def test_a_faithful_text_keeps_every_word() -> None:
    assert measured("a.md", OLD, NEW) == Measured("a.md", 15, 15)


@pytest.mark.parametrize(
    ("gone", "lost"), [("Foto: Sari", ("foto", "sari")), ("selesai & tamat", ("selesai", "tamat"))]
)
def test_what_is_gone_lowers_the_count_and_is_named(gone: str, lost: tuple[str, ...]) -> None:
    found = measured("a.md", OLD, NEW.replace(gone, ""))
    assert (found.kept, found.lost) == (13, lost)
    assert found.share == 13 / 15


def test_said_twice_and_once_now_is_one_lost() -> None:
    assert measured("a.md", "padi padi", "padi").kept == 1


def test_what_cannot_be_rendered_is_counted_all_the_same() -> None:
    assert measured("a.md", "[" * 100_000 + " padi", "padi").kept == 1


def test_marks_of_the_old_programme_were_never_seen() -> None:
    text = '{{< figure src="a.jpg" caption="x" >}} Kata {{% catatan %}} dalam {{% /catatan %}} {% tag "y" %} {{ z }}'
    assert sorted(words(shortcodes.visible(text))) == ["dalam", "kata"]
