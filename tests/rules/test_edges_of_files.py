"""Documents exactly at a limit, and one beyond it; what a condition is there for where no case needs it."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

import pytest
from tests.rules.test_families import archive
from tests.rules.test_judging import PANEN, found, ids, text

from terbit.rules.files import containers, documents, packed, pdf, texts

OLE = b"\xd0\xcf\x11\xe0"


def test_a_stamp_stands_at_the_beginning_of_a_document() -> None:
    path, listed = PANEN.replace("index.md", "a.csv"), "\n  - file: a.csv\n    title: A"
    content = b"a,b\n" * 1022 + b"\nRAHASIA"
    assert len(content) == 4096
    assert ids(found({PANEN: text(attachments=listed), path: content})) == ["EX002"]
    assert ids(found({PANEN: text(attachments=listed), path: b"\n" + content})) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Menurut data BPS, hasil naik. ![Padi](https://a.example/a.jpg)", True),
        ("Menurut data BPS, hasil naik. [surel kami](mailto:humas@dinas.example)", True),
        ("Menurut data BPS, hasil naik. [BPS](https://bps.example/)", False),
    ],
)
def test_only_a_link_to_a_site_is_a_source(body: str, expected: bool) -> None:
    assert ("ET001" in ids(found({PANEN: text(body + "\n")}))) is expected


def test_no_age_is_no_child() -> None:
    assert "ET004" not in ids(found({PANEN: text("Budi Santoso (0), tersangka pencurian.\n")}))
    assert "ET004" in ids(found({PANEN: text("Budi Santoso (1), tersangka pencurian.\n")}))


# -- films and older documents -----------------------------------------------------------------------------------------


def box(kind: bytes) -> bytes:
    return (8).to_bytes(4, "big") + kind


def test_a_film_has_its_two_boxes_among_the_first_ten_thousand() -> None:
    assert containers.is_film(box(b"ftyp") + box(b"moov"))
    assert not containers.is_film(box(b"ftyp"))
    assert containers.is_film(box(b"ftyp") + box(b"free") * 9_998 + box(b"moov"))
    assert not containers.is_film(box(b"ftyp") + box(b"free") * 9_999 + box(b"moov"))


def test_an_older_document_holds_its_folder() -> None:
    whole = bytearray(640)
    whole[:8], whole[28:32], whole[512:516] = OLE + b"\xa1\xb1\x1a\xe1", b"\xfe\xff\x09\x00", b"R\0o\0"
    assert containers.is_compound(bytes(whole))
    assert not containers.is_compound(bytes(whole[:639]))
    for at in (0, 28, 30, 512):
        wrong = bytearray(whole)
        wrong[at] ^= 0xFF
        assert not containers.is_compound(bytes(wrong))


def test_what_is_not_what_its_name_says_is_told_once() -> None:
    for kind, content in (("mp4", b"bukan film"), ("mp3", b"ID3 ftyp"), ("doc", b"x"), ("rtf", OLE)):
        assert documents.unreadable(kind, content) is None
    assert documents.harmful("doc", "_VBA_PROJECT".encode("utf-16-le")) is None
    assert documents.unfit("docx", "EncryptedPackage".encode("utf-16-le")) is not None


# -- archives ----------------------------------------------------------------------------------------------------------


def listed(unpacked: int, size: int) -> tuple[zipfile.ZipInfo, ...]:
    """An entry behind a password, so that only the directory is looked at."""
    entry = zipfile.ZipInfo("a")
    entry.flag_bits, entry.file_size, entry.compress_size = 1, unpacked, size
    return (entry,)


@pytest.mark.parametrize(
    ("length", "unpacked", "size"),
    [(3 * 2**20, 500 * 2**20, 1), (10, 50 * 2**20, 1), (300_000, 60_000_000, 1), (1, 1000, 1)],
)
def test_an_archive_may_unpack_to_so_much_and_no_more(length: int, unpacked: int, size: int) -> None:
    packed.test(bytes(length), listed(unpacked, length))
    with pytest.raises(packed.Bomb):
        packed.test(bytes(length), listed(unpacked, length + 1))
    if unpacked > 1000:
        with pytest.raises(packed.Bomb):
            packed.test(bytes(length), listed(unpacked + 1, size))


def test_ten_thousand_entries_are_looked_at() -> None:
    with pytest.raises(packed.Unreadable):
        packed.entries(b"PK\x01\x02" * 10_000)
    with pytest.raises(packed.Bomb):
        packed.entries(b"PK\x01\x02" * 10_001)


def test_an_entry_is_what_the_directory_says() -> None:
    content = archive("a.txt", content=b"abc" * 100)
    (entry,) = zipfile.ZipFile(BytesIO(content)).infolist()
    assert packed._tried(content, entry) == 300
    entry.CRC ^= 1
    with pytest.raises(packed.Unreadable):
        packed._tried(content, entry)


def test_a_stream_without_its_end_comes_to_an_end() -> None:
    machine = zlib.compressobj(wbits=-15)
    data = machine.compress(bytes(range(256))) + machine.flush()
    assert len(b"".join(packed._pieces(data))) == 256
    assert len(b"".join(packed._pieces(data[:-20]))) < 256


def test_a_document_type_stands_at_the_beginning() -> None:
    for length, reached in ((2**16, "a.xml"), (2**16 + 1, None)):
        content = archive("a.xml", content=b"<!ENTITY".rjust(length))
        entries = packed.entries(content)
        assert packed.reaching(content, entries) == reached


# -- PDF ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "whole"),
    [
        (b"%PDF- /Root %%EOF", True),
        (b"%PDF- /Catalog %%EOF", True),
        (b"%PDF- %%EOF", False),
        (b"startxref 5 %PDF- /Root %%EOF", True),
        (b"startxref 0 %PDF- /Root %%EOF", False),
        (b"startxref 28 %PDF- /Root %%EOF", True),
        (b"startxref 30 %PDF- /Root %%EOF", False),
        (b"%%EOF %PDF- /Root", True),
        (b"%PDF- /Root %%EOF".rjust(1024 - 5 + 17), True),
        (b"%PDF- /Root %%EOF".rjust(1024 - 4 + 17), False),
    ],
)
def test_a_pdf_is_whole_by_its_beginning_its_end_and_its_cross_reference(content: bytes, whole: bool) -> None:
    assert pdf.inspect(content).whole is whole


BEGIN, END = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n", b"\nendstream\n%%EOF\n"
SCRIPT = zlib.compress(b"5 0 << /S /JavaScript /JS (app.alert) >>")


def test_twenty_thousand_object_streams_are_looked_into() -> None:
    stream = b"3 0 obj <</Type/ObjStm>>stream\n" + zlib.compress(b"5 0") + b"\nendstream\n"
    assert pdf.inspect(BEGIN + stream * 20_000 + END).whole
    assert not pdf.inspect(BEGIN + stream * 20_001 + END).whole


def test_a_stream_is_told_by_the_4096_bytes_before_it() -> None:
    for apart, runs in ((4096, "JavaScript"), (4097, "")):
        content = BEGIN + b"3 0 obj <<" + b"/ObjStm".ljust(apart) + b"stream\n" + SCRIPT + END
        assert pdf.inspect(content).runs == runs


def stored(content: bytes) -> bytes:
    """A block of a deflated stream that is not packed (RFC 1951, 3.2.4)."""
    return b"\0" + len(content).to_bytes(2, "little") + (len(content) ^ 0xFFFF).to_bytes(2, "little") + content


def test_a_broken_stream_is_read_up_to_the_512_bytes_in_which_it_breaks() -> None:
    no_such_block = b"\x07"
    for more, runs in ((0, "JavaScript"), (1, ""), (-1, "")):
        part = stored(b"/Java".rjust(496 + more)) + stored(b"Script") + no_such_block.rjust(1, b"a")
        content = BEGIN + b"3 0 obj <</ObjStm>>stream\nx\x9c" + part + END
        assert pdf.inspect(content).runs == runs


def test_an_object_stream_that_is_not_packed_is_read_as_it_stands() -> None:
    for told, whole in ((b"", True), (b"/Filter/FlateDecode", False)):
        assert pdf.inspect(BEGIN + b"3 0 obj <</ObjStm" + told + b">>stream\n5 0 <<>>" + END).whole is whole


# -- texts -------------------------------------------------------------------------------------------------------------


def test_a_document_of_a_secret_name_is_told_of_whatever_it_holds() -> None:
    path = PANEN.replace("index.md", "rahasia.csv")
    assert ids(found({PANEN: text(attachments="\n  - file: rahasia.csv\n    title: A"), path: "a\n"})) == ["EX002"]


def test_eight_megabytes_of_a_document_are_searched() -> None:
    most = 8 * 2**20
    assert len(texts.of("a.txt", b"a" * (most + 1))) == most
    sheet = BytesIO(archive("word/document.xml", content=b"a" * most))
    with zipfile.ZipFile(sheet, "a") as writing:
        writing.writestr("word/footnotes.xml", b"b")
    assert texts.of("a.docx", sheet.getvalue()) == "a" * most
    assert texts.of("a.docx", archive("word/document.xml", "word/a.xml", "word/footnotes.xml", content=b"a")) == "a\na"
