"""The proof's own reading of WordPress exports: what is public, where it stood, and which words readers saw."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.corpora import exports, old, words

EXPORT = """<?xml version="1.0"?>
<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="https://wordpress.org/export/1.2/"><channel>
<item><title>Panen &lt;em&gt;raya&lt;/em&gt;</title><link>https://a.example/2017/07/panen%C3%A9/</link>
<content:encoded><![CDATA[<!-- wp:paragraph {"x":1} --><p>Padi di<b>panen</b>.</p>
[caption id="a"]<img alt="sawah" src="a.jpg"> Foto: Sari[/caption] [sic]
<div style="display: none">judi</div><script>x</script><p>Tamat</p>]]></content:encoded>
<wp:post_id>7</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Draf</title><link>https://a.example/?p=8</link><wp:post_id>8</wp:post_id><wp:status>draft</wp:status>
<wp:post_type>post</wp:post_type></item>
<item><title>Foto</title><wp:post_id>9</wp:post_id><wp:status>inherit</wp:status>
<wp:post_type>attachment</wp:post_type></item>
</channel></rss>
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "ekspor.xml").write_text(EXPORT, "utf-8")
    return tmp_path


def test_what_is_public_and_where_it_stood(site: Path) -> None:
    was = old.of(site)
    assert was.typed == ("wordpress", site)
    assert list(was.documents) == ["post 7"]
    assert was.reported == {"post 7", "post 8"}
    assert was.stood == {"post 7": "2017/07/panené/"}


def test_the_words_that_readers_saw(site: Path) -> None:
    (post,) = [post for post in exports.posts(site) if post.public]
    seen = "panen raya padi dipanen foto sari tamat sic"
    assert sorted(post.words().elements()) == sorted(seen.split())


def test_a_paragraph_that_is_gone_lowers_the_figure(site: Path) -> None:
    (post,) = [post for post in exports.posts(site) if post.public]
    page = "<article><h1>Panen raya</h1><p>Padi dipanen.</p><p>Foto: Sari</p><p>[sic]</p><p>Tamat</p></article>"
    seen = post.words()
    assert words.kept(seen, words.of_page(page)) == seen.total()
    assert words.kept(seen, words.of_page(page.replace("<p>Tamat</p>", ""))) == seen.total() - 1
