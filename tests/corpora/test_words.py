"""The proof's measure: it must not be fooled, neither way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.corpora import words

SOURCE = b"""---
title: "Panen raya"
date: 2017-07-10
---

Padi dipanen, [lihat peta](http://a.id/peta "Judul") dan <b>jagung</b>.

<figure><img src="/a.jpg" alt="tak terlihat"><figcaption>Foto: Sari</figcaption></figure>

{{< youtube id="abc" >}} Video kami {{< /youtube >}} ![alt](/b.jpg)

[akhir](http://a.id/1">awal kata http://a.id/2) selesai &amp; tamat.
"""
PAGE = """<html><head><title>x</title><style>padi{}</style></head><body><nav>Menu padi</nav>
<article><h1>Panen raya</h1><p>Padi dipanen, <a href="http://a.id/peta">lihat peta</a> dan <b>jag</b>ung.</p>
<p><img alt="Foto" src="a.jpg"></p><p>Foto: Sari</p><p>Video kami</p>
<p>awal kata akhir selesai &amp; tamat.</p></article>
<footer>kaki</footer><script>padi</script></body></html>"""


def test_visible_words_of_a_source_file() -> None:
    seen = "panen raya padi dipanen lihat peta dan jagung foto sari video kami akhir awal kata selesai tamat"
    assert sorted(words.of_source(SOURCE).elements()) == sorted(seen.split())


def test_every_word_of_a_faithful_page_is_found() -> None:
    source = words.of_source(SOURCE)
    assert words.kept(source, words.of_page(PAGE)) == source.total()


@pytest.mark.parametrize("paragraph", ["<p>Video kami</p>", "<p>Foto: Sari</p>", "<h1>Panen raya</h1>"])
def test_a_paragraph_that_is_gone_lowers_the_figure(paragraph: str) -> None:
    assert paragraph in PAGE
    source = words.of_source(SOURCE)
    lost = words.kept(source, words.of_page(PAGE)) - words.kept(source, words.of_page(PAGE.replace(paragraph, "")))
    assert lost == words.of_page(f"<article>{paragraph}</article>").total() > 0


def test_words_outside_the_article_or_said_once_instead_of_twice_do_not_count() -> None:
    source = words.words("padi padi menu")
    assert words.kept(source, words.of_page(PAGE)) == 1


def test_the_proof_does_not_import_the_adopter_nor_anything_else_of_terbit() -> None:
    for file in Path(__file__).parent.glob("*.py"):
        if file.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "terbit" for name in names), file
