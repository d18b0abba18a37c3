"""Raw HTML, shortcodes, broken links and Goldmark's lists become plain Markdown; no word is lost, no tag stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terbit.adopt.hugo import shortcodes
from terbit.adopt.notes import Notes
from terbit.adopt.text import halflinks, lines, markup, references
from terbit.adopt.text.shielded import Shield
from terbit.articles import markdown


def converted(text: str, notes: Notes | None = None) -> str:
    """HTML as Markdown, empty lines collapsed."""
    shield, notes = Shield(), notes or Notes()
    made = shield.restore(markup.convert(shield.code(Shield.clean(text)), notes, shield.keep))
    return re.sub(r"\n{3,}", "\n\n", made).strip()


def short(text: str, notes: Notes | None = None, **values: object) -> str:
    shield = Shield()
    text = shortcodes.verbatim(text, shield.keep)
    made = shield.restore(shortcodes.convert(text, notes or Notes(), shield.keep, values))
    return re.sub(r"\n{3,}", "\n\n", made).strip()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b> tebal </b>dan <em>miring</em>", "**tebal** dan *miring*"),
        ('<a href="http://a.id/x">teks</a>', "[teks](http://a.id/x)"),
        ('<a href="http://a.id/(x)">te[k]s</a>', "[te\\[k\\]s](http://a.id/%28x%29)"),
        ("<a name='x'>teks</a>", "teks"),
        ('<a href="http://a.id"><img src="b.png" alt="B"></a>', "[![B](b.png)](http://a.id)"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
        ("satu<br>dua", "satu  \ndua"),
        ("<h2 class=x>Judul</h2>Isi", "## Judul\n\nIsi"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "1. a\n    - b"),
        ("<blockquote>a\n\nb</blockquote>", "> a\n>\n> b"),
        ("<pre>a\n  <b>b</b> &lt;c></pre>", "a\n      b <c>"),
        ("<table><tr><th>a</th><th>b|c</th></tr><tr><td colspan=2>d</td></tr></table>",
         "| a | b\\|c |\n| --- | --- |\n| d |  |"),
        ("<table><tr><td>satu</td></tr><tr><td>dua</td></tr></table>", "satu\n\ndua"),
        ("<p>a</p><!-- rahasia --><p>b</p>", "a\n\nb"),
        ("<center><font color=red>a</font></center>", "a"),
        ("lihat <https://a.id/x> dan <surat@a.id>", "lihat <https://a.id/x> dan <surat@a.id>"),
        ("3 < 4 dan a<b", "3 < 4 dan a&lt;b"),
        ("`<script>` ditulis begini", "`<script>` ditulis begini"),
        ("(*kata</em>)", "(*kata*)"),
        ("akhir</di", "akhir"),
    ],
)  # fmt: skip
def test_html_becomes_markdown(html: str, expected: str) -> None:
    assert converted(html) == expected


def test_a_figure_is_a_picture_with_its_caption_below() -> None:
    figure = (
        '<figure class="w">\n\n  <img src="../a b.jpg" alt="Sawah">\n\n'
        "    <figcaption>Foto: [A](http://a.id)</figcaption>\n\n</figure>"
    )
    assert converted(figure) == "![Sawah](../a%20b.jpg)\n\nFoto: [A](http://a.id)"


@pytest.mark.parametrize(
    ("html", "expected", "said"),
    [
        ("a<script>alert(1)</script>b", "ab", "<script> tidak boleh ada di artikel dan dihapus"),
        ("a<style>b{}</style>c", "ac", "<style> tidak boleh ada di artikel dan dihapus"),
        ('<b onclick="x()">a</b>', "**a**", "atribut onclick tidak boleh ada di artikel dan dihapus"),
        (
            '<iframe src="https://www.youtube.com/embed/abc_12345" title="YouTube video"></iframe>b',
            "[Video YouTube](https://www.youtube.com/watch?v=abc_12345)\n\nb",
            "<iframe> tidak boleh ada di artikel; isinya sekarang tautan biasa",
        ),
        (
            '<iframe width=1 src="//peta.id/a?b=1&amp;c=2" title="Peta kebun"></iframe>',
            "[Peta kebun](https://peta.id/a?b=1&c=2)",
            "<iframe> tidak boleh ada di artikel; isinya sekarang tautan biasa",
        ),
        (
            '<iframe src="javascript:x"></iframe>a',
            "a",
            "<iframe> tidak boleh ada di artikel; isinya sekarang tautan biasa",
        ),
        ('<nama Anda="">a', "a", "<nama> bukan HTML yang dikenal dan dihapus"),
    ],
)
def test_active_content_goes_and_is_reported(html: str, expected: str, said: str) -> None:
    notes = Notes()
    assert converted(html, notes) == expected
    assert [message.text() for _, message, _, _ in notes.warnings] == [said]
    assert notes.warnings[0][1].text("en") != said


YOUTUBE = "https://www.youtube.com/watch?v=abc_12345"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<iframe src="https://www.youtube-nocookie.com/embed/abc_12345?rel=0"></iframe>',
            f"[Video YouTube]({YOUTUBE})",
        ),
        (
            '<iframe src="https://youtu.be/abc_12345" data-thumb="/a.jpg"></iframe>',
            f"[![Video YouTube](/a.jpg)]({YOUTUBE})",
        ),
        ('<iframe src="//player.vimeo.com/video/123" title="Rapat"></iframe>', "[Rapat](https://vimeo.com/123)"),
        ('<video poster="/p.jpg" src="https://a.id/v.mp4"></video>', "[![a.id](/p.jpg)](https://a.id/v.mp4)"),
        (
            '<iframe src="https://maps.google.com/maps?q=Balai+Desa&output=embed"></iframe>',
            "[Google Maps](https://www.google.com/maps/search/?api=1&query=Balai%20Desa)",
        ),
        (
            '<iframe src="https://www.openstreetmap.org/export/embed.html?bbox=1"></iframe>',
            "[OpenStreetMap](https://www.openstreetmap.org/export/embed.html?bbox=1)",
        ),
    ],
)
def test_videos_and_maps_become_links_with_the_still_picture_where_there_is_one(html: str, expected: str) -> None:
    assert converted(html) == expected


_PIECES = st.sampled_from(
    ["<", ">", "</", "script", "img src=x onerror=y", "a href='javascript:z'", '"', "'", "<!--", "-->", "<b>", "</b>",
     "\n\n", "kata ", "`", "<table>", "<td>", "</table>", "&lt;", "<pre>", "{: onclick=a}", "[x](", ")", "<?",
     "<svg/onload=x>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_whatever_is_written_no_foreign_element_reaches_the_page(text: str) -> None:
    from selectolax.lexbor import LexborHTMLParser

    shield = Shield()
    made = markup.convert(shield.code(Shield.clean(text)), Notes(), shield.keep)
    made = shield.restore(lines.normalised(made, Notes()))
    tree = LexborHTMLParser(f"<div>{markdown.html(made)}</div>").body
    assert tree is not None
    for node in tree.traverse():
        assert node.tag not in ("script", "svg", "iframe", "style", "b"), made
        assert not any(name.startswith("on") for name in node.attributes), made


def test_half_a_tag_does_not_swallow_the_text_behind_it() -> None:
    text = '<a href="http://a.id/#x(y) kata</a>\n\n' + "<blockquote>satu</blockquote>\n\n" * 3 + '"dua"'
    made = converted(text)
    assert made.count("satu") == 3 and "kata" in made and "dua" in made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{< youtube id="abc" >}}', "[Video YouTube](https://www.youtube.com/watch?v=abc)"),
        ("{{< youtube abc >}} Teks {{< /youtube >}}", "[Video YouTube](https://www.youtube.com/watch?v=abc) Teks"),
        ('{{< figure src="/img/a.jpg" alt="Sawah" caption="Padi" >}}', "![Sawah](/img/a.jpg)\n\nPadi"),
        ('{{< gambar-kapsi src="/img/d p.jpg" class="w-50" >}}Diskusi.{{< /gambar-kapsi >}}',
         "![Diskusi.](/img/d%20p.jpg)\n\nDiskusi."),
        ("{{% catatan %}}Isi **tetap**{{% /catatan %}}", "Isi **tetap**"),
        ('{{< faq kategori="faq1" judulKategori="Yang sering ditanyakan" >}}', "Yang sering ditanyakan"),
        ('[teks]({{< ref "berita/x.md" >}})', "[teks](berita/x.md)"),
        ("{{</* contoh */>}}", "{{< contoh >}}"),
        ("{{< tanpa-isi >}}", ""),
        ("{{< a >}}satu{{< b >}}dua{{< /b >}}{{< /a >}}", "satudua"),
        ("{{< a >}}belum ditutup", "belum ditutup"),
        ('{% image "a/b.jpg" "Sawah" %}', "![Sawah](a/b.jpg)"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ('[a]({{ "/b/c/" | url }})', "[a](/b/c/)"),
        ("{{ image | url }}!", "/img/x.png!"),
    ],
)  # fmt: skip
def test_shortcodes_leave_what_their_writers_wrote(text: str, expected: str) -> None:
    assert short(text, image="/img/x.png") == expected


def test_an_unknown_shortcode_is_reported() -> None:
    notes = Notes()
    short("{{< peta >}}", notes)
    assert [m.text() for m in notes.changes] == ["shortcode peta dihapus, teks di dalamnya dipertahankan"]
    assert [m.text() for _, m, _, _ in notes.warnings] == ["shortcode peta tidak dapat ditampilkan"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[akhir](http://a.id/1">awal kata, http://a.id/2">tengah lagi http://a.id/3) dan',
         "[awal](http://a.id/1) kata, [tengah](http://a.id/2) lagi [akhir](http://a.id/3) dan"),
        ('(lihat [akhir](http://a.id/1">awal (http://a.id/2)) dan',
         "(lihat [awal](http://a.id/1) ([akhir](http://a.id/2)) dan"),
        ('[CC](http://a.id/?x=1">Google) boleh', "CC [Google](http://a.id/?x=1) boleh"),
        ('![b.png" class="img-fluid" width="200](../b.png)teks', "![b.png](../b.png)teks"),
        ('[a](http://a.id/b) biasa, http://c.id/">kata lain', "[a](http://a.id/b) biasa, [kata](http://c.id/) lain"),
        ('<a href="http://a.id/#/?x=1">utuh</a>', '<a href="http://a.id/#/?x=1">utuh</a>'),
    ],
)  # fmt: skip
def test_half_converted_links_are_made_whole(text: str, expected: str) -> None:
    assert halflinks.repair(text, Notes()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("teks\n- a\n- b", "teks\n\n- a\n- b\n"),
        ("- a\n  - b\n    - c\n- d", "- a\n    - b\n        - c\n- d\n"),
        ("  - satu  - dua  - tiga", "- satu\n- dua\n- tiga\n"),
        ("1. a\n   lanjut\n2. b", "1. a\n    lanjut\n2. b\n"),
        ("tahun\n1986. Tahun baik", "tahun\n1986. Tahun baik\n"),
        ("teks {: onclick=x} dan {y}", "teks \\{: onclick=x} dan \\{y}\n"),
        ("## Judul {#id}", "## Judul {#id}\n"),
        ("## Judul {.x onclick=y}", "## Judul \\{.x onclick=y}\n"),
        ("    kode\n\nteks", "    kode\n\nteks\n"),
    ],
)
def test_lists_are_written_as_python_markdown_reads_them(text: str, expected: str) -> None:
    assert lines.normalised(text, Notes()) == expected


def test_reference_links_become_inline_ones() -> None:
    text = 'Lihat [a][1], [b] dan ![c][1].\n\n[1]: http://a.id/(x) "Judul"\n[b]: /k\n[^1]: kaki'
    assert references.inlined(text).startswith("Lihat [a](http://a.id/%28x%29), [b](/k) dan ![c](http://a.id/%28x%29).")
    assert "[^1]: kaki" in references.inlined(text)


def test_bare_addresses_become_links_with_balanced_parentheses() -> None:
    assert references.autolinked("di http://a.id/x(y). (https://b.id/z)") == "di <http://a.id/x(y)>. (<https://b.id/z>)"


def test_code_passes_untouched() -> None:
    shield = Shield()
    text = "a `<b>` c\n\n```html\n<i>{{< x >}}</i>\n```\n\n- d\n\n    ```\n    e\n    ```\n"
    held = shield.code(text)
    assert "<" not in held and "{{" not in held
    restored = shield.restore(held)
    assert "`<b>`" in restored and "```html\n<i>{{< x >}}</i>\n```" in restored
    assert "        e" in restored


def test_a_long_hostile_text_takes_no_long_time() -> None:
    import time

    for piece in ("[", "![", "<a ", "{{< ", "`", "](", '">', "- ", "<table>", "&lt;", "{", "http://", "<!--"):
        start = time.monotonic()
        text, notes, shield = piece * 40_000, Notes(), Shield()
        made = shortcodes.convert(shield.code(text), notes, shield.keep)
        made = markup.convert(halflinks.repair(made, notes), notes, shield.keep)
        made = references.inlined(made)
        made = references.links(references.pictures(made, lambda a, b, c: a), lambda a, b: a)
        lines.normalised(references.autolinked(made), notes)
        assert time.monotonic() - start < 20, piece
