"""Reading WordPress exports: whatever the file holds, each item for itself, and nothing that an XML file can do."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from tests.adopt.wordpress.wxr_files import HOME, cdata, export, item

from terbit.adopt.wordpress.wxr import export as wxr
from terbit.adopt.wordpress.wxr import item as wxr_item
from terbit.adopt.wordpress.wxr.export import Export
from terbit.findings import Refused


def read(tmp_path: Path, *contents: bytes) -> Export:
    paths = {}
    for number, content in enumerate(contents):
        path = tmp_path / f"ekspor-{number}.xml"
        path.write_bytes(content)
        paths[path.name] = path
    return wxr.read(paths)


def broken(found: Export) -> list[str]:
    return [f"{name}:{line}: {reason}" for name, line, reason in found.broken]


def test_an_item_with_what_belongs_to_it(tmp_path: Path) -> None:
    comment = "<wp:comment><wp:comment_id>7</wp:comment_id><wp:comment_content>spam</wp:comment_content></wp:comment>"
    found = read(
        tmp_path,
        export(
            item(7, "Panen & <em>raya</em>", "a ]]> b\n\n<!-- wp:x --> <item>", excerpt="Ringkas", more=comment * 2,
                 terms=[("category", "Berita"), ("post_tag", "padi")], meta={"_thumbnail_id": "9", "_edit_lock": "1"})
        ),
    )  # fmt: skip
    assert (found.title, found.home, found.language, found.authors) == (
        "Dinas Contoh", HOME, "id", {"sari": "Sari Wulandari"}
    )  # fmt: skip
    (one,) = found.items
    assert (one.number, one.kind, one.status, one.title) == (7, "post", "publish", "Panen & <em>raya</em>")
    assert one.text == "a ]]> b\n\n<!-- wp:x --> <item>"
    assert (one.excerpt, one.date_gmt, one.comments) == ("Ringkas", "2017-07-10 02:00:00", 2)
    assert one.terms == [("category", "berita", "Berita"), ("post_tag", "padi", "padi")]
    assert one.meta == {"_thumbnail_id": ["9"]}
    assert found.comments == 2 and not found.broken


def test_an_export_of_2009_writes_categories_twice_and_calls_a_tag_a_tag(tmp_path: Path) -> None:
    old = (
        "<category><![CDATA[Berita]]></category>"
        '<category domain="category" nicename="berita"><![CDATA[Berita]]></category>'
        '<category domain="tag"><![CDATA[padi]]></category>'
        '<category domain="tag" nicename="padi"><![CDATA[padi]]></category>'
    )
    (one,) = read(tmp_path, export(item(1, more=old))).items
    assert [(kind, name) for kind, _, name in one.terms] == [("category", "Berita"), ("post_tag", "padi")]


def test_html_that_nobody_put_into_cdata_is_text(tmp_path: Path) -> None:
    content = export(item(1, "Judul", "@@")).replace(cdata("@@").encode(), b'<p class="a">Satu <b>dua</b></p>')
    (one,) = read(tmp_path, content).items
    assert one.text == '<p class="a">Satu <b>dua</b></p>'


def test_letters_that_xml_does_not_allow_are_left_out(tmp_path: Path) -> None:
    (one,) = read(tmp_path, export(item(1, "A\x08B\x0b\ufeffC", "x &#8; y\x1fz\u202e&#x1F;"))).items
    assert (one.title, one.text) == ("ABC", "x  yz")


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "windows-1252", "UTF-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    (one,) = read(tmp_path, export(item(1, "Café", "naïve"), encoding=encoding)).items
    assert (one.title, one.text) == ("Café", "naïve")


def test_bytes_of_another_encoding_pasted_into_utf_8_are_read_as_windows_reads_them(tmp_path: Path) -> None:
    content = export(item(1, "Café @@", "é")).replace(b"@@", b"\x93kutip\x94")
    (one,) = read(tmp_path, content).items
    assert one.title == "Café “kutip”"


def test_what_php_printed_before_the_file_does_not_matter(tmp_path: Path) -> None:
    found = read(tmp_path, export(item(1, "A"), before="\n<br />\n<b>Warning</b>: x in <b>y</b>\n"))
    assert [one.title for one in found.items] == ["A"] and found.home == HOME


def test_an_item_of_broken_xml_is_read_field_by_field_and_spoils_no_other(tmp_path: Path) -> None:
    bad = item(2, "Dua", "@@", terms=[("category", "Berita")]).replace(
        cdata("@@"), "<![CDATA[<script>//<![CDATA[\nx //]]></script><p>teks</p>]]>"
    )
    found = read(tmp_path, export(item(1, "Satu"), bad, item(3, "Tiga & <b>")))
    assert [(one.title, one.mended) for one in found.items] == [("Satu", False), ("Dua", True), ("Tiga & <b>", False)]
    assert "<p>teks</p>" in found.items[1].text
    assert found.items[1].terms == [("category", "berita", "Berita")]


def test_a_file_that_breaks_off_says_so_and_keeps_what_came_before(tmp_path: Path) -> None:
    whole = export(item(1, "Satu"), item(2, "Dua", "teks panjang"))
    found = read(tmp_path, whole[: whole.index(b"teks panjang") + 4])
    assert [one.title for one in found.items] == ["Satu"]
    assert broken(found) == ["ekspor-0.xml:12: berkas ekspor terpotong di sini: buat ekspor sekali lagi"]


def test_several_files_of_one_site_are_one_export(tmp_path: Path) -> None:
    found = read(tmp_path, export(item(1, "Satu")), export(item(2, "Dua")))
    assert [(one.export, one.title) for one in found.items] == [("ekspor-0.xml", "Satu"), ("ekspor-1.xml", "Dua")]


def test_files_of_two_sites_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read(tmp_path, export(), export(home="https://lain.example"))
    assert str(caught.value.message) == f"berkas ekspor dari dua situs: {HOME} dan https://lain.example"
    assert str(caught.value.hint) == "adopsi setiap situs sendiri-sendiri"


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<rss><channel><item><wp:post_id>1</wp:post_id><title>&b;</title></item></channel></rss>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<rss><channel><item><wp:post_id>1</wp:post_id><title>&x;</title></item></channel></rss>"
)


@pytest.mark.parametrize("content", [BOMB, OUTSIDE, b" " * 65_530 + BOMB, BOMB.decode().encode("utf-16")])
def test_a_document_type_is_refused_unread(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read(tmp_path, content)
    assert str(caught.value.message) == "ekspor-0.xml: berkas XML ini memuat DOCTYPE"
    assert str(caught.value.hint) == "ekspor dari WordPress tidak memuatnya; buat ekspor baru lewat Perkakas → Ekspor"


def test_a_document_type_within_an_item_defines_nothing(tmp_path: Path) -> None:
    (one,) = read(tmp_path, export(item(1, "A", "<!DOCTYPE html><p>ya</p>"))).items
    assert one.text == "<!DOCTYPE html><p>ya</p>"  # in CDATA it is text


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04zip", b"<html><body>hai</body></html>", b"<rss><channel><title>x</title></channel></rss>"],
)
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read(tmp_path, content)
    assert str(caught.value.message) == "ekspor-0.xml: ini bukan ekspor WordPress"
    assert str(caught.value.hint) == (
        "buat ekspor di WordPress lewat Perkakas → Ekspor (Tools → Export); hasilnya berkas .xml"
    )


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        wxr.read({"x.xml": tmp_path / "x.xml"})
    assert str(caught.value.message) == "x.xml: berkas tidak dapat dibaca"


def test_a_plain_feed_is_no_export(tmp_path: Path) -> None:
    found = read(tmp_path, export("<item><title>Umpan</title></item>", item(1, "Satu")))
    assert [one.title for one in found.items] == ["Satu"]
    assert broken(found) == ["ekspor-0.xml:11: butir ini bukan dari WordPress"]


def test_memory_does_not_grow_with_what_is_not_taken(tmp_path: Path) -> None:
    spam = (
        "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>"
        + "judi " * 2_000
        + "</wp:comment_content></wp:comment>"
    )
    path = tmp_path / "besar.xml"
    path.write_bytes(export(item(1, "A", more=spam * 2_500)))
    assert path.stat().st_size > 25_000_000
    tracemalloc.start()
    (one,) = wxr.read({"besar.xml": path}).items
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert one.comments == 2_500
    assert peak < 12_000_000


def test_a_text_beyond_all_measure_is_cut_and_said_so(tmp_path: Path) -> None:
    (one,) = read(tmp_path, export(item(1, "A", "kata " * 500_000))).items
    assert one.cut and len(one.text) <= wxr_item.MAX_FIELD


def test_an_upload_without_its_address_is_found_by_its_guid(tmp_path: Path) -> None:
    given = item(5, "Foto", post_type="attachment", status="inherit").replace(
        f"{HOME}/?p=5", f"{HOME}/wp-content/uploads/2017/07/foto.jpg"
    )
    (one,) = read(tmp_path, export(given)).items
    assert one.file == f"{HOME}/wp-content/uploads/2017/07/foto.jpg"
