"""Documents exactly at a limit, and one beyond it; what a condition is there for where no case needs it."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

import pytest
from tests.rules.test_families import archive
from tests.rules.test_judging import PANEN, found, ids, text

from terbit.rules.files import containers, documents, packed, pdf

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
