"""The second wall: what the HTML of an article may be on the page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from terbit.articles.markdown import html as rendered
from terbit.publishing.sanitise import clean, framed


def cleaned(html: str) -> str:
    return clean(html, lambda address: None)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Teks &amp; <strong>tebal</strong>, <em>miring</em>.</p>",
        '<h2 id="bagian-satu">Bagian</h2>',
        '<table><thead><tr><th style="text-align: right;">A</th></tr></thead><tbody></tbody></table>',
        '<div class="admonition note"><p class="admonition-title">Catatan</p></div>',
        '<div class="admonition bagan"><p class="admonition-title">Bagan</p><ul><li>Kepala</li></ul></div>',
        "<pre><code>a &lt; b\n</code></pre>",
        "<pre>\n\nbaris</pre>",
        '<ol start="3"><li>tiga</li></ol>',
        '<p><a href="../lain/#x">a</a> <a href="mailto:a@b.example">b</a> <a href="https://x.example/?a=1&amp;b=2">c</a></p>',
    ],
)
def test_what_markdown_writes_stays_as_it_is(html: str) -> None:
    assert cleaned(html) == html


def test_a_table_stands_in_a_box_that_scrolls() -> None:
    body = cleaned('<p title="<table">&lt;table&gt;</p><table id="a"><tbody><tr><td>1</td></tr></tbody></table>')
    assert framed(body) == (
        '<p title="&lt;table">&lt;table&gt;</p>'
        '<div class="tb-sheet"><table id="a"><tbody><tr><td>1</td></tr></tbody></table></div>'
    )


def test_all_that_the_extensions_write_stays_readable() -> None:
    body = "Teks[^1]\n\n!!! note\n    Isi\n\nIstilah\n:   Arti\n\n| A |\n|:-:|\n| 1 |\n\n```\nkode\n```\n"
    body += "\n[^1]: Catatan kaki"
    before, after = LexborHTMLParser(rendered(body)), LexborHTMLParser(cleaned(rendered(body)))

    assert after.body is not None and before.body is not None
    assert after.body.text() == before.body.text()
    assert after.css_first("#fn\\:1") is not None
    assert after.css_first('a[href="#fn:1"]') is not None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>x</script>a", "a"),
        ('<p onclick="x" style="color: red" data-md-component="source">a</p>', "<p>a</p>"),
        ('<p class="mermaid note md-overlay">a</p>', '<p class="note">a</p>'),
        ('<p id="__config">a</p><h2 id="terbit-ralat">b</h2>', "<p>a</p><h2>b</h2>"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href=" java&#9;script:x">a</a>', "<a>a</a>"),
        ('<a href="artikel:tidak-ada">a</a>', "<a>a</a>"),
        ("<b>a</div></main>b", "<b>ab</b>"),
        ("<center>a</center>", "a"),
        ('<img src="a.jpg" onerror="x">', '<img src="a.jpg" alt="">'),
        ('<img src="https://x.example/a.jpg" alt="Sawah">', '<a href="https://x.example/a.jpg">Gambar: Sawah</a>'),
        ('<img src="https://x.example/a.jpg">', '<a href="https://x.example/a.jpg">Gambar</a>'),
        ('<img src="data:image/png;base64,AA" alt="Titik">', "<span>Gambar: Titik</span>"),
        ('<img alt="Tanpa berkas">', "<span>Gambar: Tanpa berkas</span>"),
        ('<a name="lama">a</a>', '<a name="lama">a</a>'),
        ("&lt;script&gt;", "&lt;script&gt;"),
    ],
)
def test_what_may_not_be_there_goes_and_its_words_stay(html: str, expected: str) -> None:
    assert cleaned(html) == expected


def test_local_addresses_are_told_and_no_others() -> None:
    told: list[str] = []
    clean('<a href="a.pdf">a</a><img src="b.jpg"><a href="https://x.example/c.pdf">c</a><a href="//d/e">', told.append)
    assert told == ["a.pdf", "b.jpg"]


def test_english_readers_read_english() -> None:
    assert clean('<img src="//x/a.jpg" alt="Rice">', lambda address: None, "en") == "<span>Picture: Rice</span>"


def test_nesting_without_end_is_no_recursion() -> None:
    assert "dalam" in cleaned("<div>" * 20_000 + "dalam")


PIECES = st.sampled_from(
    """<p> </p> <li> <ul> </ul> <h2|id=a> </h2> <h1> <table> <td> <pre> </pre> <a|href=' <a|href=x> </a> ' " > <!-- -->
    <script> </script> <svg> <style> <b> </b> <template> &lt; & a <code> </code> <sup> </div> <img|src=x|onerror=y>
    <title> <noscript> <math><mtext> <select> <details> <summary> <dl> <dt>""".replace("\n", " ").split()
).map(lambda piece: piece.replace("|", " "))


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_is_written_comes_out_clean_balanced_and_stable(html: str) -> None:
    once = cleaned(html)

    assert cleaned(once) == once
    tree = LexborHTMLParser(f'<div id="dalam">{once}</div><p id="sesudah">')
    assert tree.body is not None
    assert [node.attributes.get("id") for node in tree.body.iter()] == ["dalam", "sesudah"]
    assert not tree.css("script, style, svg, template, [onerror], [onclick]")
