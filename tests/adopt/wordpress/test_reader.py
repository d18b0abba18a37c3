"""`adopt wordpress`: exports written for these tests, from WXR to the files of an office."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.adopt.conftest import NOW, Empty, body, changes, png, reasons, text
from tests.adopt.wordpress.wxr_files import HOME, attachment, export, item

from terbit import skeleton
from terbit import sop as procedure
from terbit.adopt.adoption import adopt as into_office
from terbit.adopt.existing import Given
from terbit.adopt.reporting import Adoption
from terbit.adopt.wordpress import reader as wordpress
from terbit.git import Entry

PATH = "content/berita/2017/07/tulisan-1/index.md"
Adopt = Callable[..., Adoption]


@pytest.fixture
def adopt(tmp_path: Path) -> Adopt:
    """Adopts items (and uploads: path → bytes) into the skeleton's office."""

    def run(*items: str, uploads: Mapping[str, bytes] | None = None, tree: object = None, **options: str) -> Adoption:
        path = tmp_path / "ekspor.xml"
        path.write_bytes(export(*items, **options))
        media = tmp_path / "uploads" if uploads is not None else None
        for name, content in (uploads or {}).items():
            file = tmp_path / "uploads" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        sop, _ = procedure.read(skeleton.files()["sop.yml"])
        assert sop is not None
        return into_office(wordpress.read(Given(path, sop.zone, None, media)), tree or Empty(), sop, NOW)  # type: ignore[arg-type]

    return run


def made(adopt: Adopt, content: str, **options: object) -> str:
    """The text that one post becomes."""
    return body(adopt(item(1, "Judul", content), **options), PATH)


def warned(adoption: Adoption, rule: str) -> list[str]:
    return [str(finding.message) for finding in adoption.findings if finding.rule == rule]


# -- what comes in -----------------------------------------------------------------------------------------------


def test_a_post_becomes_an_article_with_our_front_matter(adopt: Adopt) -> None:
    terms = [("category", "Berita"), ("category", "Uncategorized"), ("category", "Dinas"), ("post_tag", "padi")]
    found = adopt(item(1, "Panen &amp; <em>raya</em>", "Padi dipanen.", excerpt="Ringkas.", terms=terms))
    assert text(found, PATH) == (
        '---\ntitle: "Panen & raya"\ndate: 2017-07-10 09:00\ndescription: "Ringkas."\ncategories:\n  - "berita"\n'
        'tags:\n  - "Dinas"\n  - "padi"\nauthors:\n  - "Sari Wulandari"\ninformation: belum-diklasifikasi\n'
        'redirect_from:\n  - "/2017/07/10/tulisan-1/"\n  - "/?p=1"\n---\n\nPadi dipanen.\n'
    )


def test_what_not_everybody_saw_is_listed_with_its_reason(adopt: Adopt) -> None:
    found = adopt(
        item(1, "Draf", status="draft"), item(2, "Pribadi", status="private"), item(3, "Nanti", status="future"),
        item(4, "Sampah", status="trash"), item(5, "Tunggu", status="pending"), item(6, "Sandi", post_password="x"),
        item(7, "Acara", post_type="event"), item(8, post_type="nav_menu_item"), item(9, status="wc-x", title="Lain"),
        item(10, post_type="revision"), item(11, "Ada", more="<wp:comment><wp:comment_id>1</wp:comment_id></wp:c"
            "omment>"),
    )  # fmt: skip
    assert reasons(found) == {
        "post 1": "draf: belum pernah tayang: Draf",
        "post 2": "pribadi: hanya terlihat oleh pengelola situs lama: Pribadi",
        "post 3": "terjadwal di situs lama: belum tayang: Nanti",
        "post 4": "di tempat sampah situs lama: Sampah",
        "post 5": "menunggu peninjauan di situs lama: belum pernah tayang: Tunggu",
        "post 6": "dilindungi kata sandi di situs lama: Sandi",
        "event 7": 'jenis tulisan "event" tidak diadopsi: Acara',
        "post 9": 'berstatus "wc-x" di situs lama: Lain',
    }
    assert [str(message) for message in found.left_out] == [
        "1 komentar tidak dibawa",
        "1 butir menu tidak dibawa: susun menu di mkdocs.yml",
        "1 butir revision tidak dibawa",
    ]
    assert found.documents == 1


def test_pages_keep_their_place_below_their_parents(adopt: Adopt) -> None:
    found = adopt(
        item(1, "Profil", "Isi.", post_type="page", post_name="profil", link=f"{HOME}/profil/"),
        item(2, "Visi", "Isi.", post_type="page", post_name="visi", post_parent="1", link=f"{HOME}/profil/visi/"),
        item(3, "Kita", "Isi.", post_type="page", post_name="kita", post_parent="4", link=f"{HOME}/kita/"),
        item(4, "Putar", "Isi.", post_type="page", post_name="putar", post_parent="3", link=f"{HOME}/putar/"),
    )
    pages = [path for path in found.files if path.endswith(".md")]
    assert pages[:2] == ["content/profil/index.md", "content/profil/visi/index.md"]
    head = text(found, "content/profil/visi/index.md")  # it stands where it stood
    assert re.findall(r'- "(/.*)"', head) == ["/?p=2", "/?page_id=2"]
    assert len(pages) == 4


def test_old_addresses_lead_here_also_the_short_ones(adopt: Adopt) -> None:
    old = item(1, "A", "satu<!--nextpage-->dua", meta={"_wp_old_slug": "nama-lama"})
    found = adopt(old, attachment(5, "2017/07/foto.jpg", mother=1), item(2, "B", "x", link=f"{HOME}/?p=2"))
    assert text(found, PATH).partition("redirect_from:")[2].partition("---")[0].split() == [
        "-", '"/2017/07/10/tulisan-1/"', "-", '"/?p=1"',
        "-", '"/2017/07/10/nama-lama/"', "-", '"/2017/07/10/tulisan-1/2/"',
        "-", '"/2017/07/10/tulisan-1/lampiran-5/"',
    ]  # fmt: skip
    assert '  - "/?p=2"\n' in text(found, "content/berita/2017/07/tulisan-2/index.md")
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("local", "gmt", "link", "expected"),
    [
        ("2017-07-10 09:00:00", "2017-07-10 02:00:00", "/x/", "2017-07-10 09:00"),
        ("2017-07-10 09:00:00", "0000-00-00 00:00:00", "/x/", "2017-07-10 09:00"),
        ("0000-00-00 00:00:00", "", "/2016/03/31/x/", "2016-03-28"),
    ],
)
def test_dates(adopt: Adopt, local: str, gmt: str, link: str, expected: str) -> None:
    found = adopt(item(1, "A", "x", post_date=local, post_date_gmt=gmt, link=HOME + link))
    (path,) = found.files
    assert f"\ndate: {expected}" in text(found, path)


def test_a_post_without_a_title_is_named_by_its_first_words(adopt: Adopt) -> None:
    found = adopt(item(1, "", "Padi **dipanen** di [desa](https://a.example)."))
    assert '\ntitle: "Padi dipanen di desa."\n' in text(found, PATH)
    assert "judul diambil dari isi atau nama berkas" in changes(found, "post 1")


def test_two_posts_of_one_slug_and_one_post_in_two_files(adopt: Adopt) -> None:
    found = adopt(item(1, "A", "x", post_name="sama"), item(2, "B", "y", post_name="sama"), item(1, "A", "x"))
    assert sorted(found.files) == ["content/berita/2017/07/sama-2/index.md", "content/berita/2017/07/sama/index.md"]


def test_links_to_the_old_site_lead_to_where_it_is_now(adopt: Adopt) -> None:
    content = (
        f'<a href="{HOME}/2017/07/10/tulisan-2/">satu</a> <a href="http://www.dinas.contoh.go.id/?p=2#x">dua</a> '
        f'<a href="/2017/07/10/tulisan-2">tiga</a> <a href="{HOME}/category/x/">empat</a> <a href="/?page_id=2">'
        f"lima</a>"
    )
    found = adopt(item(1, "A", content), item(2, "B", "x"))
    link = "artikel:tulisan-2"
    assert body(found, PATH) == f"[satu]({link}) [dua]({link}) [tiga]({link}) empat [lima]({link})"
    assert warned(found, "SL006") == [f'tautan ke "{HOME}/category/x/" tidak ditemukan dan menjadi teks biasa']


# -- pictures and files ------------------------------------------------------------------------------------------


def test_pictures_come_in_from_the_uploads_in_their_largest_version(adopt: Adopt) -> None:
    content = (
        f'<a href="{HOME}/wp-content/uploads/2017/07/sawah.png"><img class="wp-image-5 aligncenter" '
        f'src="http://www.dinas.contoh.go.id/wp-content/uploads/2017/07/sawah-300x200.png" alt="Sawah" width="30'
        f'0"></a>\n\n'
        f'<img src="{HOME}/wp-content/uploads/2017/07/padi-150x150.png" alt="Padi">'
    )
    found = adopt(
        item(1, "A", content, meta={"_thumbnail_id": "6"}),
        attachment(5, "2017/07/sawah.png"), attachment(6, "2017/07/muka.png", alt="Muka", caption="Foto: Sari"),
        uploads={"2017/07/sawah.png": png(), "2017/07/padi.png": png(5, 5), "2017/07/muka.png": png(6, 6)},
    )  # fmt: skip
    assert body(found, PATH) == "![Sawah](sawah.png)\n\n![Padi](padi.png)"
    assert 'image:\n  file: "muka.png"\n  alt: "Muka"\n  caption: "Foto: Sari"\n' in text(found, PATH)
    assert not found.listed


@pytest.mark.parametrize("root", ["", "uploads/", "wp-content/uploads/"])
def test_the_uploads_may_be_given_by_any_folder_above_them(adopt: Adopt, root: str) -> None:
    content = f'<img src="{HOME}/wp-content/uploads/2017/07/a.png" alt="Sawah">'
    assert made(adopt, content, uploads={f"{root}2017/07/a.png": png()}) == "![Sawah](a.png)"


def test_pictures_that_are_not_there_leave_their_words(adopt: Adopt) -> None:
    content = f'[caption id="x"]<img src="{HOME}/wp-content/uploads/a.jpg" alt="Sawah"> Panen di Sukamaju[/caption]'
    found = adopt(item(1, "A", content), attachment(5, "a.jpg"))
    assert body(found, PATH) == "*(gambar tidak tersedia: Panen di Sukamaju)*"
    assert reasons(found) == {
        "attachment 5": f"lampiran {HOME}/wp-content/uploads/a.jpg: berkasnya tidak ada di folder --media"
    }


def test_a_picture_written_into_the_text_becomes_a_file(adopt: Adopt) -> None:
    import base64

    content = png(40, 40)
    assert len(content) > 90
    padded = base64.b64encode(content + b"\0" * 200).decode()
    found = adopt(item(1, "A", f'<p>x</p><img src="data:image/png;base64,{padded}" alt="Peta desa">'))
    (name,) = [path for path in found.files if path.endswith(".png")]
    assert body(found, PATH) == f"x\n\n![Peta desa]({name.rpartition('/')[2]})"


def test_a_document_is_an_attachment_of_the_article(adopt: Adopt) -> None:
    content = f'<a href="{HOME}/wp-content/uploads/renja.pdf">Rencana kerja</a>'
    found = adopt(item(1, "A", content), uploads={"renja.pdf": b"%PDF-1.4\n%%EOF\n"})
    assert body(found, PATH) == "[Rencana kerja](renja.pdf)"
    assert 'attachments:\n  - file: "renja.pdf"\n    title: "Rencana kerja"\n' in text(found, PATH)


def test_a_lead_picture_is_not_shown_twice(adopt: Adopt) -> None:
    content = f'<img src="{HOME}/wp-content/uploads/a-300x200.png" alt="Sawah">\n\nTeks.'
    found = adopt(
        item(1, "A", content, meta={"_thumbnail_id": "5"}),
        attachment(5, "a.png", alt="Sawah"),
        uploads={"a.png": png()},
    )
    assert body(found, PATH) == "Teks."


def test_where_only_small_versions_are_left_the_largest_of_them_comes_in(adopt: Adopt) -> None:
    content = f'<img src="{HOME}/wp-content/uploads/2017/07/a.png" alt="Sawah">'
    uploads = {
        "2017/07/a-150x150.png": png(15, 15),
        "2017/07/a-300x200.png": png(30, 20),
        "2017/08/a-900x900.png": png(),
    }
    found = adopt(item(1, "A", content), uploads=uploads)
    assert body(found, PATH) == "![Sawah](a-300x200.png)"
    assert reasons(found) == {
        "2017/07/a-150x150.png": "ukuran lain dari gambar yang sama",
        "2017/08/a-900x900.png": "ukuran lain dari gambar yang sama",
    }


def test_a_picture_without_words_gets_those_of_the_media_library(adopt: Adopt) -> None:
    content = "".join(f'<p><img src="{HOME}/wp-content/uploads/{name}-300x200.png" alt=""></p>' for name in "abc")
    found = adopt(
        item(1, "Judul", content),
        attachment(5, "a.png", alt="Sawah"), attachment(6, "b.png", title="Panen raya di desa"),
        attachment(7, "c.png", title="IMG_2018"),
        uploads={"a.png": png(4, 4), "b.png": png(5, 5), "c.png": png(6, 6)},
    )  # fmt: skip
    assert body(found, PATH) == "![Sawah](a.png)\n\n![Panen raya di desa](b.png)\n\n![Gambar: Judul](c.png)"


def test_a_gallery_and_a_lead_picture_that_are_not_there_are_named(adopt: Adopt) -> None:
    found = adopt(item(1, "A", 'Teks [gallery ids="8,9"]', meta={"_thumbnail_id": "5"}), attachment(5, "2017/muka.png"))
    assert body(found, PATH) == "Teks"
    assert warned(found, "SL003") == ["gambar galeri tidak ada di ekspor"]
    assert warned(found, "SL002") == ['gambar "muka.png" tidak ditemukan di situs lama']


def test_a_site_without_readable_addresses_comes_in_once(adopt: Adopt) -> None:
    items = [item(n, f"Tulisan {n}", "x", link=f"{HOME}/?p={n}", post_name="") for n in (1, 2)]
    first = adopt(*items)
    assert first.documents == 2

    class Grown(Empty):
        files: Mapping[str, Entry] = {path: Entry("100644", "0" * 40) for path in first.files}

        def read(self, path: str) -> bytes:
            return first.files[path]

    assert adopt(*items, tree=Grown()).documents == 0


def test_a_cache_of_wordpress_com_is_the_picture_itself(adopt: Adopt) -> None:
    content = (
        '<img src="https://i2.wp.com/dinas.contoh.go.id/wp-content/uploads/a-1024x768.png?resize=640%2C480" alt="S">'
    )
    assert made(adopt, content, uploads={"a.png": png()}) == "![S](a.png)"


def test_an_address_of_the_old_site_that_stands_in_the_text_gets_the_name_of_what_it_leads_to(adopt: Adopt) -> None:
    content = (
        f"Baca {HOME}/2017/07/10/tulisan-2/ dan {HOME}/wp-content/uploads/renja.pdf, bukan {HOME}/tidak-ada/.\n"
        f'<a href="{HOME}/?p=2">{HOME}/?p=2</a> https://lain.example/x'
    )
    found = adopt(item(1, "A", content), item(2, "Panen raya", "x"), uploads={"renja.pdf": b"%PDF-1.4\n%%EOF\n"})
    assert body(found, PATH) == (
        f"Baca [Panen raya](artikel:tulisan-2) dan [renja.pdf](renja.pdf), bukan {HOME}/tidak-ada/.  \n"
        "[Panen raya](artikel:tulisan-2) <https://lain.example/x>"
    )


def test_a_tag_that_differs_only_in_case_or_is_a_category_is_one(adopt: Adopt) -> None:
    terms = [("category", "Dinas"), ("post_tag", "padi"), ("post_tag", "Padi"), ("post_tag", "dinas")]
    assert text(adopt(item(1, "A", "x", terms=terms)), PATH).partition("tags:")[2].split()[:4] == [
        "-", '"Dinas"', "-", '"Padi"'
    ]  # fmt: skip


def test_galleries_are_pictures_in_one_paragraph_with_their_captions(adopt: Adopt) -> None:
    shots = [attachment(5, "a.png", mother=1, alt="Satu", caption="Foto satu"), attachment(6, "b.png", alt="Dua")]
    uploads = {"a.png": png(4, 4), "b.png": png(5, 5)}
    classic = adopt(item(1, "A", 'Lihat:\n[gallery ids="5,6"]'), *shots, uploads=uploads)
    expected = '![Satu](a.png "Foto satu")\n![Dua](b.png)'
    assert body(classic, PATH) == f"Lihat:\n\n{expected}"
    block = (
        '<!-- wp:gallery {"ids":[5,6]} --><figure class="wp-block-gallery"><ul class="blocks-gallery-grid">'
        f'<li class="blocks-gallery-item"><figure><img src="{HOME}/wp-content/uploads/a.png" alt="Satu"/>'
        "<figcaption>Foto satu</figcaption></figure></li>"
        f'<li class="blocks-gallery-item"><figure><img src="{HOME}/wp-content/uploads/b-300x200.png" alt="Dua"/>'
        f"</figure>"
        "</li></ul><figcaption>Panen 2017</figcaption></figure><!-- /wp:gallery -->"
    )
    assert body(adopt(item(1, "A", block), *shots, uploads=uploads), PATH) == f"{expected}\n\n*Panen 2017*"


# -- texts -------------------------------------------------------------------------------------------------------

TEXTS = {
    "classic paragraphs": ("Satu\ndua\n\nTiga <strong>empat\n\nlima</strong>", "Satu  \ndua\n\nTiga **empat**"
        "\n\n**lima**"),
    "classic list": ("Daftar:\n<ul>\n\t<li>a</li>\n\t<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\nAkhir",
                     "Daftar:\n\n- a\n- b\n    - c\n\nAkhir"),
    "list within a list": ("<ol><li>a</li><ol><li>b</li></ol><li>c</li></ol>", "1. a\n    1. b\n2. c"),
    "blocks": ("<!-- wp:paragraph {\"align\":\"center\"} -->\n<p>Satu</p>\n<!-- /wp:paragraph -->\n\nLama\n\nLagi\n"
               "<!-- wp:separator -->\n<hr class=\"wp-block-separator\"/>\n<!-- /wp:separator -->",
               "Satu\n\nLama\n\nLagi\n\n---"),
    "headings skip no level": ("<h1>A</h1><h4>B</h4><h3>C</h3><h2><strong>D</strong></h2><h2>&nbsp;</h2>",
                               "## A\n\n### B\n\n### C\n\n## D"),
    "code": ("<pre class=\"language-php\"><code>&lt;?php\n\necho 1; // `</code></pre>", "```php\n<?php\n\necho 1"
        "; // `\n```"),
    "quotation": ("<blockquote class=\"x\">Kata\n\n<cite>Sari</cite></blockquote>", "> Kata\n>\n> *Sari*"),
    "columns and buttons": (
        "<!-- wp:columns --><div class=\"wp-block-columns\"><!-- wp:column --><div><p>Kiri</p></div><!-- /wp:column -->"
        "<div><p>Kanan</p></div></div><!-- /wp:columns --><!-- wp:button --><div class=\"wp-block-button\">"
        "<a class=\"wp-block-button__link\" href=\"https://a.example/x\">Daftar</a></div><!-- /wp:button -->",
        "Kiri\n\nKanan\n\n[Daftar](https://a.example/x)"),
    "table": ("<table style=\"width:100%\"><tbody><tr><td><b>No</b></td><td>Nama | alias</td></tr>"
              "<tr><td>1</td><td><p>Budi</p><p>Sari</p></td></tr></tbody></table>",
              "| No | Nama \\| alias |\n| --- | --- |\n| 1 | Budi<br>Sari |"),
    "table with joined cells": ("<table><tr><th colspan=\"2\">Judul</th></tr><tr><td>a</td><td>b</td></tr></table>",
                                "<table>\n<tr><th colspan=\"2\">Judul</th></tr>\n<tr><td>a</td><td>b</td></tr>"
                                "\n</table>"),
    "joined cells with a link": (
        "<table><tr><td rowspan=\"2\">A</td><td><a href=\"https://a.example/\">b</a></td></tr><tr><td>c</td></tr"
        "></table>",
        "| A | [b](https://a.example/) |\n| --- | --- |\n|  | c |"),
    "a table that only places things": (
        "<table><tr><td><p>Satu</p></td></tr><tr><td>Dua</td></tr></table>", "Satu\n\nDua"),
    "definitions": ("<dl><dt>Padi</dt><dd>Tanaman</dd></dl>", "Padi\n:   Tanaman"),
    "word processor": (
        "<p class=\"MsoNormal\"><span style=\"font-size:12pt;font-family:Arial\"><b style=\"mso-bidi-font-weight"
        ":normal\">"
        "Tebal</b><o:p></o:p></span>&nbsp;kata<![if gte mso 9]><xml><w:x>0</w:x></xml><![endif]></p>"
        "<p class=\"MsoListParagraph\"><!--[if !supportLists]--><span>\u00b7<span>&nbsp;&nbsp; </span></span><!-"
        "-[endif]-->"
        "Butir</p><p><span style=\"font-weight: bold\">T</span><b> </b>i</p>",
        "**Tebal** kata\n\n- Butir\n\n**T** i"),
    "marks that are only letters": (
        "# bukan judul\n\n1. bukan daftar\n\n- bukan butir\n\n2 * 3 * 4 dan a_b _c_ [x](y) {.z} &lt;b&gt; `q`",
        "\\# bukan judul\n\n1\\. bukan daftar\n\n\\- bukan butir\n\n"
        "2 \\* 3 \\* 4 dan a_b \\_c\\_ \\[x](y) \\{.z} &lt;b> \\`q\\`"),
    "video": ("Tonton:\n\nhttps://www.youtube.com/watch?v=abc_-1\n\n<iframe src=\"//www.youtube.com/embed/dQw4w9"
              "WgXcQ?rel=0\""
              " width=\"560\"></iframe>",
              "Tonton:\n\n<https://www.youtube.com/watch?v=abc_-1>\n\n<https://www.youtube.com/watch?v=dQw4w9WgXcQ>"),
    "embed block": (
        "<!-- wp:core-embed/youtube {\"url\":\"https://youtu.be/x\"} --><figure class=\"wp-block-embed\">"
        "<div class=\"wp-block-embed__wrapper\">\nhttps://youtu.be/x\n</div><figcaption>Panen</figcaption></figure>"
        "<!-- /wp:core-embed/youtube -->", "<https://youtu.be/x>\n\n*Panen*"),
    "file block": (
        "<!-- wp:file --><div class=\"wp-block-file\"><a href=\"https://a.example/r.pdf\">Renja</a>"
        "<a href=\"https://a.example/r.pdf\" class=\"wp-block-file__button\" download>Unduh</a></div><!-- /wp:file -->",
        "[Renja](https://a.example/r.pdf)"),
    "part of a page": ("<a href=\"#bawah\">ke bawah</a><h2 id=\"bawah\">Bawah</h2>", "[ke bawah](#bawah)\n\n## B"
        "awah {#bawah}"),
    "line breaks": ("<p>Satu<br /><br>Dua<br/>\ntiga<strong>empat<br></strong>lima</p>",
                    "Satu\n\nDua  \ntiga**empat**  \nlima"),
    "own formats": ("H<sub>2</sub>O <u>garis</u> <s>lama</s> <mark>tanda</mark> <q>kutip</q> <kbd>Ctrl</kbd>",
                    "H<sub>2</sub>O garis <del>lama</del> tanda “kutip” `Ctrl`"),
    "verse": ("<!-- wp:verse --><pre class=\"wp-block-verse\">Satu\nDua</pre><!-- /wp:verse -->", "Satu  \nDua"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_texts(adopt: Adopt, name: str) -> None:
    written, expected = TEXTS[name]
    assert made(adopt, written) == expected


def test_reusable_blocks_are_put_in_and_never_within_themselves(adopt: Adopt) -> None:
    shared = item(9, "Kaki", '<!-- wp:paragraph --><p>Kaki</p><!-- /wp:paragraph --><!-- wp:block {"ref":9} /-->',
                  post_type="wp_block")  # fmt: skip
    found = adopt(item(1, "A", '<!-- wp:block {"ref":9} /-->\n<!-- wp:latest-posts {"x":[1]} /-->'), shared)
    assert body(found, PATH) == "Kaki"
    assert "blok latest-posts tidak berisi teks dan tidak dibawa" in changes(found, "post 1")


SHORTCODES = {
    "heading of a builder": ('[vc_custom_heading text="Visi" font_container="tag:h2"]Isi', "## Visi\n\nIsi"),
    "builder": (
        '[vc_row][vc_column width="1/2"][vc_column_text css=".a{b:c}"]Halo <b>dunia</b>[/vc_column_text]'
        '[vc_btn title="Unduh" link="url:https%3A%2F%2Fa.example%2Fx.pdf|title:Unduh"][/vc_column][/vc_row]',
        "Halo **dunia**\n\n[Unduh](https://a.example/x.pdf)"),
    "titles of tabs": ('[vc_tta_section title="Syarat"][vc_column_text]KTP[/vc_column_text][/vc_tta_section]',
                       "## Syarat\n\nKTP"),
    "base64": ("[vc_raw_html]JTNDcCUzRUlzaSUzQyUyRnAlM0U=[/vc_raw_html]", "Isi"),
    "words in brackets": ("Kata [sic] dan [1] dan [update]", "Kata [sic] dan [1] dan [update]"),
    "within a sentence": ('Kata [highlight color="red"]penting[/highlight] ini', "Kata penting ini"),
    "shown, not run": ("<pre>[gallery]</pre>\n[[audio]]", "```\n[gallery]\n```\n\n[audio]"),
    "unclosed": ("[su_box]Satu [/nothing] [vc_row]dua", "Satu [/nothing] dua"),
    "youtube": ("[youtube=https://www.youtube.com/watch?v=abc&w=640]", "<https://www.youtube.com/watch?v=abc>"),
    "audio and embed": ('[audio mp3="https://a.example/a.mp3"][/audio]\n[embed]https://b.example/x[/embed]',
                        "[a.mp3](https://a.example/a.mp3)\n\n<https://b.example/x>"),
    "pdf viewer": ('[pdf-embedder url="https://a.example/renja.pdf"]', "[renja.pdf](https://a.example/renja.pdf)"),
    "curly quotes": ("[caption id=“x” caption=“Foto”]<img src=\"https://b.example/a.jpg\" alt=\"\">[/caption]",
                     "[Gambar: Foto](https://b.example/a.jpg)"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHORTCODES)
def test_shortcodes(adopt: Adopt, name: str) -> None:
    written, expected = SHORTCODES[name]
    assert made(adopt, written) == expected


def test_a_plugins_shortcode_is_named_and_its_words_stay(adopt: Adopt) -> None:
    found = adopt(item(1, "A", '[kotak warna="merah"]Kata[/kotak] [contact-form-7 id="1" title="Formulir"]'))
    assert body(found, PATH) == "Kata"
    assert "penanda [kotak] dihapus; kata-kata di dalamnya tetap" in changes(found, "post 1")
    assert warned(found, "SL003") == ["[contact-form-7] tidak dapat ditampilkan di situs ini"]


# -- what must not come in ---------------------------------------------------------------------------------------

HIDDEN = (
    '<div id="h8">slot gacor</div><script>document.getElementById("h8").style.display="none";</script>',
    "<style>.zx9 { position:absolute; left:-5000px }</style><b class='a zx9'>slot gacor</b>",
    '<div style="height: 1px; overflow: auto; width: 1px;">slot gacor</div>',
    '<div style="position:absolute; left:-9999px">Situs <a href="https://judi.example">slot gacor</a></div>',
    '<div style="display: none !important">slot gacor</div>',
    '<p style="text-indent:-9999px">slot gacor</p>',
    '<span style="font-size:0px">slot gacor</span>',
    '<marquee style="position:absolute;width:0px;height:0;overflow:hidden">slot gacor</marquee>',
    '<div style="visibility:hidden">slot gacor</div>',
    '<div hidden>slot gacor</div>',
    '<div style="opacity:0">slot gacor</div>',
    '<a style="clip:rect(0,0,0,0);position:absolute" href="https://judi.example">slot gacor</a>',
)  # fmt: skip


@pytest.mark.parametrize("hidden", HIDDEN)
def test_hidden_text_is_not_adopted_and_is_named(adopt: Adopt, hidden: str) -> None:
    found = adopt(item(1, "A", f"Kata sebelum. {hidden} Kata sesudah."))
    assert "gacor" not in text(found, PATH) and "judi" not in text(found, PATH)
    assert "Kata sebelum." in body(found, PATH) and "Kata sesudah." in body(found, PATH)
    (said,) = [finding for finding in found.findings if finding.rule == "SL007"]
    assert str(said.message).startswith('teks tersembunyi tidak diadopsi: "') and "slot gacor" in str(said.message)
    assert str(said.hint) == "periksa apakah situs lama pernah disusupi"


HOSTILE = (
    "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', '<a href="javascript:alert(1)">x</a>',
    '<svg onload=alert(1)><text>x</text></svg>', '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<a href="https://a.example/&quot; onclick=&quot;alert(1)">x</a>', '<object data="javascript:alert(1)"></object>',
    '<form action="https://a.example"><input name=q><button>kirim</button></form>', '<math href="javascript:x">x'
        '</math>',
    '<div class="mermaid" id="__config" onclick=x>y</div>', '<style>body{display:none}</style><link rel=styleshe'
        'et href=x>',
    '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>', '[x](javascript:alert(1)) <x onclick=1>y', '<base href="http'
        's://a/">z',
    '![x](javascript:alert(1) "t")', '<img alt="](javascript:alert(1))" src="https://a.example/a.png">',
    '<img alt="x" src="https://a.example/a.png)](javascript:alert(1)">', '{: onclick=alert(1) }', '<p>a\n{: oncl'
        'ick=x }</p>',
    '<h2>a &lt;img src=x onerror=alert(1)&gt;</h2>', '<pre>```\n<script>alert(1)</script></pre>', '<noscript><p '
        'onx=1>a</noscript>',
    '<table><tr><td colspan=2 onclick=x>&lt;script&gt;</td></tr><tr><td>[a](javascript:x)</td><td>b</td></tr></table>',
)  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_our_rules_refuse_never_comes_in(adopt: Adopt, hostile: str) -> None:
    from selectolax.lexbor import LexborHTMLParser

    from terbit.articles import markdown

    found = adopt(item(1, "A", f"Awal.\n\n{hostile}\n\nAkhir."))
    assert found.documents == 1
    assert not any(finding.severity.value == "error" for finding in found.findings)
    tree = LexborHTMLParser(markdown.html(body(found, PATH)))
    assert not tree.css("script, style, iframe, object, form, svg, math, base, link, input")
    for node in tree.css("*"):
        assert not any(name.startswith("on") for name in node.attributes)
        assert not any((node.attributes.get(key) or "").startswith("javascript") for key in ("href", "src"))
    assert "Awal." in body(found, PATH) and "Akhir." in body(found, PATH)


def test_absurd_nesting_keeps_its_words_and_ends(adopt: Adopt) -> None:
    found = adopt(item(1, "A", "<div>" * 3_000 + "<b><i>dalam" + "<ul><li>" * 500 + "sekali"))
    assert body(found, PATH) == "dalam sekali"
    assert "susunan HTML terlalu dalam: hanya kata-katanya yang dibawa" in changes(found, "post 1")


@pytest.mark.parametrize(
    "piece", ["<pre>", "<!--", "<!-- wp:x {", "<style>", "<b>", "[x_y ", "[x_y]", "<ol><li>", "*_[{<&"]
)
def test_a_text_of_one_piece_over_and_over_comes_to_an_end(adopt: Adopt, piece: str) -> None:
    found = adopt(item(1, "A", "Awal.\n\n" + piece * 20_000))
    assert len(found.adopted) + len(found.listed) == 1


def test_the_items_of_a_long_list_are_counted_once(adopt: Adopt) -> None:
    assert made(adopt, '<ol start="5"><li>a</li><li>b</li></ol>') == "5. a\n6. b"


# -- the words that were kept ------------------------------------------------------------------------------------


def test_words_are_counted_against_what_readers_saw(adopt: Adopt) -> None:
    content = (
        'Satu dua [vc_row css="tiga empat"]lima[/vc_row] <div style="display:none">enam tujuh</div> '
        "<script>delapan</script>"
        '[caption]<img src="https://b.example/a.jpg" alt="sembilan"> Keterangan gambar[/caption] '
        '<!-- wp:x {"a":"b"} -->'
        "[vc_raw_html]JTNDcCUzRUlzaSUzQyUyRnAlM0U=[/vc_raw_html]"
    )
    (counted,) = adopt(item(1, "Judul", content)).words
    assert (counted.total, counted.kept, counted.lost) == (6, 6, ())


def test_a_caption_counts_as_shown_below_its_picture(adopt: Adopt) -> None:
    content = f'[caption]<img src="{HOME}/wp-content/uploads/a.png" alt="Sawah"> Foto: Sari[/caption]'
    found = adopt(item(1, "Judul", content), uploads={"a.png": png()})
    assert body(found, PATH) == '![Sawah](a.png "Foto: Sari")'
    assert (found.words[0].total, found.words[0].kept) == (3, 3)


def test_a_text_that_the_rules_would_never_take_is_listed_at_once(adopt: Adopt) -> None:
    found = adopt(item(1, "Panjang", "kata " * 50_000))
    assert adopt(item(1, "Sebaris", "kata " * 20_000)).documents == 1
    assert reasons(found) == {"post 1": "naskah terlalu panjang: 250000 huruf, paling banyak 200000: Panjang"}
